"""The process that trains, as the window holds it: started once, it makes one run after another.

When this process ends, however it ends, the other one notices, puts what it has on the disk and
ends too.
"""

import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from subprocess import TimeoutExpired
from threading import Lock, Thread
from time import monotonic
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from desktop.trainer import connection
from desktop.trainer.messages import (
    Abandon,
    Begin,
    EventsArrived,
    Failed,
    Failure,
    Finished,
    Kept,
    Message,
    Request,
)
from desktop.trainer.task import Task
from desktop.translation import tr
from desktop.workspace.error_words import in_words
from nncore.datasets import Dataset
from nncore.runs import KeptRun, RunStore

_LOG = logging.getLogger(__name__)

_PATIENCE_SECONDS = 3.0
"""What a run and its process, told to end because the window closes, may take: mostly a moment."""

_CLOSING_SECONDS = 5.0
"""How long the end of a process that hears nothing more is waited for, while nobody else waits."""


class TrainingProcess(Protocol):
    """What the client must know of the process; `Popen` is one."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def kill(self) -> None: ...


class TrainerClient(QObject):
    """Makes runs in another process, one at a time.

    store: where the runs are kept; without one they are not. start: starts the process, and returns
    it with this end of the line; raises OSError where it cannot be started.
    events_arrived: a tuple of events, each once and in order. message_received: every other
    Message; Finished comes last, and always.
    """

    events_arrived = Signal(tuple)
    message_received = Signal(object)
    _heard = Signal(object)
    """What the listening thread received; it arrives in the thread of this object."""

    def __init__(
        self,
        store: RunStore | None = None,
        start: Callable[
            [], tuple[TrainingProcess, "Connection[object, object]"]
        ] = connection.start,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._start = start
        self._mutex = Lock()
        self._process: TrainingProcess | None = None
        self._line: Connection[object, object] | None = None
        self._dataset: Dataset | None = None
        """What the process has."""
        self._thread: Thread | None = None
        self._run_id = ""
        """What the run under way is kept as; empty where it is not, or that is not known yet."""
        self._early: list[Request] = []
        """What was asked for before the run told anything."""
        self._has_told = False
        """Whether the run under way told anything yet."""
        self._requests: SimpleQueue[object] | None = None
        """What is on its way to the run under way; None while that cannot hear."""
        self._is_closed = False
        self._heard.connect(self._on_heard)

    @property
    def process_id(self) -> int | None:
        """The other process; None while there is none."""
        process = self._process
        return None if process is None else process.pid

    @property
    def is_busy(self) -> bool:
        """Whether a run is under way."""
        return self._thread is not None

    def warm_up(self) -> None:
        """Start the process before a run needs it; where that fails, a run tries again."""
        if self.is_busy or self._is_closed:
            return
        with suppress(OSError):
            self._connected()

    def train(self, task: Task) -> bool:
        """Make a run; tells whether it begins: none does beside another, or after `close`."""
        if self.is_busy or self._is_closed:
            return False
        self._early, self._has_told = [], False
        self._run_id = "" if task.kept is None else task.kept.id
        # a window that ends without `close` waits for no thread: the process notices, and ends too
        thread = Thread(target=self._run, args=(task,), name="training", daemon=True)
        thread.start()
        self._thread = thread
        return True

    def send(self, request: Request) -> None:
        """Ask something of the run under way; as soon as it can hear, in the order of asking.

        It never waits: a process that stands still reads nothing, and the line takes only so much.
        """
        if not self.is_busy:
            return
        with self._mutex:
            if not self._has_told:
                self._early.append(request)
            if self._requests is not None:
                self._requests.put(request)

    def close(self) -> None:
        """End the run and the process, and wait for both; none is made any more.

        A process that does not end in time is left to itself: the line breaks, so as soon as it
        comes to it, it puts the run on the disk and ends.
        """
        self._is_closed = True
        deadline = monotonic() + _PATIENCE_SECONDS
        if self._dataset is None:
            self._kill()  # it may still be starting, and has nothing to put on the disk
        if self._thread is not None:
            self.send(Abandon())
            self._thread.join(_PATIENCE_SECONDS)
            if self._thread.is_alive() and self._line is not None:
                connection.break_off(self._line)
                self._thread.join(_CLOSING_SECONDS)  # which wakes it at once
            self._thread = None
            self.message_received.emit(Finished())
        self._hang_up(max(0.0, deadline - monotonic()))

    def _connected(self) -> "Connection[object, object]":
        """The line to the process, which is started if it does not live."""
        if self._line is None or self._process is None or self._process.poll() is not None:
            self._hang_up()
            self._process, self._line = self._start()
        return self._line

    def _run(self, task: Task) -> None:
        """Everything of one run, in a thread: it starts, sends, listens, and says how it ended."""
        kept = None
        try:
            self._make(task)
            kept = self._kept()
        finally:
            self._heard.emit(Finished(kept))

    def _make(self, task: Task) -> None:
        """All of a run but its last message."""
        try:
            try:
                self._converse(task)
            except (EOFError, OSError):
                if self._is_closed:
                    return  # and whoever closes waits for the process
                if self._has_told:
                    raise
                self._hang_up()  # it may have died long before: the run has not begun
                self._converse(task)
        except (EOFError, OSError):
            if self._is_closed:
                return
            cause = _cause(self._hang_up())
            if self._has_told:
                self._heard.emit(Failed(Failure.TRAINER_ENDED, cause))
            else:
                ended = tr("it ended at once")
                ended = tr("it ended at once ({cause})", cause=cause) if cause else ended
                self._heard.emit(Failed(Failure.NOT_STARTED, ended))
        except Exception as error:  # noqa: BLE001 - a run may fail, the window may not
            _LOG.exception("a run cannot be handed over")
            self._kill()  # what it heard may be half of something
            self._hang_up()
            self._heard.emit(Failed.by(error))

    def _kept(self) -> KeptRun | None:
        """The run as it lies on the disk, now that it is over; nobody waits while that is read."""
        if self._store is None or not self._run_id or self._is_closed:
            return None
        with suppress(OSError, ValueError, KeyError):  # somebody removed it, or damaged it
            return self._store.get(self._run_id)
        return None

    def _converse(self, task: Task) -> None:
        """Hand the run over, and pass on what it tells until it is over."""
        try:
            line = self._connected()
        except OSError as error:
            _LOG.exception("the process that trains cannot be started")
            self._heard.emit(Failed(Failure.NOT_STARTED, in_words(error)))
            return
        if self._is_closed:  # nobody wants it any more
            self._kill()
            return
        if self._dataset is not task.dataset:
            line.send(task.dataset)
            self._dataset = task.dataset
        line.send(Begin.of(task, self._store))
        with connection.sending(line) as requests:
            with self._mutex:
                for request in self._early:
                    requests.put(request)
                self._requests = requests
            try:
                while not isinstance(message := line.recv(), Finished):
                    self._has_told = True
                    if isinstance(message, Kept):
                        self._run_id = message.run_id
                    self._heard.emit(message)
            finally:
                with self._mutex:
                    self._requests = None

    @Slot(object)
    def _on_heard(self, message: Message) -> None:
        if self._thread is None:
            return  # it was under way while the window closed
        if isinstance(message, Finished):
            self._join()
        if isinstance(message, EventsArrived):
            self.events_arrived.emit(message.events)
        else:
            self.message_received.emit(message)

    def _join(self) -> None:
        """Wait for the listening thread, which has nothing left to do."""
        assert self._thread is not None
        self._thread.join()
        self._thread = None

    def _kill(self) -> None:
        """End the process at once, where it does not answer or has nothing to lose."""
        process = self._process
        if process is not None:
            process.kill()

    def _hang_up(self, seconds: float = _CLOSING_SECONDS) -> int | None:
        """Wait until the process, which hears nothing more, has ended; its exit code, if it did."""
        if self._line is not None:
            self._line.close()
        self._line = self._dataset = None
        process, self._process = self._process, None
        if process is None:
            return None
        with suppress(TimeoutExpired):
            return process.wait(seconds)
        return None


def _cause(code: int | None) -> str:
    """The signal that ended a process, as far as one is known of."""
    if code is None or code >= 0:
        return ""
    with suppress(ValueError):  # those for real time have no names
        return signal.Signals(-code).name
    return tr("signal {value}", value=-code)
