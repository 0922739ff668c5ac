"""Times the same work done by several contenders, taking turns, so that a machine's moods hit all.

It knows nothing of what it times.
"""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter, sleep
from typing import TypeAlias

Work: TypeAlias = Callable[[], object]
"""One turn of a contender's work; what it returns is of no interest."""

Times: TypeAlias = dict[str, list[float]]
"""Milliseconds of each round, by contender."""

REST = 0.05
"""Seconds between two turns: BLAS threads go on spinning for a while after their last product."""


def alternate(contenders: Mapping[str, Work], rounds: int) -> Times:
    """Let every contender warm up once, then take a turn in each round, another one first."""
    for work in contenders.values():
        work()
    names = list(contenders)
    times: Times = {name: [] for name in names}
    for round_ in range(rounds):
        first = round_ % len(names)
        for name in names[first:] + names[:first]:
            sleep(REST)
            start = perf_counter()
            contenders[name]()
            times[name].append((perf_counter() - start) * 1000)
    return times


def ratio(times: Times, above: str, below: str) -> float:
    """The median of the rounds' own ratios: drift between rounds cancels out."""
    pairs = zip(times[above], times[below], strict=True)
    return median(over / under for over, under in pairs)
