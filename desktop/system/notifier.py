"""Tells of a long run that has ended while nobody is looking, in the platform's way.

Each way to show a notification is a `Channel`; the `Notifier` takes the first that there is.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from desktop.system.session_bus import has_service, session_bus

_SERVICE = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_INTERFACE = "org.freedesktop.portal.Notification"
_ID = "misread-run"
_SHOW = "show"

SHOWN_MILLISECONDS = 10_000
"""How long the tray has its icon."""


class Channel(QObject):
    """A way to show a notification.

    clicked: somebody pressed it. refused: it could not be shown, and may be tried otherwise; with
    the `position` that whoever holds the channel gave it.
    """

    clicked = Signal()
    refused = Signal(int, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.position = 0

    def is_available(self) -> bool:
        """Whether the platform has it, as far as can be known."""
        raise NotImplementedError

    def send(self, title: str, text: str) -> None:
        """Show a notification; a newer one takes the place of an older."""
        raise NotImplementedError


class PortalChannel(Channel):
    """Linux: the desktop portal, which GNOME, KDE and others have, in a sandbox or not.

    Not `org.freedesktop.Notifications`: that wants an unsigned number in the message, and PySide
    sends none, so that GNOME would refuse it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watchers: dict[Any, tuple[str, str]] = {}
        self._listens = False

    def is_available(self) -> bool:
        connection = session_bus()
        return connection is not None and has_service(connection, _SERVICE)

    def send(self, title: str, text: str) -> None:
        connection = session_bus()
        if connection is None:
            self.refused.emit(self.position, title, text)
            return
        from PySide6.QtDBus import (  # noqa: PLC0415 - the module may be missing
            QDBusMessage,
            QDBusPendingCallWatcher,
        )

        self._listen(connection)
        message = QDBusMessage.createMethodCall(_SERVICE, _PATH, _INTERFACE, "AddNotification")
        notification = {
            "title": title,
            "body": text,
            "priority": "low",
            "default-action": _SHOW,
        }
        message.setArguments([_ID, notification])
        watcher = QDBusPendingCallWatcher(connection.asyncCall(message), self)
        self._watchers[watcher] = (title, text)
        watcher.finished.connect(self._on_answered)

    def _listen(self, connection: Any) -> None:
        if not self._listens:
            # the leading 1 is what SLOT writes; bytes, which the stubs ask for, are refused
            slot = "1_on_invoked(QDBusMessage)"
            self._listens = connection.connect(
                _SERVICE, _PATH, _INTERFACE, "ActionInvoked", self, slot
            )

    @Slot("QDBusPendingCallWatcher*")
    def _on_answered(self, watcher: Any) -> None:
        title, text = self._watchers.pop(watcher)
        watcher.deleteLater()
        if watcher.isError():
            self.refused.emit(self.position, title, text)

    @Slot("QDBusMessage")
    def _on_invoked(self, message: Any) -> None:
        if message.arguments()[:2] == [_ID, _SHOW]:
            self.clicked.emit()


class TrayChannel(Channel):
    """Windows, macOS and desktops with a tray: an icon that is there only for the message."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon: QSystemTrayIcon | None = None
        self._hiding = QTimer(self, singleShot=True, interval=SHOWN_MILLISECONDS)
        self._hiding.timeout.connect(self._on_shown)

    def is_available(self) -> bool:
        return QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()

    def send(self, title: str, text: str) -> None:
        if self._icon is None:
            self._icon = QSystemTrayIcon(QApplication.windowIcon(), self)
            self._icon.messageClicked.connect(self._on_clicked)
        self._icon.show()
        # some desktops read the text, but not the title, as markup
        text = text.replace("<", "‹")
        self._icon.showMessage(title, text, QApplication.windowIcon(), SHOWN_MILLISECONDS)
        self._hiding.start()

    @Slot()
    def _on_clicked(self) -> None:
        self._on_shown()
        self.clicked.emit()

    @Slot()
    def _on_shown(self) -> None:
        self._hiding.stop()
        if self._icon is not None:
            self._icon.hide()


LONG_RUN = 30.0
"""Seconds after which a person may have turned to something else."""


class Notifier(QObject):
    """Tells of what ended through the platform's notifications; where it has none, nothing happens.

    window: the window that a click on the notification brings to the front. channels: the ways to
    tell, of which the first that is available is taken; None for those of the platform.
    """

    def __init__(
        self,
        window: QWidget,
        parent: QObject | None = None,
        *,
        channels: Sequence[Channel] | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        if channels is None:
            channels = (PortalChannel(self), TrayChannel(self))
        self._channels = tuple(channels)
        for position, channel in enumerate(self._channels):
            channel.position = position
            channel.clicked.connect(self._on_clicked)
            channel.refused.connect(self._on_refused)

    def should_tell(self, seconds: float) -> bool:
        """Whether what took so long is worth a notification: long, and the window not in front."""
        window = self._window
        is_seen = window.isVisible() and window.isActiveWindow() and not window.isMinimized()
        return seconds > LONG_RUN and not is_seen

    def tell(self, title: str, text: str) -> None:
        """Show a notification, once and without a sound of its own."""
        self._tell_from(0, title, text)

    def _tell_from(self, position: int, title: str, text: str) -> None:
        for channel in self._channels[position:]:
            if channel.is_available():
                channel.send(title, text)
                return

    @Slot()
    def _on_clicked(self) -> None:
        """Somebody asked for the window; only then does it come to the front."""
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    @Slot(int, str, str)
    def _on_refused(self, position: int, title: str, text: str) -> None:
        self._tell_from(position + 1, title, text)
