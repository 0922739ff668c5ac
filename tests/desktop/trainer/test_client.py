"""A run made in a process of its own tells and gives what one made here does."""

import os
import signal
import sys
from dataclasses import replace
from multiprocessing.connection import Connection

import numpy as np
import psutil
import pytest
from pytestqt.qtbot import QtBot

from desktop.train.run import session as session_module
from desktop.train.run.session import TrainingSession
from desktop.train.run.worker import TrainingWorker
from desktop.trainer import connection
from desktop.trainer.client import TrainerClient
from desktop.trainer.messages import Finished, Kept, LossDiverged, Paused, Resumed
from desktop.trainer.task import Task
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.run.states import State
from nncore.datasets import Dataset
from nncore.events import EpochFinished, Event, LayersProbed, RateChanged, StepFinished
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, RunStore
from tests.desktop.trainer.conftest import Listener

AUGMENTED = replace(PRESETS["quick"], hidden=(16,), epochs=2)


def steps(events: list[Event]) -> list[StepFinished]:
    return [event for event in events if isinstance(event, StepFinished)]


@pytest.mark.parametrize("recipe", [Recipe(hidden=(16,), epochs=2), AUGMENTED])
def test_a_run_there_is_the_run_here_to_the_bit(
    trainer: TrainerClient, listener: Listener, small_dataset: Dataset, recipe: Recipe
) -> None:
    here = recipe.start(small_dataset)
    expected = list(here.events)
    listener.run(trainer, Task(recipe, small_dataset))
    assert listener.events == expected
    assert all(map(np.array_equal, listener.network.parameters, here.network.parameters))
    assert listener.failures == []


def test_a_run_there_is_kept(
    trainer: TrainerClient,
    listener: Listener,
    small_dataset: Dataset,
    short: Recipe,
    store: RunStore,
) -> None:
    listener.run(trainer, Task(short, small_dataset, "There"), store)
    (kept,) = store.runs()
    assert [message.run_id for message in listener.of(Kept)] == [kept.id]
    assert (kept.name, kept.epochs, kept.ending) == ("There", 2, Ending.FINISHED)
    assert not kept.is_under_way


def test_a_kept_run_goes_on_there_to_the_bit(
    trainer: TrainerClient, small_dataset: Dataset, short: Recipe, store: RunStore
) -> None:
    Listener().run(trainer, Task(short, small_dataset), store)
    (kept,) = store.runs()
    on = Listener().run(trainer, Task.going_on(kept, small_dataset, more_epochs=1), store)
    assert [event.epoch for event in on.events if isinstance(event, EpochFinished)] == [3]
    kept = store.get(kept.id)
    assert kept.epochs == 3
    assert all(map(np.array_equal, on.network.parameters, kept.network().parameters))


def test_a_stop_before_the_process_hears_is_heard_all_the_same(
    trainer: TrainerClient,
    listener: Listener,
    small_dataset: Dataset,
    long: Recipe,
    store: RunStore,
) -> None:
    listener.control.stop()
    listener.run(trainer, Task(long, small_dataset), store)
    (kept,) = store.runs()
    assert kept.ending is Ending.STOPPED
    assert listener.failures == []


def test_a_run_there_is_paused_stepped_looked_at_and_slowed_down(
    trainer: TrainerClient, listener: Listener, small_dataset: Dataset, long: Recipe
) -> None:
    thread = listener.begin(trainer, Task(long, small_dataset))
    control = listener.control
    listener.wait_until(lambda: steps(listener.events))
    control.pause()
    listener.wait_until(lambda: listener.of(Paused))
    before = len(steps(listener.events))
    control.look()
    control.set_rate(0.125)
    control.step()
    listener.wait_until(lambda: len(listener.of(Paused)) == 2)
    assert len(steps(listener.events)) == before + 1
    (look,) = [event for event in listener.events if isinstance(event, LayersProbed)]
    assert look.step == before + 1
    assert look.first_weights.shape == (784, 16)
    (change,) = [event for event in listener.events if isinstance(event, RateChanged)]
    assert change.after == 0.125
    control.resume()
    listener.wait_until(lambda: listener.of(Resumed))
    listener.wait_until(lambda: len(steps(listener.events)) > before + 1)
    control.stop()
    thread.join(20)
    assert isinstance(listener.told[-1], Finished)


def test_a_loss_that_diverges_there_is_told_with_its_rate(
    trainer: TrainerClient, listener: Listener, small_dataset: Dataset
) -> None:
    recipe = Recipe(hidden=(128,) * 4, optimizer="sgd", learning_rate=1000.0)
    listener.run(trainer, Task(recipe, small_dataset))
    assert [message.rate for message in listener.of(LossDiverged)] == [1000.0]
    assert "learning rate of 1000 too high" in listener.failures[0]


def test_the_data_set_is_sent_once(
    trainer: TrainerClient, small_dataset: Dataset, short: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    Listener().run(trainer, Task(short, small_dataset))
    sent: list[object] = []
    send = Connection.send

    def noted(connection: "Connection[object, object]", message: object) -> None:
        sent.append(message)
        send(connection, message)

    monkeypatch.setattr(Connection, "send", noted)
    Listener().run(trainer, Task(short, small_dataset))
    assert len(sent) == 1
    other = replace(small_dataset, name="Others")
    last = Listener().run(trainer, Task(short, other))
    assert [type(message) for message in sent[1:]] == [Dataset, type(sent[0])]
    assert last.failures == []


@pytest.mark.skipif(os.name == "nt", reason="signals are another thing there")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_what_a_terminal_sends_to_both_leaves_the_run_to_the_window(
    trainer: TrainerClient, listener: Listener, small_dataset: Dataset, long: Recipe, name: str
) -> None:
    thread = listener.begin(trainer, Task(long, small_dataset))
    listener.wait_until(lambda: steps(listener.events))
    assert trainer.process_id is not None
    os.kill(trainer.process_id, getattr(signal, name))
    before = len(listener.events)
    listener.wait_until(lambda: len(listener.events) > before + 200)
    listener.control.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert listener.failures == []


@pytest.mark.skipif(os.name == "nt", reason="has no SIGKILL")
def test_a_process_that_is_killed_fails_its_run_and_the_next_one_has_another(
    listener: Listener, small_dataset: Dataset, long: Recipe, short: Recipe, store: RunStore
) -> None:
    trainer = TrainerClient()
    thread = listener.begin(trainer, Task(long, small_dataset), store)
    listener.wait_until(
        lambda: [event for event in listener.events if isinstance(event, EpochFinished)]
    )
    killed = trainer.process_id
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    thread.join(20)
    assert not thread.is_alive()
    assert "ended unexpectedly (SIGKILL)" in listener.failures[0]
    (kept,) = store.runs()
    assert kept.is_interrupted
    assert kept.epochs >= 1
    after = Listener().run(trainer, Task(short, small_dataset))
    assert after.failures == []
    assert trainer.process_id != killed
    trainer.close()


@pytest.mark.skipif(sys.platform != "linux", reason="has no signals without a name")
def test_a_signal_without_a_name_is_told_by_its_number(
    listener: Listener, small_dataset: Dataset, long: Recipe
) -> None:
    trainer = TrainerClient()
    thread = listener.begin(trainer, Task(long, small_dataset))
    listener.wait_until(lambda: steps(listener.events))
    assert trainer.process_id is not None
    os.kill(trainer.process_id, signal.SIGRTMIN + 2)
    thread.join(20)
    assert not thread.is_alive()
    assert f"(signal {int(signal.SIGRTMIN) + 2})" in listener.failures[0]
    assert isinstance(listener.told[-1], Finished)


def test_what_cannot_be_sent_fails_the_run_and_the_next_one_has_another_process(
    listener: Listener, small_dataset: Dataset, short: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = TrainerClient()

    def refuse(_connection: Connection, _message: object) -> None:
        raise MemoryError("no room for the data")

    with monkeypatch.context() as patched:
        patched.setattr(Connection, "send", refuse)
        listener.run(trainer, Task(short, small_dataset))
    assert len(listener.failures) == 1
    after = Listener().run(trainer, Task(short, small_dataset))
    assert after.failures == []
    assert after.events == list(short.start(small_dataset).events)
    trainer.close()


@pytest.mark.skipif(os.name == "nt", reason="has no SIGSTOP")
def test_closing_does_not_wait_for_ever_for_a_process_that_hangs(
    qtbot: QtBot,
    evaluations: EvaluationService,
    small_dataset: Dataset,
    long: Recipe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session_module, "_PATIENCE_SECONDS", 0.2)
    trainer = TrainerClient()
    session = TrainingSession(evaluations, None, trainer)
    with qtbot.waitSignal(session.events_arrived, timeout=20_000):
        session.start(long, small_dataset)
    assert trainer.process_id is not None
    hanging = psutil.Process(trainer.process_id)
    hanging.suspend()
    session.close()
    assert session.state is State.IDLE
    trainer.close()
    assert not hanging.is_running()


def test_a_closed_trainer_leaves_no_process() -> None:
    trainer = TrainerClient()
    trainer.start()
    process_id = trainer.process_id
    assert process_id is not None
    trainer.close()
    assert trainer.process_id is None
    assert not psutil.pid_exists(process_id)
    trainer.close()


def test_where_no_process_can_be_started_the_thread_trains(
    small_dataset: Dataset, short: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(connection, "start", refuse)
    worker = TrainingWorker(Task(short, small_dataset), None, TrainerClient())
    told: list[Event] = []
    worker.events_arrived.connect(told.extend)
    worker.run()
    assert told == list(short.start(small_dataset).events)
