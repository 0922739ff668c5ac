"""Hints break their lines, and screen readers hear no markup."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.formats import hint
from desktop.widgets.tooltips import explain


def test_a_hint_is_rich_text_that_shows_what_was_written() -> None:
    assert hint("a < b & c") == "<qt>a &lt; b &amp; c</qt>"


def test_nothing_to_say_is_no_hint() -> None:
    assert hint("") == ""


def test_a_screen_reader_hears_the_words_alone(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    explain(widget, "a < b")
    assert widget.accessibleDescription() == "a < b"
    assert widget.toolTip() == hint("a < b")
