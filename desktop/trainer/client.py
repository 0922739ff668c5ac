"""The process that trains, as the window holds it: started once, it makes one run after another.

It knows no Qt. When this process ends, however it ends, the other one notices, puts what it has on
the disk and ends too.
"""

import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from subprocess import Popen, TimeoutExpired
from threading import Lock

from desktop.trainer import connection
from desktop.trainer.messages import Begin, Failed, Failure, Finished, Message
from desktop.trainer.remote_control import RemoteControl
from desktop.trainer.run_control import Command
from desktop.trainer.task import Task
from nncore.datasets import Dataset
from nncore.runs import RunStore

_LOG = logging.getLogger(__name__)

_CLOSING_SECONDS = 5.0
"""How long the end of the process is waited for: it has nothing left to do."""


class TrainerClient:
    """Makes runs in another process, one at a time."""

    def __init__(self) -> None:
        self._mutex = Lock()
        self._process: Popen[bytes] | None = None
        self._line: Connection[object, object] | None = None
        self._dataset: Dataset | None = None
        """What the process has."""

    @property
    def process_id(self) -> int | None:
        """The other process; None while there is none."""
        process = self._process
        return None if process is None else process.pid

    def start(self) -> None:
        """Start the process, unless it lives already. Raises OSError where that fails."""
        with self._mutex:
            if self._process is not None and self._process.poll() is None:
                return
            self._let_go()
            self._process, self._line = connection.start()

    def train(
        self,
        task: Task,
        store: RunStore | None,
        control: RemoteControl,
        tell: Callable[[Message], None],
    ) -> None:
        """Make a run there, steered by `control`; returns after Finished was told.

        The process must have been started. If it ends in the middle, or nothing can be sent to it,
        that is told as a failure.
        """
        connection = self._line
        assert connection is not None
        try:
            self._begin(connection, task, store)
            control.connect(self._send)
            self._listen(connection, tell)
        except (EOFError, OSError):
            tell(Failed(Failure.TRAINER_ENDED, self._cause_of_end()))
            tell(Finished())
        except Exception as error:  # noqa: BLE001 - a run may fail, the window may not
            _LOG.exception("a run cannot be handed over")
            self.kill()  # what it heard may be half of something
            self.close()
            tell(Failed.by(error))
            tell(Finished())
        finally:
            control.disconnect()

    def kill(self) -> None:
        """End the process in the middle, where it does not answer."""
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Let the process end, and wait for that; it makes no run any more."""
        with self._mutex:
            self._let_go()

    def _begin(
        self, connection: "Connection[object, object]", task: Task, store: RunStore | None
    ) -> None:
        if self._dataset is not task.dataset:
            connection.send(task.dataset)
            self._dataset = task.dataset
        connection.send(Begin.of(task, store))

    def _listen(
        self, connection: "Connection[object, object]", tell: Callable[[Message], None]
    ) -> None:
        while True:
            message = connection.recv()
            tell(message)  # type: ignore[arg-type]
            if isinstance(message, Finished):
                return

    def _send(self, command: Command) -> None:
        connection = self._line  # which may be let go of at any moment
        if connection is not None:
            with suppress(OSError):  # it has just ended: whoever listens will tell
                connection.send(command)

    def _cause_of_end(self) -> str:
        """Why the process ended, as far as can be known."""
        with self._mutex:
            return _cause(self._let_go())

    def _let_go(self) -> int | None:
        """Hang up, and wait until the process has ended; returns its exit code, if it did."""
        process, self._process = self._process, None
        if self._line is not None:
            self._line.close()
        self._line = self._dataset = None
        if process is None:
            return None
        with suppress(TimeoutExpired):
            return process.wait(_CLOSING_SECONDS)
        return None


def _cause(code: int | None) -> str:
    """The signal that ended a process, in brackets, if one did."""
    if code is None or code >= 0:
        return ""
    with suppress(ValueError):  # those for real time have no names
        return f" ({signal.Signals(-code).name})"
    return f" (signal {-code})"
