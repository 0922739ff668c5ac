"""Paints a mistake as a card: the digit, what was taken for what, and how surely.

No widget per picture: one delegate paints whatever cards are in sight.
"""

from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.formats import SUREST, percent
from desktop.mistakes.cards.examples import Example
from desktop.mistakes.cards.model import MistakesModel
from desktop.mistakes.cards.style import CardStyle
from desktop.theme import SPACE, Theme
from desktop.widgets.digit_pictures import DigitPictures

_SIDE = 84
"""A digit's width: three pixels of the screen for each of its own."""

_INSET = SPACE + SPACE // 2
_RADIUS = 6
_ARROW = " → "


class CardDelegate(QStyledItemDelegate):
    """Cards of one size. `cell` is the room for a card with the gap that follows it."""

    def __init__(
        self, model: MistakesModel, theme: Theme, font: QFont, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._font = font
        self._pictures = DigitPictures(theme)
        self._style = CardStyle(theme, font)
        self.cell = self.smallest_cell

    @property
    def smallest_cell(self) -> QSize:
        """The least room that a card and the gap after it need."""
        style = self._style
        caption = style.strong.width(f"0{_ARROW}0") + SPACE + style.small.width(SUREST)
        width = max(_SIDE, caption) + 2 * _INSET + SPACE
        return QSize(width, _SIDE + style.strong.height + 4 * SPACE)

    def renew(self) -> None:
        """Take the theme's colours anew."""
        self._pictures.clear()
        self._style = CardStyle(self._theme, self._font)

    def sizeHint(self, _option: Any, _index: Any) -> QSize:
        return self.cell

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        card = option.rect.adjusted(0, 0, -SPACE, -SPACE)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, card, state)
        self._paint_digit(painter, card, index.row())
        self._paint_caption(painter, card, self._model.example(index.row()))
        if state & QStyle.StateFlag.State_HasFocus:
            self._paint_focus(painter, card)
        painter.restore()

    def _paint_ground(self, painter: QPainter, card: QRect, state: QStyle.StateFlag) -> None:
        pen = self._style.line
        if state & QStyle.StateFlag.State_Selected:
            pen = self._style.selected_line
        elif state & QStyle.StateFlag.State_MouseOver:
            pen = self._style.hovered_line
        painter.setPen(pen)
        painter.setBrush(self._style.paper)
        painter.drawRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)

    def _paint_focus(self, painter: QPainter, card: QRect) -> None:
        """A second line, inside the one that tells what is selected."""
        painter.setPen(self._style.focus_line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inside = QRectF(card).adjusted(3.5, 3.5, -3.5, -3.5)
        painter.drawRoundedRect(inside, _RADIUS - 2, _RADIUS - 2)

    def _paint_digit(self, painter: QPainter, card: QRect, row: int) -> None:
        ratio = painter.device().devicePixelRatioF()
        picture = self._pictures.pixmap(self._model.pixels(row), _SIDE, ratio)
        left = card.left() + (card.width() - _SIDE) // 2
        painter.drawPixmap(QPoint(left, card.top() + SPACE), picture)

    def _paint_caption(self, painter: QPainter, card: QRect, example: Example) -> None:
        style = self._style
        left = card.left() + _INSET
        baseline = card.bottom() - SPACE - style.strong.descent
        for text, lettering, colour in (
            (str(example.truth), style.plain, style.text),
            (_ARROW, style.plain, style.muted),
            (str(example.predicted), style.strong, style.wrong),
        ):
            lettering.write(painter, left, baseline, text, colour)
            left += lettering.width(text)
        confidence = percent(example.confidence)
        left = card.right() - _INSET - style.small.width(confidence)
        style.small.write(painter, left, baseline, confidence, style.muted)
