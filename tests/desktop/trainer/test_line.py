"""The window's end of the line: what is asked too early, and a process that is not there."""

from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, Pipe
from threading import Event as Flag

import pytest
from pytestqt.qtbot import QtBot

from desktop.trainer.client import TrainerClient
from desktop.trainer.messages import (
    Abandon,
    Begin,
    Command,
    EventsArrived,
    Failed,
    Failure,
    Finished,
    ProbeRequest,
    Request,
)
from desktop.trainer.task import Task
from desktop.workspace.run.state_and_actions import Action
from nncore.datasets import Dataset
from nncore.events import StepCancelled
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore
from tests.desktop.in_process import ServerThread, start_in_process
from tests.desktop.trainer.conftest import Listener, close

EVERYTHING: list[Request] = [
    *map(Command, (Action.PAUSE, Action.STEP, Action.RESUME, Action.STOP)),
    *(Command(Action.CHANGE_RATE, 0.5), ProbeRequest(), Abandon()),
]


class Process:
    """A process whose end of the line the test holds. starts, ends: whether it may, at once."""

    pid = 0

    def __init__(self) -> None:
        self.starts, self.has_started = Flag(), Flag()
        self.ends, self.is_awaited = Flag(), Flag()
        self.starts.set()
        self.ends.set()
        self.started = 0
        self.was_killed = self.has_ended = False
        self.line: Connection[object, object]

    def start(self) -> tuple["Process", "Connection[object, object]"]:
        assert self.starts.wait(10)
        self.started += 1
        self.has_ended = False
        ours, self.line = Pipe()
        self.has_started.set()
        return self, ours

    def poll(self) -> int | None:
        return 0 if self.has_ended else None

    def wait(self, timeout: float | None = None) -> int:
        self.is_awaited.set()
        assert self.ends.wait(timeout)
        self.has_ended = True
        return 0

    def kill(self) -> None:
        self.was_killed = True
        self.line.close()

    def received(self) -> object:
        """The next thing that the window sent."""
        assert self.line.poll(10)
        return self.line.recv()

    def hear_of_a_run(self) -> None:
        assert [type(self.received()) for _ in range(2)] == [Dataset, Begin]

    def die(self) -> None:
        """End, and wait until another one has started in its place."""
        self.has_started.clear()
        self.line.close()
        assert self.has_started.wait(10)


@pytest.fixture
def process() -> Process:
    return Process()


@pytest.fixture
def held(qtbot: QtBot, process: Process) -> Iterator[Listener]:
    """Listens to a trainer whose process the test holds."""
    held = Listener(qtbot, TrainerClient(None, process.start))
    yield held
    if held.trainer.is_busy:
        process.line.close()
    close(held.trainer)


@pytest.fixture
def task(small_dataset: Dataset, short: Recipe) -> Task:
    return Task(short, small_dataset)


def begin(held: Listener, process: Process, task: Task) -> None:
    """A run that the process has heard of."""
    held.trainer.warm_up()
    held.begin(task)
    process.hear_of_a_run()


def tell_of_a_step(held: Listener, process: Process) -> None:
    process.line.send(EventsArrived((StepCancelled(1),)))
    held.wait_for_events()


def tell_of_the_end(held: Listener, process: Process) -> None:
    process.line.send(Finished())
    held.wait_for_the_end()


def refuses_once() -> Callable[[], tuple[ServerThread, "Connection[object, object]"]]:
    """Starts a process, but not at the first time."""
    refusals = [OSError("no more processes")]

    def start() -> tuple[ServerThread, "Connection[object, object]"]:
        if refusals:
            raise refusals.pop()
        return start_in_process()

    return start


def test_what_is_asked_before_the_run_can_hear_is_sent_behind_it_in_order(
    held: Listener, process: Process, task: Task
) -> None:
    process.starts.clear()
    held.begin(task, *EVERYTHING)
    process.starts.set()
    assert process.has_started.wait(10)
    process.hear_of_a_run()
    assert [process.received() for _ in EVERYTHING] == EVERYTHING


def test_what_is_asked_later_is_sent_at_once(held: Listener, process: Process, task: Task) -> None:
    begin(held, process, task)
    tell_of_a_step(held, process)
    for request in EVERYTHING:
        held.trainer.send(request)
        assert process.received() == request


def test_nobody_hears_before_a_run_nor_after_its_end(
    held: Listener, process: Process, task: Task
) -> None:
    held.trainer.warm_up()
    held.trainer.send(Command(Action.PAUSE))
    held.begin(task)
    process.hear_of_a_run()
    tell_of_the_end(held, process)
    for request in EVERYTHING:
        held.trainer.send(request)
    assert not process.line.poll(0)


def test_a_run_whose_process_dies_before_it_begins_is_begun_once_more_with_what_was_asked(
    held: Listener, process: Process, task: Task
) -> None:
    held.trainer.warm_up()
    process.line.close()
    process.has_started.clear()
    held.begin(task, Command(Action.PAUSE))
    assert process.has_started.wait(10)
    process.hear_of_a_run()
    assert process.received() == Command(Action.PAUSE)
    tell_of_a_step(held, process)
    held.trainer.send(Command(Action.STOP))
    assert process.received() == Command(Action.STOP)
    tell_of_the_end(held, process)
    assert held.failures == []


def test_what_was_asked_of_a_run_that_never_began_is_not_asked_of_the_next(
    held: Listener, process: Process, task: Task
) -> None:
    held.trainer.warm_up()
    held.begin(task, Command(Action.STOP))
    process.hear_of_a_run()
    process.die()
    process.hear_of_a_run()
    assert process.received() == Command(Action.STOP)
    process.line.close()
    held.wait_for_the_end()
    assert held.failures == [Failed(Failure.NOT_STARTED, "it ended at once")]
    begin(held, process, task)
    tell_of_the_end(held, process)
    assert not process.line.poll(0)


def test_a_line_that_breaks_ends_the_run_and_whatever_is_asked_meanwhile_is_dropped(
    held: Listener, process: Process, task: Task
) -> None:
    begin(held, process, task)
    tell_of_a_step(held, process)
    process.line.close()
    for request in EVERYTHING:
        held.trainer.send(request)
    held.wait_for_the_end()
    assert held.order == ["EventsArrived", "Failed", "Finished"]
    assert held.failures == [Failed(Failure.TRAINER_ENDED)]


def test_whoever_asks_something_does_not_wait_for_a_process_that_ends_slowly(
    held: Listener, process: Process, task: Task
) -> None:
    begin(held, process, task)
    tell_of_a_step(held, process)
    process.ends.clear()
    process.line.close()
    assert process.is_awaited.wait(10)
    held.trainer.send(Command(Action.PAUSE))
    assert held.trainer.is_busy
    process.ends.set()
    held.wait_for_the_end()


def test_what_cannot_be_understood_fails_the_run_and_ends_the_process(
    held: Listener, process: Process, task: Task
) -> None:
    begin(held, process, task)
    process.line.send_bytes(b"no message")
    held.wait_for_the_end()
    (failed,) = held.failures
    assert failed.failure is Failure.ERROR
    assert process.was_killed
    assert held.trainer.process_id is None


def test_a_process_that_cannot_be_started_ends_the_run_and_the_next_run_tries_again(
    qtbot: QtBot, store: RunStore, task: Task
) -> None:
    listener = Listener(qtbot, TrainerClient(store, refuses_once()))
    listener.run(task)
    assert listener.order == ["Failed", "Finished"]
    (failed,) = listener.failures
    assert failed.failure is Failure.NOT_STARTED
    assert "no more processes" in failed.detail
    assert store.runs() == []
    listener.run(task)
    assert listener.failures == []
    assert len(listener.steps) == 38
    close(listener.trainer)


def test_a_warm_up_that_fails_is_no_matter(qtbot: QtBot, task: Task) -> None:
    listener = Listener(qtbot, TrainerClient(None, refuses_once()))
    listener.trainer.warm_up()
    assert listener.trainer.process_id is None
    listener.run(task)
    assert listener.failures == []
    close(listener.trainer)


def test_a_process_is_warmed_up_once_and_not_beside_a_run(
    held: Listener, process: Process, task: Task
) -> None:
    held.trainer.warm_up()
    held.trainer.warm_up()
    assert process.started == 1
    held.begin(task)
    process.hear_of_a_run()
    process.has_ended = True  # while somebody still listens to what it told last
    held.trainer.warm_up()
    assert process.started == 1
    tell_of_the_end(held, process)
    assert held.failures == []


@pytest.mark.parametrize("has_begun", [False, True])
def test_a_process_that_has_no_data_yet_is_not_waited_for_when_the_window_closes(
    held: Listener, process: Process, task: Task, has_begun: bool
) -> None:
    held.trainer.warm_up()
    if has_begun:
        held.begin(task)  # more than fits the line, and nobody reads
    held.trainer.close()
    assert process.was_killed
    assert held.order == ["Finished"] * has_begun


def test_a_process_that_has_made_a_run_ends_by_itself_when_the_window_closes(
    held: Listener, process: Process, task: Task
) -> None:
    begin(held, process, task)
    tell_of_the_end(held, process)
    held.trainer.close()
    assert process.is_awaited.is_set()
    assert not process.was_killed
