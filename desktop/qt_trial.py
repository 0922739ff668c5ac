"""Whether Qt starts on a platform that is seldom asked for: a second process tries, and may die.

Qt ends its own process where it knows no such platform or the platform finds no device.
"""

import os
import subprocess
import sys

from desktop import relaunch
from desktop.display_server import WINDOW_SYSTEMS, has_unusual_platforms

_SECONDS = 30
_SHOWING_MILLISECONDS = 5000
_QUIET_PLATFORMS = WINDOW_SYSTEMS | {"offscreen", "minimal", "windows", "cocoa"}
"""Those that show what they are given: no window needs to flash up to prove it."""


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
        finished = subprocess.run(
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


def try_qt() -> int:
    """Start Qt, and return 0 if a window can be shown with it: the second process."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QWidget

    application = QApplication(["misread"])
    if application.platformName() in _QUIET_PLATFORMS:
        return 0
    if application.platformName() == "vkkhrdisplay":  # shows what Vulkan draws, and nothing else
        return 1
    window = QWidget()
    window.show()
    return 0 if QTest.qWaitForWindowExposed(window, _SHOWING_MILLISECONDS) else 1
