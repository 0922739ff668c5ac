"""The headings above the journal's columns.

They ask the list where its columns stand, and know no lines.
"""

from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.train.epoch_log.view import EpochLogView

_BOTTOM = Qt.AlignmentFlag.AlignBottom


class Headings(QWidget):
    """Small words in the list's own columns."""

    def __init__(self, view: EpochLogView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        view.arranged.connect(self._on_arranged)
        theme.changed.connect(self._on_theme_changed)
        self._on_arranged()

    def paintEvent(self, _event: QPaintEvent) -> None:
        columns = self._view.columns
        row = QRect(0, 0, self.width(), columns.heading_height - 2)
        painter = QPainter(self)
        painter.setFont(columns.heading_font)
        painter.setPen(self._theme.muted)
        painter.drawText(columns.epoch(row), int(Qt.AlignmentFlag.AlignRight | _BOTTOM), "Epoch")
        words = int(Qt.AlignmentFlag.AlignLeft | _BOTTOM)
        painter.drawText(columns.words(row), words, "What happened")
        for position, heading in enumerate(columns.headings):
            if position < columns.first_figure:
                continue
            figure = columns.figure(row, position)
            painter.drawText(figure, int(Qt.AlignmentFlag.AlignRight | _BOTTOM), heading)

    @Slot()
    def _on_arranged(self) -> None:
        self.setFixedHeight(self._view.columns.heading_height)
        self.update()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()
