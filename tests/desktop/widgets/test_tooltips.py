"""Hints break their lines, and screen readers hear no markup."""

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.formats import hint
from desktop.widgets.tooltips import explain, explain_in_parts


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


def test_sentences_stand_below_each_other_and_are_read_in_one_go(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    explain_in_parts(label, ["First.", "", "1 < 2."])
    assert label.accessibleDescription() == "First. 1 < 2."
    assert label.toolTip().count("<p") == 2
    assert "1 &lt; 2." in label.toolTip()


def test_a_table_stands_after_the_first_sentence(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    explain_in_parts(label, ["First.", "Last."], (("pool", "smaller"),))
    assert label.accessibleDescription() == "First. pool: smaller. Last."
    tooltip = label.toolTip()
    assert tooltip.index("First.") < tooltip.index("<table") < tooltip.index("Last.")
