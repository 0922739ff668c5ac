"""A comparison with kept runs, and with the epochs of one's own."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.view import MistakesTab
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore, keep
from tests.desktop.mistakes.compare.comparison import (
    columns,
    pick,
    press,
    rivals,
    show_mode,
    shown,
    words,
)
from tests.desktop.mistakes.gallery import (
    find,
    headline,
)


@pytest.fixture
def kept(
    qtbot: QtBot,
    workspace: Workspace,
    store: RunStore,
    kept_runs: KeptRuns,
    small_dataset: Dataset,
) -> KeptRun:
    """A run of three epochs on the disk, which the workspace lists."""
    recipe = Recipe(hidden=(16,), epochs=3)
    record = store.begin("Short", recipe, small_dataset)
    list(keep(recipe.start(small_dataset), small_dataset, record))
    with qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    return record.kept()


def test_an_epoch_of_its_run_is_compared_with_the_network_as_it_is_now(
    qtbot: QtBot,
    kept: KeptRun,
    tab: MistakesTab,
    workspace: Workspace,
    small_dataset: Dataset,
) -> None:
    workspace.set_dataset(small_dataset)
    workspace.choose(NetworkRef.of_run(kept.id))
    qtbot.waitUntil(lambda: "misread" in headline(tab))
    show_mode(tab, "Compare")
    qtbot.waitUntil(lambda: words(tab) != "")
    assert rivals(tab) == ["Short, untrained", "Short after epoch 1", "Short after epoch 2"]
    pick(tab, "Short after epoch 1")
    qtbot.waitUntil(lambda: "that Short after epoch 1 misread" in words(tab))
    expected = columns(kept.network(1), kept.network(3), small_dataset.test)
    assert shown(tab) == expected[0]
    assert words(tab).endswith("It compares two moments of one training.")

    slider = find(tab, QSlider, "epoch_slider")
    qtbot.waitUntil(slider.isVisible)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: "Short after epoch 2 reads" in words(tab))
    assert "Short" in rivals(tab)
    assert "Short after epoch 2" not in rivals(tab)
    assert shown(tab) == columns(kept.network(1), kept.network(2), small_dataset.test)[0]


def test_a_run_that_is_not_in_memory_is_read_from_the_disk(
    qtbot: QtBot,
    kept: KeptRun,
    read_tab: MistakesTab,
    network: nn.Network,
    small_dataset: Dataset,
) -> None:
    show_mode(read_tab, "Compare")
    qtbot.waitUntil(lambda: "that Short after epoch 3 misread" in words(read_tab))
    press(read_tab, "broken")
    assert shown(read_tab) == columns(kept.network(), network, small_dataset.test)[1]


def test_a_rival_that_is_deleted_gives_way(
    qtbot: QtBot, kept: KeptRun, comparing: MistakesTab, kept_runs: KeptRuns
) -> None:
    pick(comparing, "Short")
    qtbot.waitUntil(lambda: "Short after epoch 3" in words(comparing))
    kept_runs.delete([kept.id])
    qtbot.waitUntil(lambda: "that File misread" in words(comparing))
    assert rivals(comparing) == ["File"]
