"""How far a drawing can be changed before the answer tips, in words."""

from collections.abc import Sequence

from desktop.draw.answer.answers_in_turn import in_turn, named
from desktop.draw.play.changes import ChangeKind
from desktop.widgets.answer_strip import Piece


def limits(kind: ChangeKind, pieces: Sequence[Piece]) -> str:
    """As in "Turn: a 4 from −31° to +22°; beyond that a 9."

    pieces: all along the slider of this kind. It is told from the place where nothing is changed.
    """
    here = next(row for row, each in enumerate(pieces) if each.first <= -kind.first <= each.last)
    before, usual, after = [*pieces[:here]][::-1], pieces[here], pieces[here + 1 :]
    low, high = (kind.amount(kind.first + place) for place in (usual.first, usual.last))
    told = f"{kind.title}: {named(usual.answer)}"
    if not before and not after:
        return f"{told} all the way from {low} to {high}."
    if not before:
        return f"{told} up to {high}; beyond that {in_turn(after)}."
    if not after:
        return f"{told} from {low} on; before that {in_turn(before)}."
    sides = in_turn(before), in_turn(after)
    if sides[0] == sides[1]:
        return f"{told} from {low} to {high}; beyond that {sides[0]}."
    return f"{told} from {low} to {high}; before that {sides[0]}; beyond that {sides[1]}."
