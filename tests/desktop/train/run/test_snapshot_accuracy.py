"""Snapshots between two epochs get their accuracy in the background, and only the last matters."""

from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.train.run.snapshot_accuracy import SnapshotAccuracy
from desktop.workspace.jobs import Jobs
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from nncore.array_types import FloatArray, ImageArray
from nncore.datasets import Dataset


class GatedNetwork(nn.Network):
    """Tells when it is asked to read, and reads no sooner than its gate is open."""

    def __init__(self, seed: int, *, is_open: bool = True, classes: int = 10) -> None:
        super().__init__([nn.Dense(784, classes, rng=np.random.default_rng(seed))])
        self.asked, self.gate = Event(), Event()
        if is_open:
            self.gate.set()

    def logits(self, images: ImageArray | FloatArray) -> FloatArray:
        self.asked.set()
        assert self.gate.wait(10)
        return super().logits(images)


class Listener(QObject):
    """Keeps what was measured."""

    def __init__(self, measuring: SnapshotAccuracy) -> None:
        super().__init__()
        self.all: list[NamedNetwork] = []
        measuring.measured.connect(self._on_measured)

    @Slot(NamedNetwork)
    def _on_measured(self, network: NamedNetwork) -> None:
        self.all.append(network)


@pytest.fixture
def measuring(jobs: Jobs) -> SnapshotAccuracy:
    return SnapshotAccuracy(jobs)


def named(network: nn.Network) -> NamedNetwork:
    return NamedNetwork("This run", NetworkRef.of_run("run"), network)


def test_the_accuracy_is_that_of_the_validation_images(
    qtbot: QtBot, measuring: SnapshotAccuracy, small_dataset: Dataset
) -> None:
    network = GatedNetwork(1)
    listener = Listener(measuring)
    measuring.measure(named(network), small_dataset)
    qtbot.waitUntil(lambda: len(listener.all) == 1)
    assert listener.all[0].network is network
    assert listener.all[0].accuracy == nn.evaluate(network, small_dataset.validation).accuracy
    assert listener.all[0].measured_on == "Generated digits validation"


def test_nothing_is_told_of_one_that_was_replaced(
    qtbot: QtBot, measuring: SnapshotAccuracy, small_dataset: Dataset
) -> None:
    listener = Listener(measuring)
    first, second = GatedNetwork(1, is_open=False), GatedNetwork(2)
    measuring.measure(named(first), small_dataset)
    qtbot.waitUntil(first.asked.is_set)
    measuring.measure(named(second), small_dataset)
    first.gate.set()
    qtbot.waitUntil(lambda: len(listener.all) > 0)
    assert [each.network for each in listener.all] == [second]


def test_nothing_is_told_after_a_cancel(
    qtbot: QtBot, measuring: SnapshotAccuracy, small_dataset: Dataset
) -> None:
    network = GatedNetwork(1, is_open=False)
    measuring.measure(named(network), small_dataset)
    qtbot.waitUntil(network.asked.is_set)
    measuring.cancel()
    network.gate.set()
    with qtbot.assertNotEmitted(measuring.measured, wait=100):
        pass


def test_one_that_cannot_be_read_keeps_no_other_from_being_measured(
    qtbot: QtBot, measuring: SnapshotAccuracy, small_dataset: Dataset
) -> None:
    listener = Listener(measuring)
    good = GatedNetwork(1)
    measuring.measure(named(GatedNetwork(2, classes=2)), small_dataset)
    measuring.measure(named(good), small_dataset)
    qtbot.waitUntil(lambda: [each.network for each in listener.all] == [good])
