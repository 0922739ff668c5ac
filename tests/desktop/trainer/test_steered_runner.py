"""A run that is paused, stepped, slowed down and stopped, pulled here and now."""

from collections.abc import Iterator
from threading import Event as Flag
from threading import Thread

import pytest

from desktop.trainer.messages import (
    Abandon,
    Command,
    EventsArrived,
    Message,
    StateChanged,
)
from desktop.trainer.runner import TrainingRunner
from desktop.trainer.snapshots import Snapshots
from desktop.trainer.task import Task
from desktop.workspace.run.state_and_actions import Action, RunState
from nncore import Dense
from nncore.array_types import FloatArray
from nncore.datasets import Dataset
from nncore.events import (
    Event,
    LayersProbed,
    RateChanged,
    StepCancelled,
    StepFinished,
)
from nncore.layers.layer import LayerCache
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, RunStore
from tests.desktop.trainer.pulled_run import PAUSE, RESUME, STEP, STOP, Listener


def test_a_stop_before_the_start_ends_at_once(short: Recipe, small_dataset: Dataset) -> None:
    listener = Listener(Task(short, small_dataset))
    listener.ask(STOP)
    listener.run()
    assert listener.log == ["network", "finished"]


def test_an_abandoned_run_publishes_nothing(short: Recipe, small_dataset: Dataset) -> None:
    listener = Listener(Task(short, small_dataset))
    listener.ask(Abandon())
    listener.run()
    assert listener.log == ["finished"]


def test_pausing_flushes_publishes_and_tells_in_this_order(
    short: Recipe, small_dataset: Dataset
) -> None:
    listener = PausesAfterFirstEvents(Task(short, small_dataset))
    thread = Thread(target=listener.run, daemon=True)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    paused = listener.log.index("paused")
    assert listener.log[paused - 1 : paused + 2] == ["network", "paused", "running"]
    assert len(listener.events) == 42
    assert listener.networks[1].epoch in (None, 1)


class PausesAfterFirstEvents(Listener):
    """Asks for a pause at the first events and goes on as soon as it is granted."""

    def tell(self, message: Message) -> None:
        super().tell(message)
        if isinstance(message, EventsArrived) and len(self.batches) == 1:
            self.ask(PAUSE)
        if message == StateChanged(RunState.PAUSED):
            self.ask(RESUME)


@pytest.fixture
def paused(short: Recipe, small_dataset: Dataset) -> Iterator["Paused"]:
    paused = Paused(Task(short, small_dataset))
    yield paused
    paused.end()


class Paused(Listener):
    """A run in a thread, paused before its first step."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self._has_paused = Flag()
        self.ask(PAUSE)
        self.running = Thread(target=self.run)
        self.running.start()
        assert self._has_paused.wait(10)

    def end(self) -> None:
        self.ask(Abandon())
        self.running.join(10)

    def tell(self, message: Message) -> None:
        super().tell(message)
        if message == StateChanged(RunState.PAUSED):
            self._has_paused.set()


def test_a_paused_run_does_nothing_until_resume(paused: Paused) -> None:
    paused.running.join(0.05)
    assert paused.running.is_alive()
    assert paused.log == ["network", "paused"]
    paused.ask(RESUME)
    paused.running.join(10)
    assert paused.log[:3] == ["network", "paused", "running"]
    assert paused.log.count("paused") == 1
    assert len(paused.events) == 42


def test_a_stop_ends_a_paused_run_without_another_step(paused: Paused) -> None:
    paused.ask(STOP)
    paused.running.join(10)
    assert paused.log == ["network", "paused", "finished"]


class ResumingAmidAStep(TrainingRunner):
    """Resume is pressed while the single step is taken that was asked for during a pause."""

    def _handle(self, event: Event, snapshots: Snapshots) -> None:
        super()._handle(event, snapshots)
        if isinstance(event, StepFinished) and event.step == 2:
            self._control.carry_out(RESUME)


class Stepping(Listener):
    """Presses Step whenever the run waits."""

    def tell(self, message: Message) -> None:
        super().tell(message)
        if message == StateChanged(RunState.PAUSED):
            self.ask(STEP)


def test_a_run_resumed_while_it_takes_a_single_step_tells_that_it_goes_on(
    small_dataset: Dataset,
) -> None:
    task = Task(Recipe(hidden=(16,), epochs=1), small_dataset, by_step=True)
    listener = Stepping(task, runner=ResumingAmidAStep).run()
    assert [each for each in listener.log if each in ("paused", "running")] == ["paused", "running"]
    assert len([each for each in listener.events if isinstance(each, StepFinished)]) == 19


def test_a_stop_does_not_wait_for_the_end_of_a_step(
    small_dataset: Dataset, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = Listener(Task(Recipe(hidden=(16,), epochs=3), small_dataset), store)
    turns, forward = [], Dense.forward

    def forward_and_stop(
        layer: Dense, inputs: FloatArray, record: LayerCache | None = None
    ) -> FloatArray:
        if record is not None:  # in training
            turns.append(layer)
            if len(turns) == 2 * 5 + 1:  # the first layer of the sixth step
                listener.ask(STOP)
        return forward(layer, inputs, record)

    monkeypatch.setattr(Dense, "forward", forward_and_stop)
    listener.run()
    (kept,) = store.runs()
    assert len(turns) == 11, "the second layer had its turn"
    assert listener.events[-1] == StepCancelled(6)
    assert (kept.steps, kept.state().progress.position.batch, kept.ending) == (5, 5, Ending.STOPPED)


class SlowsDownAtFirstEvents(Listener):
    """Sets another learning rate as soon as it hears of a step."""

    def tell(self, message: Message) -> None:
        super().tell(message)
        if isinstance(message, EventsArrived) and len(self.batches) == 1:
            self.ask(Command(Action.CHANGE_RATE, 0.125))


def test_another_rate_counts_from_the_next_step_on(small_dataset: Dataset) -> None:
    recipe = Recipe(hidden=(16,), learning_rate=0.002, schedule="constant", epochs=1)
    listener = SlowsDownAtFirstEvents(Task(recipe, small_dataset)).run()
    told = len(listener.batches[0])
    assert listener.events[told] == RateChanged(told + 1, 0.002, 0.125)
    rates = [event.learning_rate for event in listener.events if isinstance(event, StepFinished)]
    assert rates == [0.002] * told + [0.125] * (19 - told)


class SlowsDownAndStopsWhenPaused(Listener):
    """Pauses at the first events; sets another rate as soon as the run waits, and presses Stop."""

    def tell(self, message: Message) -> None:
        super().tell(message)
        if isinstance(message, EventsArrived) and len(self.batches) == 1:
            self.ask(PAUSE)
        if message == StateChanged(RunState.PAUSED):
            self.ask(Command(Action.CHANGE_RATE, 0.125))
            self.ask(STOP)


@pytest.mark.parametrize("is_begun", [True, False])
def test_a_rate_set_while_a_run_waits_is_kept_though_it_is_stopped_then(
    small_dataset: Dataset, store: RunStore, is_begun: bool
) -> None:
    recipe = Recipe(hidden=(16,), learning_rate=0.002, schedule="constant", epochs=2)
    listener = SlowsDownAndStopsWhenPaused(Task(recipe, small_dataset), store)
    if not is_begun:
        listener.ask(PAUSE)
    listener.run()
    (kept,) = store.runs()
    change = RateChanged(kept.steps + 1, 0.002, 0.125)
    assert (kept.steps > 0) is is_begun
    assert listener.events[-1] == change
    assert kept.rate_changes == (change,)
    assert kept.ending is Ending.STOPPED
    after = Listener(Task.going_on(kept, small_dataset, 0), store).run()
    rates = {each.learning_rate for each in after.events if isinstance(each, StepFinished)}
    assert rates == {0.125}
    assert store.get(kept.id).rate_changes == (change,), "and it is told of once"


def test_a_run_begun_by_step_waits_after_the_first_with_a_look_at_it(
    small_dataset: Dataset,
) -> None:
    task = Task(Recipe(hidden=(16,), epochs=1), small_dataset, by_step=True)
    listener = StopsWhenPaused(task).run()
    assert [type(event) for event in listener.events] == [StepFinished, LayersProbed]
    told = [each for each in listener.log if each != "events"]
    assert told == ["network", "network", "paused", "finished"]


class StopsWhenPaused(Listener):
    """Presses Stop as soon as the run waits."""

    def tell(self, message: Message) -> None:
        super().tell(message)
        if message == StateChanged(RunState.PAUSED):
            self.ask(STOP)
