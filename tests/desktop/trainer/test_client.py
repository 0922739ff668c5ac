"""A run made in a process of its own tells and gives what one made here does."""

from dataclasses import replace
from multiprocessing.connection import Connection

import numpy as np
import pytest
from PySide6.QtCore import Slot
from pytestqt.qtbot import QtBot

from desktop.trainer.client import TrainerClient
from desktop.trainer.messages import (
    Begin,
    Command,
    Failed,
    Failure,
    Finished,
    Kept,
    Message,
    NetworkPublished,
    ProbeRequest,
    StateChanged,
)
from desktop.trainer.task import Task
from desktop.workspace.run.state_and_actions import Action, RunState
from nncore.datasets import Dataset
from nncore.events import Diverged, EpochFinished, LayersProbed, RateChanged
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, KeptRun, RunStore
from tests.desktop.in_process import start_in_process
from tests.desktop.trainer.conftest import Listener, close

AUGMENTED = replace(PRESETS["quick"], hidden=(16,), epochs=2)
PAUSE, RESUME = Command(Action.PAUSE), Command(Action.RESUME)
STEP, STOP = Command(Action.STEP), Command(Action.STOP)


@pytest.mark.parametrize("recipe", [Recipe(hidden=(16,), epochs=2), AUGMENTED])
def test_a_run_there_is_the_run_here_to_the_bit(
    listener: Listener, small_dataset: Dataset, recipe: Recipe
) -> None:
    here = recipe.start(small_dataset)
    expected = list(here.events)
    listener.run(Task(recipe, small_dataset))
    assert listener.events == expected
    assert all(map(np.array_equal, listener.network.parameters, here.network.parameters))
    assert listener.failures == []


def test_all_arrives_in_the_thread_of_the_client(
    listener: Listener, small_dataset: Dataset, short: Recipe
) -> None:
    listener.run(Task(short, small_dataset))
    assert listener.threads == {listener.trainer.thread()}
    assert {"EventsArrived", "NetworkPublished", "Finished"} == set(listener.order)


def test_no_run_begins_beside_another(
    listener: Listener, small_dataset: Dataset, long: Recipe, short: Recipe
) -> None:
    listener.begin(Task(long, small_dataset))
    assert not listener.trainer.train(Task(short, small_dataset))
    listener.wait_for_steps()
    assert not listener.trainer.train(Task(short, small_dataset))
    assert listener.trainer.is_busy
    listener.trainer.send(STOP)
    listener.wait_for_the_end()


def test_a_run_there_is_kept(
    keeping: Listener, small_dataset: Dataset, short: Recipe, store: RunStore
) -> None:
    keeping.run(Task(short, small_dataset, "There"))
    (kept,) = store.runs()
    assert keeping.of(Kept) == [Kept(kept.id)]
    assert (kept.name, kept.epochs, kept.ending) == ("There", 2, Ending.FINISHED)
    assert not kept.is_under_way
    (finished,) = keeping.of(Finished)
    assert finished.kept is not None
    assert (finished.kept.commit, finished.kept.last_epoch) == (kept.commit, kept.last_epoch)
    assert not finished.kept.is_under_way


def test_of_a_run_whose_folder_is_gone_at_its_end_nothing_is_kept(
    keeping: Listener, small_dataset: Dataset, short: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_store: RunStore, run_id: str) -> KeptRun:
        raise KeyError(run_id)

    monkeypatch.setattr(RunStore, "get", gone)
    keeping.run(Task(short, small_dataset))
    assert keeping.of(Finished) == [Finished(None)]


def test_whatever_goes_wrong_while_a_run_is_read_at_its_end_it_ends(
    keeping: Listener, small_dataset: Dataset, short: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[type[BaseException]] = []

    def broken(_store: RunStore, _run_id: str) -> KeptRun:
        raise MemoryError

    monkeypatch.setattr(RunStore, "get", broken)
    monkeypatch.setattr("threading.excepthook", lambda args: told.append(args.exc_type))
    keeping.run(Task(short, small_dataset))
    assert keeping.of(Finished) == [Finished(None)]
    assert told == [MemoryError]


def test_a_kept_run_goes_on_there_to_the_bit(
    keeping: Listener, small_dataset: Dataset, short: Recipe, store: RunStore
) -> None:
    keeping.run(Task(short, small_dataset))
    (kept,) = store.runs()
    keeping.run(Task.going_on(kept, small_dataset, more_epochs=1))
    assert [event.epoch for event in keeping.events if isinstance(event, EpochFinished)] == [3]
    kept = store.get(kept.id)
    assert kept.epochs == 3
    assert all(map(np.array_equal, keeping.network.parameters, kept.network().parameters))


def test_a_stop_before_the_process_hears_is_heard_all_the_same(
    keeping: Listener, small_dataset: Dataset, long: Recipe, store: RunStore
) -> None:
    keeping.begin(Task(long, small_dataset), STOP)
    keeping.wait_for_the_end()
    (kept,) = store.runs()
    assert kept.ending is Ending.STOPPED
    assert keeping.failures == []


def test_a_run_there_is_paused_stepped_looked_at_and_slowed_down(
    listener: Listener, small_dataset: Dataset, long: Recipe
) -> None:
    listener.begin(Task(long, small_dataset))
    listener.wait_for_steps()
    listener.trainer.send(PAUSE)
    listener.wait_for(StateChanged)
    before = len(listener.steps)
    for request in (ProbeRequest(), Command(Action.CHANGE_RATE, 0.125), STEP):
        listener.trainer.send(request)
    listener.wait_for(StateChanged, 2)
    assert listener.of(StateChanged) == [StateChanged(RunState.PAUSED)] * 2
    assert len(listener.steps) == before + 1
    (look,) = [event for event in listener.events if isinstance(event, LayersProbed)]
    assert look.step == before + 1
    assert look.first_weights.shape == (784, 16)
    (change,) = [event for event in listener.events if isinstance(event, RateChanged)]
    assert change.after == 0.125
    listener.trainer.send(RESUME)
    listener.wait_for(StateChanged, 3)
    assert listener.of(StateChanged)[-1] == StateChanged(RunState.RUNNING)
    listener.wait_for_steps()
    listener.trainer.send(STOP)
    listener.wait_for_the_end()


def test_all_that_happened_before_a_pause_is_told_before_it(
    listener: Listener, small_dataset: Dataset, long: Recipe
) -> None:
    listener.begin(Task(long, small_dataset))
    listener.wait_for_steps()
    listener.trainer.send(PAUSE)
    listener.wait_for(StateChanged)
    assert listener.order[-2:] == ["NetworkPublished", "StateChanged"]
    step = listener.of(NetworkPublished)[-1].network.step
    assert step in (None, listener.steps[-1].step)
    listener.trainer.send(STOP)
    listener.wait_for_the_end()


def test_a_loss_that_diverges_there_is_told_as_an_event(
    listener: Listener, small_dataset: Dataset
) -> None:
    recipe = Recipe(hidden=(128,) * 4, optimizer="sgd", learning_rate=1000.0)
    listener.run(Task(recipe, small_dataset))
    assert isinstance(listener.events[-1], Diverged)
    assert listener.failures == []
    assert all(np.isfinite(each).all() for each in listener.network.parameters)


def test_a_run_that_cannot_be_made_fails_and_the_process_makes_the_next_one(
    listener: Listener, small_dataset: Dataset, short: Recipe
) -> None:
    listener.run(Task(Recipe(batch_size=5_000), small_dataset))
    (failed,) = listener.failures
    assert failed.failure is Failure.ERROR
    assert "batch size" in failed.detail
    before = listener.trainer.process_id
    listener.run(Task(short, small_dataset))
    assert listener.failures == []
    assert listener.trainer.process_id == before


def test_the_data_set_is_sent_once(
    listener: Listener, small_dataset: Dataset, short: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener.run(Task(short, small_dataset))
    sent: list[object] = []
    send = Connection.send

    def noted(connection: "Connection[object, object]", message: object) -> None:
        sent.append(message)
        send(connection, message)

    monkeypatch.setattr(Connection, "send", noted)
    listener.run(Task(short, small_dataset))
    assert [type(message) for message in sent] == [Begin]
    listener.run(Task(short, replace(small_dataset, name="Others")))
    assert [type(message) for message in sent[1:]] == [Dataset, Begin]
    assert listener.failures == []


def test_what_cannot_be_sent_fails_the_run_and_the_next_one_has_another_process(
    keeping: Listener, small_dataset: Dataset, short: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping.trainer.warm_up()
    before = keeping.trainer.process_id

    def refuse(_connection: Connection, _message: object) -> None:
        raise MemoryError("no room for the data")

    with monkeypatch.context() as patched:
        patched.setattr(Connection, "send", refuse)
        keeping.run(Task(short, small_dataset))
    assert keeping.failures == [Failed(Failure.OUT_OF_MEMORY)]
    keeping.run(Task(short, small_dataset))
    assert keeping.failures == []
    assert len(keeping.steps) == 38
    assert keeping.trainer.process_id != before


def test_many_runs_in_a_row_are_made_by_one_process_and_leave_no_thread(
    quick: Listener, small_dataset: Dataset, store: RunStore
) -> None:
    for seed in range(10):
        quick.run(Task(Recipe(hidden=(4,), epochs=1, seed=seed), small_dataset))
    assert len(store.runs()) == 10


class BeginsTheNext(Listener):
    """Begins the next run in the very moment in which it hears that one is over."""

    def __init__(self, qtbot: QtBot, trainer: TrainerClient, tasks: list[Task]) -> None:
        super().__init__(qtbot, trainer)
        self._tasks = tasks

    @Slot(object)
    def _on_told(self, message: Message) -> None:
        super()._on_told(message)
        if isinstance(message, Finished) and self._tasks:
            assert not self.trainer.is_busy
            assert self.trainer.train(self._tasks.pop(0))


def test_a_run_can_begin_while_the_end_of_another_is_told(
    qtbot: QtBot, small_dataset: Dataset, short: Recipe, store: RunStore
) -> None:
    tasks = [Task(short, small_dataset, name) for name in ("first", "second", "third")]
    trainer = TrainerClient(store, start_in_process)
    listener = BeginsTheNext(qtbot, trainer, tasks[1:])
    trainer.train(tasks[0])
    listener.wait_for(Finished, 3)
    assert [each.name for each in store.runs()] == ["third", "second", "first"]
    assert [each.step for each in listener.steps] == 3 * [*range(1, 39)]
    ends = [place for place, word in enumerate(listener.order) if word == "Kept"]
    assert [listener.order[place - 1] for place in ends[1:]] == ["Finished", "Finished"]
    close(trainer)
