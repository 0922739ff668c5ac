"""Steers a run that is somewhere else: what is asked for before the line is up is sent then.

It knows neither Qt nor processes; every method may be called from any thread.
"""

from collections.abc import Callable
from threading import Lock

from desktop.trainer.run_control import Command, Control


class RemoteControl(Control):
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

    def carry_out(self, command: Command) -> None:
        with self._mutex:
            if self._send is not None:
                self._send(command)
            elif not self._is_over:
                self._waiting.append(command)
