"""The process that trains, from inside: it reads requests, and makes one run after another.

When the window hangs up, or dies, the run under way is put on the disk as it stands.
"""

import os
import signal
import sys
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

import psutil

from desktop.trainer.connection import opened
from desktop.trainer.messages import Abandon, Begin, Command, ProbeRequest
from desktop.trainer.run_control import RunControl
from desktop.trainer.runner import TrainingRunner
from desktop.trainer.task import Task
from nncore.datasets import Dataset
from nncore.runs import RunStore

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


_THE_WINDOWS = ("SIGINT", "SIGTERM", "SIGHUP")
"""Ctrl-C, the end of a session and a terminal that closes go to both processes: the window decides
what becomes of the run, and if it ends, the line breaks."""

_NICENESS = 5
"""By how much the window comes first where both want a processor: it wants it for a moment only."""


def serve(number: int) -> None:
    """Make runs until the window hangs up; number: this end of the line.

    Raises NoConnectionError where it is none.
    """
    line = opened(number)
    for name in _THE_WINDOWS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    _step_back()
    with line:
        TrainingServer(line).work()


def _step_back() -> None:
    """Let the window go first."""
    if not hasattr(os, "nice"):
        return
    niceness = os.nice(_NICENESS)
    if sys.platform == "linux":  # where each thread has its own, and BLAS's are there already
        for thread in psutil.Process().threads():
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, thread.id, niceness)


class TrainingServer:
    """Reads requests in a thread of its own, so that a run under way can be steered."""

    def __init__(self, line: "Connection[object, object]") -> None:
        self._line = line
        self._dataset: Dataset | None = None
        self._control = RunControl()
        self._runs: SimpleQueue[tuple[Task, RunStore | None, RunControl] | None] = SimpleQueue()

    def work(self) -> None:
        """Make one run after another, until the window hangs up."""
        Thread(target=self._read, name="requests", daemon=True).start()
        while (run := self._runs.get()) is not None:
            task, store, control = run
            TrainingRunner(task, store, control, self._line.send).run()

    def _read(self) -> None:
        try:
            with suppress(EOFError, OSError):
                while True:
                    self._handle(self._line.recv())
        finally:
            self._control.carry_out(Abandon())
            self._runs.put(None)

    def _handle(self, request: object) -> None:
        match request:
            case Command() | ProbeRequest() | Abandon():
                self._control.carry_out(request)
            case Begin():
                assert self._dataset is not None
                self._control = RunControl()
                self._runs.put((request.task(self._dataset), request.store, self._control))
            case Dataset():
                self._dataset = request
