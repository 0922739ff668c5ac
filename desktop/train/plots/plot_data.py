"""What each plot shows of a history: curves of few points, and the scale that fits them.

From numbers to numbers, so that drawing is nothing but drawing.
"""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

import numpy as np

from desktop.formats import PERCENT_SIGN
from desktop.train.plots.scales import (
    LEAST,
    LinearScale,
    Scale,
    fitted,
    log_loss_scale,
    loss_scale,
    nearly_all,
    rounded_up,
)
from desktop.train.plots.step_range import RangeMode, StepRange
from desktop.workspace.run.history import EpochPoints, History
from desktop.workspace.run.series import Curve, Envelope, FloatArray, Series

PIECE = 3
"""Pixels between two points of a smooth line."""

DOT_PIXELS = 24
"""Between two dots; of more validation figures than have that room, the line alone tells."""

_HIGH_LOSS = 10.0
"""Nats that the linear axis may reach whatever the first loss was; guessing costs 2.3."""

_PERCENT = (100.0, PERCENT_SIGN)
_FULL = LinearScale(0.0, 1.04, *_PERCENT)
"""All accuracies there can be."""

NO_CURVE = Curve(np.empty(0), np.empty(0))
_NO_RANGE = Envelope(np.empty(0), np.empty(0), np.empty(0))


class RenderOptions(NamedTuple):
    """How a person looks: the steps in sight, how calm the mean is, which axes."""

    sight: StepRange
    width: int
    """Pixels that the steps in sight have."""
    smoothing: float = 1.0
    """How many times as far as usual the running mean looks back."""
    is_logarithmic: bool = False
    is_zoomed: bool = False
    """Whether the accuracy axis shows the top alone, as near as it can be seen."""
    epoch_steps: float | None = None
    """Steps of the run in sight that an epoch has, where runs lie over epochs; else None."""

    @property
    def groups(self) -> int:
        """Groups of steps that the raw figures are drawn in: one for a pixel or two."""
        return max(32, self.width)

    @property
    def points(self) -> int:
        """Points of a smooth line."""
        return max(32, self.width // PIECE)

    @property
    def dot_distance(self) -> float:
        """Steps between two dots, so that the curve is seen between them."""
        return DOT_PIXELS * self.sight.width / max(1, self.width)

    def stretch(self, history: History) -> float:
        """Steps of the run in sight that one step of another run is as long as."""
        if self.epoch_steps is None or not history.epoch_steps:
            return 1.0
        return self.epoch_steps / history.epoch_steps

    def span(self, series: Series) -> int:
        """Steps that the running mean of a series looks back on."""
        return max(1, round(series.span * self.smoothing))


class Lines(NamedTuple):
    """The running mean of a run and its validation figures; `dots`: those that get a dot."""

    mean: Curve
    validation: Curve = NO_CURVE
    dots: Curve = NO_CURVE


class OtherLines(NamedTuple):
    """The lines of another run, drawn over. colour: an index into the palette."""

    name: str
    colour: int
    lines: Lines


class AboveAxis(NamedTuple):
    """A run whose line leaves its plot at the top.

    step: where it does so first. highest: the figure that it comes to. colour: as of OtherLines,
    or OWN_CURVES.
    """

    step: float
    highest: float
    colour: int


class PlotData(NamedTuple):
    """All that one plot draws between its axes."""

    low: float
    high: float
    scale: Scale
    lines: Lines
    raw: Envelope = _NO_RANGE
    overlays: Sequence[OtherLines] = ()
    above: tuple[AboveAxis, ...] = ()


OWN_CURVES = -1
"""What stands for an index into the palette where the run in sight is meant."""


class Overlay(NamedTuple):
    """A run to compare with. colour: an index into the palette."""

    name: str
    colour: int
    history: History


def loss_data(history: History, overlays: Sequence[Overlay], options: RenderOptions) -> PlotData:
    """Loss: each step's as a range, the mean over it, validation and other runs."""
    sight = options.sight
    raw = history.losses.envelope(options.groups, sight.low, sight.high)
    lines = _lines(history.losses, history.validation_losses, options)
    others = [
        _other_lines(each, each.history.losses, each.history.validation_losses, options)
        for each in overlays
    ]
    figures = _figures([lines, *(each.lines for each in others)], sight)
    if not len(figures):
        figures = np.array([1.0])
    scale = _loss_scale(history.losses, raw, figures, options)
    above: tuple[AboveAxis, ...] = ()
    if figures.max() > scale.high:
        runs = [(lines, OWN_CURVES), *((each.lines, each.colour) for each in others)]
        marks = (_above(*each, scale.high) for each in runs)
        above = tuple(sorted(mark for mark in marks if mark is not None))
    return PlotData(sight.low, sight.high, scale, lines, raw, others, above)


def accuracy_data(
    history: History, overlays: Sequence[Overlay], options: RenderOptions
) -> PlotData:
    """Accuracy, in percent: means and validation figures of all runs."""
    sight = options.sight
    lines = _lines(history.accuracies, history.validation_accuracies, options)
    others = [
        _other_lines(each, each.history.accuracies, each.history.validation_accuracies, options)
        for each in overlays
    ]
    scale = _FULL
    if options.is_zoomed:
        scale = _zoomed_scale([lines, *(each.lines for each in others)], sight)
    return PlotData(sight.low, sight.high, scale, lines, overlays=others)


def rate_data(history: History, _overlays: Sequence[Overlay], options: RenderOptions) -> PlotData:
    """The learning rate, each step's as it was; that of other runs is not drawn."""
    sight = options.sight
    curve = _corners(history.rates.samples(options.groups, sight.low, sight.high))
    figures = _in_sight(curve, sight.low, sight.high)
    highest = float(figures.max()) if len(figures) else 0.0
    scale = LinearScale(0.0, rounded_up(1.15 * max(highest, LEAST)))
    return PlotData(sight.low, sight.high, scale, Lines(curve))


def _corners(curve: Curve) -> Curve:
    """The points of a curve without those inside a level part: a constant needs but two."""
    changes = np.diff(curve.y) != 0
    ends = np.concatenate([[True], changes]) | np.concatenate([changes, [True]])
    return Curve(curve.x[ends], curve.y[ends]) if len(curve.x) else curve


def _lines(
    series: Series, marks: EpochPoints, options: RenderOptions, stretch: float = 1.0
) -> Lines:
    low, high = options.sight.low / stretch, options.sight.high / stretch
    curves = (
        series.mean(options.points, low, high, options.span(series)),
        marks.curve(options.points, low, high),
        marks.spread(options.dot_distance / stretch, low, high),
    )
    return Lines(*(Curve(curve.x * stretch, curve.y) for curve in curves))


def _other_lines(
    overlay: Overlay, series: Series, marks: EpochPoints, options: RenderOptions
) -> OtherLines:
    lines = _lines(series, marks, options, options.stretch(overlay.history))
    return OtherLines(overlay.name, overlay.colour, lines)


def _figures(
    all_lines: Iterable[Lines], sight: StepRange, since: float | None = None
) -> FloatArray:
    """All figures of lines from a step on, or from the left."""
    low = sight.low if since is None else since
    curves = [curve for lines in all_lines for curve in (lines.mean, lines.validation)]
    return np.concatenate([_in_sight(curve, low, sight.high) for curve in curves])


def _above(lines: Lines, colour: int, top: float) -> AboveAxis | None:
    """Where the mean of a run, or else its validation, leaves an axis that ends at `top`."""
    for curve in (lines.mean, lines.validation):
        is_above = curve.y > top
        if is_above.any():
            first = int(is_above.argmax())
            before = slice(max(0, first - 1), first + 1)
            step = float(np.interp(top, curve.y[before], curve.x[before]))
            return AboveAxis(step, float(curve.y.max()), colour)
    return None


def _in_sight(curve: Curve, low: float, high: float) -> FloatArray:
    first, last = np.searchsorted(curve.x, low), np.searchsorted(curve.x, high, "right")
    if first < last:
        return curve.y[first:last]
    # a line may cross the picture without a point in it
    return curve.y if len(curve.x) and curve.x[0] < low and curve.x[-1] > high else curve.y[:0]


def _loss_scale(
    losses: Series, raw: Envelope, figures: FloatArray, options: RenderOptions
) -> Scale:
    low, high = float(figures.min()), float(figures.max())
    if len(raw.low) and (options.sight.mode is not RangeMode.WHOLE or options.is_logarithmic):
        least, most = nearly_all(raw.low, raw.high)
        low, high = min(low, least), max(high, most)
    if options.is_logarithmic:
        return log_loss_scale(low, high)
    if options.sight.mode is not RangeMode.WHOLE:
        return loss_scale(*fitted(max(0.0, low), high))
    # a run that diverges leaves the picture at the top, rather than flattening the rest
    first = losses.figure_at(1) if len(losses) else 0.0
    top = min(high, max(_HIGH_LOSS, 4 * first))
    return loss_scale(0.0, rounded_up(1.05 * max(top, LEAST)))


def _zoomed_scale(all_lines: Sequence[Lines], sight: StepRange) -> LinearScale:
    since = None
    if sight.mode is RangeMode.WHOLE:
        # the steep begin would leave no room for what one looks closely for
        last = max((float(lines.mean.x[-1]) for lines in all_lines if len(lines.mean.x)), default=0)
        since = last / 3
    figures = _figures(all_lines, sight, since)
    if not len(figures):
        return _FULL
    low, high = fitted(float(figures.min()), min(1.0, float(figures.max())))
    return LinearScale(max(0.0, low), min(high, 1 + (1 - low) * 0.04), *_PERCENT)


def shared_epoch(history: History, overlays: Sequence[Overlay]) -> float | None:
    """Steps that an epoch of the run in sight has, or of the first other run where it has none."""
    known = [each.epoch_steps for each in (history, *(each.history for each in overlays))]
    return next((steps for steps in known if steps), None)


def length(history: History, overlays: Sequence[Overlay], options: RenderOptions) -> int:
    """Steps of the run in sight that all runs have room in."""
    others = [len(each.history) * options.stretch(each.history) for each in overlays]
    return ceil(max([len(history), *others]))
