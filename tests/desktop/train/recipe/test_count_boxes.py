import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.train.recipe.count_boxes import BatchBox, CountBox


@pytest.fixture
def batch_box(qtbot: QtBot) -> BatchBox:
    box = BatchBox()
    box.setValue(64)
    qtbot.addWidget(box)
    return box


@pytest.fixture
def epochs_box(qtbot: QtBot) -> CountBox:
    box = CountBox(1, 10_000)
    box.setValue(5)
    qtbot.addWidget(box)
    return box


@pytest.fixture
def patience_box(qtbot: QtBot) -> CountBox:
    box = CountBox(1, 10_000, none="never", before="after ", unit="epoch")
    qtbot.addWidget(box)
    return box


def enter(box: CountBox, text: str) -> None:
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def paste(box: CountBox, text: str) -> None:
    box.selectAll()
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_the_batch_says_what_it_counts(batch_box: BatchBox) -> None:
    assert batch_box.text() == "64 images"
    enter(batch_box, "1")
    assert batch_box.text() == "1 image"
    enter(batch_box, "12000")
    assert batch_box.text() == "12,000 images"


def test_the_batch_doubles_and_halves_down_to_all(batch_box: BatchBox) -> None:
    QTest.keyClick(batch_box, Qt.Key.Key_Up)
    assert batch_box.entry == 128
    batch_box.setValue(1)
    QTest.keyClick(batch_box, Qt.Key.Key_Down)
    assert batch_box.text() == "all"
    QTest.keyClick(batch_box, Qt.Key.Key_Up)
    assert batch_box.text() == "1 image"


@pytest.mark.parametrize("text", ["all", "ALL"])
def test_all_can_be_typed(batch_box: BatchBox, text: str) -> None:
    enter(batch_box, text)
    assert batch_box.entry is None
    assert batch_box.text() == "all"


def test_a_number_is_typed_over_a_word_digit_by_digit(patience_box: CountBox) -> None:
    assert patience_box.text() == "never"
    patience_box.selectAll()
    QTest.keyClicks(patience_box, "1")
    assert patience_box.text() == "after 1 epoch"
    QTest.keyClicks(patience_box, "25")
    assert patience_box.text() == "after 125 epochs"
    assert patience_box.entry == 125
    enter(patience_box, "never")
    assert patience_box.entry is None


def test_the_arrows_go_from_never_to_one_epoch(patience_box: CountBox) -> None:
    QTest.keyClick(patience_box, Qt.Key.Key_Up)
    assert patience_box.entry == 1
    QTest.keyClick(patience_box, Qt.Key.Key_Down)
    assert patience_box.text() == "never"


@pytest.mark.parametrize("text", ["0", "", "x", "-", "never"])
def test_what_is_no_number_leaves_the_last_one(epochs_box: CountBox, text: str) -> None:
    enter(epochs_box, text)
    assert epochs_box.entry == 5
    assert epochs_box.text() == "5"


@pytest.mark.parametrize("text", ["0", "nev", ""])
def test_half_a_word_leaves_the_last_number(patience_box: CountBox, text: str) -> None:
    enter(patience_box, "3")
    enter(patience_box, text)
    assert patience_box.text() == "after 3 epochs"


def test_a_digit_too_many_is_not_taken(epochs_box: CountBox) -> None:
    enter(epochs_box, "100000")
    assert epochs_box.entry == 10_000


@pytest.mark.parametrize("text", ["20000", "-5", "2.5", "five", "١٢", "1e3", "9" * 5_000])
def test_a_number_that_cannot_be_is_not_pasted(epochs_box: CountBox, text: str) -> None:
    paste(epochs_box, text)
    assert epochs_box.text() == "5"
    assert epochs_box.entry == 5


@pytest.mark.parametrize("text", ["1,000", " 1000 ", "1000 images", "1,000 images\n"])
def test_a_number_can_be_pasted_as_people_write_it(batch_box: BatchBox, text: str) -> None:
    paste(batch_box, text)
    assert batch_box.entry == 1_000
    QTest.keyClick(batch_box, Qt.Key.Key_Return)
    assert batch_box.text() == "1,000 images"


@given(text=st.text("0123456789,alnevr imgs-", max_size=12))
def test_whatever_is_typed_a_box_holds_what_it_shows(qapp: QApplication, text: str) -> None:
    patience = CountBox(1, 10_000, none="never", before="after ", unit="epoch")
    for box in (patience, BatchBox(), CountBox(0, 10_000)):
        box.setValue(7)
        enter(box, text)
        assert box.minimum() <= box.value() <= box.maximum()
        assert box.text() == box.in_words(box.entry)


def test_the_limits_are_told(
    batch_box: BatchBox, epochs_box: CountBox, patience_box: CountBox
) -> None:
    batch_box.setMaximum(12_000)
    assert batch_box.limits == "1 to 12,000, or “all”."
    assert epochs_box.limits == "1 to 10,000."
    assert patience_box.limits == "1 to 10,000, or “never”."
