"""How a card looks: its pens and letterings, and for each of the three sizes how large it is and
where its parts stand.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QPainter, QPen

from desktop.formats import SUREST
from desktop.mistakes.cards.model import CardRole
from desktop.theme import SPACE, Theme, sized

ARROW = " → "


class Lettering:
    """A font that knows how wide its few short texts are."""

    def __init__(self, font: QFont) -> None:
        metrics = QFontMetrics(font)
        self.height = metrics.height()
        self.descent = metrics.descent()
        self._font = font
        self._metrics = metrics
        self._widths: dict[str, int] = {}

    def width(self, text: str) -> int:
        """How wide `text` is; remembered, so only for texts of which there are few."""
        if text not in self._widths:
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]

    def elided(self, text: str, width: int) -> str:
        """As much of `text` as fits into `width` pixels, with dots for the rest."""
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def write(self, painter: QPainter, left: int, baseline: int, text: str, colour: QPen) -> None:
        """Write `text` on a baseline."""
        painter.setFont(self._font)
        painter.setPen(colour)
        painter.drawText(left, baseline, text)


class CardStyle:
    """What cards and headings are painted with in the theme of the moment.

    Made once for the thousands of them: asking the theme and measuring text at every card took
    most of the time of a paint.
    """

    def __init__(self, theme: Theme, font: QFont) -> None:
        self.plain = Lettering(sized(font, 1.0))
        self.strong = Lettering(sized(font, 1.0, bold=True))
        self.small = Lettering(sized(font, 0.85))
        self.paper = QBrush(theme.paper)
        self.text = QPen(theme.text)
        self.muted = QPen(theme.muted)
        self.wrong = QPen(theme.wrong)
        self.right = QPen(theme.right)
        self.line = QPen(theme.line, 1)
        self.hovered_line = QPen(theme.muted, 1)
        self.selected_line = QPen(theme.accent, 2)
        self.focus_line = QPen(theme.accent, 1)


class CardSize(StrEnum):
    """How much a card shows: the image; also what it was read as; also its story."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


_SIDES = {CardSize.SMALL: 56, CardSize.MEDIUM: 84, CardSize.LARGE: 168}
"""Widths of a digit: two, three or six pixels of the screen for each of its own."""

_LINE_GAP = 2

OPTIONAL_ROLES = (CardRole.RIVAL, CardRole.SORT_TEXT)
"""The lines that cards have if there is something to say in them, from top to bottom."""


@dataclass(frozen=True, slots=True)
class CardLayout:
    """Pixels, from a card's upper left corner.

    side: of the picture. top: where it begins. inset: between words and the card's edges. gap:
    after each card. baseline: of the caption; None for none. lines: what is said below it, and its
    baselines. smallest_cell: what the card and its gap need.
    """

    side: int
    top: int
    inset: int
    gap: int
    baseline: int | None
    lines: tuple[tuple[CardRole, int], ...]
    smallest_cell: QSize


def card_layout(size: CardSize, style: CardStyle, shown: Collection[CardRole] = ()) -> CardLayout:
    """Where the parts of a card of that size stand. shown: the optional roles that need a line."""
    side = _SIDES[size]
    if size is CardSize.SMALL:
        gap = top = SPACE // 2
        cell = side + 2 * top + gap
        return CardLayout(side, top, top, gap, None, (), QSize(cell, cell))
    inset = SPACE + SPACE // 2
    bottom = side + 2 * SPACE + style.strong.height
    baseline = bottom - style.strong.descent
    lines = []
    for role in _roles(size, shown):
        bottom += style.small.height + _LINE_GAP
        lines.append((role, bottom - style.small.descent))
    caption = style.strong.width(f"0{ARROW}0") + SPACE + style.small.width(SUREST)
    width = max(side, caption) + 2 * inset + SPACE
    cell_size = QSize(width, bottom + 2 * SPACE)
    return CardLayout(side, SPACE, inset, SPACE, baseline, tuple(lines), cell_size)


def _roles(size: CardSize, shown: Collection[CardRole]) -> list[CardRole]:
    roles = [role for role in OPTIONAL_ROLES if role in shown]
    return [*roles, CardRole.STORY] if size is CardSize.LARGE else roles
