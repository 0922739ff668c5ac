"""This program, from a checkout, installed, or as a built application: its version, how it starts
itself once more, and how Ctrl-C ends it.

Standard library only.
"""

import os
import signal
import sys
from pathlib import Path

TRAINER = "--trainer"
"""Makes a second process the one that trains; the number of its end of the line follows."""

TRIAL = "--try-qt"
"""Makes a second process try whether Qt starts here."""

_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


def version() -> str:
    """The version's number, or "unknown" for a copy that says nothing of itself."""
    # only who asks for the version waits for what reads it
    import tomllib  # noqa: PLC0415
    from importlib import metadata  # noqa: PLC0415

    try:
        return metadata.version("misread")
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        pass
    try:
        return str(tomllib.loads(_PROJECT.read_text("utf-8"))["project"]["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return "unknown"


def command(*options: str) -> list[str]:
    """The command that starts this program with these options."""
    if getattr(sys, "frozen", False):  # a built application: it is its own interpreter
        return [sys.executable, *options]
    return [sys.executable, "-P", "-m", "desktop", *options]


def end_at_ctrl_c() -> None:
    """Have Ctrl-C end the program at once: while modules are read it would leave a traceback else,
    and Qt's event loop would never let Python hear of it. Where it is ignored, it stays so.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def environment() -> dict[str, str]:
    """This process's own environment, and the places that it found its modules in."""
    if getattr(sys, "frozen", False):
        return {**os.environ}
    places = (place or str(Path.cwd()) for place in sys.path)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
