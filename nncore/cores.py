"""Who computes on how many cores: products of matrices on all of them, or on all but one.

BLAS waits for its threads in a loop: with as many as there are cores, each is in the way of
whatever else computes, and all of them wait for the one that was interrupted.
"""

import os

from threadpoolctl import threadpool_info, threadpool_limits


def blas_threads() -> int:
    """How many threads NumPy's products of matrices run on."""
    counts = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    return max(counts, default=1)


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
