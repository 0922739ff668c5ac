"""What the drawers of the Draw tab have in common."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.draw.answer.reader import DrawingReader


class DrawerView(QWidget):
    """What a drawer shows of the drawing as it is read; nothing is worked out while it is closed.

    name: its object name.
    """

    def __init__(self, name: str, reader: DrawingReader) -> None:
        super().__init__()
        self.setObjectName(name)
        self._reader = reader
        reader.updated.connect(self._on_updated)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_updated()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._give_up()

    def _follow(self) -> None:
        """Show what the reader has by now, or begin to work it out."""
        raise NotImplementedError

    def _give_up(self) -> None:
        """Work out nothing any more."""
        raise NotImplementedError

    @Slot()
    def _on_updated(self) -> None:
        if self.isVisible():
            self._follow()
