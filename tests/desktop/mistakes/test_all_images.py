"""All splits at once, and a reading that takes its time."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar, QToolButton
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.view import MistakesTab
from desktop.mistakes.wording import READING_GIVEN_UP, reading_images
from desktop.workspace.marks import Marks
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, SplitName
from tests.desktop.hands import button, click, find, press_keys
from tests.desktop.mistakes.helpers import (
    about,
    box,
    cards,
    click_card,
    figures,
    headline,
    sentence,
    tiled,
    view,
)


def places(tab: MistakesTab) -> list[tuple[str, int]]:
    """The split and the index of each card, as its tooltip and its roles tell them."""
    tooltips = (card.data(Qt.ItemDataRole.ToolTipRole) for card in cards(tab))
    splits = (words.split(" image ")[0].lower() for words in tooltips)
    return list(zip(splits, map(int, figures(tab, MistakeRole.INDEX)), strict=True))


@pytest.fixture
def whole_tab(qtbot: QtBot, read_tab: MistakesTab, small_dataset: Dataset) -> MistakesTab:
    """The tab after the network has read all images."""
    press_keys(box(read_tab, "split_box"), Qt.Key.Key_End)
    qtbot.waitUntil(lambda: f"of {len(small_dataset.whole):,} misread" in headline(read_tab))
    return read_tab


def test_the_misread_of_all_splits_stand_in_one_gallery(
    whole_tab: MistakesTab, network: nn.Network, small_dataset: Dataset
) -> None:
    whole = small_dataset.whole
    misread = np.flatnonzero(network.predict(whole.images).argmax(axis=1) != whole.labels)
    assert sorted(places(whole_tab)) == sorted(
        (name.value, index) for name, index in map(whole.place, misread.tolist())
    )
    assert about(whole_tab).endswith(", all images")
    click(whole_tab, "scope_all")
    assert len(cards(whole_tab)) == len(whole) == 1_800


def test_a_mark_on_an_image_among_all_is_a_mark_on_it_in_its_split(
    qtbot: QtBot, whole_tab: MistakesTab, marks: Marks, small_dataset: Dataset
) -> None:
    marked = {}
    for split_name in SplitName:
        row, index = next(
            (row, index)
            for row, (name, index) in enumerate(places(whole_tab))
            if name == split_name.value
        )
        view(whole_tab).scrollTo(cards(whole_tab)[row])
        click_card(whole_tab, row)
        QTest.keyClick(view(whole_tab), Qt.Key.Key_M)
        marked[split_name] = index
    for split_name, index in marked.items():
        assert [*marks.of_split(small_dataset.fingerprint, split_name)] == [index]
    press_keys(box(whole_tab, "split_box"), Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: "of 300 misread" in headline(whole_tab))
    tooltips = {card.data(Qt.ItemDataRole.ToolTipRole) for card in cards(whole_tab)}
    (told,) = (each for each in tooltips if "Marked" in each)
    assert told.startswith(f"Test image {marked[SplitName.TEST]:,}:")


@pytest.fixture
def slow_tab(
    qtbot: QtBot, read_tab: MistakesTab, workspace: Workspace, small_dataset: Dataset
) -> MistakesTab:
    """The tab while images of which there are many are still to come."""
    workspace.set_dataset(Dataset("Large", None, None, tiled(small_dataset.test, 40)))
    qtbot.waitUntil(lambda: "of 12,000 misread" in headline(read_tab))
    return read_tab


def test_a_long_reading_says_how_far_it_is_and_can_be_cancelled(
    qtbot: QtBot, slow_tab: MistakesTab, workspace: Workspace, kernels: nn.Network
) -> None:
    workspace.put(NamedNetwork("Slow", NetworkRef.of_run("slow"), kernels), choose=True)
    assert sentence(slow_tab) == f"{reading_images(12_000)}…"
    way_on = button(slow_tab, "empty_button")
    assert not way_on.isVisible()
    scopes = [find(slow_tab, QToolButton, f"scope_{name}").text() for name in ("all", "filtered")]
    assert scopes == ["All", "Filtered"]
    qtbot.waitUntil(way_on.isVisible)
    assert way_on.text() == "Cancel"
    assert sentence(slow_tab).endswith("\N{NO-BREAK SPACE}%")
    QTest.mouseClick(way_on, Qt.MouseButton.LeftButton)
    assert (sentence(slow_tab), way_on.text()) == (READING_GIVEN_UP, "Read them")
    with qtbot.assertNotEmitted(slow_tab.exploration.changed, wait=300):
        pass
    QTest.mouseClick(way_on, Qt.MouseButton.LeftButton)
    assert sentence(slow_tab) == f"{reading_images(12_000)}…"
    qtbot.waitUntil(lambda: way_on.text() == "Cancel")


def test_another_network_that_reads_for_long_can_be_left(
    qtbot: QtBot, slow_tab: MistakesTab, workspace: Workspace, kernels: nn.Network
) -> None:
    shown = headline(slow_tab)
    workspace.put(NamedNetwork("Slow", NetworkRef.of_run("slow"), kernels))
    bar = find(slow_tab, QTabBar, "mode_bar")
    bar.setCurrentIndex(1)
    way_on = button(slow_tab, "empty_button")
    qtbot.waitUntil(way_on.isVisible)
    assert sentence(slow_tab).startswith(f"{reading_images(12_000, 'Slow')}… ")
    assert way_on.text() == "Cancel"
    QTest.mouseClick(way_on, Qt.MouseButton.LeftButton)
    assert bar.currentIndex() == 0
    assert headline(slow_tab) == shown
    assert view(slow_tab).isVisible()
