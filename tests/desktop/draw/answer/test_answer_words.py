"""Two answers, and a run's epochs, in words."""

import numpy as np

from desktop.draw.answer.answer_words import both_answers, epoch_by_epoch
from desktop.widgets.answer_strip import pieces_of
from nncore.recognition.reading import Reading


def reading(digit: int, *, confidence: float = 0.9, known: bool = True) -> Reading:
    probabilities = np.full(10, (1 - confidence) / 9, np.float32)
    probabilities[digit] = confidence
    return Reading(digit, probabilities, known, np.zeros((28, 28), np.uint8))


def test_both_answers_alike_and_not() -> None:
    told = both_answers(reading(4), reading(4, confidence=0.6))
    assert told == "Both read a 4, 90\N{NO-BREAK SPACE}% and 60\N{NO-BREAK SPACE}%."
    assert (
        both_answers(reading(4), reading(8))
        == "They differ: a 4 by the chosen network, an 8 by this one."
    )
    told = both_answers(reading(4), reading(4, known=False))
    assert told == "They differ: a 4 by the chosen network, no digit it knows by this one."
    told = both_answers(reading(1, known=False), reading(4, known=False))
    assert told == "Neither knows a digit in it."
    assert both_answers(reading(4), reading(4, confidence=np.nan)) == ""


def test_epochs_are_told_by_what_is_read_last_and_how_it_came_to_that() -> None:
    pieces = pieces_of([None, 9, 9, 4, 4])
    told = epoch_by_epoch(pieces, [0, 1, 2, 4, 6])
    assert told == "A 4 since epoch 4; at first no digit it knows, then a 9."
    assert epoch_by_epoch(pieces_of([8]), [1]) == "An 8 at each of its epochs."
    told = epoch_by_epoch(pieces_of([None, None]), [0, 1])
    assert told == "It knows no digit in it at any of its epochs."
