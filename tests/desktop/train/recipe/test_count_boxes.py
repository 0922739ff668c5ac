import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.train.recipe.count_boxes import BatchBox, CountBox, after_epochs
from desktop.train.recipe.number_box import Fault, limits_in_words, refusal_in_words
from tests.desktop.train.recipe.form_hands import enter, fill, paste


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
    box = CountBox(1, 10_000, none="never", words=after_epochs)
    qtbot.addWidget(box)
    return box


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


def test_an_emptied_box_shows_the_last_number_again(epochs_box: CountBox) -> None:
    enter(epochs_box, "")
    assert epochs_box.entry == 5
    assert epochs_box.text() == "5"
    assert epochs_box.problem == ""


EPOCHS = limits_in_words("1", "10,000")
PATIENCE = limits_in_words("1", "10,000", "never")
REFUSED = {
    "99999": Fault.TOO_LARGE,
    "10001": Fault.TOO_LARGE,
    "0": Fault.TOO_SMALL,
    "-5": Fault.TOO_SMALL,
    "-99999999999999": Fault.TOO_SMALL,
    "2.5": Fault.NO_WHOLE_NUMBER,
    "Five": Fault.NO_WHOLE_NUMBER,
    "never": Fault.NO_WHOLE_NUMBER,
    "١٢": Fault.NO_WHOLE_NUMBER,
    "1e3": Fault.NO_WHOLE_NUMBER,
    "<b>1</b>": Fault.NO_WHOLE_NUMBER,
    "9" * 5_000: Fault.TOO_LARGE,
}


@pytest.mark.parametrize(("text", "fault"), REFUSED.items(), ids=[*[*REFUSED][:-1], "long"])
def test_what_cannot_be_is_refused_in_words_and_stays(
    epochs_box: CountBox, text: str, fault: Fault
) -> None:
    paste(epochs_box, text)
    for leave in (Qt.Key.Key_Return, Qt.Key.Key_Tab):
        QTest.keyClick(epochs_box, leave)
        assert epochs_box.problem == refusal_in_words(text, fault, EPOCHS)
        assert epochs_box.text() == text
        assert epochs_box.entry == 5


def test_a_digit_too_many_is_told_as_it_is_typed_and_taken_back(
    qtbot: QtBot, epochs_box: CountBox
) -> None:
    fill(epochs_box, "9999")
    assert (epochs_box.entry, epochs_box.problem) == (9_999, "")
    with qtbot.waitSignal(epochs_box.edited):
        QTest.keyClicks(epochs_box, "9")
    assert epochs_box.text() == "99999"
    assert epochs_box.problem == refusal_in_words("99999", Fault.TOO_LARGE, EPOCHS)
    with qtbot.waitSignal(epochs_box.edited):
        QTest.keyClick(epochs_box, Qt.Key.Key_Backspace)
    assert (epochs_box.entry, epochs_box.problem) == (9_999, "")


def test_nothing_is_said_of_a_number_that_is_on_its_way(patience_box: CountBox) -> None:
    fill(patience_box, "nev")
    assert patience_box.problem == ""
    QTest.keyClick(patience_box, Qt.Key.Key_Return)
    assert patience_box.problem == refusal_in_words("nev", Fault.NO_WHOLE_NUMBER, PATIENCE)
    fill(patience_box, "0")
    assert patience_box.problem == ""
    patience_box.settle()
    assert patience_box.problem == refusal_in_words("0", Fault.TOO_SMALL, PATIENCE)
    assert patience_box.text() == "0"


def test_what_was_refused_gives_way_to_the_arrows_and_to_numbers_from_elsewhere(
    epochs_box: CountBox,
) -> None:
    enter(epochs_box, "99999")
    QTest.keyClick(epochs_box, Qt.Key.Key_Up)
    assert (epochs_box.text(), epochs_box.problem) == ("10,000", "")
    enter(epochs_box, "99999")
    epochs_box.entry = 6
    assert (epochs_box.text(), epochs_box.problem) == ("6", "")


def test_a_refused_text_stands_without_unit_in_the_place_of_a_word(
    batch_box: BatchBox, patience_box: CountBox
) -> None:
    batch_box.entry = None
    enter(batch_box, "99999999")
    assert batch_box.text() == "99999999"
    limits = limits_in_words("1", "60,000", "all")
    assert batch_box.problem == refusal_in_words("99999999", Fault.TOO_LARGE, limits)
    enter(patience_box, "3")
    enter(patience_box, "44444")
    assert patience_box.text() == "44444"
    enter(patience_box, "4")
    assert patience_box.text() == "after 4 epochs"


@pytest.mark.parametrize("x", [25, 60, 150], ids=["number", "unit", "beside"])
def test_a_double_click_selects_the_number_wherever_it_is(batch_box: BatchBox, x: int) -> None:
    batch_box.resize(200, 24)
    batch_box.show()
    edit = batch_box.lineEdit()
    place = QPoint(x, edit.height() // 2)
    QTest.mouseDClick(edit, Qt.MouseButton.LeftButton, pos=place)
    assert edit.selectedText() == "64"
    QTest.keyClicks(edit, "32")
    assert batch_box.entry == 32


@pytest.mark.parametrize("box", ["batch_box", "epochs_box", "patience_box"])
def test_a_refused_text_is_emptied_for_another_number(
    request: pytest.FixtureRequest, box: str
) -> None:
    counts: CountBox = request.getfixturevalue(box)
    enter(counts, "5")
    enter(counts, "999999")
    fill(counts, "")
    assert counts.text() == ""
    QTest.keyClicks(counts, "32")
    assert counts.entry == 32


def test_a_batch_of_more_images_than_there_are_waits_for_other_data(
    qtbot: QtBot, batch_box: BatchBox
) -> None:
    batch_box.setValue(20_000)
    with qtbot.waitSignal(batch_box.edited):
        batch_box.limit_to(12_000)
    limits = limits_in_words("1", "12,000", "all")
    assert batch_box.limits == limits
    assert batch_box.problem == refusal_in_words("20,000", Fault.TOO_LARGE, limits)
    with qtbot.waitSignal(batch_box.edited):
        batch_box.limit_to(55_000)
    assert batch_box.problem == ""
    assert batch_box.entry == 20_000
    assert batch_box.text() == "20,000 images"


@pytest.mark.parametrize("text", ["1,000", " 1000 ", "1000 images", "1,000 images\n"])
def test_a_number_can_be_pasted_as_people_write_it(batch_box: BatchBox, text: str) -> None:
    paste(batch_box, text)
    assert batch_box.entry == 1_000
    QTest.keyClick(batch_box, Qt.Key.Key_Return)
    assert batch_box.text() == "1,000 images"


def plain(text: str) -> str:
    """Without what is set apart anew as soon as a number can be read."""
    return text.replace(",", "").replace(" ", "").lstrip("0")


@given(text=st.text("0123456789,alnevr imgs-", max_size=12))
def test_whatever_is_typed_is_held_as_shown_or_refused(qapp: QApplication, text: str) -> None:
    patience = CountBox(1, 10_000, none="never", words=after_epochs)
    for box in (patience, BatchBox(), CountBox(0, 10_000)):
        box.setValue(7)
        enter(box, text)
        assert box.minimum() <= box.value() <= box.maximum()
        if box.problem:
            assert plain(box.text()) == plain(text)
        else:
            assert box.text() == box.in_words(box.entry)
