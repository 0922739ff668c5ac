"""Snapshots of a network in training, each with the accuracy that was measured on its weights.

It decides what a snapshot says of itself; who looks at it, and when, is not its business.
"""

from dataclasses import dataclass

import numpy as np

from desktop.shared.workspace import NamedNetwork, Origin
from desktop.training.control import RunControl
from nncore.datasets import Dataset
from nncore.events import Diverged, EpochFinished, Event
from nncore.network import Network

NAME = "This run"

_CHUNK = 500
"""Images read between two looks at whether anybody still waits."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """What is known of the weights at the end of an epoch; epoch 0 is the start of the run."""

    epoch: int | None = None
    accuracy: float | None = None


class Snapshots:
    """Follows a run's events, and copies its network with what is known of it.

    `control` tells when nobody waits for a measurement any more.
    """

    def __init__(self, network: Network, dataset: Dataset, control: RunControl) -> None:
        self._network = network
        self._dataset = dataset
        self._control = control
        self._epochs = [_Measured(epoch=0)]
        self._now: _Measured | None = _Measured(epoch=0)

    def follow(self, event: Event) -> None:
        """Note what `event` says of the weights."""
        match event:
            case EpochFinished():
                self._now = _Measured(event.epoch, event.validation_accuracy)
                self._epochs.append(self._now)
            case Diverged():
                self._now = self._epochs[event.kept_epoch]
            case _:
                self._now = None

    @property
    def is_finite(self) -> bool:
        """Whether the weights are numbers that can be read with."""
        return self._network.is_finite

    def take(self) -> NamedNetwork:
        """A copy of the network as it is, measured if the weights changed since the epoch's end."""
        now = self._now or _Measured(accuracy=self._measure())
        return NamedNetwork(
            NAME,
            Origin.RUN,
            self._network.copy(),
            accuracy=now.accuracy,
            measured_on="" if now.accuracy is None else f"{self._dataset.name} validation",
            epoch=now.epoch,
        )

    def _measure(self) -> float | None:
        split = self._dataset.validation
        hits = 0
        for start in range(0, len(split), _CHUNK):
            if self._control.is_abandoned:
                return None
            answers = self._network.logits(split.images[start : start + _CHUNK]).argmax(axis=1)
            hits += int(np.count_nonzero(answers == split.labels[start : start + _CHUNK]))
        return hits / len(split)
