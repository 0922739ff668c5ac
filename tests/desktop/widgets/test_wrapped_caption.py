"""A caption of a few lines: wrapped between words, elided at its end, whole under the pointer."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.widgets.wrapped_caption import MOST_LINES, WrappedCaption

WORDS = "learning rate 0.01 instead of 0.002, 20 epochs instead of 10, same data. "


@pytest.fixture
def note(qtbot: QtBot, theme: Theme) -> WrappedCaption:
    note = WrappedCaption(theme)
    qtbot.addWidget(note)
    note.resize(300, 40)
    with qtbot.waitExposed(note):
        note.show()
    return note


def shown_at(note: WrappedCaption, width: int) -> list[str]:
    note.resize(width, note.heightForWidth(width))
    return note.shown_lines


def test_short_words_take_one_line_and_no_tip(note: WrappedCaption) -> None:
    note.setText("same data")
    assert shown_at(note, 600) == ["same data"]
    assert note.toolTip() == ""
    assert note.heightForWidth(600) == note.fontMetrics().lineSpacing()


def test_wraps_between_words(note: WrappedCaption) -> None:
    note.setText(WORDS.strip())
    lines = shown_at(note, 260)
    assert 1 < len(lines) <= MOST_LINES
    assert " ".join(lines) == WORDS.strip()
    assert note.toolTip() == ""


def test_what_has_no_room_is_elided_and_said_under_the_pointer(note: WrappedCaption) -> None:
    note.setText((WORDS * 8).strip())
    lines = shown_at(note, 300)
    assert len(lines) == MOST_LINES
    assert lines[-1].endswith("…")
    last_word = lines[-1].removesuffix("…").split()[-1]
    assert last_word in [each.rstrip(",.") for each in WORDS.split()], "and none is cut"
    assert all(note.fontMetrics().horizontalAdvance(each) <= 300 for each in lines)
    assert "same data" in note.toolTip()
    assert note.accessibleDescription() == note.text()


def test_a_word_wider_than_the_room_is_broken(note: WrappedCaption) -> None:
    note.setText("x" * 200)
    assert len(shown_at(note, 200)) == MOST_LINES


def test_room_comes_back(note: WrappedCaption) -> None:
    note.setText(WORDS.strip())
    shown_at(note, 90)
    assert note.toolTip()
    shown_at(note, 900)
    assert note.toolTip() == ""


def test_no_words_paint_nothing(note: WrappedCaption) -> None:
    note.setText("")
    assert shown_at(note, 300) in ([], [""])
    assert not note.grab().isNull()
