"""Whether Qt starts on a platform that is seldom asked for: a second process tries, and may die.

Qt ends its own process where it knows no such platform or the platform finds no device. Standard
library only, but for what the second process does.
"""

from __future__ import annotations

import os
import subprocess
import sys

from desktop.startup import program
from desktop.startup.display_server import WINDOW_SYSTEMS, has_unusual_platforms

_SECONDS = 30
_SHOWING_MILLISECONDS = 5000
_PROVEN = WINDOW_SYSTEMS | {"offscreen", "minimal", "windows", "cocoa"}
"""Those that show what they are given: no window needs to flash up to prove it."""

_VULKAN_ONLY = "vkkhrdisplay"


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


def try_qt() -> int:
    """What the second process does: start Qt, and show a window where that may fail.

    Returns 0 if a window can be shown; where Qt dies, it is another code.
    """
    from PySide6.QtCore import QDeadlineTimer  # noqa: PLC0415 - it may end the process
    from PySide6.QtWidgets import QApplication, QWidget  # noqa: PLC0415

    application = QApplication(["misread"])
    platform = application.platformName()
    if platform in _PROVEN:
        return 0
    window = QWidget()
    window.show()
    deadline = QDeadlineTimer(_SHOWING_MILLISECONDS)
    handle = window.windowHandle()
    while not handle.isExposed() and not deadline.hasExpired():
        application.processEvents()
    return 0 if handle.isExposed() and platform != _VULKAN_ONLY else 1


def _starts() -> bool:
    try:
        finished = subprocess.run(  # noqa: S603 - our own program
            program.command(program.TRIAL),
            env=program.environment(),
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0
