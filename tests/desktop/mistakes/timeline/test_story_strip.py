"""The strip of an image's story: what is said of it stays short."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.mistakes.timeline.story_strip import StoryStrip
from desktop.theme import Theme


@pytest.fixture
def strip(qtbot: QtBot, theme: Theme) -> StoryStrip:
    strip = StoryStrip(theme)
    qtbot.addWidget(strip)
    return strip


def test_thousands_of_epochs_are_told_by_their_turns(strip: StoryStrip) -> None:
    epochs: list[tuple[int, int | None]] = [(epoch, 4) for epoch in range(1, 2_001)]
    strip.show_epochs(epochs, 4, None, story_words="Right since epoch 1.")
    told = "What it was taken for, epoch by epoch: Right since epoch 1."
    assert strip.accessibleName() == told
    assert strip.toolTip() == f"<qt>{told}</qt>"


def test_without_a_tale_it_is_said_what_the_squares_are(strip: StoryStrip) -> None:
    strip.show_epochs([(1, None)], 4, None)
    assert strip.accessibleName() == "What it was taken for, epoch by epoch"
