"""How large a card is and where its parts stand, for each of the three sizes."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QSize

from desktop.formats import SUREST
from desktop.mistakes.cards.model import CardRole
from desktop.mistakes.cards.style import ARROW, CardStyle
from desktop.theme import SPACE


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
