"""Memory for figures that keep coming: an array that grows, and its extremes, group by group."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Figures = Sequence[float] | NDArray[np.floating] | NDArray[np.integer]
"""Numbers as they come: from events, or from a file."""

_FOLD = 32
"""Groups of one level of the extremes that make one group of the next."""


class GrowingArray:
    """Numbers that are appended; the memory doubles when it is full."""

    def __init__(self) -> None:
        self._memory: FloatArray = np.empty(256)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def values(self) -> FloatArray:
        """All numbers so far, as a view that the next change may leave behind."""
        return self._memory[: self._count]

    def extend(self, values: Figures) -> None:
        """Append numbers."""
        count = self._count + len(values)
        if count > len(self._memory):
            memory = np.empty(max(count, 2 * len(self._memory)))
            memory[: self._count] = self.values
            self._memory = memory
        self._memory[self._count : count] = values
        self._count = count

    def replace_end(self, start: int, values: FloatArray) -> None:
        """Put `values` in place of everything from `start` on."""
        self._count = start
        self.extend(values)


class Extremes:
    """The least and largest of every 32, 1024, … figures, kept as figures come."""

    def __init__(self) -> None:
        self._low: list[GrowingArray] = []
        self._high: list[GrowingArray] = []

    def update(self, values: FloatArray, known: int) -> None:
        """Fold the figures from `known` on, with the group that they complete."""
        low = high = values
        for level in range(1_000):
            if len(low) <= _FOLD:
                return
            if level == len(self._low):
                self._low.append(GrowingArray())
                self._high.append(GrowingArray())
                known = 0
            known //= _FOLD
            low = _folded(np.minimum, low, self._low[level], known)
            high = _folded(np.maximum, high, self._high[level], known)

    def level(self, size: int, values: FloatArray) -> tuple[FloatArray, FloatArray, int]:
        """Lows and highs of the largest groups that `size` is made of, and how large they are."""
        low = high = values
        part = 1
        for lows, highs in zip(self._low, self._high, strict=True):
            if part * _FOLD > size:
                break
            low, high, part = lows.values, highs.values, part * _FOLD
        return low, high, part


def _folded(way: np.ufunc, below: FloatArray, level: GrowingArray, known: int) -> FloatArray:
    """Bring a level up to date with the one below it, and return it."""
    start = known * _FOLD
    rest = below[start:]
    level.replace_end(known, way.reduceat(rest, np.arange(0, len(rest), _FOLD)))
    return level.values
