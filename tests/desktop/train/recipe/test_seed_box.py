"""A seed may be as large as people make them: typed, pasted, stepped to, and never rounded."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.train.recipe.count_boxes import SeedBox
from desktop.train.recipe.number_box import Fault, refusal_in_words
from nncore.recipes.recipe import MOST_SEED
from tests.desktop.train.recipe.form_hands import enter, paste

ENTROPY = 281_396_187_043_318_552_021_375_208_472_346_019_217


@pytest.fixture
def box(qtbot: QtBot) -> SeedBox:
    box = SeedBox()
    box.setValue(7)
    qtbot.addWidget(box)
    with qtbot.waitExposed(box):
        box.show()
    return box


@pytest.mark.parametrize("number", [0, 7, 2**31 - 1, 2**31, 2**63, 2**64, ENTROPY, 10**400])
def test_a_seed_of_any_size_is_held_and_shown_whole(box: SeedBox, number: int) -> None:
    box.setValue(number)
    assert box.value() == box.entry == number
    assert box.text() == str(number)
    box.interpretText()
    assert box.value() == number


def test_the_nearest_is_held_of_what_is_no_seed(box: SeedBox) -> None:
    box.setValue(-5)
    assert box.value() == 0
    box.setValue(MOST_SEED + 1)
    assert box.value() == MOST_SEED
    assert len(box.text()) == 4_300


def test_a_large_seed_is_typed_digit_by_digit(box: SeedBox) -> None:
    spy = QSignalSpy(box.edited)
    box.selectAll()
    QTest.keyClicks(box, "12345678901234567890")
    assert box.value() == 12_345_678_901_234_567_890
    assert spy.count() == 20


@pytest.mark.parametrize("text", [str(ENTROPY), f" {ENTROPY}\n", f"{ENTROPY:,}"])
def test_a_large_seed_is_pasted(box: SeedBox, text: str) -> None:
    paste(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == ENTROPY
    assert box.text() == str(ENTROPY)


REFUSED = {
    "-5": Fault.TOO_SMALL,
    "2.5": Fault.NO_WHOLE_NUMBER,
    "seven": Fault.NO_WHOLE_NUMBER,
    "١٢": Fault.NO_WHOLE_NUMBER,
    "0x10": Fault.NO_WHOLE_NUMBER,
    "9" * 4_301: Fault.TOO_LARGE,
}


@pytest.mark.parametrize(("text", "fault"), REFUSED.items(), ids=[*[*REFUSED][:-1], "long"])
def test_what_is_no_seed_is_refused_in_words_and_stays(
    box: SeedBox, text: str, fault: Fault
) -> None:
    paste(box, text)
    for leave in (Qt.Key.Key_Return, Qt.Key.Key_Tab):
        QTest.keyClick(box, leave)
        assert box.problem == refusal_in_words(text, fault, box.limits)
        assert (box.text(), box.value()) == (text, 7)
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert (box.text(), box.problem) == ("8", "")


def test_an_emptied_box_shows_the_last_seed_again(box: SeedBox) -> None:
    box.selectAll()
    QTest.keyClick(box, Qt.Key.Key_Delete)
    assert box.value() == 7
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "7"


def test_leading_zeros_go(box: SeedBox) -> None:
    enter(box, "0012")
    assert (box.text(), box.value()) == ("12", 12)


def test_the_arrows_step_beyond_what_32_bits_hold(box: SeedBox) -> None:
    box.setValue(2**64)
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.text() == str(2**64 + 1)
    QTest.keyClick(box, Qt.Key.Key_PageDown)
    assert box.value() == 2**64 - 9


def test_the_arrows_stop_at_both_ends(box: SeedBox) -> None:
    box.setValue(1)
    for _ in range(3):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.value() == 0
    box.setValue(MOST_SEED)
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.value() == MOST_SEED


def test_setting_the_same_seed_tells_nothing(box: SeedBox) -> None:
    spy = QSignalSpy(box.edited)
    box.setValue(7)
    assert spy.count() == 0
    box.setValue(8)
    assert spy.count() == 1


def test_the_limits_are_told(box: SeedBox) -> None:
    assert box.limits == "0 or more, of at most 4,300 digits."
    assert box.in_words(ENTROPY) == str(ENTROPY)


@given(text=st.text("0123456789,-. e", max_size=24))
def test_whatever_is_typed_is_held_as_shown_or_refused(qapp: QApplication, text: str) -> None:
    box = SeedBox()
    box.setValue(Random(1).getrandbits(70))
    enter(box, text)
    assert box.text() == (text if box.problem else str(box.value()))
