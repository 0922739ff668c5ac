"""Two things at once: one in the calling thread, the other in a thread beside it.

NumPy lets go of the interpreter in its loops and matrix products, so that two cores share the work.
Handing over takes some 15 microseconds, and more where the other core was asleep: what is handed
over should take several times as long.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread
from types import TracebackType

import numpy as np


class ThreadPair:
    """Does two things at once; one after the other, where there is one core for both.

    A context manager: at its end the thread beside has ended.
    is_concurrent: whether there is a thread beside; without one, the results are the same.
    """

    def __init__(self, *, is_concurrent: bool = True) -> None:
        self._is_concurrent = is_concurrent
        self._thread: Thread | None = None
        # plain locks wake a thread in half the time of queues, events and futures
        self._asked, self._done = Lock(), Lock()
        self._asked.acquire()
        self._done.acquire()
        self._is_asked = self._is_working = False
        self._work: Callable[[], object] | None = None
        self._error: BaseException | None = None

    def run(self, here: Callable[[], object], beside: Callable[[], object]) -> None:
        """Do both, and return when both are done. Raises what either raised, `here` first."""
        if not self._is_concurrent:
            here()
            beside()
            return
        self._wait()
        if self._thread is None:
            self._thread = Thread(target=self._serve, name="beside", daemon=True)
            self._thread.start()
        self._work, self._error, self._is_asked = beside, None, False
        try:
            self._is_working = True
            self._ask()
            here()
        finally:
            self._wait()
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """End the thread beside."""
        self._wait()
        if self._thread is not None:
            self._work, self._is_working = None, True
            self._ask()
            self._thread.join()
            self._thread, self._is_working = None, False

    def __enter__(self) -> "ThreadPair":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self) -> None:
        _release(self._asked)
        self._is_asked = True

    def _wait(self) -> None:
        """Until the thread beside is done, also if Ctrl-C strikes meanwhile; that is told later.

        The locks only wake: that it is done, `_is_working` says, wherever Ctrl-C struck.
        """
        interruption: BaseException | None = None
        while self._is_working:
            try:
                if not self._is_asked:
                    self._ask()
                self._done.acquire()
            except KeyboardInterrupt as error:
                interruption = error
        if interruption is not None:
            raise interruption

    def _serve(self) -> None:
        # what overflows in a step is told by its loss; NumPy's settings are each thread's own
        with np.errstate(over="ignore", invalid="ignore"):
            while True:
                self._asked.acquire()
                if not self._is_working:
                    continue  # it was asked twice
                if self._work is None:
                    return
                try:
                    self._work()
                except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
                    self._error = error
                self._is_working = False
                _release(self._done)


def _release(lock: Lock) -> None:
    with suppress(RuntimeError):  # it is free already: an interruption left it so
        lock.release()
