"""Labels keep their colour through changes of the theme."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.shared.labels import Caption, Heading, Tone, TonedLabel
from desktop.shared.theme import Appearance, Theme

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
