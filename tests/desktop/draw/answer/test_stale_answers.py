"""An answer of before is grey as a whole and is not heard as one of now; no answer has no words."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.answer.answer import NOT_A_NUMBER, NOT_A_NUMBER_IN_SHORT, Answer, SmallAnswer
from desktop.draw.answer.answer_words import READING, answer_words
from desktop.theme import Theme
from desktop.widgets.labels import Tone
from nncore.array_types import FloatArray
from nncore.drawing.strokes import draw_strokes
from nncore.recognition.reading import Reading, read_drawing
from tests.desktop.draw.pad import toned_label


@pytest.fixture
def reading(reader_network: nn.Network, seven: list[FloatArray]) -> Reading:
    """What the shipped network reads in a seven."""
    found = read_drawing(reader_network, draw_strokes(seven))
    assert found is not None
    return found


@pytest.fixture
def no_number(reading: Reading) -> Reading:
    """An answer that is not a number."""
    return replace(reading, probabilities=np.full(10, np.nan, np.float32), known=False)


@pytest.fixture
def answer(qtbot: QtBot, theme: Theme) -> Answer:
    """The answer in large."""
    answer = Answer(theme)
    qtbot.addWidget(answer)
    return answer


@pytest.fixture
def small(qtbot: QtBot, theme: Theme) -> SmallAnswer:
    """The answer of a drawer."""
    small = SmallAnswer("its", "its drawing", theme)
    qtbot.addWidget(small)
    return small


def said(found: QLabel) -> tuple[str, str, str]:
    return found.text(), found.accessibleName(), found.toolTip()


def test_an_answer_of_before_is_grey_as_a_whole(answer: Answer, reading: Reading) -> None:
    names = ("prediction_label", "answer_title", "answer_reason")
    answer.show_reading(reading, "Reader")
    assert {toned_label(answer, name).tone for name in names} == {Tone.PLAIN}
    answer.show_reading(reading, "Reader", is_current=False)
    assert {toned_label(answer, name).tone for name in names} == {Tone.MUTED}
    assert toned_label(answer, "prediction_label").accessibleName() == READING
    answer.show_reading(reading, "Reader")
    assert {toned_label(answer, name).tone for name in names} == {Tone.PLAIN}


def test_nothing_is_left_of_an_answer_that_is_gone(
    answer: Answer, reading: Reading, no_number: Reading
) -> None:
    for gone in (None, no_number):
        answer.show_reading(reading, "Reader")
        answer.show_reading(gone, "Reader")
        for name in ("prediction_label", "answer_title", "answer_reason"):
            assert said(toned_label(answer, name)) == ("", "", "")
    assert NOT_A_NUMBER in [each.text() for each in answer.findChildren(QLabel)]


def test_a_drawers_answer_of_before_is_not_heard_as_one_of_now(
    small: SmallAnswer, reading: Reading
) -> None:
    title = toned_label(small, "its_title")
    small.show_reading(reading)
    assert title.accessibleName() == answer_words(reading).spoken
    small.show_reading(reading, is_current=False)
    assert title.text().startswith("7")
    assert title.tone is Tone.MUTED
    assert title.accessibleName() == READING


def test_nothing_is_left_in_a_drawer_of_an_answer_that_is_gone(
    small: SmallAnswer, reading: Reading, no_number: Reading
) -> None:
    title = toned_label(small, "its_title")
    small.show_reading(reading)
    small.show_reading(None)
    assert said(title) == ("", "", "")
    small.show_reading(reading)
    small.show_reading(no_number)
    assert title.text() == title.accessibleName() == NOT_A_NUMBER_IN_SHORT
    assert NOT_A_NUMBER_IN_SHORT in title.toolTip()
