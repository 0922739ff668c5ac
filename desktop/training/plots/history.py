"""The numbers behind the plots: every figure of a run, and curves of no more points than pixels.

It knows no Qt; what it returns is NumPy arrays of x and y.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nncore.events import EpochFinished, Event, StepFinished

MEAN_IMAGES = 2_000
"""Images that the running mean looks back on: enough to calm it, few enough to follow."""

BLOW_UP = 10
"""Times the first loss that no healthy run comes to."""


class Curve(NamedTuple):
    """Points to draw, x ascending."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]


class GrowingArray:
    """Numbers that are only ever appended; the memory doubles when it is full."""

    def __init__(self) -> None:
        self._memory: NDArray[np.float64] = np.empty(256)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def values(self) -> NDArray[np.float64]:
        """All numbers so far, as a view that the next `extend` may leave behind."""
        return self._memory[: self._count]

    def extend(self, values: Sequence[float] | NDArray[np.float64]) -> None:
        """Append numbers."""
        count = self._count + len(values)
        if count > len(self._memory):
            memory = np.empty(max(count, 2 * len(self._memory)))
            memory[: self._count] = self.values
            self._memory = memory
        self._memory[self._count : count] = values
        self._count = count


class Series:
    """One figure per step, steps counting from 1.

    span: steps that the running mean looks back on, though never more than a third of the run.
    """

    def __init__(self, span: int) -> None:
        self._span = span
        self._values = GrowingArray()
        self._sums = GrowingArray()
        self._sums.extend([0.0])

    def __len__(self) -> int:
        return len(self._values)

    def extend(self, values: Sequence[float]) -> None:
        """Append the figures of the next steps."""
        self._values.extend(values)
        self._sums.extend(self._sums.values[-1] + np.cumsum(values))

    def envelope(self, width: int) -> Curve:
        """The figures themselves, or the least and largest of every few, in `width` points or so.

        Groups are powers of two, so that they stay what they are while the series grows.
        """
        size = _group_size(len(self), max(1, width // 2))
        values = self._values.values
        if size == 1:
            return Curve(np.arange(1.0, len(self) + 1), values.copy())
        starts = np.arange(0, len(self), size)
        both = np.column_stack(
            [np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)]
        )
        middles = np.minimum(starts + (size + 1) / 2, len(self))
        return Curve(np.repeat(middles, 2), both.ravel())

    def mean(self, width: int) -> Curve:
        """The running mean in `width` points or fewer, the last of them at the last step."""
        if not len(self):
            return Curve(np.empty(0), np.empty(0))
        size = _group_size(len(self), max(1, width - 2))
        ends = np.unique(np.append(np.arange(size, len(self), size), [1, len(self)]))
        # at first the figures fall so fast that the whole span would lag behind them
        starts = ends - np.clip(ends // 3, 1, max(self._span, size))
        sums = self._sums.values
        return Curve(ends.astype(np.float64), (sums[ends] - sums[starts]) / (ends - starts))

    @property
    def blew_up(self) -> bool:
        """Whether a figure was ever many times the first: steps too long for this landscape."""
        values = self._values.values
        return len(values) > 1 and bool(values.max() > BLOW_UP * values[0])

    @property
    def latest(self) -> float | None:
        """The running mean at the last step, None before the first."""
        count = len(self)
        if not count:
            return None
        start = count - min(self._span, max(1, count // 3))
        sums = self._sums.values
        return float((sums[count] - sums[start]) / (count - start))


class Marks:
    """A figure now and then: one per epoch."""

    def __init__(self) -> None:
        self._x = GrowingArray()
        self._y = GrowingArray()

    def __len__(self) -> int:
        return len(self._x)

    def extend(self, x: Sequence[float], y: Sequence[float]) -> None:
        """Append figures `y` that belong to the steps `x`."""
        self._x.extend(x)
        self._y.extend(y)

    def curve(self, width: int) -> Curve:
        """At most `width` of the points or so, always with the last."""
        size = _group_size(len(self), max(1, width))
        # counted from the end, so that the last one is among them
        chosen = slice((len(self) - 1) % size if len(self) else 0, None, size)
        return Curve(self._x.values[chosen].copy(), self._y.values[chosen].copy())


class History:
    """Everything that one run told, ready for the plots.

    batch_size: images per step, which decides how far the running mean looks back.
    """

    def __init__(self, batch_size: int) -> None:
        span = max(1, round(MEAN_IMAGES / batch_size))
        self.losses = Series(span)
        self.accuracies = Series(span)
        self.validation_losses = Marks()
        self.validation_accuracies = Marks()

    def take(self, events: Iterable[Event]) -> None:
        """Append what `events` tell."""
        steps: list[StepFinished] = []
        epochs: list[EpochFinished] = []
        for event in events:
            if isinstance(event, StepFinished):
                steps.append(event)
            elif isinstance(event, EpochFinished):
                epochs.append(event)
        if steps:
            self.losses.extend([step.loss for step in steps])
            self.accuracies.extend([step.accuracy for step in steps])
        self._take_epochs(epochs)

    def _take_epochs(self, epochs: list[EpochFinished]) -> None:
        for epoch in epochs:
            if epoch.validation_loss is not None and epoch.validation_accuracy is not None:
                self.validation_losses.extend([epoch.step], [epoch.validation_loss])
                self.validation_accuracies.extend([epoch.step], [epoch.validation_accuracy])


def _group_size(count: int, groups: int) -> int:
    """The least power of two that sorts `count` into at most `groups`."""
    size = 1
    while count > size * groups:
        size *= 2
    return size
