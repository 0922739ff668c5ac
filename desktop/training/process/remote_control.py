"""Steers a run that is somewhere else: what is asked for before the line is up is sent then.

It knows neither Qt nor processes; every method may be called from any thread.
"""

from collections.abc import Callable
from threading import Lock

from desktop.training.run.control import Command, Wish


class RemoteControl:
    """What a person wants of a run, sent on as commands in the order in which it was asked for."""

    def __init__(self) -> None:
        self._mutex = Lock()
        self._waiting: list[Command] = []
        self._send: Callable[[Command], None] | None = None
        self._is_over = False

    def connect(self, send: Callable[[Command], None]) -> None:
        """The run hears now: what was asked for so far, and from now on."""
        with self._mutex:
            for command in self._waiting:
                send(command)
            self._waiting.clear()
            self._send = send

    def disconnect(self) -> None:
        """The run is over: nobody hears any more."""
        with self._mutex:
            self._send, self._is_over = None, True

    def pause(self) -> None:
        """Ask the run to wait."""
        self._ask(Command(Wish.PAUSE))

    def resume(self) -> None:
        """Let the run go on."""
        self._ask(Command(Wish.RESUME))

    def step(self) -> None:
        """Let a run that waits take one step more, and wait again."""
        self._ask(Command(Wish.STEP))

    def look(self) -> None:
        """Ask for a look into the layers at the next step."""
        self._ask(Command(Wish.LOOK))

    def set_rate(self, rate: float) -> None:
        """Ask for another learning rate from the next step on."""
        self._ask(Command(Wish.RATE, rate))

    def stop(self) -> None:
        """Ask the run to end, also one that is paused."""
        self._ask(Command(Wish.STOP))

    def abandon(self) -> None:
        """Ask the run to end, and to leave out what nobody is going to see."""
        self._ask(Command(Wish.ABANDON))

    def _ask(self, command: Command) -> None:
        with self._mutex:
            if self._send is not None:
                self._send(command)
            elif not self._is_over:
                self._waiting.append(command)
