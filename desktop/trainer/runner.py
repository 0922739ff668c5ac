"""Pulls one training run to its end, or until a stop, and tells of it a few times a second."""

import logging
from collections.abc import Callable, Generator
from contextlib import suppress
from inspect import GEN_CLOSED, GEN_CREATED, getgeneratorstate
from time import monotonic

from desktop.trainer.messages import (
    Command,
    EventsArrived,
    Failed,
    Finished,
    Kept,
    Message,
    NetworkPublished,
    StateChanged,
    Unkept,
)
from desktop.trainer.run_control import RunControl
from desktop.trainer.snapshots import Snapshots
from desktop.trainer.task import Task
from desktop.workspace.error_words import in_words
from desktop.workspace.run.state_and_actions import Action, RunState
from nncore.events import EpochFinished, Event, NonDigitsDrawn, RateChanged, StepFinished
from nncore.recipes.recipe import Run
from nncore.runs import Ending, RunError, RunStore, RunWriter, keep, lacks_room

EMIT_SECONDS = 1 / 12
"""The least time between two tuples of events: each wakes the window, which wants a core then."""

PUBLISH_SECONDS = 0.3
"""The least time between two snapshots where epochs are shorter; the last is always published."""

_LOG = logging.getLogger(__name__)


class _StoppedError(Exception):
    """A stop was asked for before the run was made."""


class TrainingRunner:
    """One run.

    send: sends each message to the window; OSError means that the window is gone. All that
    happened before a pause or the end is told before it; the network is published at the start,
    at the end of an epoch, on pause and at the end.
    """

    def __init__(
        self,
        task: Task,
        store: RunStore | None,
        control: RunControl,
        send: Callable[[Message], None],
    ) -> None:
        self._task = task
        self._store = store
        self._control = control
        self._send = send
        self._events: list[Event] = []
        self._emitted_at = self._published_at = float("-inf")
        self._is_published = self._is_waiting = False
        self._told_epochs = 0
        if task.by_step:
            control.carry_out(Command(Action.STEP))

    def run(self) -> None:
        """Train until the recipe is done or a stop is asked for."""
        try:
            if self._is_prepared():
                self._train()
            elif self._store is not None and self._task.kept is not None:
                self._leave_as_it_is(self._store)
        except RunError as error:  # another window goes on with it, or it was damaged
            self._report(Failed.by(error))
        except Exception as error:  # noqa: BLE001 - a run may fail, the window may not
            _LOG.exception("a training run failed")
            self._report(Failed.by(error))
        finally:
            self._report(Finished())

    def _is_prepared(self) -> bool:
        """Draw what else the run needs; whether no stop came meanwhile."""
        recipe, dataset = self._task.recipe, self._task.dataset
        if recipe.non_digit_share:
            recipe.require_images(len(dataset.training))
            try:
                dataset.draw_non_digits(self._note_drawn)
            except _StoppedError:
                return False
        return True

    def _leave_as_it_is(self, store: RunStore) -> None:
        """Note that a kept run was stopped, which had not been gone on with yet."""
        with self._task.keep_in(store) as record:
            self._report(Kept(record.id))
            if self._control.is_ended_by_a_person:
                record.end(Ending.STOPPED)

    def _train(self) -> None:
        run, record = self._begin()
        snapshots = Snapshots(
            run.network, self._task, run.state.progress, "" if record is None else record.id
        )
        self._told_epochs = run.state.progress.epoch
        self._publish(snapshots)
        events = run.events if record is None else keep(run, self._task.dataset, record)
        try:
            self._pull(run, events, snapshots)
        finally:
            if record is not None and self._control.is_ended_by_a_person:
                record.end(Ending.STOPPED)
            self._set_last_rate(run, events, record)
            # closing gives the network finite weights again before it is copied
            events.close()
            if record is not None:
                record.close()  # for events that nobody pulled close nothing
                self._catch_up(record, snapshots)
            self._flush()
            if record is not None and record.failure:
                self._report(Unkept(record.failure, lacks_room=record.lacks_room))
            self._publish(snapshots)

    def _begin(self) -> tuple[Run, RunWriter | None]:
        """The run, and where it is kept."""
        if self._store is None:
            return self._task.begin(self._control.handle), None
        if self._task.kept is None:
            run = self._task.begin(self._control.handle)
            return run, self._new_record(self._store)
        # first taken hold of, then read: nobody else may go on with it meanwhile
        record = self._task.keep_in(self._store)
        try:
            run = self._task.begin(self._control.handle)
        except BaseException:
            record.close()
            raise
        self._report(Kept(record.id))
        return run, record

    def _note_drawn(self, part: float) -> None:
        """Tell how many of the non-digits are drawn, and wait where the run is to wait.

        Raises _StoppedError where a stop comes.
        """
        if self._control.is_paused:
            self._events.append(NonDigitsDrawn(part))
            self._flush()
            self._wait()
        if self._control.is_stopped:
            raise _StoppedError
        self._go_on()
        if monotonic() - self._emitted_at >= EMIT_SECONDS:
            self._events.append(NonDigitsDrawn(part))
            self._flush()

    def _new_record(self, store: RunStore) -> RunWriter | None:
        """A run that cannot be kept is better trained all the same than refused."""
        try:
            record = self._task.keep_in(store)
        except OSError as error:
            self._report(Unkept(in_words(error), lacks_room=lacks_room(error)))
            return None
        self._report(Kept(record.id))
        return record

    def _pull(self, run: Run, events: Generator[Event, None, None], snapshots: Snapshots) -> None:
        """Pull until the end or a stop."""
        control = self._control
        while not control.is_stopped:
            if control.is_paused:
                self._flush()
                self._publish(snapshots)
                self._wait()
                continue
            self._go_on()
            rate = control.take_rate()
            if rate is not None:
                run.optimizer.learning_rate = rate
            wants_look = control.handle.probe.is_asked
            event = next(events, None)
            if event is None:
                break
            self._handle(event, snapshots)
            if control.is_stepping and isinstance(event, StepFinished):
                if wants_look and (event := next(events, None)) is not None:
                    self._handle(event, snapshots)  # what the probe saw in this step
                control.step_taken()

    def _set_last_rate(
        self, run: Run, events: Generator[Event, None, None], record: RunWriter | None
    ) -> None:
        """Set a rate that was asked for during the pause that the run ended in.

        It counts once the run goes on, and no step is left that would tell of it.
        """
        rate, progress = self._control.take_rate(), run.state.progress
        before = run.optimizer.learning_rate if progress.rate is None else progress.rate
        if rate is None or rate == before or getgeneratorstate(events) == GEN_CLOSED:
            return
        change = RateChanged(progress.step + 1, before, rate)
        run.optimizer.learning_rate = progress.rate = rate
        self._events.append(change)
        if record is not None:
            record.follow(change)
            if getgeneratorstate(events) == GEN_CREATED:  # then closing it writes nothing
                record.commit(run.state, weights=progress.step == 0)

    def _handle(self, event: Event, snapshots: Snapshots) -> None:
        snapshots.follow(event)
        self._events.append(event)
        self._is_published = False
        now = monotonic()
        if now - self._emitted_at >= EMIT_SECONDS:
            self._flush()
        if isinstance(event, EpochFinished):
            self._told_epochs = event.epoch
            if now - self._published_at >= PUBLISH_SECONDS:
                self._flush()
                self._publish(snapshots)

    def _wait(self) -> None:
        self._is_waiting = True
        self._report(StateChanged(RunState.PAUSED))
        self._control.wait()

    def _go_on(self) -> None:
        """Tell that a pause is over; a single step does not end one."""
        if self._is_waiting and not self._control.is_stepping:
            self._is_waiting = False
            self._report(StateChanged(RunState.RUNNING))

    def _catch_up(self, record: RunWriter, snapshots: Snapshots) -> None:
        """Tell of an epoch that is on the disk, where a stop came before it was told of."""
        if self._control.is_abandoned or record.epochs <= self._told_epochs:
            return
        with suppress(RunError):
            last = record.kept().last_epoch
            if last is not None:
                self._handle(last, snapshots)

    def _flush(self) -> None:
        if self._events:
            self._report(EventsArrived(tuple(self._events)))
            self._events.clear()
        self._emitted_at = monotonic()

    def _publish(self, snapshots: Snapshots) -> None:
        # a run that overflowed since the last event may not know it yet
        if self._is_published or self._control.is_abandoned or not snapshots.is_finite:
            return
        self._report(NetworkPublished(snapshots.take()))
        self._is_published = True
        self._published_at = monotonic()

    def _report(self, message: Message) -> None:
        with suppress(OSError):  # the window is gone: what is on the disk tells it all
            self._send(message)
