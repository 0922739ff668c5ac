"""What is done in a lap, how long it took, and what laps that were run side by side say."""

from collections.abc import Callable
from statistics import quantiles
from typing import TypeAlias

Work: TypeAlias = Callable[[], object]
"""One lap of a contender's work; what it returns is of no interest."""

Times: TypeAlias = dict[str, list[float]]
"""Milliseconds of each lap, by contender."""


def lap_ratios(times: Times, above: str, below: str) -> list[float]:
    """Each lap's own ratio: what slows the machine for a while slows both."""
    return [over / under for over, under in zip(times[above], times[below], strict=True)]


def spread(values: list[float]) -> float:
    """Half of the distance between the quartiles; 0 for a single value."""
    if len(values) < 2:
        return 0.0
    lower, _, upper = quantiles(values, n=4, method="inclusive")
    return (upper - lower) / 2
