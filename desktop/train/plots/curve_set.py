"""All curves of one plot: the run in sight, and other runs over it.

They know pyqtgraph's items and the data that these show; what is in sight is a plot's matter.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyqtgraph
from PySide6.QtGui import QColor, QPen

from desktop.train.plots.curves import Dots, Line, Range
from desktop.train.plots.legend import Sample
from desktop.train.plots.plot_data import Lines, OtherLines, PlotData
from desktop.train.plots.scales import LogScale, Scale
from desktop.train.plots.style import Style
from desktop.translation import tr
from desktop.workspace.run.series import Curve, Envelope

_DOT, _SMALL_DOT = 8.0, 5.0
"""Pixels from rim to rim."""


_NOTHING = Curve(np.empty(0), np.empty(0))


class CurveNames(NamedTuple):
    """The names of the curves of a run, by which scripts find them; not all plots have all."""

    mean: str
    raw: str | None = None
    validation: str | None = None


LOSS_CURVES = CurveNames(Sample.MEAN.value, Sample.RANGE.value, Sample.VALIDATION.value)
ACCURACY_CURVES = CurveNames(Sample.MEAN.value, validation=Sample.VALIDATION.value)
RATE_CURVES = CurveNames(tr("learning rate"))
"""What the curves are called: as in the legend, and by scripts."""


class _Validation(NamedTuple):
    """The validation figures of a run: a line, and dots where there is room for them.

    The line lies under the running mean, so that it never hides it.
    """

    line: Line
    dots: Dots

    def set_style(self, pen: QPen, colour: QColor, rim: QPen, diameter: float) -> None:
        """Take over the colours of the moment."""
        self.line.setPen(pen)
        self.dots.set_dot_style(colour, rim, diameter)

    def show(self, lines: Lines, scale: Scale) -> None:
        """Draw the figures."""
        self.line.show_points(*_numbers(lines.validation, scale))
        self.dots.show_points(lines.dots.x, scale.heights(lines.dots.y))


class _Other(NamedTuple):
    """The curves of another run."""

    name: str
    colour: int
    mean: Line
    validation: _Validation


class CurveSet:
    """Makes the curves of a plot and keeps them up to date."""

    def __init__(self, plot: pyqtgraph.PlotItem, names: CurveNames) -> None:
        self._plot = plot
        self._others: list[_Other] = []
        self._style: Style | None = None
        self._is_logarithmic = False
        self._raw = None if names.raw is None else Range(names.raw, z=0)
        self.mean = Line(names.mean, z=2)
        self._validation = None
        if names.validation is not None:
            self._validation = _Validation(Line(names.validation, z=1.5), Dots(z=3))
        if self._raw is not None:
            self._add(self._raw)
        self._add(self.mean)
        if self._validation is not None:
            self._add(self._validation.line, self._validation.dots)

    @property
    def _validations(self) -> list[_Validation]:
        others = [other.validation for other in self._others]
        return others if self._validation is None else [self._validation, *others]

    def set_style(self, style: Style) -> None:
        """Take over the colours of the moment."""
        self._style = style
        if self._raw is not None:
            self._raw.setPen(style.raw_line)
        self.mean.setPen(style.mean)
        if self._validation is not None:
            self._validation.set_style(style.validation_line, style.validation, style.rim, _DOT)
        for other in self._others:
            _style_other(other, style)

    def show(self, data: PlotData) -> None:
        """Draw what a plot shows."""
        self._set_logarithmic(isinstance(data.scale, LogScale))
        self._match(data.overlays)
        if self._raw is not None:
            self._raw.show_range(_shown_range(data.raw, data.scale))
        self.mean.show_points(*_numbers(data.lines.mean, data.scale))
        if self._validation is not None:
            self._validation.show(data.lines, data.scale)
        for item, other in zip(self._others, data.overlays, strict=True):
            item.mean.show_points(*_numbers(other.lines.mean, data.scale))
            item.validation.show(other.lines, data.scale)

    def clear(self) -> None:
        """Draw nothing any more."""
        self._match([])
        for line in self._plot.listDataItems():
            line.show_points(*_NOTHING)
        for validation in self._validations:
            validation.dots.show_points(*_NOTHING)

    def set_exported(self) -> None:
        """Be put into a file from now on, in shapes rather than in pixels."""
        for line in self._plot.listDataItems():
            line.set_exported()
        for validation in self._validations:
            validation.dots.set_exported()

    def _match(self, others: Sequence[OtherLines]) -> None:
        """Have curves for these runs and no others."""
        wanted = [(other.name, other.colour) for other in others]
        if wanted == [(other.name, other.colour) for other in self._others]:
            return
        for other in self._others:
            self._plot.removeItem(other.mean)
            self._plot.removeItem(other.validation.line)
            self._plot.vb.removeItem(other.validation.dots)
        self._others = [self._make_other(name, colour) for name, colour in wanted]

    def _make_other(self, name: str, colour: int) -> _Other:
        validation = _Validation(Line(tr("{name}, validation", name=name), z=1), Dots(z=1))
        other = _Other(name, colour, Line(name, z=1), validation)
        self._add(other.mean)
        self._add(validation.line, validation.dots)
        if self._style is not None:
            _style_other(other, self._style)
        return other

    def _add(self, line: Line, dots: Dots | None = None) -> None:
        self._plot.addItem(line)
        line.setLogMode(False, self._is_logarithmic)
        if dots is not None:
            self._plot.vb.addItem(dots, ignoreBounds=True)

    def _set_logarithmic(self, is_logarithmic: bool) -> None:
        if is_logarithmic == self._is_logarithmic:
            return
        self._is_logarithmic = is_logarithmic
        for line in self._plot.listDataItems():
            line.setLogMode(False, is_logarithmic)


def _style_other(other: _Other, style: Style) -> None:
    dashes = style.overlay_validation(other.colour)
    other.mean.setPen(style.overlay_mean(other.colour))
    other.validation.set_style(dashes, dashes.color(), style.rim, _SMALL_DOT)


def _numbers(curve: Curve, scale: Scale) -> Curve:
    return Curve(curve.x, scale.numbers(curve.y))


def _shown_range(raw: Envelope, scale: Scale) -> Envelope:
    return Envelope(raw.edges, scale.numbers(raw.low), scale.numbers(raw.high))
