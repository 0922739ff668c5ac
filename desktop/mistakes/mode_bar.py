"""The row of modes: what the middle of the Mistakes tab is for."""

from enum import StrEnum

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QHoverEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar, QWidget

from desktop.theme import Theme
from desktop.translation import tr

_LINE = 2
"""Pixels of the line under the chosen mode."""


class Mode(StrEnum):
    """What is done with the images."""

    GALLERY = "gallery"
    COMPARE = "compare"


_WORDS = {
    Mode.GALLERY: (tr("Gallery"), tr("What the network misreads")),
    Mode.COMPARE: (tr("Compare"), tr("What it reads otherwise than another network")),
}


class ModeBar(QTabBar):
    """The modes as words; a line is under the chosen one, and a paler one under that below the
    pointer.

    mode_chosen: a Mode, by mouse or arrow keys.
    """

    mode_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hovered = -1
        self.setObjectName("mode_bar")
        self.setAccessibleName(tr("What is done with the images"))
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        for mode in Mode:
            title, tooltip = _WORDS[mode]
            self.setTabToolTip(self.addTab(title), tooltip)
        self.currentChanged.connect(self._on_current_changed)

    def leave(self) -> None:
        """Go back to the gallery."""
        self.setCurrentIndex([*Mode].index(Mode.GALLERY))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHoverEvent):
            is_there = event.type() != QEvent.Type.HoverLeave
            hovered = self.tabAt(event.position().toPoint()) if is_there else -1
            if hovered != self._hovered:
                self._hovered = hovered
                self.update()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place in range(self.count()):
            is_chosen, area = place == self.currentIndex(), self.tabRect(place)
            painter.setPen(self._theme.text)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), self.tabText(place))
            below = QRect(area.left() + 3, area.bottom() - _LINE, area.width() - 6, _LINE)
            if is_chosen:
                painter.fillRect(below, self._theme.training)
            elif place == self._hovered:
                painter.fillRect(below, self._theme.muted)
            if is_chosen and self.hasFocus():
                painter.setPen(QPen(self._theme.muted, 1, Qt.PenStyle.DotLine))
                painter.drawRect(area.adjusted(1, 1, -2, -_LINE - 3))

    @Slot(int)
    def _on_current_changed(self, place: int) -> None:
        self.mode_chosen.emit([*Mode][place])
