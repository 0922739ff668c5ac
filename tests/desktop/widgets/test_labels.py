"""Labels keep their colour through changes of the theme; hints are no markup to screen readers."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.formats import hint
from desktop.theme import Theme
from desktop.widgets.labels import (
    Caption,
    ElidedCaption,
    Heading,
    Tone,
    TonedLabel,
    explain,
    explain_in_parts,
)
from desktop.workspace.settings import Appearance

APPEARANCES = [Appearance.DARK, Appearance.LIGHT]


@pytest.fixture(autouse=True)
def system_again(theme: Theme) -> Iterator[None]:
    yield
    theme.set_appearance(Appearance.SYSTEM)


def colour(label: QLabel) -> str:
    return label.palette().color(QPalette.ColorRole.WindowText).name()


@pytest.mark.parametrize("tone", list(Tone))
def test_each_tone_follows_the_theme(theme: Theme, qtbot: QtBot, tone: Tone) -> None:
    label = TonedLabel(theme)
    qtbot.addWidget(label)
    label.set_tone(tone)
    colours = set()
    for appearance in APPEARANCES:
        theme.set_appearance(appearance)
        assert colour(label) == tone.colour(theme).name()
        colours.add(colour(label))
    assert len(colours) == len(APPEARANCES)


def test_words_are_muted_at_first(theme: Theme, qtbot: QtBot) -> None:
    label = TonedLabel(theme, "said in passing")
    qtbot.addWidget(label)
    assert label.tone is Tone.MUTED
    assert colour(label) == theme.muted.name()


def test_a_caption_warns_with_a_sign_and_calms_down_again(theme: Theme, qtbot: QtBot) -> None:
    caption = Caption(theme)
    qtbot.addWidget(caption)
    caption.warn("There is no more room.")
    assert caption.text() == "⚠ There is no more room."
    assert colour(caption) == theme.wrong.name()
    caption.tell("There is room.")
    assert caption.text() == "There is room."
    assert colour(caption) == theme.muted.name()


def test_headings_are_larger_than_captions(theme: Theme, qtbot: QtBot) -> None:
    heading, caption = Heading("Loss"), Caption(theme, "each step")
    for label in (heading, caption):
        qtbot.addWidget(label)
    sizes = [each.font().pointSizeF() for each in (heading, QLabel(), caption)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


def test_a_long_caption_gives_way_in_its_middle_and_is_whole_in_the_hint(
    theme: Theme, qtbot: QtBot
) -> None:
    words = "Read by " + "–".join(["28×28", *["3×3×64"] * 12, "10"])
    caption = ElidedCaption(theme, words)
    qtbot.addWidget(caption)
    caption.resize(200, 20)
    caption.show()
    assert caption.minimumSizeHint().width() == 0
    assert caption.shown_text.startswith("Read by")
    assert "…" in caption.shown_text
    assert caption.shown_text.endswith("–10")
    assert caption.fontMetrics().horizontalAdvance(caption.shown_text) <= 200
    assert (caption.text(), caption.toolTip()) == (words, hint(words))
    caption.resize(5_000, 20)
    assert caption.shown_text == words
    assert caption.toolTip() == ""


def test_an_elided_caption_shows_names_as_they_are(theme: Theme, qtbot: QtBot) -> None:
    caption = ElidedCaption(theme)
    qtbot.addWidget(caption)
    caption.resize(100, 20)
    caption.tell("<b>mine</b> & yours")
    assert caption.text() == "<b>mine</b> & yours"
    assert caption.textFormat() is Qt.TextFormat.PlainText


def test_an_elided_caption_paints_in_the_tone_of_the_theme(theme: Theme, qtbot: QtBot) -> None:
    caption = ElidedCaption(theme, "██████")
    qtbot.addWidget(caption)
    caption.resize(caption.sizeHint())
    for appearance in APPEARANCES:
        theme.set_appearance(appearance)
        picture = caption.grab().toImage()
        row = (picture.pixelColor(x, picture.height() // 2) for x in range(picture.width()))
        assert theme.muted in row


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
