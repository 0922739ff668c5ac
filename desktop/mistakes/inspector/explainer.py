"""Computes explanations of the inspected image in the background; only the newest wish matters."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.mistakes.inspector.explanations import (
    AlikeFound,
    Blame,
    Features,
    FixFound,
    find_alike,
    find_blame,
    find_blends,
    read_features,
)
from desktop.mistakes.inspector.inspected import Inspected
from desktop.workspace.error_words import in_words
from desktop.workspace.jobs import Job, Jobs, LatestJob
from nncore.datasets import Dataset
from nncore.network import Network

Found = Blame | FixFound | AlikeFound


class Explainer(QObject):
    """explained: a Blame, FixFound or AlikeFound. progressed: the part of the training images that
    was looked at, before images that are alike can be found. failed: why not, in words.
    """

    explained = Signal(object)
    progressed = Signal(float)
    failed = Signal(str)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._latest = LatestJob(jobs, self)
        self._latest.finished.connect(self.explained)
        self._latest.failed.connect(self._on_failed)
        self._features: Features | None = None
        self._reading: Job | None = None
        self._waiting: Inspected | None = None

    def find_blame(self, inspected: Inspected) -> None:
        """What each pixel speaks for."""
        self._latest.request(partial(find_blame, inspected))

    def find_fix(self, inspected: Inspected) -> None:
        """The smallest fix."""
        self._latest.request(partial(find_blends, inspected))

    def find_alike(self, inspected: Inspected) -> None:
        """The nearest training images; at first that takes a while, see `progressed`."""
        network = inspected.source
        if not isinstance(network, Network):
            self.failed.emit("this needs the network as it is now")
            return
        features = self._features
        if features is not None and _are_of(features, network, inspected.dataset):
            self._latest.request(partial(find_alike, inspected, features))
            return
        self._waiting = inspected
        if self._reading is None:
            self._read(network, inspected.dataset)

    def cancel(self) -> None:
        """Give up what was asked for."""
        self._waiting = None
        self._latest.cancel()
        if self._reading is not None:
            self._reading.cancel()

    def _read(self, network: Network, dataset: Dataset) -> None:
        job = Job(partial(read_features, network, dataset))
        job.progressed.connect(self.progressed)
        job.finished.connect(self._on_read)
        job.failed.connect(self._on_read_failed)
        job.cancelled.connect(self._on_read_cancelled)
        self._reading = job
        self._jobs.start(job)

    def _go_on(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.find_alike(waiting)

    @Slot(object)
    def _on_read(self, features: Features) -> None:
        self._reading, self._features = None, features
        self._go_on()

    @Slot(Exception)
    def _on_read_failed(self, error: Exception) -> None:
        self._reading = self._waiting = None
        self.failed.emit(in_words(error))

    @Slot()
    def _on_read_cancelled(self) -> None:
        self._reading = None
        self._go_on()

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(in_words(error))


def _are_of(features: Features, network: Network, dataset: Dataset) -> bool:
    return features.network is network and features.dataset is dataset
