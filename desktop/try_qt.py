"""What the second process of `qt_trial` does: start Qt, and show a window where that may fail."""

from PySide6.QtCore import QDeadlineTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.display_server import WINDOW_SYSTEMS

_SHOWING_MILLISECONDS = 5000
_PROVEN = WINDOW_SYSTEMS | {"offscreen", "minimal", "windows", "cocoa"}
"""Those that show what they are given: no window needs to flash up to prove it."""

_VULKAN_ONLY = "vkkhrdisplay"


def try_qt() -> int:
    """Start Qt. Returns 0 if a window can be shown with it; where Qt dies, it is another code."""
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
