"""One run, pulled here and now: what it tells, and in which order."""

from collections import Counter

import pytest

from desktop.trainer.messages import (
    Abandon,
    Failed,
    Failure,
    Kept,
    Message,
    Unkept,
)
from desktop.trainer.runner import TrainingRunner
from desktop.trainer.snapshots import Snapshots
from desktop.trainer.task import Task
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.network_ref import Origin
from nncore import evaluate
from nncore.datasets import Dataset, SplitName
from nncore.events import (
    Diverged,
    EpochFinished,
    Event,
    StepFinished,
    StoppedEarly,
    TestAdvanced,
    ValidationAdvanced,
)
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, RunStore, recording
from tests.desktop.trainer.pulled_run import STOP, Listener, StopsAtFirstEvents, run

DIVERGING = Recipe(hidden=(128,) * 4, optimizer="sgd", learning_rate=1000.0)


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


def test_a_snapshot_between_two_epochs_does_not_wait_to_be_measured(
    small_dataset: Dataset,
) -> None:
    task = Task(Recipe(hidden=(4,), batch_size=1, epochs=1_000), small_dataset)
    listener = StopsAtFirstEvents(task).run()
    last = listener.networks[-1]
    assert len(listener.events) < 1_200
    assert (last.epoch, last.accuracy) == (None, None)
    assert last.step is not None


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


class StoppingAmidTheTest(TrainingRunner):
    """Stop is pressed while the test images of the first epoch are read."""

    def _handle(self, event: Event, snapshots: Snapshots) -> None:
        super()._handle(event, snapshots)
        if isinstance(event, TestAdvanced):
            self._control.carry_out(STOP)


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


def test_a_run_that_was_stopped_says_so_though_its_window_closes_meanwhile(
    small_dataset: Dataset, store: RunStore
) -> None:
    listener = Listener(Task(Recipe(hidden=(16,), epochs=3), small_dataset), store)
    listener.ask(STOP)
    listener.ask(Abandon())
    listener.run()
    (kept,) = store.runs()
    assert kept.ending is Ending.STOPPED


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
