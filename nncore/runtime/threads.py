"""How many threads there are to compute with, BLAS's threads, and how often Python's take turns.

While a network trains, BLAS has as many threads as the run's products are worth: its threads wait
in a loop, in the way of whatever else computes, and small products are faster without them.
"""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from threading import RLock
from typing import Final

import threadpoolctl
from threadpoolctl import ThreadpoolController, threadpool_info, threadpool_limits

SWITCH_SECONDS = 0.0005
"""How long a thread may keep the interpreter that another one waits for; Python's own is 0.005.

Measured: a run whose batches are made in a thread beside is a tenth faster.
"""


def blas_threads() -> int:
    """How many threads NumPy's products of matrices run on."""
    counts = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    return max(counts, default=1)


def leave_a_core() -> threadpool_limits:
    """Let BLAS use all cores but one, and at least one, and never more than it used before.

    For this whole process; undone by `restore_original_limits`, or at the end of a `with` block.
    """
    return threadpool_limits(limits=min(blas_threads(), max(1, cores() - 1)), user_api="blas")


def usable_threads() -> int:
    """How many threads may compute at once: as many as cores, or fewer if BLAS was told so."""
    return min(cores(), _LIMIT.threads_before or blas_threads())


@contextmanager
def blas_limited_to(threads: int) -> Generator[None, None, None]:
    """BLAS has so many threads, and Python's take turns more often, for the whole process.

    Restored at the end; where several of these overlap, at the last end.
    """
    limit = _LIMIT
    limit.begin(threads)
    try:
        yield
    finally:
        limit.end()


def keep_blas_threads(threads: int) -> None:
    """Have BLAS's limit as it was, if a run that began later asked for another one."""
    if _LIMIT.threads != threads:
        _LIMIT.renew(threads)


class _Limit:
    """The settings of the process while anybody trains in it."""

    def __init__(self) -> None:
        self.threads_before: int | None = None
        """Of BLAS, before the limit; None while there is none."""
        self.threads: int | None = None
        """The limit; None while there is none."""
        self._users = 0
        # reentrant: while this thread holds it, Python may clear away a run that nobody closed, and
        # with that run end its limit
        self._lock: Final = RLock()
        self._blas: threadpool_limits | None = None
        self._switch_seconds = 0.0

    def begin(self, threads: int) -> None:
        with self._lock:
            is_first = self._users == 0
            self._users += 1
            before = blas_threads()
            limited = self._set(threads)
            if is_first:
                self._blas, self.threads_before = limited, before
                self._switch_seconds = sys.getswitchinterval()
                sys.setswitchinterval(min(SWITCH_SECONDS, self._switch_seconds))

    def renew(self, threads: int) -> None:
        with self._lock:
            if self._users:
                self._set(threads)

    def end(self) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0 and self._blas is not None:
                _free_limits()
                self._blas.restore_original_limits()
                _free_limits()
                sys.setswitchinterval(self._switch_seconds)
                self.threads_before = self.threads = self._blas = None

    def _set(self, threads: int) -> threadpool_limits:
        _free_limits()
        self.threads = threads
        return ThreadpoolController().limit(limits=threads, user_api="blas")


_LIMIT = _Limit()


def _free_limits() -> None:
    """Let this thread set OpenBLAS's limit, and any other one after it.

    threadpoolctl (from 3.7 on) ignores all but the first thread that set one, while that lives. A
    run may begin in one thread and end in another.
    """
    controller = getattr(threadpoolctl, "OpenBLASController", None)
    release = getattr(controller, "clear_controlling_thread", None)
    if release is not None:
        release(force=True)


def cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
