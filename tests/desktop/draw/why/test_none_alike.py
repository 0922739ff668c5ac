"""What there is nothing alike for is said in words."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.view import DrawTab
from desktop.draw.why.wording import NO_IMAGES, NOTHING, NOTHING_ALIKE
from desktop.widgets import explanation_words
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray
from nncore.datasets import Dataset
from tests.desktop.draw.pad import Hand, MakeTab
from tests.desktop.draw.why.drawer import explanation, put, rows, shows_alike, small_network
from tests.desktop.gated_features import GatedReading
from tests.desktop.hands import click

LINE = [(0.3, 0.5), (0.7, 0.5)]


class WithoutDense(nn.Network):
    """A network whose last dense layer cannot be found."""

    def __init__(self) -> None:
        rng = np.random.default_rng(1)
        super().__init__([nn.Conv2D(1, 10, 28, padding="valid", rng=rng), nn.Flatten()])


def test_what_there_is_nothing_alike_for_is_said_in_words(
    drawer: DrawTab,
    hand: Hand,
    seven: list[FloatArray],
    workspace: Workspace,
    small_dataset: Dataset,
    gated_reading: GatedReading,
    qtbot: QtBot,
) -> None:
    click(drawer, "draw_alike_toggle")
    assert explanation(drawer) == NOTHING_ALIKE
    workspace.set_dataset(Dataset("Only", None, None, small_dataset.test))
    assert explanation(drawer) == f"{explanation_words.NO_TRAINING}."
    hand.draw(*seven)
    assert explanation(drawer) == f"{explanation_words.NO_TRAINING}."
    assert gated_reading.begun == 0
    gated_reading.gate.set()
    workspace.set_dataset(small_dataset)
    qtbot.waitUntil(shows_alike(drawer))
    drawer.drawing.clear()
    assert explanation(drawer) == NOTHING_ALIKE
    assert rows(drawer).groups == ()
    click(drawer, "draw_alike_toggle")
    assert explanation(drawer) == NOTHING


def test_images_that_are_still_on_their_way_are_waited_for(
    make_tab: MakeTab,
    seven: list[FloatArray],
    workspace: Workspace,
    small_dataset: Dataset,
    qtbot: QtBot,
) -> None:
    tab = make_tab(900, 560)
    put(workspace, small_network(3))
    tab.drawing.add_stroke(seven[0])
    click(tab, "evidence_toggle")
    click(tab, "draw_alike_toggle")
    assert explanation(tab) == NO_IMAGES
    workspace.set_dataset(small_dataset)
    qtbot.waitUntil(shows_alike(tab))


def test_a_network_without_features_says_why_and_is_not_asked_at_each_move(
    drawer: DrawTab,
    hand: Hand,
    seven: list[FloatArray],
    workspace: Workspace,
    gated_reading: GatedReading,
    qtbot: QtBot,
) -> None:
    gated_reading.gate.set()
    put(workspace, WithoutDense())
    hand.draw(*seven)
    click(drawer, "draw_alike_toggle")
    with pytest.raises(ValueError, match="there is none") as none:
        nn.hidden_features(WithoutDense(), np.zeros((1, 28, 28), np.uint8))
    why = explanation_words.not_explained(str(none.value))
    qtbot.waitUntil(lambda: explanation(drawer) == why)
    hand.draw(LINE)
    qtbot.wait(150)
    assert explanation(drawer) == why
    assert gated_reading.begun == 1
    click(drawer, "draw_alike_toggle")
    qtbot.waitUntil(lambda: "Orange ink" in explanation(drawer))
