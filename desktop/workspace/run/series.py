"""Figures in the order of their steps, and curves of them with no more points than pixels.

A million figures cost a curve no more than a thousand.
"""

from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from desktop.workspace.run.growing_array import Extremes, Figures, FloatArray, GrowingArray

BLOW_UP = 10
"""Times the first loss that no healthy run comes to."""


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


class EpochPoints:
    """A figure now and then: one per epoch."""

    def __init__(self) -> None:
        self._x = GrowingArray()
        self._y = GrowingArray()

    def __len__(self) -> int:
        return len(self._x)

    def extend(self, x: Figures, y: Figures) -> None:
        """Append figures `y` that belong to the steps `x`."""
        self._x.extend(x)
        self._y.extend(y)

    def curve(self, most: int, low: float = -np.inf, high: float = np.inf) -> Curve:
        """At most `most` of the points from step `low` to `high` or so, always with the last.

        One more at each end, so that a line through them crosses the whole range.
        """
        x, y = self._x.values, self._y.values
        first = max(0, int(np.searchsorted(x, low)) - 1)
        last = min(len(self), int(np.searchsorted(x, high, "right")) + 1)
        size = group_size(last - first, max(1, most))
        # counted from the end, so that the last one is among them
        chosen = slice(first + (last - first - 1) % size if last > first else 0, last, size)
        return Curve(x[chosen].copy(), y[chosen].copy())

    def spread(self, distance: float, low: float, high: float) -> Curve:
        """Points from step `low` to `high`, at least about `distance` steps apart.

        Every second point, every fourth and so on, counted from the first: so the same ones stay
        while the run grows. Where none of them is in sight, the last point that is.
        """
        x, y = self._x.values, self._y.values
        if not len(self):
            return Curve(x.copy(), y.copy())
        size = group_size(ceil(distance * len(self) / max(1.0, x[-1])), 1)
        first, last = int(np.searchsorted(x, low)), int(np.searchsorted(x, high, "right"))
        start = first + (-first - 1) % size
        chosen = slice(start if start < last else max(first, last - 1), last, size)
        return Curve(x[chosen].copy(), y[chosen].copy())

    def latest_at(self, step: float) -> float | None:
        """The last figure told up to `step`, None before the first."""
        place = int(np.searchsorted(self._x.values, step, "right"))
        return float(self._y.values[place - 1]) if place else None


def group_size(count: int, groups: int) -> int:
    """The least power of two that sorts `count` into at most `groups`."""
    size = 1
    while count > size * max(1, groups):
        size *= 2
    return size
