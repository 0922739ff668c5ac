"""What each plot shows of a history: curves of few points, and the scale that fits them.

It knows no Qt: from numbers to numbers, so that drawing is nothing but drawing.
"""

from collections.abc import Iterable, Sequence
from math import ceil, floor, log10
from typing import NamedTuple

import numpy as np

from desktop.train.plots.scales import LEAST, LinearScale, LogScale, Scale, round_step
from desktop.train.plots.step_range import Mode, StepRange
from desktop.workspace.run.growing_array import FloatArray
from desktop.workspace.run.history import History
from desktop.workspace.run.series import Curve, Envelope, EpochPoints, Series

PIECE = 3
"""Pixels between two points of a smooth line."""

_HIGH_LOSS = 10.0
"""Nats that the linear axis may reach whatever the first loss was; guessing costs 2.3."""

_NEARLY_ALL = 0.98
"""The part of the raw groups that a zoomed axis makes room for: one outlier is not the picture."""

_OUTLIER = 2.0
"""Times nearly all others that make an outlier."""

_AXIS_STEPS = 8
"""Parts that a fitted axis is rounded to: so it moves now and then, rather than at each redraw."""

_PERCENT = (100.0, " %")
_FULL = LinearScale(0.0, 1.04, *_PERCENT)
"""All accuracies there can be."""

_NOTHING = Curve(np.empty(0), np.empty(0))
_NO_RANGE = Envelope(np.empty(0), np.empty(0), np.empty(0))


class RenderOptions(NamedTuple):
    """How a person looks: the steps in sight, how calm the mean is, which axes."""

    sight: StepRange
    width: int
    """Pixels that the steps in sight have."""
    smoothing: float = 1.0
    """How many times as far as usual the running mean looks back."""
    is_logarithmic: bool = False
    is_close: bool = False
    """Whether the accuracy axis shows the top alone, as near as it can be seen."""

    @property
    def groups(self) -> int:
        """Groups of steps that the raw figures are drawn in: one for a pixel or two."""
        return max(32, self.width)

    @property
    def points(self) -> int:
        """Points of a smooth line."""
        return max(32, self.width // PIECE)

    def span(self, series: Series) -> int:
        """Steps that the running mean of a series looks back on."""
        return max(1, round(series.span * self.smoothing))


class Lines(NamedTuple):
    """The running mean of a run and its validation figures."""

    mean: Curve
    validation: Curve = _NOTHING


class OtherLines(NamedTuple):
    """The lines of another run, drawn over. colour: an index into the palette."""

    name: str
    colour: int
    lines: Lines


class PlotData(NamedTuple):
    """All that one plot draws between its axes."""

    low: float
    high: float
    scale: Scale
    lines: Lines
    raw: Envelope = _NO_RANGE
    overlays: Sequence[OtherLines] = ()


Overlays = Iterable[tuple[str, int, History]]
"""Other runs, with their names and colours."""


def loss_scene(history: History, overlays: Overlays, glance: RenderOptions) -> PlotData:
    """Loss: each step's as a range, the mean over it, validation and other runs."""
    sight = glance.sight
    raw = history.losses.envelope(glance.groups, sight.low, sight.high)
    lines = _lines(history.losses, history.validation_losses, glance)
    others = [
        OtherLines(name, colour, _lines(other.losses, other.validation_losses, glance))
        for name, colour, other in overlays
    ]
    figures = _figures([lines, *(each.lines for each in others)], sight)
    if not len(figures):
        figures = np.array([1.0])
    scale = _loss_scale(history.losses, raw, figures, glance)
    return PlotData(sight.low, sight.high, scale, lines, raw, others)


def accuracy_scene(history: History, overlays: Overlays, glance: RenderOptions) -> PlotData:
    """Accuracy, in percent: means and validation figures of all runs."""
    sight = glance.sight
    lines = _lines(history.accuracies, history.validation_accuracies, glance)
    others = [
        OtherLines(name, colour, _lines(other.accuracies, other.validation_accuracies, glance))
        for name, colour, other in overlays
    ]
    scale = _FULL
    if glance.is_close:
        scale = _close_scale([lines, *(each.lines for each in others)], sight)
    return PlotData(sight.low, sight.high, scale, lines, overlays=others)


def rate_scene(history: History, glance: RenderOptions) -> PlotData:
    """The learning rate, each step's as it was."""
    sight = glance.sight
    curve = _corners(history.rates.samples(glance.groups, sight.low, sight.high))
    figures = _in_sight(curve, sight.low, sight.high)
    highest = float(figures.max()) if len(figures) else 0.0
    scale = LinearScale(0.0, rounded_up(1.15 * max(highest, LEAST)))
    return PlotData(sight.low, sight.high, scale, Lines(curve))


def _corners(curve: Curve) -> Curve:
    """The points of a curve without those inside a level part: a constant needs but two."""
    changes = np.diff(curve.y) != 0
    ends = np.concatenate([[True], changes]) | np.concatenate([changes, [True]])
    return Curve(curve.x[ends], curve.y[ends]) if len(curve.x) else curve


def rounded_up(value: float) -> float:
    """The next number of two digits, the second one even."""
    unit = 2 * 10.0 ** (floor(log10(value)) - 1)
    return ceil(value / unit - 1e-9) * unit


def _lines(series: Series, marks: EpochPoints, glance: RenderOptions) -> Lines:
    sight = glance.sight
    return Lines(
        series.mean(glance.points, sight.low, sight.high, glance.span(series)),
        marks.curve(glance.points, sight.low, sight.high),
    )


def _figures(
    all_lines: Iterable[Lines], sight: StepRange, since: float | None = None
) -> FloatArray:
    """All figures of lines from a step on, or from the left."""
    low = sight.low if since is None else since
    curves = [curve for lines in all_lines for curve in (lines.mean, lines.validation)]
    return np.concatenate([_in_sight(curve, low, sight.high) for curve in curves])


def _in_sight(curve: Curve, low: float, high: float) -> FloatArray:
    first, last = np.searchsorted(curve.x, low), np.searchsorted(curve.x, high, "right")
    if first < last:
        return curve.y[first:last]
    # a line may cross the picture without a point in it
    return curve.y if len(curve.x) and curve.x[0] < low and curve.x[-1] > high else curve.y[:0]


def _loss_scale(losses: Series, raw: Envelope, figures: FloatArray, glance: RenderOptions) -> Scale:
    low, high = float(figures.min()), float(figures.max())
    if len(raw.low) and (glance.sight.mode is not Mode.WHOLE or glance.is_logarithmic):
        low = min(low, _at_share(raw.low, 1 - _NEARLY_ALL))
        high = max(high, _without_outliers(raw.high))
    if glance.is_logarithmic:
        return _log_scale(low, high)
    if glance.sight.mode is not Mode.WHOLE:
        return LinearScale(*_fitted(max(0.0, low), high))
    # a run that diverges leaves the picture at the top, rather than flattening the rest
    first = losses.figure_at(1) if len(losses) else 0.0
    most = min(high, max(_HIGH_LOSS, 4 * first))
    return LinearScale(0.0, rounded_up(1.05 * max(most, LEAST)))


def _log_scale(low: float, high: float) -> LogScale:
    # rounded bounds, so that the axis moves now and then rather than with every redraw
    bottom = floor(log10(max(low, LEAST)) * 4) / 4
    top = ceil(log10(max(high, LEAST)) * 4) / 4
    return LogScale(10**bottom, 10 ** max(top, bottom + 0.5))


def _close_scale(all_lines: Sequence[Lines], sight: StepRange) -> LinearScale:
    since = None
    if sight.mode is Mode.WHOLE:
        # the steep begin would leave no room for what one looks closely for
        last = max((float(lines.mean.x[-1]) for lines in all_lines if len(lines.mean.x)), default=0)
        since = last / 3
    figures = _figures(all_lines, sight, since)
    if not len(figures):
        return _FULL
    low, high = _fitted(float(figures.min()), min(1.0, float(figures.max())))
    return LinearScale(max(0.0, low), min(high, 1 + (1 - low) * 0.04), *_PERCENT)


def _fitted(low: float, high: float) -> tuple[float, float]:
    """Rounded bounds round figures; from 0 where that is near."""
    if low < high / 3:
        low = 0.0
    extent = max(high - low, 0.02 * abs(high), LEAST)
    step = round_step(extent, _AXIS_STEPS)
    bottom = floor((low - 0.04 * extent) / step) * step if low > 0 else 0.0
    return bottom, ceil((high + 0.04 * extent) / step) * step


def _without_outliers(highs: FloatArray) -> float:
    nearly_all, highest = _at_share(highs, _NEARLY_ALL), float(highs.max())
    return highest if highest < _OUTLIER * nearly_all else nearly_all


def _at_share(values: FloatArray, share: float) -> float:
    place = min(len(values) - 1, max(0, round(share * (len(values) - 1))))
    return float(np.partition(values, place)[place])
