"""A pad whose drawer "Compare" is open, and a run with epochs beside it."""

import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.view import DrawTab
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore, keep
from tests.desktop.hands import click


@pytest.fixture
def kept(qtbot: QtBot, store: RunStore, kept_runs: KeptRuns, small_dataset: Dataset) -> KeptRun:
    """A run of six epochs on the disk, called "Short", which the workspace lists."""
    recipe = Recipe(hidden=(24,), epochs=6, seed=4, learning_rate=0.003)
    record = store.begin("Short", recipe, small_dataset)
    list(keep(recipe.start(small_dataset), small_dataset, record))
    with qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    return record.kept()


@pytest.fixture
def comparing(tab: DrawTab) -> DrawTab:
    """A tab whose drawer is open."""
    click(tab, "compare_toggle")
    return tab


@pytest.fixture
def rival(reading_workspace: Workspace, trained_network: nn.Network) -> nn.Network:
    """Another network in the list, called "Mine"."""
    reading_workspace.put(NamedNetwork("Mine", NetworkRef.of_unkept_run(), trained_network))
    return trained_network
