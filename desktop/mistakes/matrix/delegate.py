"""Paints a cell of the confusion matrix: its count on a colour, its part in what is chosen."""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.mistakes.filters import Cell
from desktop.mistakes.matrix.model import ConfusionRole
from desktop.theme import Theme, mixed, sized

_DEEPEST = 0.75
"""How much of the colour the fullest cell has: figures stay readable on it."""

_FADED = 0.5
"""How far a cell steps back towards the ground while others are lit."""

_AIR, _AIR_OF_SUMS = 4, 2
"""Pixels of a cell's width that its figure leaves free; sums have no ground of their own."""

_SMALLEST = 0.5
"""Of a font's size, for figures that have no room."""

_STEP = 0.05
"""By which such a font becomes smaller."""

_Index = QModelIndex | QPersistentModelIndex


class ConfusionDelegate(QStyledItemDelegate):
    """lit: the cells of images that somebody points at or has selected; the others fade."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.lit: frozenset[Cell] = frozenset()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        item: Any = option  # whose fields the stubs do not know
        ground, text = self._colours(index)
        if ground is not None:
            painter.fillRect(item.rect, ground)
        shown = index.data(Qt.ItemDataRole.DisplayRole)
        air = _AIR_OF_SUMS if index.data(ConfusionRole.LEVEL) is None else _AIR
        painter.setFont(fitted(item.font, shown, item.rect.width() - air))
        painter.setPen(text)
        painter.drawText(item.rect, int(Qt.AlignmentFlag.AlignCenter), shown)
        is_selected = bool(item.state & QStyle.StateFlag.State_Selected)
        has_focus = bool(item.state & QStyle.StateFlag.State_HasFocus)
        if is_selected or has_focus:
            painter.setPen(QPen(self._theme.text if is_selected else self._theme.muted, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(item.rect.adjusted(1, 1, -1, -1))

    def _colours(self, index: _Index) -> tuple[QColor | None, QColor]:
        """Of the cell, and of what stands in it; sums have no ground of their own."""
        theme, level = self._theme, index.data(ConfusionRole.LEVEL)
        if level is None:
            return None, theme.muted
        hue = theme.right if index.data(ConfusionRole.IS_GOOD) else theme.wrong
        share = level * _DEEPEST
        is_empty = index.data(ConfusionRole.COUNT) == 0
        ground = mixed(theme.paper, hue, 0.0 if is_empty else max(0.08, share))
        text = theme.muted if is_empty else _readable_on(ground)
        if self.lit and (index.row(), index.column()) not in self.lit:
            ground = mixed(ground, theme.paper, _FADED)
            text = theme.muted if is_empty else mixed(_readable_on(ground), theme.text, 0.5)
        return ground, text


def fitted(font: QFont, text: str, width: int) -> QFont:
    """`font`, or as much smaller as `text` needs to have room in so many pixels."""
    fitting, share = font, 1.0
    while QFontMetricsF(fitting).horizontalAdvance(text) > width and share > _SMALLEST:
        share -= _STEP  # letters keep to whole pixels: they do not shrink as evenly as fonts do
        fitting = sized(font, share)
    return fitting


def _readable_on(ground: QColor) -> QColor:
    # Rec. 709's weights: green is the brightest of the three
    light = 0.2126 * ground.redF() + 0.7152 * ground.greenF() + 0.0722 * ground.blueF()
    return QColor("#000000") if light > 0.4 else QColor("#FFFFFF")
