"""Tells of a long run that has ended while nobody is looking."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from desktop.system.notification_backends import Channel, PortalChannel, TrayChannel

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
