"""How far a run is, told where people look while another window is in front: the taskbar.

What each platform has:

- Linux: docks and taskbars of KDE Plasma, Ubuntu, elementary and others draw a bar on the icon for
  the D-Bus signal `com.canonical.Unity.LauncherEntry.Update`. Whoever does not know it ignores it;
  nobody tells which.
- Windows and macOS: Qt 5 had QWinTaskbarProgress, Qt 6 has nothing in its place. A badge number
  exists, but says "so many unread". So nothing is sent there, and the window's title tells: every
  taskbar, dock menu and window switcher shows it, see `titled`.
"""

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QObject

from desktop.system.session_bus import session_bus

APPLICATION = "Misread"

_PATH = "/io/github/misread/taskbar"
_INTERFACE = "com.canonical.Unity.LauncherEntry"
_DESKTOP_FILE = "application://misread.desktop"

Sender: TypeAlias = Callable[[dict[str, float | bool]], None]
"""Takes what has changed of the icon, in the words of the LauncherEntry protocol."""


def titled(fraction: float | None) -> str:
    """The window's title while so much is done, as in "42 % – Misread"; None: no run."""
    return APPLICATION if fraction is None else f"{_percent(fraction)} % – {APPLICATION}"


class TaskbarProgress(QObject):
    """A bar on the application's icon, where the platform has one.

    sender: whom to tell; None for the session bus, if there is one.
    """

    def __init__(self, parent: QObject | None = None, *, sender: Sender | None = None) -> None:
        super().__init__(parent)
        self._send = sender or _send
        self._shown: int | None = None

    def show(self, fraction: float | None) -> None:
        """Show that so much is done, 0..1; None takes the bar away. Whole percents are sent."""
        percent = None if fraction is None else _percent(fraction)
        if percent == self._shown:
            return
        self._shown = percent
        if percent is None:
            self._send({"progress-visible": False})
        else:
            self._send({"progress": percent / 100, "progress-visible": True})


def _percent(fraction: float) -> int:
    """Whole percents, rounded down: only the end is 100 %."""
    return min(100, max(0, int(fraction * 100 + 1e-9)))


def _send(properties: dict[str, float | bool]) -> None:
    connection = session_bus()
    if connection is None:
        return
    from PySide6.QtDBus import QDBusMessage  # noqa: PLC0415 - the module may be missing

    message = QDBusMessage.createSignal(_PATH, _INTERFACE, "Update")
    message.setArguments([_DESKTOP_FILE, properties])
    connection.send(message)
