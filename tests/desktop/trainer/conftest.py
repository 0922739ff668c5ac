"""A process that trains, and somebody who listens to it."""

from collections.abc import Callable, Iterator
from threading import Event as Flag
from threading import Thread
from typing import TypeVar

import pytest

from desktop.train.wording import divergence_message, failure_message
from desktop.trainer.client import TrainerClient
from desktop.trainer.messages import (
    EventsArrived,
    Failed,
    Finished,
    LossDiverged,
    Message,
    NetworkPublished,
)
from desktop.trainer.remote_control import RemoteControl
from desktop.trainer.task import Task
from nncore.events import Event
from nncore.network import Network
from nncore.runs import RunStore

Kind = TypeVar("Kind")


class Listener:
    """Writes down what is told, and lets the test wait for it."""

    def __init__(self) -> None:
        self.told: list[Message] = []
        self.control = RemoteControl()
        self._heard = Flag()

    def tell(self, message: Message) -> None:
        self.told.append(message)
        self._heard.set()

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [message for message in self.told if isinstance(message, kind)]

    @property
    def events(self) -> list[Event]:
        return [event for message in self.of(EventsArrived) for event in message.events]

    @property
    def network(self) -> Network:
        return self.of(NetworkPublished)[-1].network.network

    @property
    def failures(self) -> list[str]:
        return [
            _in_words(message)
            for message in self.told
            if isinstance(message, Failed | LossDiverged)
        ]

    def wait_until(self, holds: Callable[[], object]) -> None:
        """Until something is told that makes it hold."""
        while not holds():
            assert self._heard.wait(20), self.told
            self._heard.clear()

    def run(self, trainer: TrainerClient, task: Task, store: RunStore | None = None) -> "Listener":
        """The whole run."""
        trainer.start()
        trainer.train(task, store, self.control, self.tell)
        assert isinstance(self.told[-1], Finished)
        return self

    def begin(self, trainer: TrainerClient, task: Task, store: RunStore | None = None) -> Thread:
        """The run in a thread beside the test."""
        thread = Thread(target=self.run, args=(trainer, task, store))
        thread.start()
        return thread


@pytest.fixture(scope="module")
def trainer() -> Iterator[TrainerClient]:
    """One process for all tests of a file: it makes one run after another."""
    trainer = TrainerClient()
    yield trainer
    trainer.close()


@pytest.fixture
def listener() -> Listener:
    return Listener()


def _in_words(message: Failed | LossDiverged) -> str:
    if isinstance(message, Failed):
        return failure_message(message)
    return divergence_message(message.event, message.rate)
