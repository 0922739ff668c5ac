"""Snapshots of a network in training, each with the accuracy that is known of its weights.

It decides what a snapshot says of itself; who looks at it, and when, is not its business.
"""

from dataclasses import dataclass

from desktop.trainer.task import Task
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from nncore.datasets import SplitName
from nncore.events import Diverged, EpochFinished, Event, StepFinished, StoppedEarly
from nncore.loop_state import LoopState
from nncore.network import Network
from nncore.safe_text import quoted


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of weights; epoch 0 is the start of the run, between two nothing is."""

    epoch: int | None = None
    accuracy: float | None = None


_BETWEEN_EPOCHS = _Known()


class Snapshots:
    """Follows a run's events, and copies its network with what is known of it."""

    def __init__(self, network: Network, task: Task, progress: LoopState, run_id: str) -> None:
        """run_id: of the kept run; empty where it cannot be kept."""
        self._ref = NetworkRef.of_run(run_id) if run_id else NetworkRef.of_unkept_run()
        self._network = network
        self._dataset = task.dataset
        self._name = quoted(task.name)
        self._now = _BETWEEN_EPOCHS if progress.position.batch else _begun(task)
        self._step = progress.step
        self._epochs = {self._now.epoch: self._now}

    def follow(self, event: Event) -> None:
        """Note what `event` says of the weights."""
        match event:
            case StepFinished():
                self._now, self._step = _BETWEEN_EPOCHS, event.step
            case EpochFinished():
                self._now = _Known(event.epoch, event.validation_accuracy)
                self._epochs[event.epoch] = self._now
            case StoppedEarly():
                self._now = self._known(event.best_epoch)
            case Diverged():
                self._now = self._known(event.kept_epoch)

    def _known(self, epoch: int) -> _Known:
        # of epochs before a run was gone on with, nothing is known but their number
        return self._epochs.get(epoch, _Known(epoch=epoch))

    @property
    def is_finite(self) -> bool:
        """Whether the weights are numbers that can be read with."""
        return self._network.is_finite

    def take(self) -> NamedNetwork:
        """A copy of the network as it is, without an accuracy if it stands between two epochs."""
        return NamedNetwork(
            self._name,
            self._ref,
            self._network.copy(),
            self._accuracy,
            self._now.epoch,
            self._step if self._now is _BETWEEN_EPOCHS else None,
        )

    @property
    def _accuracy(self) -> Accuracy | None:
        now, data = self._now, self._dataset
        if now.accuracy is None:
            return None
        images = len(data.validation)
        return Accuracy(now.accuracy, data.name, SplitName.VALIDATION, images, now.epoch)


def _begun(task: Task) -> _Known:
    """What is known of the weights that a run begins with."""
    epoch = None if task.kept is None else task.kept.weights_epoch
    return _Known(0) if epoch is None else _Known(epoch.epoch, epoch.validation_accuracy)
