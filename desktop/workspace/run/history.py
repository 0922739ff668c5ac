"""Everything that one run told, ready for the plots.

A run under way, a kept one and an overlay are the same to it.
"""

from collections.abc import Iterable
from math import ceil
from typing import NamedTuple

import numpy as np

from desktop.workspace.run.series import (
    Curve,
    Figures,
    FloatArray,
    GrowingArray,
    Series,
    group_size,
)
from nncore.events import EpochFinished, Event, RateChanged, StepFinished

MEAN_IMAGES = 2_000
"""Images that the running mean looks back on: enough to calm it, few enough to follow."""


_MOST_FIGURE = 1e39
"""More cannot be told in single precision, nor drawn."""


class RateMark(NamedTuple):
    """The learning rate was set to another value; `step` is the first made with it."""

    step: int
    before: float
    after: float


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


class History:
    """The figures of a run, step by step and epoch by epoch.

    batch_size: images per step, which decides how far the running mean looks back. epoch_steps:
    steps that an epoch has, if that is known before the first one ended.
    """

    def __init__(self, batch_size: int, epoch_steps: float | None = None) -> None:
        self._epoch_steps = epoch_steps
        span = max(1, round(MEAN_IMAGES / max(1, batch_size)))
        self.losses = Series(span)
        self.accuracies = Series(span)
        self.rates = Series(1)
        self.validation_losses = EpochPoints()
        self.validation_accuracies = EpochPoints()
        self._epoch_ends = GrowingArray()
        self.rate_changes: list[RateMark] = []

    def __len__(self) -> int:
        return len(self.losses)

    @property
    def epoch_ends(self) -> FloatArray:
        """The last steps of the epochs, as a view that the next change may leave behind."""
        return self._epoch_ends.values

    @property
    def epoch_steps(self) -> float | None:
        """Steps that an epoch has; None where no epoch has ended, and nobody said."""
        ends = self.epoch_ends
        return float(ends[-1]) / len(ends) if len(ends) else self._epoch_steps

    @property
    def validation_leads(self) -> bool:
        """Whether validation read more than training did, at the end of the last epoch."""
        step = min(len(self), int(self.epoch_ends[-1])) if len(self.epoch_ends) else 0
        best = self.validation_accuracies.latest_at(step)
        return step > 0 and best is not None and best > self.accuracies.mean_at(step)

    def epoch_at(self, step: float) -> int:
        """The epoch, counting from 1, that a step belongs to."""
        return int(np.searchsorted(self.epoch_ends, step)) + 1

    def follow(self, events: Iterable[Event]) -> None:
        """Append what `events` tell."""
        steps: list[StepFinished] = []
        for event in events:
            if isinstance(event, StepFinished):
                steps.append(event)
            elif isinstance(event, EpochFinished):
                self._take_epoch(event)
            elif isinstance(event, RateChanged):
                self.extend_rate_changes([(event.step, event.before, event.after)])
        if steps:
            self.extend_steps(
                [step.loss for step in steps],
                [step.accuracy for step in steps],
                [step.learning_rate for step in steps],
            )

    def extend_steps(
        self,
        losses: Figures,
        accuracies: Figures,
        rates: Figures,
    ) -> None:
        """Append the figures of many steps at once, each array as long as the others.

        In place of a figure that none can be, as NaN, the one before it is drawn.
        """
        if not len(losses) == len(accuracies) == len(rates):
            raise ValueError(
                f"each step has a loss, an accuracy and a rate, not {len(losses)}, "
                f"{len(accuracies)} and {len(rates)} of them"
            )
        self.losses.extend(_drawable(losses, self.losses, 0.0, _MOST_FIGURE))
        self.accuracies.extend(_drawable(accuracies, self.accuracies, 0.0, 1.0))
        self.rates.extend(_drawable(rates, self.rates, 0.0, _MOST_FIGURE))

    def extend_epochs(
        self,
        steps: Figures,
        validation_losses: Figures,
        validation_accuracies: Figures,
    ) -> None:
        """Append epochs that ended at `steps`; their figures are NaN where none was measured."""
        ends = np.asarray(steps, np.float64)
        self._epoch_ends.extend(ends)
        for marks, figures in (
            (self.validation_losses, validation_losses),
            (self.validation_accuracies, validation_accuracies),
        ):
            values = np.asarray(figures, np.float64)
            told = (values >= 0) & (values <= _MOST_FIGURE)
            marks.extend(ends[told], values[told])

    def extend_rate_changes(self, changes: Iterable[tuple[int, float, float]]) -> None:
        """Append changes of the rate: the first step with it, the rates before and after."""
        self.rate_changes.extend(RateMark(*change) for change in changes)

    def _take_epoch(self, event: EpochFinished) -> None:
        figures = (event.validation_loss, event.validation_accuracy)
        loss, accuracy = (np.nan if figure is None else figure for figure in figures)
        self.extend_epochs([event.step], [loss], [accuracy])


def _drawable(figures: Figures, before: Series, low: float, high: float) -> FloatArray:
    """The figures; those outside of `low` to `high` repeat the last one that is not.

    before: the series that they follow.
    """
    values = np.asarray(figures, np.float64)
    fits = (values >= low) & (values <= high)
    if fits.all():
        return values
    first = before.figure_at(len(before)) if len(before) else low
    places = np.maximum.accumulate(np.where(fits, np.arange(1, len(values) + 1), 0))
    return np.concatenate([[first], values])[places]
