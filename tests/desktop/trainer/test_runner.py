"""One run, pulled here and now: what it tells, and in which order."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest

from desktop.trainer.messages import (
    Abandon,
    Command,
    EventsArrived,
    Failed,
    Failure,
    Kept,
    Message,
    NetworkPublished,
    Request,
    StateChanged,
    Unkept,
)
from desktop.trainer.run_control import RunControl
from desktop.trainer.runner import TrainingRunner
from desktop.trainer.snapshots import Snapshots
from desktop.trainer.task import Task
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import Origin
from desktop.workspace.run.state_and_actions import Action, RunState
from nncore import Dense, evaluate
from nncore.array_types import FloatArray
from nncore.datasets import Dataset, SplitName
from nncore.events import (
    Diverged,
    EpochFinished,
    Event,
    LayersProbed,
    NonDigitsDrawn,
    RateChanged,
    StepCancelled,
    StepFinished,
    StoppedEarly,
    TestAdvanced,
    ValidationAdvanced,
)
from nncore.layers.layer import LayerCache
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, RunStore, recording

DIVERGING = Recipe(hidden=(128,) * 4, optimizer="sgd", learning_rate=1000.0)
PAUSE, RESUME = Command(Action.PAUSE), Command(Action.RESUME)
STEP, STOP = Command(Action.STEP), Command(Action.STOP)


class Listener:
    """Writes down every message of a run in the order of arrival, and steers the run."""

    def __init__(
        self,
        task: Task,
        store: RunStore | None = None,
        runner: type[TrainingRunner] = TrainingRunner,
    ) -> None:
        self.control = RunControl()
        self.messages: list[Message] = []
        self._runner = runner(task, store, self.control, self.tell)

    def tell(self, message: Message) -> None:
        self.messages.append(message)

    def ask(self, request: Request) -> None:
        self.control.carry_out(request)

    def run(self) -> "Listener":
        """The whole run, here and now."""
        self._runner.run()
        return self

    @property
    def log(self) -> list[str]:
        """A word for each message."""
        return [_word(message) for message in self.messages]

    @property
    def batches(self) -> list[tuple[Event, ...]]:
        return [each.events for each in self.messages if isinstance(each, EventsArrived)]

    @property
    def events(self) -> list[Event]:
        return [event for events in self.batches for event in events]

    @property
    def networks(self) -> list[NamedNetwork]:
        return [each.network for each in self.messages if isinstance(each, NetworkPublished)]

    @property
    def failures(self) -> list[Failed]:
        return [each for each in self.messages if isinstance(each, Failed)]


def _word(message: Message) -> str:
    match message:
        case EventsArrived():
            return "events"
        case NetworkPublished():
            return "network"
        case StateChanged(state):
            return state.value
    return type(message).__name__.lower()


def run(recipe: Recipe, dataset: Dataset) -> Listener:
    """The whole run, here and now."""
    return Listener(Task(recipe, dataset)).run()


def test_every_event_arrives_once_in_order_and_finished_is_last(
    short: Recipe, small_dataset: Dataset
) -> None:
    expected = list(short.start(small_dataset).events)
    listener = run(short, small_dataset)
    assert listener.events == expected
    assert listener.log[-1] == "finished"
    assert listener.log.count("finished") == 1
    assert "failed" not in listener.log


def test_events_come_in_tuples_of_many(small_dataset: Dataset) -> None:
    listener = run(Recipe(hidden=(4,), batch_size=4, epochs=3), small_dataset)
    kinds = Counter(map(type, listener.events))
    assert (kinds[StepFinished], kinds[EpochFinished]) == (900, 3)
    assert len(listener.batches) < 300


def test_the_first_snapshot_is_the_untrained_network(short: Recipe, small_dataset: Dataset) -> None:
    first = run(short, small_dataset).networks[0]
    assert first.name == "This run"
    assert first.ref.origin is Origin.RUN
    assert first.accuracy is None
    assert first.epoch == 0
    for ours, fresh in zip(first.network.parameters, short.build()[0].parameters, strict=True):
        assert (ours == fresh).all()


def test_the_last_snapshot_is_the_trained_network(short: Recipe, small_dataset: Dataset) -> None:
    last = run(short, small_dataset).networks[-1]
    assert last.epoch == short.epochs
    assert last.accuracy == Accuracy(
        evaluate(last.network, small_dataset.validation).accuracy,
        "Generated digits",
        SplitName.VALIDATION,
        len(small_dataset.validation),
        last.epoch,
    )


def test_short_epochs_are_not_all_published(small_dataset: Dataset) -> None:
    listener = run(Recipe(hidden=(4,), batch_size=None, epochs=50), small_dataset)
    finished = [event for event in listener.events if isinstance(event, EpochFinished)]
    assert len(finished) == 50
    assert len(listener.networks) < 50
    assert listener.networks[-1].epoch == 50


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


def test_a_snapshot_between_two_epochs_does_not_wait_to_be_measured(
    small_dataset: Dataset,
) -> None:
    task = Task(Recipe(hidden=(4,), batch_size=1, epochs=1_000), small_dataset)
    listener = StopsAtFirstEvents(task).run()
    last = listener.networks[-1]
    assert len(listener.events) < 1_200
    assert (last.epoch, last.accuracy) == (None, None)
    assert last.step is not None


class StopsAtFirstEvents(Listener):
    """Asks for a stop as soon as it hears of a step."""

    def tell(self, message: Message) -> None:
        super().tell(message)
        if isinstance(message, EventsArrived):
            self.ask(STOP)


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


def test_a_loss_that_diverges_is_the_last_event_and_leaves_finite_weights(
    small_dataset: Dataset,
) -> None:
    listener = run(DIVERGING, small_dataset)
    assert isinstance(listener.events[-1], Diverged)
    assert listener.failures == [], "the event says it"
    assert listener.log[-1] == "finished"
    assert listener.networks[-1].network.is_finite


def test_an_early_stop_publishes_the_best_epoch(impatient: Recipe, small_dataset: Dataset) -> None:
    listener = run(impatient, small_dataset)
    stopped = listener.events[-1]
    assert isinstance(stopped, StoppedEarly)
    assert stopped.epoch < impatient.epochs
    assert listener.log[-1] == "finished"
    assert "failed" not in listener.log
    last = listener.networks[-1]
    report = evaluate(last.network, small_dataset.validation)
    assert last.epoch == stopped.best_epoch < stopped.epoch
    assert last.accuracy is not None
    assert last.accuracy.value == report.accuracy
    assert report.loss == pytest.approx(stopped.best_loss)


def test_an_unexpected_error_is_told_and_the_run_ends(
    short: Recipe, small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_recipe: Recipe, _dataset: Dataset, **_options: object) -> None:
        raise OSError("the disk is on fire")

    monkeypatch.setattr(Recipe, "start", broken)
    listener = run(short, small_dataset)
    assert listener.log == ["failed", "finished"]
    assert listener.failures == [Failed(Failure.ERROR, "the disk is on fire")]


def test_a_batch_larger_than_the_data_is_told(small_dataset: Dataset) -> None:
    listener = run(Recipe(batch_size=5_000), small_dataset)
    assert listener.log == ["failed", "finished"]
    assert listener.failures[0].failure is Failure.ERROR
    assert "batch size" in listener.failures[0].detail


def test_the_same_recipe_gives_the_same_weights(short: Recipe, small_dataset: Dataset) -> None:
    one, other = (run(short, small_dataset).networks[-1].network for _ in range(2))
    for left, right in zip(one.parameters, other.parameters, strict=True):
        assert (left == right).all()


def test_only_steps_and_epochs_come_from_a_healthy_run(
    short: Recipe, small_dataset: Dataset
) -> None:
    kinds = {type(event) for event in run(short, small_dataset).events}
    assert kinds == {StepFinished, ValidationAdvanced, EpochFinished}


class ResumingAmidAStep(TrainingRunner):
    """Resume is pressed while the single step is taken that was asked for during a pause."""

    def _handle(self, event: Event, snapshots: Snapshots) -> None:
        super()._handle(event, snapshots)
        if isinstance(event, StepFinished) and event.step == 2:
            self._control.carry_out(RESUME)


class StoppingAmidTheTest(TrainingRunner):
    """Stop is pressed while the test images of the first epoch are read."""

    def _handle(self, event: Event, snapshots: Snapshots) -> None:
        super()._handle(event, snapshots)
        if isinstance(event, TestAdvanced):
            self._control.carry_out(STOP)


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


def test_an_epoch_that_a_stop_fell_into_is_told_of(
    small_dataset: Dataset, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "_MOST_IMAGES", 100)
    task = Task(Recipe(hidden=(16,), epochs=3), small_dataset)
    listener = Listener(task, store, StoppingAmidTheTest).run()
    told = [each for each in listener.events if isinstance(each, EpochFinished)]
    (kept,) = store.runs()
    assert told == [kept.last_epoch]
    accuracy = listener.networks[-1].accuracy
    assert accuracy is not None
    assert accuracy.value == told[0].validation_accuracy
    assert listener.log[-1] == "finished"


def test_a_run_stopped_before_its_first_step_lets_go_of_its_folder(
    small_dataset: Dataset, store: RunStore
) -> None:
    listener = Listener(Task(Recipe(hidden=(16,), epochs=3), small_dataset), store)
    listener.ask(STOP)
    listener.run()
    (kept,) = store.runs()
    assert (kept.steps, kept.ending, kept.is_under_way) == (0, Ending.STOPPED, False)


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


def test_a_run_that_was_stopped_says_so_though_its_window_closes_meanwhile(
    small_dataset: Dataset, store: RunStore
) -> None:
    listener = Listener(Task(Recipe(hidden=(16,), epochs=3), small_dataset), store)
    listener.ask(STOP)
    listener.ask(Abandon())
    listener.run()
    (kept,) = store.runs()
    assert kept.ending is Ending.STOPPED


def unseen(dataset: Dataset) -> Dataset:
    """The same images, of which nobody has drawn the non-digits yet."""
    return Dataset(dataset.name, dataset.training, dataset.validation, dataset.test)


def test_how_far_the_non_digits_are_drawn_is_told_before_the_run(
    monkeypatch: pytest.MonkeyPatch, small_dataset: Dataset
) -> None:
    monkeypatch.setattr("desktop.trainer.runner.EMIT_SECONDS", 0.0)
    listener = run(Recipe(hidden=(4,), epochs=1, non_digit_share=0.5), unseen(small_dataset))
    drawn = [event.part for event in listener.events if isinstance(event, NonDigitsDrawn)]
    assert len(drawn) > 10
    assert drawn == sorted(drawn)
    assert isinstance(listener.events[len(drawn)], StepFinished), "all of them come first"
    assert listener.failures == []


class PausesWhileDrawing(Listener):
    """Pauses while the first of the non-digits are drawn, and then asks for something else."""

    def __init__(self, task: Task, store: RunStore, then: Request) -> None:
        super().__init__(task, store)
        self._then = then

    def tell(self, message: Message) -> None:
        super().tell(message)
        if isinstance(message, EventsArrived) and len(self.batches) == 1:
            self.ask(PAUSE)
        if message == StateChanged(RunState.PAUSED):
            self.ask(self._then)


@pytest.mark.parametrize("then", [RESUME, STOP], ids=str)
def test_a_pause_while_non_digits_are_drawn_is_one_at_once(
    monkeypatch: pytest.MonkeyPatch, small_dataset: Dataset, store: RunStore, then: Request
) -> None:
    monkeypatch.setattr("desktop.trainer.runner.EMIT_SECONDS", 0.0)
    task = Task(Recipe(hidden=(4,), epochs=1, non_digit_share=0.5), unseen(small_dataset))
    listener = PausesWhileDrawing(task, store, then).run()
    place = listener.log.index("paused")
    before = [event for events in listener.batches[:place] for event in events]
    assert place == 2
    assert all(isinstance(event, NonDigitsDrawn) and event.part < 0.1 for event in before)
    assert listener.failures == []
    if then == STOP:
        assert listener.log[place:] == ["paused", "finished"]
        assert store.runs() == []
    else:
        assert listener.log[place : place + 2] == ["paused", "running"]
        assert listener.log.count("running") == 1
        assert [kept.ending for kept in store.runs()] == [Ending.FINISHED]


def test_a_stop_while_non_digits_are_drawn_leaves_no_run(
    monkeypatch: pytest.MonkeyPatch, small_dataset: Dataset, tmp_path: Path
) -> None:
    monkeypatch.setattr("desktop.trainer.runner.EMIT_SECONDS", 0.0)
    store = RunStore(tmp_path)
    recipe = Recipe(hidden=(4,), epochs=1, non_digit_share=0.5)
    listener = StopsAtFirstEvents(Task(recipe, unseen(small_dataset)), store).run()
    assert len(listener.events) == 1
    assert listener.log == ["events", "finished"]
    assert listener.failures == []
    assert store.runs() == []


def test_a_stop_while_they_are_drawn_for_a_run_that_is_gone_on_with_is_noted_as_its_end(
    monkeypatch: pytest.MonkeyPatch, small_dataset: Dataset, tmp_path: Path
) -> None:
    monkeypatch.setattr("desktop.trainer.runner.EMIT_SECONDS", 0.0)
    store = RunStore(tmp_path)
    recipe = Recipe(hidden=(4,), epochs=2, non_digit_share=0.5)
    record = store.begin("cut", recipe, small_dataset)
    begun = recording.keep(recipe.start(small_dataset), small_dataset, record)
    next(event for event in begun if isinstance(event, EpochFinished))
    begun.close()
    kept = store.get(record.id)
    assert kept.is_interrupted
    listener = StopsAtFirstEvents(Task.going_on(kept, unseen(small_dataset), 0), store).run()
    after = store.get(record.id)
    assert [each for each in listener.messages if isinstance(each, Kept)] == [Kept(record.id)]
    assert listener.failures == []
    assert after.ending is Ending.STOPPED
    assert (after.epochs, after.steps) == (kept.epochs, kept.steps)


def test_a_run_is_kept_from_before_its_first_network_on(
    short: Recipe, small_dataset: Dataset, store: RunStore
) -> None:
    listener = Listener(Task(short, small_dataset), store).run()
    (kept,) = store.runs()
    assert listener.messages[0] == Kept(kept.id)
    assert listener.log[1] == "network"
    assert listener.networks[0].ref.run_id == kept.id


def test_a_run_that_cannot_be_kept_is_made_all_the_same(
    short: Recipe, small_dataset: Dataset, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(RunStore, "begin", refuse)
    listener = Listener(Task(short, small_dataset), store).run()
    assert isinstance(listener.messages[0], Unkept)
    assert "the disk is full" in listener.messages[0].reason
    assert listener.networks[-1].epoch == short.epochs
    assert listener.failures == []


def test_a_run_of_which_nobody_hears_any_more_is_kept_to_its_end(
    short: Recipe, small_dataset: Dataset, store: RunStore
) -> None:
    listener = Deaf(Task(short, small_dataset), store).run()
    (kept,) = store.runs()
    assert listener.messages == []
    assert (kept.epochs, kept.ending) == (short.epochs, Ending.FINISHED)


class Deaf(Listener):
    """A window that is gone: nothing can be sent to it."""

    def tell(self, message: Message) -> None:
        raise BrokenPipeError


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
