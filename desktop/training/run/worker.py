"""Pulls one training run in a thread of its own, and tells of it in a few signals a second.

It knows no widgets; what it emits is immutable and may cross threads.
"""

import logging
from time import monotonic

from PySide6.QtCore import QObject, Signal, Slot

from desktop.shared.workspace import NamedNetwork
from desktop.training.run.control import RunControl
from desktop.training.run.snapshots import Snapshots
from desktop.training.wording import divergence_message, error_message
from nncore.datasets import Dataset
from nncore.events import Diverged, EpochFinished, Event
from nncore.recipes import Recipe, Run

EMIT_SECONDS = 1 / 30
"""The least time between two tuples of events."""

PUBLISH_SECONDS = 0.3
"""The least time between two snapshots where epochs are shorter; the last is always published."""

_LOG = logging.getLogger(__name__)


class TrainingWorker(QObject):
    """One run: moved to a thread, started once with `run`, controlled from any thread.

    events_arrived: a tuple of events; every event arrives once, in order, and all that happened
    before a pause or the end arrive before `paused` and `finished`.
    network_published: the network at the start, at the end of an epoch, on pause, at the end.
    failed: a message that people understand. finished: comes last, and always.
    """

    events_arrived = Signal(tuple)
    network_published = Signal(NamedNetwork)
    paused = Signal()
    resumed = Signal()
    failed = Signal(str)
    finished = Signal()

    def __init__(self, recipe: Recipe, dataset: Dataset) -> None:
        super().__init__()
        self._recipe = recipe
        self._dataset = dataset
        self._control = RunControl()
        self._events: list[Event] = []
        self._emitted_at = self._published_at = float("-inf")
        self._is_published = False

    @property
    def control(self) -> RunControl:
        """Pauses, resumes and stops this run, from any thread."""
        return self._control

    @Slot()
    def run(self) -> None:
        """Train until the recipe is done or a stop is asked for."""
        try:
            self._train()
        except Exception as error:  # noqa: BLE001 - a run may fail, the window may not
            _LOG.exception("a training run failed")
            self.failed.emit(error_message(error))
        finally:
            self.finished.emit()

    def _train(self) -> None:
        run = self._recipe.start(self._dataset)
        snapshots = Snapshots(run.network, self._dataset)
        self._publish(snapshots)
        try:
            last = self._pull(run, snapshots)
        finally:
            # closing gives the network finite weights again before it is copied
            run.events.close()
            self._flush()
            self._publish(snapshots)
        if isinstance(last, Diverged):
            self.failed.emit(divergence_message(last, self._recipe.learning_rate))

    def _pull(self, run: Run, snapshots: Snapshots) -> Event | None:
        """Pull until the end or a stop; returns the last event."""
        last = None
        while not self._control.is_stopped:
            if self._control.is_paused:
                self._wait(snapshots)
                continue
            event = next(run.events, None)
            if event is None:
                break
            last = event
            self._take(event, snapshots)
        return last

    def _take(self, event: Event, snapshots: Snapshots) -> None:
        snapshots.follow(event)
        self._events.append(event)
        self._is_published = False
        now = monotonic()
        if now - self._emitted_at >= EMIT_SECONDS:
            self._flush()
        if isinstance(event, EpochFinished) and now - self._published_at >= PUBLISH_SECONDS:
            self._flush()
            self._publish(snapshots)

    def _wait(self, snapshots: Snapshots) -> None:
        self._flush()
        self._publish(snapshots)
        self.paused.emit()
        self._control.wait()
        if not self._control.is_stopped:
            self.resumed.emit()

    def _flush(self) -> None:
        if self._events:
            self.events_arrived.emit(tuple(self._events))
            self._events.clear()
        self._emitted_at = monotonic()

    def _publish(self, snapshots: Snapshots) -> None:
        # a run that overflowed since the last event may not know it yet
        if self._is_published or self._control.is_abandoned or not snapshots.is_finite:
            return
        self.network_published.emit(snapshots.take())
        self._is_published = True
        self._published_at = monotonic()
