"""How many threads BLAS uses, and how often Python's threads take turns.

BLAS waits for its threads in a loop: with as many as there are cores, each is in the way of
whatever else computes, and all of them wait for the one that was interrupted.
"""

import os
import sys

from threadpoolctl import threadpool_info, threadpool_limits


def blas_threads() -> int:
    """How many threads NumPy's products of matrices run on."""
    counts = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    return max(counts, default=1)


SWITCH_SECONDS = 0.0005
"""How long a thread may keep the interpreter that another one waits for; Python's own is 0.005."""


def share_the_interpreter() -> None:
    """Let threads take turns often enough for steps that take a millisecond; for this process.

    Measured: a run whose batches are made in a thread beside is a tenth faster.
    """
    sys.setswitchinterval(SWITCH_SECONDS)


def leave_a_core() -> threadpool_limits:
    """Let BLAS use all cores but one, and at least one, and never more than it used before.

    For this whole process; undone by `restore_original_limits`, or at the end of a `with` block.
    """
    return threadpool_limits(limits=min(blas_threads(), max(1, _cores() - 1)), user_api="blas")


def _cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
