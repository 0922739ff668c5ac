"""A reading of training images that waits for its gate, for tests of what waits for it."""

from threading import Event
from weakref import ref

import nncore as nn
from desktop.workspace.jobs import Cancelled, Progress
from desktop.workspace.training_features import Features, FeatureSubject, read_features


class GatedReading:
    """Reads when it is let, and remembers for whom it began, and how often it was cancelled."""

    def __init__(self) -> None:
        self.gate = Event()
        self.networks: list[nn.Network] = []
        self.cancelled = 0
        self.features: list[ref[Features]] = []

    def __call__(self, subject: FeatureSubject, progress: Progress) -> Features:
        self.networks.append(subject.network)
        try:
            while not self.gate.wait(0.005):
                progress(0.25)
        except Cancelled:
            self.cancelled += 1
            raise
        features = read_features(subject, progress)
        self.features.append(ref(features))
        return features

    @property
    def begun(self) -> int:
        """How often it began."""
        return len(self.networks)
