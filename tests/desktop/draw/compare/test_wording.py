"""Two answers, and a run's epochs, in words."""

import numpy as np

from desktop.draw.compare import wording
from desktop.widgets.answer_strip import pieces_of
from nncore.recognition.reading import Reading


def reading(digit: int, *, confidence: float = 0.9, known: bool = True) -> Reading:
    probabilities = np.full(10, (1 - confidence) / 9, np.float32)
    probabilities[digit] = confidence
    return Reading(digit, probabilities, known, np.zeros((28, 28), np.uint8))


def test_both_answers_alike_and_not() -> None:
    told = wording.both(reading(4), reading(4, confidence=0.6))
    assert told == "Both read a 4, 90\N{NO-BREAK SPACE}% and 60\N{NO-BREAK SPACE}%."
    assert (
        wording.both(reading(4), reading(8))
        == "They differ: a 4 by the chosen network, an 8 by this one."
    )
    told = wording.both(reading(4), reading(4, known=False))
    assert told == "They differ: a 4 by the chosen network, no digit it knows by this one."
    told = wording.both(reading(1, known=False), reading(4, known=False))
    assert told == "Neither knows a digit in it."
    assert wording.both(reading(4), reading(4, confidence=np.nan)) == ""


def test_epochs_are_told_by_what_is_read_last_and_how_it_came_to_that() -> None:
    pieces = pieces_of([None, 9, 9, 4, 4])
    told = wording.epoch_by_epoch(pieces, [0, 1, 2, 4, 6])
    assert told == "A 4 since epoch 4; at first no digit it knows, then a 9."
    assert wording.epoch_by_epoch(pieces_of([8]), [1]) == "An 8 at each of its epochs."
    told = wording.epoch_by_epoch(pieces_of([None, None]), [0, 1])
    assert told == "It knows no digit in it at any of its epochs."


def test_what_cannot_be_read_says_why() -> None:
    told = wording.not_loaded("Quick", "it is not there any more")
    assert told == "“Quick” cannot read the drawing: it is not there any more."
