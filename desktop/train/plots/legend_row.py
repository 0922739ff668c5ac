"""A line of slots as a widget: as many of them as it has room for, and all of them in words.

It knows nothing of what they say.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Theme
from desktop.train.plots import legend_items
from desktop.train.plots.style import Style

_LEAST_WIDTH = 120


class LegendRow(QWidget):
    """What slots say, side by side at places that stay."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._theme = theme
        self._style = Style(theme, self.font())
        self._slots: tuple[legend_items.LegendEntry, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def text(self) -> str:
        """Everything that the slots say, whether there is room for it or not."""
        return " · ".join(slot.text for slot in self._slots if slot.text)

    @property
    def shown_text(self) -> str:
        """What there is room for."""
        return " · ".join(slot.text for slot in self._fitting if slot.text)

    def say(self, new_slots: Sequence[legend_items.LegendEntry]) -> None:
        """Show these slots from now on."""
        if tuple(new_slots) != self._slots:
            self._slots = tuple(new_slots)
            self.setAccessibleDescription(self.text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, self._style.line_height + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        legend_items.paint_slots(painter, QRectF(self.rect()), self._fitting, self._style)

    @property
    def _fitting(self) -> list[legend_items.LegendEntry]:
        return legend_items.fitting(self._slots, self.width(), self._style.metrics)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._style = Style(self._theme, self.font())
        self.update()
