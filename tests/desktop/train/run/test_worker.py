from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest
from PySide6.QtCore import QObject, Qt, Slot

from desktop.train.run import worker as worker_module
from desktop.train.run.worker import TrainingWorker
from desktop.trainer.runner import TrainingRunner
from desktop.trainer.snapshots import Snapshots
from desktop.trainer.task import Task
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import Origin
from nncore import Dense, evaluate
from nncore.array_types import FloatArray
from nncore.datasets import Dataset, SplitName
from nncore.events import (
    Diverged,
    EpochFinished,
    Event,
    NonDigitsDrawn,
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


class Listener(QObject):
    """Writes down every signal of a worker in the order of arrival."""

    def __init__(self, worker: TrainingWorker) -> None:
        super().__init__()
        self.log: list[str] = []
        self.tuples: list[tuple[Event, ...]] = []
        self.networks: list[NamedNetwork] = []
        self.failures: list[str] = []
        direct = Qt.ConnectionType.DirectConnection
        worker.events_arrived.connect(self._on_events_arrived, direct)
        worker.network_published.connect(self._on_network_published, direct)
        worker.paused.connect(self._on_paused, direct)
        worker.resumed.connect(self._on_resumed, direct)
        worker.failed.connect(self._on_failed, direct)
        worker.finished.connect(self._on_finished, direct)

    @property
    def events(self) -> list[Event]:
        return [event for events in self.tuples for event in events]

    @Slot(tuple)
    def _on_events_arrived(self, events: tuple[Event, ...]) -> None:
        self.log.append("events")
        self.tuples.append(events)

    @Slot(NamedNetwork)
    def _on_network_published(self, network: NamedNetwork) -> None:
        self.log.append("network")
        self.networks.append(network)

    @Slot()
    def _on_paused(self) -> None:
        self.log.append("paused")

    @Slot()
    def _on_resumed(self) -> None:
        self.log.append("resumed")

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        self.log.append("failed")
        self.failures.append(message)

    @Slot()
    def _on_finished(self) -> None:
        self.log.append("finished")


def run(recipe: Recipe, dataset: Dataset) -> Listener:
    """The whole run, here and now."""
    worker = TrainingWorker(Task(recipe, dataset))
    listener = Listener(worker)
    worker.run()
    return listener


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
    assert len(listener.tuples) < 300


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
    worker = TrainingWorker(Task(short, small_dataset))
    listener = Listener(worker)
    worker.control.stop()
    worker.run()
    assert listener.log == ["network", "finished"]


def test_an_abandoned_run_publishes_nothing(short: Recipe, small_dataset: Dataset) -> None:
    worker = TrainingWorker(Task(short, small_dataset))
    listener = Listener(worker)
    worker.control.abandon()
    worker.run()
    assert listener.log == ["finished"]


def test_pausing_flushes_publishes_and_tells_in_this_order(
    short: Recipe, small_dataset: Dataset
) -> None:
    worker = TrainingWorker(Task(short, small_dataset))
    listener = PausesAfterFirstEvents(worker)
    thread = Thread(target=worker.run)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    paused = listener.log.index("paused")
    assert listener.log[paused - 1 : paused + 2] == ["network", "paused", "resumed"]
    assert len(listener.events) == 42
    assert listener.networks[1].epoch in (None, 1)


def test_a_snapshot_between_two_epochs_does_not_wait_to_be_measured(
    small_dataset: Dataset,
) -> None:
    worker = TrainingWorker(Task(Recipe(hidden=(4,), batch_size=1, epochs=1_000), small_dataset))
    listener = StopsAtFirstEvents(worker)
    worker.run()
    last = listener.networks[-1]
    assert len(listener.events) < 1_200
    assert (last.epoch, last.accuracy) == (None, None)
    assert last.step is not None


class StopsAtFirstEvents(Listener):
    """Asks for a stop as soon as it hears of a step."""

    def __init__(self, worker: TrainingWorker) -> None:
        super().__init__(worker)
        self._worker = worker

    @Slot(tuple)
    def _on_events_arrived(self, events: tuple[Event, ...]) -> None:
        super()._on_events_arrived(events)
        self._worker.control.stop()


class PausesAfterFirstEvents(Listener):
    """Asks for a pause at the first events and goes on as soon as it is granted."""

    def __init__(self, worker: TrainingWorker) -> None:
        super().__init__(worker)
        self._worker = worker

    @Slot(tuple)
    def _on_events_arrived(self, events: tuple[Event, ...]) -> None:
        super()._on_events_arrived(events)
        if len(self.tuples) == 1:
            self._worker.control.pause()

    @Slot()
    def _on_paused(self) -> None:
        super()._on_paused()
        self._worker.control.resume()


@pytest.fixture
def paused(short: Recipe, small_dataset: Dataset) -> Iterator["Paused"]:
    paused = Paused(TrainingWorker(Task(short, small_dataset)))
    yield paused
    paused.end()


class Paused(Listener):
    """A run in a thread, paused before its first step."""

    def __init__(self, worker: TrainingWorker) -> None:
        super().__init__(worker)
        self._has_paused = Flag()
        self.control = worker.control
        self.control.pause()
        self.running = Thread(target=worker.run)
        self.running.start()
        assert self._has_paused.wait(10)

    def end(self) -> None:
        self.control.abandon()
        self.running.join(10)

    @Slot()
    def _on_paused(self) -> None:
        super()._on_paused()
        self._has_paused.set()


def test_a_paused_run_does_nothing_until_resume(paused: Paused) -> None:
    paused.running.join(0.05)
    assert paused.running.is_alive()
    assert paused.log == ["network", "paused"]
    paused.control.resume()
    paused.running.join(10)
    assert paused.log[:3] == ["network", "paused", "resumed"]
    assert paused.log.count("paused") == 1
    assert len(paused.events) == 42


def test_a_stop_ends_a_paused_run_without_another_step(paused: Paused) -> None:
    paused.control.stop()
    paused.running.join(10)
    assert paused.log == ["network", "paused", "finished"]


def test_divergence_fails_and_keeps_finite_weights(small_dataset: Dataset) -> None:
    listener = run(DIVERGING, small_dataset)
    assert isinstance(listener.events[-1], Diverged)
    assert listener.log[-2:] == ["failed", "finished"]
    assert "learning rate of 1000 too high" in listener.failures[0]
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
    assert "the disk is on fire" in listener.failures[0]


def test_a_batch_larger_than_the_data_is_told(small_dataset: Dataset) -> None:
    listener = run(Recipe(batch_size=5_000), small_dataset)
    assert listener.log == ["failed", "finished"]
    assert "batch size" in listener.failures[0]


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

    def _take(self, event: Event, snapshots: Snapshots) -> None:
        super()._take(event, snapshots)
        if isinstance(event, StepFinished) and event.step == 2:
            self._control.resume()


class StoppingAmidTheTest(TrainingRunner):
    """Stop is pressed while the test images of the first epoch are read."""

    def _take(self, event: Event, snapshots: Snapshots) -> None:
        super()._take(event, snapshots)
        if isinstance(event, TestAdvanced):
            self._control.stop()


class Stepping(Listener):
    """Presses Step whenever the run waits."""

    def __init__(self, worker: TrainingWorker) -> None:
        super().__init__(worker)
        self._worker = worker

    @Slot()
    def _on_paused(self) -> None:
        super()._on_paused()
        self._worker.control.step()


def test_a_run_resumed_while_it_takes_a_single_step_tells_that_it_goes_on(
    small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "TrainingRunner", ResumingAmidAStep)
    worker = TrainingWorker(Task(Recipe(hidden=(16,), epochs=1), small_dataset, by_step=True))
    listener = Stepping(worker)
    worker.run()
    assert [each for each in listener.log if each in ("paused", "resumed")] == ["paused", "resumed"]
    assert len([each for each in listener.events if isinstance(each, StepFinished)]) == 19


def test_an_epoch_that_a_stop_fell_into_is_told_of(
    small_dataset: Dataset, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "_MOST_IMAGES", 100)
    monkeypatch.setattr(worker_module, "TrainingRunner", StoppingAmidTheTest)
    worker = TrainingWorker(Task(Recipe(hidden=(16,), epochs=3), small_dataset), store)
    listener = Listener(worker)
    worker.run()
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
    worker = TrainingWorker(Task(Recipe(hidden=(16,), epochs=3), small_dataset), store)
    Listener(worker)
    worker.control.stop()
    worker.run()
    (kept,) = store.runs()
    assert (kept.steps, kept.ending, kept.is_under_way) == (0, Ending.STOPPED, False)


def test_a_stop_does_not_wait_for_the_end_of_a_step(
    small_dataset: Dataset, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = TrainingWorker(Task(Recipe(hidden=(16,), epochs=3), small_dataset), store)
    listener = Listener(worker)
    turns, forward = [], Dense.forward

    def forward_and_stop(
        layer: Dense, inputs: FloatArray, record: LayerCache | None = None
    ) -> FloatArray:
        if record is not None:  # in training
            turns.append(layer)
            if len(turns) == 2 * 5 + 1:  # the first layer of the sixth step
                worker.control.stop()
        return forward(layer, inputs, record)

    monkeypatch.setattr(Dense, "forward", forward_and_stop)
    worker.run()
    (kept,) = store.runs()
    assert len(turns) == 11, "the second layer had its turn"
    assert listener.events[-1] == StepCancelled(6)
    assert (kept.steps, kept.state().progress.position.batch, kept.ending) == (5, 5, Ending.STOPPED)


def test_a_run_that_was_stopped_says_so_though_its_window_closes_meanwhile(
    small_dataset: Dataset, store: RunStore
) -> None:
    worker = TrainingWorker(Task(Recipe(hidden=(16,), epochs=3), small_dataset), store)
    worker.control.stop()
    worker.control.abandon()
    worker.run()
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


def test_a_stop_while_non_digits_are_drawn_leaves_no_run(
    monkeypatch: pytest.MonkeyPatch, small_dataset: Dataset, tmp_path: Path
) -> None:
    monkeypatch.setattr("desktop.trainer.runner.EMIT_SECONDS", 0.0)
    store = RunStore(tmp_path)
    recipe = Recipe(hidden=(4,), epochs=1, non_digit_share=0.5)
    worker = TrainingWorker(Task(recipe, unseen(small_dataset)), store)
    listener = Listener(worker)
    worker.events_arrived.connect(worker.control.stop, Qt.ConnectionType.DirectConnection)
    worker.run()
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
    worker = TrainingWorker(Task.going_on(kept, unseen(small_dataset), 0), store)
    listener = Listener(worker)
    told: list[str] = []
    worker.kept.connect(told.append, Qt.ConnectionType.DirectConnection)
    worker.events_arrived.connect(worker.control.stop, Qt.ConnectionType.DirectConnection)
    worker.run()
    after = store.get(record.id)
    assert told == [record.id]
    assert listener.failures == []
    assert after.ending is Ending.STOPPED
    assert (after.epochs, after.steps) == (kept.epochs, kept.steps)
