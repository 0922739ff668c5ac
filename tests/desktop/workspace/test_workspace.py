"""One network is the network, and whoever looks at it is told when it changes."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, SplitName


def network(name: str, ref: NetworkRef, accuracy: float | None = None) -> NamedNetwork:
    dense = nn.Dense(784, 10, rng=np.random.default_rng(0))
    measured = None if accuracy is None else Accuracy(accuracy, "MNIST", SplitName.VALIDATION)
    return NamedNetwork(name, ref, nn.Network([dense]), measured)


def test_first_network_is_chosen_by_itself(workspace: Workspace, qtbot: QtBot) -> None:
    with qtbot.waitSignals([workspace.networks_changed, workspace.network_changed]):
        workspace.put(network("Reader", NetworkRef.shipped()))
    assert workspace.network is workspace.networks[0]


def test_newer_weights_of_another_network_do_not_change_the_chosen_one(
    workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.put(network("Reader", NetworkRef.shipped()))
    with qtbot.assertNotEmitted(workspace.network_changed):
        workspace.put(network("This run", NetworkRef.of_run("run")))
    assert [entry.name for entry in workspace.networks] == ["Reader", "This run"]


def test_newer_weights_of_the_chosen_network_are_told(workspace: Workspace, qtbot: QtBot) -> None:
    workspace.put(network("This run", NetworkRef.of_run("run")))
    newer = network("This run", NetworkRef.of_run("run"), 0.974)
    with qtbot.waitSignal(workspace.network_changed):
        workspace.put(newer)
    assert workspace.network is newer
    assert newer.title == "This run · 97.4 % validation"


def test_choosing_what_is_not_there_is_an_error(workspace: Workspace) -> None:
    with pytest.raises(KeyError, match="file"):
        workspace.choose(NetworkRef.of_file(Path("network")))


def test_the_same_data_set_is_told_once(
    workspace: Workspace, small_dataset: Dataset, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(workspace.dataset_changed):
        workspace.set_dataset(small_dataset)
    with qtbot.assertNotEmitted(workspace.dataset_changed):
        workspace.set_dataset(small_dataset)
