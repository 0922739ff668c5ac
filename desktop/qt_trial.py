"""Whether Qt starts on a platform that is seldom asked for: a second process tries, and may die.

Qt ends its own process where it knows no such platform or the platform finds no device.
"""

from __future__ import annotations

import os
import subprocess
import sys

from desktop import relaunch
from desktop.display_server import has_unusual_platforms

_SECONDS = 30


def explain_unusual_platform() -> str | None:
    """Explain why Qt does not start with QT_QPA_PLATFORM as it is, or return None."""
    if not has_unusual_platforms() or _starts():
        return None
    given = ascii(os.environ.get("QT_QPA_PLATFORM", ""))[:200]
    usual = "xcb, wayland or offscreen" if sys.platform.startswith("linux") else "offscreen"
    return (
        f"misread: Qt cannot open a window with QT_QPA_PLATFORM={given}. "
        f"Start without that variable, or with {usual} for it."
    )


def _starts() -> bool:
    try:
        finished = subprocess.run(  # noqa: S603 - our own program
            relaunch.command(relaunch.TRIAL),
            env=relaunch.environment(),
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0
