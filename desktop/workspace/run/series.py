"""Figures in the order of their steps, and curves of them with no more points than pixels.

A million figures cost a curve no more than a thousand.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Figures = Sequence[float] | NDArray[np.floating] | NDArray[np.integer]
"""Numbers as they come: from events, or from a file."""

BLOW_UP = 10
"""Times the first loss that no healthy run comes to."""

_FOLD = 32
"""Groups of one level of the extremes that make one group of the next."""


class Curve(NamedTuple):
    """Points to draw, x ascending."""

    x: FloatArray
    y: FloatArray


class Envelope(NamedTuple):
    """The least and the largest figure of each group of steps; `edges` lie between the groups."""

    edges: FloatArray
    low: FloatArray
    high: FloatArray

    @property
    def is_single(self) -> bool:
        """Whether each group is a single step."""
        return len(self.edges) > 1 and bool(self.edges[1] - self.edges[0] == 1)


class Series:
    """One figure per step, steps counting from 1.

    span: steps that the running mean looks back on, though never more than a third of the run.
    """

    def __init__(self, span: int) -> None:
        self._span = span
        self._values = GrowingArray()
        self._extremes = Extremes()
        self._sums = GrowingArray()
        self._sums.extend([0.0])

    def __len__(self) -> int:
        return len(self._values)

    @property
    def span(self) -> int:
        """Steps that the running mean looks back on if nobody says otherwise."""
        return self._span

    @property
    def values(self) -> FloatArray:
        """All figures, as a view that the next `extend` may leave behind."""
        return self._values.values

    def extend(self, values: Figures) -> None:
        """Append the figures of the next steps."""
        if not len(values):
            return
        known = len(self)
        self._values.extend(values)
        self._extremes.update(self.values, known)
        self._sums.extend(self._sums.values[-1] + np.cumsum(values, dtype=np.float64))

    def envelope(self, groups: int, low: float = 1, high: float = np.inf) -> Envelope:
        """The least and largest of every few figures from step `low` to `high`.

        At most `groups` of them and one more at each end. Their sizes are powers of two and they
        begin at the same steps, so that they stay what they are while the series grows or moves.
        """
        first, last = self._between(low, high)
        size = group_size(last - first, groups)
        start, stop = first // size, -(-last // size)
        if start >= stop:
            return Envelope(np.empty(0), np.empty(0), np.empty(0))
        lows, highs, part = self._extremes.level(size, self.values)
        parts = slice(start * size // part, -(-min(stop * size, len(self)) // part))
        starts = np.arange(0, parts.stop - parts.start, size // part)
        edges = np.minimum(np.arange(start, stop + 1) * size, len(self)) + 0.5
        return Envelope(
            edges,
            np.minimum.reduceat(lows[parts], starts),
            np.maximum.reduceat(highs[parts], starts),
        )

    def samples(self, groups: int, low: float = 1, high: float = np.inf) -> Curve:
        """The figures themselves from step `low` to `high`, of every few the last.

        One more at each end, so that a line through them crosses the whole range.
        """
        ends, _size = self._ends(groups, low, high)
        return Curve(ends.astype(np.float64), self.values[ends - 1])

    def mean(
        self, groups: int, low: float = 1, high: float = np.inf, span: int | None = None
    ) -> Curve:
        """The running mean over `span` steps, at some `groups` steps from `low` to `high`.

        One more at each end, so that a line through them crosses the whole range; the last of
        all is at the last step.
        """
        ends, size = self._ends(groups, low, high)
        return Curve(ends.astype(np.float64), self._means(ends, max(span or self._span, size)))

    def mean_at(self, step: int, span: int | None = None) -> float:
        """The running mean at a step of the series."""
        return float(self._means(np.array([step]), span or self._span)[0])

    def figure_at(self, step: int) -> float:
        """The figure of a step of the series."""
        return float(self.values[step - 1])

    def extremes_at(self, step: int, groups: int, low: float, high: float) -> tuple[float, float]:
        """What the envelope from `low` to `high` in so many groups shows at a step."""
        first, last = self._between(low, high)
        size = group_size(last - first, groups)
        start = (step - 1) // size * size
        lows, highs, part = self._extremes.level(size, self.values)
        parts = slice(start // part, -(-min(start + size, len(self)) // part))
        return float(lows[parts].min()), float(highs[parts].max())

    @property
    def highest(self) -> float:
        """The largest figure of all; there must be one."""
        _lows, highs, _part = self._extremes.level(len(self), self.values)
        return float(highs.max())

    @property
    def blew_up(self) -> bool:
        """Whether a figure was ever many times the first: steps too long for this landscape."""
        return len(self) > 1 and bool(self.highest > BLOW_UP * self.values[0])

    @property
    def latest(self) -> float | None:
        """The running mean at the last step, None before the first."""
        return self.mean_at(len(self)) if len(self) else None

    def _means(self, ends: NDArray[np.int64], span: int) -> FloatArray:
        # at first the figures fall so fast that the whole span would lag behind them
        counts = np.clip(ends // 3, 1, span)
        sums = self._sums.values
        means: FloatArray = (sums[ends] - sums[ends - counts]) / counts
        return means

    def _ends(self, groups: int, low: float, high: float) -> tuple[NDArray[np.int64], int]:
        """Steps that a line from `low` to `high` goes through, and how far apart they are."""
        first, last = self._between(low, high)
        if first >= last:
            return np.empty(0, np.int64), 1
        size = group_size(last - first, groups)
        inner = np.arange(first // size, -(-last // size) + 1) * size
        ends = np.clip(inner, 1, len(self))
        return ends[np.append(True, ends[1:] > ends[:-1])], size

    def _between(self, low: float, high: float) -> tuple[int, int]:
        """The steps from `low` to `high` with a neighbour at each side, as places in the array."""
        count = len(self)
        first = int(max(0, min(low - 2, count)))
        return first, int(max(first, min(high + 1, count)))


def group_size(count: int, groups: int) -> int:
    """The least power of two that sorts `count` into at most `groups`."""
    size = 1
    while count > size * max(1, groups):
        size *= 2
    return size


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
