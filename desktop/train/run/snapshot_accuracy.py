"""Measures snapshots that were taken between two epochs, in the background: nobody waits for it.

It knows networks and validation images, not runs.
"""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.trainer.snapshots import measured_on
from desktop.workspace.evaluation import read_in_parts
from desktop.workspace.jobs import Jobs, LatestJob, Progress
from desktop.workspace.named_network import NamedNetwork
from nncore.datasets import Dataset


class SnapshotAccuracy(QObject):
    """Reads the validation images with the network that was asked for last.

    measured: the same snapshot with its accuracy; nothing is told of one that was replaced, nor
    of one that could not be read, which stays without a figure.
    """

    measured = Signal(NamedNetwork)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: NamedNetwork | None = None
        self._latest = LatestJob(jobs, self)
        self._latest.finished.connect(self._on_finished)

    def measure(self, network: NamedNetwork, dataset: Dataset) -> None:
        """Measure `network`, and give up what was asked for before."""
        self.cancel()
        self._wanted = network
        self._latest.request(partial(_measured, network, dataset))

    def cancel(self) -> None:
        """Give up what was asked for."""
        self._wanted = None
        self._latest.cancel()

    @Slot(object)
    def _on_finished(self, network: NamedNetwork) -> None:
        if self._wanted is not None and network.network is self._wanted.network:
            self._wanted = None
            self.measured.emit(network)


def _measured(network: NamedNetwork, dataset: Dataset, progress: Progress) -> NamedNetwork:
    accuracy = read_in_parts(network.network, dataset.validation, progress).accuracy
    return replace(network, accuracy=accuracy, measured_on=measured_on(dataset))
