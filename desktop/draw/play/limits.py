"""How far a drawing can be changed before the answer tips, in words."""

from collections.abc import Sequence

from desktop.draw.play.changes import ChangeKind
from desktop.formats import article
from desktop.widgets.answer_strip import Piece

_MOST = 2
"""Answers that are named on each side."""

_NONE = "no digit it knows"


def limits(kind: ChangeKind, pieces: Sequence[Piece]) -> str:
    """As in "Turn: a 4 from −31° to +22°; beyond that a 9."

    pieces: all along the slider of this kind. It is told from the place where nothing is changed.
    """
    here = next(row for row, each in enumerate(pieces) if each.first <= -kind.first <= each.last)
    before, usual, after = [*pieces[:here]][::-1], pieces[here], pieces[here + 1 :]
    low, high = (kind.amount(kind.first + place) for place in (usual.first, usual.last))
    told = f"{kind.title}: {_named(usual.answer)}"
    if not before and not after:
        return f"{told} all the way from {low} to {high}."
    if not before:
        return f"{told} up to {high}; beyond that {_in_turn(after)}."
    if not after:
        return f"{told} from {low} on; before that {_in_turn(before)}."
    sides = _in_turn(before), _in_turn(after)
    if sides[0] == sides[1]:
        return f"{told} from {low} to {high}; beyond that {sides[0]}."
    return f"{told} from {low} to {high}; before that {sides[0]}, beyond that {sides[1]}."


def _in_turn(pieces: Sequence[Piece]) -> str:
    """As in "a 9, then no digit it knows"; from the near end to the far one."""
    names = [_named(each.answer) for each in pieces]
    if len(names) > _MOST:
        names = [*names[:_MOST], "others"]
    return ", then ".join(names)


def _named(answer: int | None) -> str:
    return _NONE if answer is None else f"{article(answer)} {answer}"
