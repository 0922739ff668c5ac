"""A trainer that is closed: its run ends, nothing arrives any more, and nobody is left behind."""

import os
from collections.abc import Iterator
from multiprocessing.connection import Connection
from threading import Event as Flag
from threading import enumerate as threads_under_way
from time import monotonic

import psutil
import pytest
from pytestqt.qtbot import QtBot

from desktop.trainer import client as client_module
from desktop.trainer.client import TrainerClient, TrainingProcess
from desktop.trainer.messages import Abandon, Command, Finished, Request, StateChanged
from desktop.trainer.task import Task
from desktop.workspace.run.state_and_actions import Action
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore
from tests.desktop.in_process import ServerThread, start_in_process, trainer_threads
from tests.desktop.trainer.conftest import Listener, close
from tests.desktop.whole_window import others_share

KERNELS = Recipe(hidden=("5x5x8", "pool", "3x3x16", "pool", 32), epochs=10_000)


def close_in_time(listener: Listener) -> None:
    """Close the trainer; it takes less than a second, and tells the end."""
    began = monotonic()
    close(listener.trainer)
    assert monotonic() - began < others_share()
    assert listener.of(Finished) == [Finished()]
    assert not listener.trainer.is_busy


@pytest.mark.parametrize("recipe", [Recipe(hidden=(16,), epochs=10_000), KERNELS], ids=str)
def test_closing_during_a_run_ends_it_within_a_second(
    keeping: Listener, small_dataset: Dataset, recipe: Recipe, store: RunStore
) -> None:
    keeping.begin(Task(recipe, small_dataset))
    keeping.wait_for_steps()
    close_in_time(keeping)
    (kept,) = store.runs()
    assert kept.is_interrupted
    assert kept.steps >= keeping.steps[-1].step


def test_closing_during_a_pause_ends_the_run_within_a_second(
    keeping: Listener, small_dataset: Dataset, long: Recipe
) -> None:
    keeping.begin(Task(long, small_dataset), Command(Action.PAUSE))
    keeping.wait_for(StateChanged)
    close_in_time(keeping)


def test_nothing_arrives_after_closing(
    qtbot: QtBot, quick: Listener, small_dataset: Dataset, long: Recipe
) -> None:
    quick.begin(Task(long, small_dataset))
    quick.wait_for_steps()
    close_in_time(quick)
    with (
        qtbot.assertNotEmitted(quick.trainer.events_arrived, wait=100),
        qtbot.assertNotEmitted(quick.trainer.message_received, wait=100),
    ):
        pass
    assert quick.order[-1] == "Finished"


def test_a_run_whose_end_is_on_its_way_while_the_trainer_closes_ends_once(
    qtbot: QtBot, quick: Listener, small_dataset: Dataset, short: Recipe, store: RunStore
) -> None:
    quick.begin(Task(short, small_dataset))
    (training,) = [each for each in threads_under_way() if each.name == "training"]
    training.join(20)  # all is told by now, and waits for the event loop
    close_in_time(quick)
    with qtbot.assertNotEmitted(quick.trainer.message_received, wait=100):
        pass
    (kept,) = store.runs()
    assert kept.epochs == short.epochs


class ClosesAtOnce(TrainerClient):
    """Lets its process start only once it is told to close."""

    def __init__(self) -> None:
        self.is_closing = Flag()
        super().__init__(None, self._start_late)

    def _start_late(self) -> tuple[ServerThread, "Connection[object, object]"]:
        assert self.is_closing.wait(10)
        return start_in_process()

    def send(self, request: Request) -> None:
        super().send(request)
        if isinstance(request, Abandon):
            self.is_closing.set()


def test_closing_before_the_process_is_there_sends_it_nothing(
    qtbot: QtBot, small_dataset: Dataset, short: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[object] = []

    def note(_line: "Connection[object, object]", message: object) -> None:
        sent.append(message)

    monkeypatch.setattr(Connection, "send", note)
    listener = Listener(qtbot, ClosesAtOnce())
    listener.begin(Task(short, small_dataset))
    close_in_time(listener)
    assert sent == []


def test_closing_without_a_run_tells_nothing(quick: Listener) -> None:
    quick.trainer.warm_up()
    close(quick.trainer)
    assert quick.order == []


def test_a_closed_trainer_makes_no_run_and_starts_no_process(
    quick: Listener, small_dataset: Dataset, short: Recipe
) -> None:
    quick.trainer.close()
    quick.trainer.warm_up()
    assert quick.trainer.process_id is None
    assert not quick.trainer.train(Task(short, small_dataset))
    assert not quick.trainer.is_busy
    quick.trainer.send(Command(Action.STOP))
    quick.trainer.close()


def test_a_closed_trainer_leaves_no_process(keeping: Listener) -> None:
    keeping.trainer.warm_up()
    process_id = keeping.trainer.process_id
    assert process_id is not None
    keeping.trainer.close()
    assert keeping.trainer.process_id is None
    assert not psutil.pid_exists(process_id)


@pytest.fixture
def hanging(
    keeping: Listener, small_dataset: Dataset, long: Recipe, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TrainingProcess]:
    """The process of a run under way, which stands still."""
    monkeypatch.setattr(client_module, "_PATIENCE_SECONDS", 0.2)
    keeping.begin(Task(long, small_dataset))
    keeping.wait_for_steps()
    hanging = keeping.trainer._process
    assert hanging is not None
    psutil.Process(hanging.pid).suspend()
    yield hanging
    hanging.kill()
    hanging.wait(10)


@pytest.mark.skipif(os.name == "nt", reason="has no SIGSTOP")
def test_closing_hangs_up_on_a_process_that_hangs_which_saves_its_run_later_and_ends(
    keeping: Listener, hanging: TrainingProcess, store: RunStore
) -> None:
    began = monotonic()
    keeping.trainer.close()
    assert monotonic() - began < others_share()
    assert keeping.of(Finished) == [Finished()]
    assert keeping.failures == []
    assert trainer_threads() == []
    assert keeping.trainer.process_id is None
    assert hanging.poll() is None
    psutil.Process(hanging.pid).resume()
    assert hanging.wait(20) == 0
    (kept,) = store.runs()
    assert kept.is_interrupted
    assert kept.steps >= keeping.steps[-1].step
    assert not store.damaged()


@pytest.mark.skipif(os.name == "nt", reason="has no SIGSTOP")
def test_a_process_that_hangs_may_be_asked_as_often_as_anybody_likes(
    keeping: Listener, hanging: TrainingProcess
) -> None:
    for _ in range(5_000):  # many more than the line takes
        keeping.trainer.send(Command(Action.CHANGE_RATE, 0.01))
    keeping.trainer.close()
    assert keeping.of(Finished) == [Finished()]
    assert trainer_threads() == []
    psutil.Process(hanging.pid).resume()
    assert hanging.wait(20) == 0


@pytest.mark.skipif(os.name == "nt", reason="has no SIGSTOP")
def test_closing_waits_no_longer_than_its_patience_for_an_idle_process_that_hangs(
    keeping: Listener, small_dataset: Dataset, short: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "_PATIENCE_SECONDS", 0.2)
    keeping.run(Task(short, small_dataset))
    idle = keeping.trainer._process
    assert idle is not None
    psutil.Process(idle.pid).suspend()
    began = monotonic()
    keeping.trainer.close()
    assert monotonic() - began < others_share()
    psutil.Process(idle.pid).resume()
    assert idle.wait(20) == 0
