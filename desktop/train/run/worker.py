"""One training run, seen from the window: what it tells, wherever it is pulled, becomes signals.

It knows no widgets; what it emits is immutable and may cross threads.
"""

import logging

from PySide6.QtCore import QObject, Signal, Slot

from desktop.train.wording import divergence_message, failure_message
from desktop.trainer.client import TrainerClient
from desktop.trainer.messages import (
    EventsArrived,
    Failed,
    Finished,
    Kept,
    LossDiverged,
    Message,
    NetworkPublished,
    Paused,
    Resumed,
    Unkept,
)
from desktop.trainer.remote_control import RemoteControl
from desktop.trainer.run_control import Control, RunControl
from desktop.trainer.runner import TrainingRunner
from desktop.trainer.task import Task
from desktop.workspace.named_network import NamedNetwork
from nncore.runs import RunStore

_LOG = logging.getLogger(__name__)


class TrainingWorker(QObject):
    """One run: moved to a thread, started once with `run`, controlled from any thread.

    trainer: the process that pulls it; without one, or where it cannot be started, the run is
    pulled in the worker's own thread.
    kept: the run is being kept, under this id. unkept: it cannot be, and why.
    events_arrived: a tuple of events; every event arrives once, in order, and all that happened
    before a pause or the end arrive before `paused` and `finished`.
    network_published: the network at the start, at the end of an epoch, on pause, at the end.
    failed: a message that people understand. diverged: the learning rate that led to it.
    finished: comes last, and always.
    """

    kept = Signal(str)
    unkept = Signal(str)
    events_arrived = Signal(tuple)
    network_published = Signal(NamedNetwork)
    paused = Signal()
    resumed = Signal()
    failed = Signal(str)
    diverged = Signal(float)
    finished = Signal()

    def __init__(
        self, task: Task, store: RunStore | None = None, trainer: TrainerClient | None = None
    ) -> None:
        super().__init__()
        self._task = task
        self._store = store
        self._trainer = trainer
        self._here = RunControl()
        self._there = RemoteControl()

    @property
    def control(self) -> Control:
        """Pauses, resumes and stops this run, from any thread."""
        return self._here if self._trainer is None else self._there

    @Slot()
    def run(self) -> None:
        """Train until the recipe is done or a stop is asked for."""
        if self._trainer is None or not self._is_ready(self._trainer):
            self._there.connect(self._here.carry_out)
            TrainingRunner(self._task, self._store, self._here, self.tell).run()
        else:
            self._trainer.train(self._task, self._store, self._there, self.tell)

    def tell(self, message: Message) -> None:
        """Emit the signal that says so."""
        match message:
            case EventsArrived():
                self.events_arrived.emit(message.events)
            case NetworkPublished():
                self.network_published.emit(message.network)
            case Paused():
                self.paused.emit()
            case Resumed():
                self.resumed.emit()
            case Kept():
                self.kept.emit(message.run_id)
            case Unkept():
                self.unkept.emit(message.reason)
            case LossDiverged():
                self.diverged.emit(message.rate)
                self.failed.emit(divergence_message(message.event, message.rate))
            case Failed():
                self.failed.emit(failure_message(message))
            case Finished():
                self.finished.emit()

    @staticmethod
    def _is_ready(trainer: TrainerClient) -> bool:
        try:
            trainer.start()
        except OSError:
            _LOG.exception("no process can be started: the run is pulled in a thread")
            return False
        return True
