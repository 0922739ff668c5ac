import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.train.recipe.number_box import Fault, limits_in_words, refusal_in_words
from desktop.train.recipe.rate_boxes import (
    LEAST_DECAY_STEP,
    LEAST_RATE,
    LEAST_SHARE_STEP,
    MOST_DECAY,
    MOST_RATE,
    RateBox,
    RateOrNoneBox,
)
from tests.desktop.train.recipe.form_hands import enter, fill, paste


@pytest.fixture
def rate_box(qtbot: QtBot) -> RateBox:
    box = RateBox()
    qtbot.addWidget(box)
    return box


@pytest.fixture
def decay_box(qtbot: QtBot) -> RateOrNoneBox:
    box = RateOrNoneBox(MOST_DECAY, LEAST_DECAY_STEP)
    qtbot.addWidget(box)
    return box


@pytest.mark.parametrize(
    ("rate", "text"), [(0.1, "0.1"), (0.002, "0.002"), (1000.0, "1000"), (0.000001, "0.000001")]
)
def test_a_rate_is_shown_without_idle_zeros(rate_box: RateBox, rate: float, text: str) -> None:
    rate_box.setValue(rate)
    assert rate_box.text() == text


def test_a_typed_rate_arrives_exactly(qtbot: QtBot, rate_box: RateBox) -> None:
    rate_box.selectAll()
    QTest.keyClicks(rate_box, "0.0035")
    assert rate_box.value() == 0.0035


def test_the_arrows_climb_one_two_five(qtbot: QtBot, rate_box: RateBox) -> None:
    rate_box.setValue(0.001)
    seen = []
    for _ in range(4):
        QTest.keyClick(rate_box, Qt.Key.Key_Up)
        seen.append(rate_box.value())
    assert seen == [0.002, 0.005, 0.01, 0.02]
    for _ in range(4):
        QTest.keyClick(rate_box, Qt.Key.Key_Down)
    assert rate_box.value() == 0.001


MILLIONTHS = st.integers(1, 10**9) | st.builds(
    lambda power, offset: min(max(1, 10**power + offset), 10**9),
    st.integers(0, 9),
    st.integers(-10, 10),
)
"""Rates as the box holds them, many of them close to a power of ten."""


@given(millionths=MILLIONTHS)
@example(millionths=9_999_995)
@example(millionths=99_999_950)
@example(millionths=999_999_900)
@example(millionths=999_999_999)
@example(millionths=1_000_001)
@pytest.mark.parametrize("steps", [1, -1, 10, -10])
def test_a_step_goes_its_way_and_stays_within_the_limits(
    qapp: QApplication, steps: int, millionths: int
) -> None:
    box = RateBox()
    box.setValue(millionths / 1e6)
    before = box.value()
    box.stepBy(steps)
    assert LEAST_RATE <= box.value() <= MOST_RATE
    if steps > 0:
        assert box.value() > before or before == MOST_RATE
    else:
        assert box.value() < before or before == LEAST_RATE


@pytest.mark.parametrize(
    ("text", "rate"),
    [("0,05", 0.05), ("1e-3", 0.001), ("5E-4", 0.0005), (".5", 0.5), ("1000", 1000.0)],
)
def test_a_rate_is_understood_as_people_write_it(rate_box: RateBox, text: str, rate: float) -> None:
    enter(rate_box, text)
    assert rate_box.value() == rate
    assert "e" not in rate_box.text()
    assert "," not in rate_box.text()


def test_an_emptied_box_shows_the_last_rate_again(rate_box: RateBox) -> None:
    rate_box.setValue(0.5)
    enter(rate_box, "")
    assert (rate_box.text(), rate_box.problem) == ("0.5", "")


REFUSED = {
    "0": Fault.TOO_SMALL,
    "0.0000000001": Fault.TOO_SMALL,
    "-0.1": Fault.TOO_SMALL,
    "5000": Fault.TOO_LARGE,
    "1e9": Fault.TOO_LARGE,
    "1e999999999": Fault.TOO_LARGE,
    "0.1.2": Fault.NO_NUMBER,
    "-": Fault.NO_NUMBER,
    "nan": Fault.NO_NUMBER,
    "inf": Fault.NO_NUMBER,
    "a rate of 0.1": Fault.NO_NUMBER,
}


@pytest.mark.parametrize(("text", "fault"), REFUSED.items())
def test_a_rate_that_cannot_be_is_refused_in_words_and_stays(
    rate_box: RateBox, text: str, fault: Fault
) -> None:
    rate_box.setValue(0.5)
    paste(rate_box, text)
    for leave in (Qt.Key.Key_Return, Qt.Key.Key_Tab):
        QTest.keyClick(rate_box, leave)
        assert rate_box.problem == refusal_in_words(text, fault, rate_box.limits)
        assert rate_box.text() == text
        assert rate_box.value() == 0.5


@pytest.mark.parametrize("text", ["0", "0.", "0.000", ".", "1e", "1e-", "2e5"])
def test_nothing_is_said_of_a_rate_that_is_on_its_way(rate_box: RateBox, text: str) -> None:
    fill(rate_box, text)
    assert rate_box.problem == ""
    rate_box.settle()
    assert rate_box.problem.startswith(f"“{text}” is ")


def test_a_rate_can_be_pasted_with_space_around_it(rate_box: RateBox) -> None:
    paste(rate_box, " 0.25\n")
    assert rate_box.value() == 0.25


@given(text=st.text("0123456789.,e+-anyo ", max_size=12))
def test_whatever_is_typed_is_held_as_shown_or_refused(qapp: QApplication, text: str) -> None:
    for box in (RateBox(), RateOrNoneBox(MOST_DECAY, LEAST_DECAY_STEP)):
        enter(box, text)
        assert box.minimum() <= box.value() <= box.maximum()
        if box.problem:
            assert box.text() == text
        else:
            assert box.text() == box.in_words(box.value())


def test_no_weight_decay_is_said_in_a_word(decay_box: RateOrNoneBox) -> None:
    assert decay_box.text() == "none"
    enter(decay_box, "0.01")
    assert decay_box.value() == 0.01
    enter(decay_box, "none")
    assert decay_box.value() == 0.0
    enter(decay_box, "0.02")
    enter(decay_box, "0")
    assert decay_box.text() == "none"


@pytest.mark.parametrize("text", ["1e-10", "1e-400", "0.5e-99999"])
def test_a_decay_that_is_too_small_is_not_taken_for_none(
    decay_box: RateOrNoneBox, text: str
) -> None:
    decay_box.setValue(0.5)
    paste(decay_box, text)
    QTest.keyClick(decay_box, Qt.Key.Key_Return)
    assert decay_box.problem == refusal_in_words(text, Fault.TOO_SMALL, decay_box.limits)
    assert decay_box.value() == 0.5


def test_the_arrows_go_from_no_weight_decay_to_a_usual_one_and_back(
    decay_box: RateOrNoneBox,
) -> None:
    seen = []
    for _ in range(3):
        QTest.keyClick(decay_box, Qt.Key.Key_Up)
        seen.append(decay_box.text())
    assert seen == ["0.0001", "0.0002", "0.0005"]
    for _ in range(3):
        QTest.keyClick(decay_box, Qt.Key.Key_Down)
    assert decay_box.text() == "none"


def test_the_limits_are_told(rate_box: RateBox, decay_box: RateOrNoneBox) -> None:
    assert rate_box.limits == limits_in_words("0.000001", "1000")
    assert decay_box.limits == limits_in_words("0.000001", "10", "none")


def test_a_share_climbs_from_none_to_what_there_can_be_at_most(qtbot: QtBot) -> None:
    box = RateOrNoneBox(4.0, LEAST_SHARE_STEP)
    qtbot.addWidget(box)
    seen = []
    for _ in range(7):
        QTest.keyClick(box, Qt.Key.Key_Up)
        seen.append(box.value())
    assert seen == [0.1, 0.2, 0.5, 1, 2, 4, 4]
    assert box.limits == limits_in_words("0.000001", "4", "none")
    enter(box, "0.75")
    assert box.entry == 0.75
    enter(box, "none")
    assert box.entry == 0
