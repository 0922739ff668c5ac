"""Fixtures for the gallery's tests: networks that know little, and a tab that has read digits."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.cards.examples import Mistakes
from desktop.mistakes.view import MistakesTab
from desktop.theme import Theme
from desktop.workspace.jobs import Jobs
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset


@pytest.fixture
def mistakes(network: nn.Network, small_dataset: Dataset) -> Mistakes:
    """What the network misreads of the test split."""
    return Mistakes.of(nn.evaluate(network, small_dataset.test), small_dataset.test)


@pytest.fixture
def other_mistakes(other_network: nn.Network, small_dataset: Dataset) -> Mistakes:
    """What the other network misreads of the same split."""
    return Mistakes.of(nn.evaluate(other_network, small_dataset.test), small_dataset.test)


@pytest.fixture
def tab(qtbot: QtBot, workspace: Workspace, jobs: Jobs, theme: Theme) -> MistakesTab:
    """The tab as it is at first: shown, with neither network nor data set."""
    tab = MistakesTab(workspace, jobs, theme)
    qtbot.addWidget(tab)
    tab.resize(900, 560)
    with qtbot.waitExposed(tab):
        tab.show()
    return tab


@pytest.fixture
def read_tab(
    qtbot: QtBot,
    tab: MistakesTab,
    workspace: Workspace,
    network: nn.Network,
    small_dataset: Dataset,
) -> MistakesTab:
    """The tab after the network has read the test split."""
    workspace.set_dataset(small_dataset)
    workspace.put(NamedNetwork("Run", NetworkRef.of_run("run"), network))
    label = tab.findChild(QLabel, "count_label")
    assert label is not None
    qtbot.waitUntil(lambda: "misread" in label.text())
    return tab
