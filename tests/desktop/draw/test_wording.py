"""What the pad says of answers and of pictures, to the letter."""

import numpy as np

from desktop.draw.answer.answer_words import both_answers, epoch_by_epoch
from desktop.draw.compare.view import cannot_read
from desktop.draw.importing.importer import opened_words
from desktop.draw.importing.source import cannot_be_opened
from desktop.widgets.answer_strip import pieces_of
from tests.desktop.draw.pad import reading


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


def test_what_was_opened_is_told_with_what_was_found_out_about_it() -> None:
    assert opened_words("Test image 1, a 7") == "Test image 1, a 7, opened"
    told = opened_words("seven.png", ["inverted", "shrunk"], count=3)
    assert told == "seven.png, the first of 3 files, opened; inverted; shrunk"


def test_what_cannot_be_opened_or_read_says_why() -> None:
    assert (
        cannot_be_opened("photo.png", "it is empty") == "photo.png cannot be opened: it is empty."
    )
    told = cannot_read("Short after epoch 5", "it is not there any more.")
    assert told == "“Short after epoch 5” cannot read the drawing: it is not there any more."
