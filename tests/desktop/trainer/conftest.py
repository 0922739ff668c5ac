"""Trainers, each with somebody who listens to it."""

from collections.abc import Iterator
from typing import TypeVar

import psutil
import pytest
from PySide6.QtCore import QObject, QThread, Slot
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.trainer.client import TrainerClient
from desktop.trainer.messages import Abandon, Failed, Finished, Message, NetworkPublished, Request
from desktop.trainer.task import Task
from nncore.events import Event, StepFinished
from nncore.network import Network
from nncore.runs import RunStore
from tests.desktop.in_process import start_in_process, trainer_threads

Kind = TypeVar("Kind")


class Listener(QObject):
    """Writes down what a trainer tells of its run, and lets the test wait for it."""

    def __init__(self, qtbot: QtBot, trainer: TrainerClient) -> None:
        super().__init__()
        self.trainer = trainer
        self.told: list[Message] = []
        self.events: list[Event] = []
        self.order: list[str] = []
        """A word for each message, in the order of arrival."""
        self.threads: set[QThread] = set()
        """Those in which something arrived."""
        self._qtbot = qtbot
        trainer.message_received.connect(self._on_told)
        trainer.events_arrived.connect(self._on_events_arrived)

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [message for message in self.told if isinstance(message, kind)]

    @property
    def steps(self) -> list[StepFinished]:
        return [event for event in self.events if isinstance(event, StepFinished)]

    @property
    def network(self) -> Network:
        return self.of(NetworkPublished)[-1].network.network

    @property
    def failures(self) -> list[Failed]:
        return self.of(Failed)

    def run(self, task: Task) -> "Listener":
        """The whole run; what was told before is forgotten."""
        self.begin(task)
        return self.wait_for_the_end()

    def begin(self, task: Task, *requests: Request) -> None:
        """Begin a run, and ask that of it at once; what was told before is forgotten."""
        self.told, self.events, self.order = [], [], []
        assert self.trainer.train(task)
        for request in requests:
            self.trainer.send(request)

    def wait_for_steps(self, more: int = 1) -> None:
        """Until so many more steps are told of."""
        enough = len(self.steps) + more
        self._qtbot.waitUntil(lambda: len(self.steps) >= enough, timeout=20_000)

    def wait_for_events(self) -> None:
        self._qtbot.waitUntil(lambda: bool(self.events), timeout=20_000)

    def wait_for(self, kind: type[Message], count: int = 1) -> None:
        """Until so many messages of a kind were told."""
        self._qtbot.waitUntil(lambda: len(self.of(kind)) >= count, timeout=20_000)

    def wait_for_the_end(self) -> "Listener":
        self.wait_for(Finished)
        assert self.order.count("Finished") == 1
        assert self.order[-1] == "Finished"
        assert not self.trainer.is_busy
        return self

    def leave(self) -> None:
        """Listen no more, to a trainer that is at rest."""
        self.trainer.send(Abandon())
        self._qtbot.waitUntil(lambda: not self.trainer.is_busy, timeout=20_000)
        self.trainer.message_received.disconnect(self._on_told)
        self.trainer.events_arrived.disconnect(self._on_events_arrived)

    @Slot(object)
    def _on_told(self, message: Message) -> None:
        self.told.append(message)
        self._note(type(message).__name__)

    @Slot(tuple)
    def _on_events_arrived(self, events: tuple[Event, ...]) -> None:
        self.events += events
        self._note("EventsArrived")

    def _note(self, word: str) -> None:
        self.order.append(word)
        self.threads.add(QThread.currentThread())


def close(trainer: TrainerClient) -> None:
    """Close it; neither its thread nor its process is left."""
    process_id = trainer.process_id
    trainer.close()
    assert trainer.process_id is None
    assert not process_id or not psutil.pid_exists(process_id)
    assert trainer_threads() == []


@pytest.fixture(scope="module")
def shared(qapp: QApplication) -> Iterator[TrainerClient]:
    """One process for all tests of a file: it makes one run after another, and keeps none."""
    shared = TrainerClient()
    yield shared
    close(shared)


@pytest.fixture
def listener(qtbot: QtBot, shared: TrainerClient) -> Iterator[Listener]:
    """Listens to the process that all tests of a file share."""
    listener = Listener(qtbot, shared)
    yield listener
    listener.leave()


@pytest.fixture
def keeping(qtbot: QtBot, store: RunStore) -> Iterator[Listener]:
    """Listens to a process of its own, which keeps its runs in `store`."""
    keeping = Listener(qtbot, TrainerClient(store))
    yield keeping
    close(keeping.trainer)


@pytest.fixture
def quick(qtbot: QtBot, store: RunStore) -> Iterator[Listener]:
    """Listens to a trainer whose server works in a thread, and keeps its runs in `store`."""
    quick = Listener(qtbot, TrainerClient(store, start_in_process))
    yield quick
    close(quick.trainer)
