"""Where the answer tips, in words."""

from desktop.draw.shift_turn.change_slider import limits
from desktop.draw.shift_turn.changes import TURN
from desktop.widgets.answer_strip import Piece, pieces_of

MINUS = "\N{MINUS SIGN}"


def turned(*parts: tuple[int | None, int]) -> list[Piece]:
    """Answers along "Turn": each with the degree up to which it is given."""
    answers: list[int | None] = []
    for answer, last in parts:
        answers += [answer] * (last + 61 - len(answers))
    return pieces_of(answers)


def test_pieces_are_answers_that_follow_each_other() -> None:
    assert pieces_of([4, 4, None, 9]) == [Piece(0, 1, 4), Piece(2, 2, None), Piece(3, 3, 9)]
    assert pieces_of([]) == []


def test_one_answer_all_along() -> None:
    assert limits(TURN, turned((4, 60))) == f"Turn: a 4 all the way from {MINUS}60° to +60°."


def test_an_answer_that_tips_on_both_sides() -> None:
    told = limits(TURN, turned((9, -32), (4, 22), (9, 60)))
    assert told == f"Turn: a 4 from {MINUS}31° to +22°; beyond that a 9."
    told = limits(TURN, turned((None, -32), (8, 22), (9, 60)))
    assert told == (
        f"Turn: an 8 from {MINUS}31° to +22°; before that no digit it knows; beyond that a 9."
    )


def test_an_answer_that_tips_on_one_side() -> None:
    assert limits(TURN, turned((4, 22), (9, 60))) == "Turn: a 4 up to +22°; beyond that a 9."
    told = limits(TURN, turned((8, 2), (1, 3), (None, 4), (0, 60)))
    assert told == "Turn: an 8 up to +2°; beyond that a 1, then it tips again."
    told = limits(TURN, turned((1, -51), (None, -9), (4, 60)))
    assert told == (f"Turn: a 4 from {MINUS}8° on; before that no digit it knows, then a 1.")


def test_a_drawing_that_is_refused_may_be_known_when_it_is_turned() -> None:
    told = limits(TURN, turned((None, 9), (7, 60)))
    assert told == "Turn: no digit it knows up to +9°; beyond that a 7."
