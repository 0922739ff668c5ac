"""How this program starts itself once more, from a checkout, installed, or as a built application.

Standard library only.
"""

import os
import sys
from pathlib import Path

TRAINER = "--trainer"
"""Makes a second process the one that trains; the number of its end of the line follows."""

TRIAL = "--try-qt"
"""Makes a second process try whether Qt starts here."""


def command(*options: str) -> list[str]:
    """The command that starts this program with these options."""
    if getattr(sys, "frozen", False):  # a built application: it is its own interpreter
        return [sys.executable, *options]
    return [sys.executable, "-P", "-m", "desktop", *options]


def environment() -> dict[str, str]:
    """This process's own environment, and the places that it found its modules in."""
    if getattr(sys, "frozen", False):
        return {**os.environ}
    places = (place or str(Path.cwd()) for place in sys.path)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
