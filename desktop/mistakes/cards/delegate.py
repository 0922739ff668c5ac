"""Paints an image as a card: the digit, what it was taken for, how surely, and how it is marked.

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
from PySide6.QtGui import QFont, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.formats import percent
from desktop.mistakes.cards.card_layout import (
    OPTIONAL_ROLES,
    CardLayout,
    CardSize,
    CardStyle,
    card_layout,
)
from desktop.mistakes.cards.card_pictures import PixmapCache
from desktop.mistakes.cards.card_signs import (
    MARK_SIGN,
    SIGN,
    caption_size,
    paint_caption,
    paint_mark,
    paint_sign,
)
from desktop.mistakes.cards.model import CardRole, MistakesModel
from desktop.mistakes.examples import Example
from desktop.theme import SPACE, Theme
from desktop.widgets.digit_pictures import DigitPictures
from desktop.workspace.mark import Mark
from nncore.epoch_predictions import NO_PREDICTION

_RADIUS = 6


class CardDelegate(QStyledItemDelegate):
    """Paints cards of one size; medium ones at first."""

    def __init__(
        self, model: MistakesModel, theme: Theme, font: QFont, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._font = font
        self._digits = DigitPictures(theme)
        self._parts = PixmapCache()
        self._size = CardSize.MEDIUM
        self._shown_roles: frozenset[CardRole] = frozenset()
        self.style = CardStyle(theme, font)
        self._layout = self._laid_out()

    @property
    def layout(self) -> CardLayout:
        """Where the parts of a card stand."""
        return self._layout

    @property
    def size(self) -> CardSize:
        """How much the cards show."""
        return self._size

    def set_size(self, size: CardSize) -> None:
        """Show more or less on each card."""
        self._size = size
        self._layout = self._laid_out()

    def refresh_layout(self) -> None:
        """Keep a line for each optional role that the model's first row has words for."""
        has_rows = self._model.rowCount() > 0
        self._shown_roles = frozenset(
            each for each in OPTIONAL_ROLES if has_rows and self._text(0, each)
        )
        self._layout = self._laid_out()

    def make_room(self, in_sight: int) -> None:
        """Keep the pictures of at least so many cards in memory."""
        self._digits.make_room(in_sight)

    def prepare(self, row: int, width: int, ratio: float) -> None:
        """Make the pictures of a row's card before it is painted. width: of its cell."""
        layout = self._layout
        self._digits.pixmap(self._model.pixels(row), layout.side, ratio)
        for role, _ in layout.lines:
            text = self._text(row, role)
            if text:
                self._words(text, width - layout.gap - 2 * layout.inset, ratio)

    def renew(self) -> None:
        """Paint with the theme's new colours from now on."""
        self._digits.clear()
        self._parts.clear()
        self.style = CardStyle(self._theme, self._font)

    def sizeHint(self, _option: Any, _index: Any) -> QSize:
        return self._layout.smallest_cell

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        given: Any = option
        self.paint_card(
            painter,
            given.rect,
            index.row(),
            is_selected=bool(given.state & QStyle.StateFlag.State_Selected),
            is_hovered=bool(given.state & QStyle.StateFlag.State_MouseOver),
            has_focus=bool(given.state & QStyle.StateFlag.State_HasFocus),
        )

    def paint_card(
        self,
        painter: QPainter,
        cell: QRect,
        row: int,
        *,
        is_selected: bool,
        is_hovered: bool,
        has_focus: bool,
    ) -> None:
        """Paint the card of a row into its cell."""
        layout, ratio = self._layout, painter.device().devicePixelRatioF()
        left, top = cell.left(), cell.top()
        card = QSize(cell.width() - layout.gap, cell.height() - layout.gap)
        example = self._model.example(row)
        ground = self._ground(card, ratio, is_selected, is_hovered, has_focus)
        painter.drawPixmap(left, top, ground)
        picture = self._digits.pixmap(self._model.pixels(row), layout.side, ratio)
        painter.drawPixmap(left + (card.width() - layout.side) // 2, top + layout.top, picture)
        if example.mark is not None:
            self._paint_mark(painter, QPoint(left, top), example.mark, ratio)
        if layout.baseline is None:
            self._paint_sign(painter, QPoint(left + card.width(), top), example, ratio)
            return
        self._paint_caption(painter, QPoint(left, top), card.width(), example, ratio)
        for role, baseline in layout.lines:
            text = self._text(row, role)
            if text:
                place = QPoint(left + layout.inset, top + baseline)
                self._put_words(painter, place, text, card.width() - 2 * layout.inset, ratio)

    def _ground(
        self, size: QSize, ratio: float, is_selected: bool, is_hovered: bool, has_focus: bool
    ) -> QPixmap:
        style, line = self.style, self.style.line
        if is_selected:
            line = style.selected_line
        elif is_hovered:
            line = style.hovered_line

        def paint(painter: QPainter) -> None:
            area = QRectF(0, 0, size.width(), size.height())
            painter.setPen(line)
            painter.setBrush(style.paper)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
            if has_focus:  # a second line, inside the one that tells what is selected
                painter.setPen(style.focus_line)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                inside = area.adjusted(3.5, 3.5, -3.5, -3.5)
                painter.drawRoundedRect(inside, _RADIUS - 2, _RADIUS - 2)

        key = ("ground", is_selected, is_hovered and not is_selected, has_focus)
        return self._parts.pixmap(key, size, ratio, paint)

    def _paint_sign(
        self, painter: QPainter, corner: QPoint, example: Example, ratio: float
    ) -> None:
        """Paint a sign in the upper right corner of a small card that was not read right."""
        if example.truth == example.predicted:
            return
        style, predicted = self.style, example.predicted

        def paint(sign: QPainter) -> None:
            paint_sign(sign, style, predicted)

        part = self._parts.pixmap(("sign", predicted == NO_PREDICTION), SIGN, ratio, paint)
        inset = self._layout.inset + 1
        painter.drawPixmap(corner.x() - inset - SIGN.width(), corner.y() + inset, part)

    def _paint_mark(self, painter: QPainter, corner: QPoint, mark: Mark, ratio: float) -> None:
        """Paint the ribbon of a mark at the card's upper left corner, below its outer line."""

        def paint(ribbon: QPainter) -> None:
            paint_mark(ribbon, mark.kind, self._theme.accent)

        part = self._parts.pixmap(("mark", mark.kind), MARK_SIGN, ratio, paint)
        painter.drawPixmap(corner.x() + SPACE, corner.y() + 1, part)

    def _paint_caption(
        self, painter: QPainter, corner: QPoint, width: int, example: Example, ratio: float
    ) -> None:
        style, inset = self.style, self._layout.inset
        baseline = corner.y() + (self._layout.baseline or 0)
        truth, predicted = example.truth, example.predicted

        def paint(caption: QPainter) -> None:
            paint_caption(caption, style, truth, predicted)

        key, size = ("caption", truth, predicted), caption_size(style)
        part = self._parts.pixmap(key, size, ratio, paint, style.paper.color())
        painter.drawPixmap(
            corner.x() + inset, baseline + style.strong.descent - size.height(), part
        )
        confidence = percent(example.confidence)
        room = style.small.width(confidence) + 1  # widths are rounded, and nothing is cut off
        left = corner.x() + width - inset - room
        self._put_words(painter, QPoint(left, baseline), confidence, room, ratio)

    def _put_words(
        self, painter: QPainter, place: QPoint, text: str, room: int, ratio: float
    ) -> None:
        """Put small muted words on a baseline, as many as fit into the room."""
        small = self.style.small
        part = self._words(text, room, ratio)
        painter.drawPixmap(place.x(), place.y() + small.descent - small.height, part)

    def _words(self, text: str, room: int, ratio: float) -> QPixmap:
        small, muted = self.style.small, self.style.muted

        def paint(words: QPainter) -> None:
            small.write(words, 0, small.height - small.descent, small.elided(text, room), muted)

        size = QSize(room, small.height)
        ground = self.style.paper.color()
        return self._parts.pixmap(("words", text), size, ratio, paint, ground)

    def _text(self, row: int, role: CardRole) -> str:
        return self._model.data(self._model.index(row), role) or ""

    def _laid_out(self) -> CardLayout:
        return card_layout(self._size, self.style, self._shown_roles)
