"""Fixtures for the pad's tests: a tab, a hand that draws on it, networks that can read."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.ink.drawing import Drawing
from desktop.draw.view import DrawTab
from desktop.system.resources import resource
from desktop.theme import Theme
from desktop.workspace.jobs import Jobs
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray
from nncore.datasets import Dataset
from tests.desktop.draw.pad import Hand, MakeTab
from tests.desktop.hands import find


@pytest.fixture
def drawing() -> Drawing:
    """An empty drawing."""
    return Drawing()


@pytest.fixture
def seven() -> list[FloatArray]:
    """A seven as a teacher writes it, in one stroke."""
    corners = np.array([(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)], np.float32)
    return [np.concatenate([np.linspace(*ends, 15) for ends in pairwise(corners)])]


@pytest.fixture(scope="session")
def reader_network() -> nn.Network:
    """The network that ships with the program, which knows digits by a threshold of its own."""
    path: Path = resource("models", "reader.safetensors")
    network = nn.load(path)
    if network.known_from is None:
        network.known_from = 0.5
    return network


@pytest.fixture(scope="session")
def trained_network(small_dataset: Dataset) -> nn.Network:
    """A network of another mind, trained for a second."""
    rng = np.random.default_rng(2)
    network = nn.Network([nn.Dense(784, 32, rng=rng), nn.ReLU(), nn.Dense(32, 10, rng=rng)])
    for _event in nn.train(
        network,
        small_dataset.training,
        optimizer=nn.Adam(learning_rate=0.003),
        epochs=4,
        batch_size=64,
        rng=rng,
    ):
        pass
    return network


@pytest.fixture
def reading_workspace(workspace: Workspace, reader_network: nn.Network) -> Workspace:
    """A workspace whose network is the shipped one."""
    workspace.put(NamedNetwork("Reader (dense)", NetworkRef.shipped(), reader_network))
    return workspace


@pytest.fixture
def make_tab(qtbot: QtBot, theme: Theme, reading_workspace: Workspace, jobs: Jobs) -> MakeTab:
    """Makes a tab of that width and height, shown and ready."""

    def make(width: int, height: int) -> DrawTab:
        tab = DrawTab(reading_workspace, jobs, theme)
        qtbot.addWidget(tab)
        tab.resize(width, height)
        with qtbot.waitActive(tab):
            tab.show()
        return tab

    return make


@pytest.fixture
def tab(make_tab: MakeTab) -> DrawTab:
    """A tab as large as the smallest window shows it."""
    return make_tab(900, 560)


@pytest.fixture
def canvas(tab: DrawTab) -> QWidget:
    """The tab's canvas."""
    return find(tab, QWidget, "draw_canvas")


@pytest.fixture
def hand(canvas: QWidget) -> Hand:
    """Draws on the tab's canvas."""
    return Hand(canvas)
