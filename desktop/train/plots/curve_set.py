"""All curves of one plot: the run in sight, and other runs over it.

They know pyqtgraph's items and the scene that these show; what is in sight is a plot's matter.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyqtgraph

from desktop.train.plots.curves import Line, Range
from desktop.train.plots.plot_data import OtherLines, PlotData
from desktop.train.plots.scales import LogScale, Scale
from desktop.train.plots.style import Style
from desktop.workspace.run.series import Curve

_MOST_DOTS = 40
"""Validation points that stay apart as dots; more of them are drawn as a line alone."""

_DOT, _SMALL_DOT = 8.0, 5.0
"""Pixels from rim to rim."""


_NOTHING = Curve(np.empty(0), np.empty(0))


class CurveNames(NamedTuple):
    """The names of the curves of a run, by which scripts find them; not all plots have all."""

    mean: str
    raw: str | None = None
    validation: str | None = None


class _Other(NamedTuple):
    """The curves of another run."""

    name: str
    colour: int
    mean: Line
    validation: Line


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
            self._validation = Line(names.validation, z=3, is_dotted=True)
        for line in (self.mean, self._raw, self._validation):
            if line is not None:
                self._add(line)

    def wear(self, style: Style) -> None:
        """Take over the colours of the moment."""
        self._style = style
        if self._raw is not None:
            self._raw.setPen(style.raw_line)
        self.mean.setPen(style.mean)
        if self._validation is not None:
            self._validation.setPen(style.validation_line)
            self._validation.wear_dots(style.validation, style.rim, _DOT)
        for other in self._others:
            _wear_other(other, style)

    def show(self, scene: PlotData) -> None:
        """Draw a scene."""
        self._set_logarithmic(isinstance(scene.scale, LogScale))
        self._match(scene.overlays)
        if self._raw is not None:
            self._raw.show_range(scene.raw)
        self.mean.show_points(*_numbers(scene.lines.mean, scene.scale))
        if self._validation is not None:
            _show_marks(self._validation, scene.lines.validation, scene.scale)
        for item, other in zip(self._others, scene.overlays, strict=True):
            item.mean.show_points(*_numbers(other.lines.mean, scene.scale))
            _show_marks(item.validation, other.lines.validation, scene.scale)

    def clear(self) -> None:
        """Draw nothing any more."""
        self._match([])
        for line in self._plot.listDataItems():
            line.show_points(*_NOTHING)

    def set_exported(self) -> None:
        """Be put into a file from now on, in shapes rather than in pixels."""
        for line in self._plot.listDataItems():
            line.set_exported()

    def _match(self, others: Sequence[OtherLines]) -> None:
        """Have curves for these runs and no others."""
        wanted = [(other.name, other.colour) for other in others]
        if wanted == [(other.name, other.colour) for other in self._others]:
            return
        for other in self._others:
            self._plot.removeItem(other.mean)
            self._plot.removeItem(other.validation)
        self._others = [self._make_other(name, colour) for name, colour in wanted]

    def _make_other(self, name: str, colour: int) -> _Other:
        validation = Line(f"{name}, validation", z=1, is_dotted=True)
        other = _Other(name, colour, Line(name, z=1), validation)
        self._add(other.mean)
        self._add(other.validation)
        if self._style is not None:
            _wear_other(other, self._style)
        return other

    def _add(self, line: Line) -> None:
        self._plot.addItem(line)
        line.setLogMode(False, self._is_logarithmic)

    def _set_logarithmic(self, is_logarithmic: bool) -> None:
        if is_logarithmic == self._is_logarithmic:
            return
        self._is_logarithmic = is_logarithmic
        for line in self._plot.listDataItems():
            line.setLogMode(False, is_logarithmic)


def _wear_other(other: _Other, style: Style) -> None:
    dashes = style.overlay_validation(other.colour)
    other.mean.setPen(style.overlay_mean(other.colour))
    other.validation.setPen(dashes)
    other.validation.wear_dots(dashes.color(), style.rim, _SMALL_DOT)


def _numbers(curve: Curve, scale: Scale) -> Curve:
    return Curve(curve.x, scale.numbers(curve.y))


def _show_marks(line: Line, marks: Curve, scale: Scale) -> None:
    line.show_points(*_numbers(marks, scale), has_dots=len(marks.x) <= _MOST_DOTS)
