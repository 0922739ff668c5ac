"""Answers that follow each other along a slider, in words."""

from collections.abc import Sequence

from desktop.formats import article
from desktop.widgets.answer_strip import Piece

_MOST = 2
"""Answers that are named; of more than that, the first one."""

_NONE = "no digit it knows"


def in_turn(pieces: Sequence[Piece]) -> str:
    """As in "a 9, then no digit it knows", or "a 9, then it tips again"."""
    names = [named(each.answer) for each in pieces]
    if len(names) > _MOST:
        names = [names[0], "it tips again"]
    return ", then ".join(names)


def named(answer: int | None) -> str:
    """As in "a 4", "an 8"; None: no digit is known."""
    return _NONE if answer is None else f"{article(answer)} {answer}"
