"""The curves of a plot as pyqtgraph's data items, painted as Qt paints fast."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from desktop.train.plots.chart_kinds import CurveNames
from desktop.train.plots.exported_shapes import draw_line, draw_range
from desktop.train.plots.plot_data import NO_CURVE, OWN_CURVES, Lines, OtherLines, PlotData
from desktop.train.plots.scales import LEAST, LinearScale, LogScale, Scale
from desktop.train.plots.style import Style
from desktop.translation import tr
from desktop.workspace.run.series import Curve, Envelope, FloatArray

_DOT, _SMALL_DOT = 8.0, 5.0
"""Pixels from rim to rim."""

_LONELY = 4.0
"""The same of a line that has but one point."""

_FAR = 20_000.0
"""Pixels from the top that a point may be; Qt cannot paint what is very far away."""


class Curves:
    """All curves of one plot: those of the run in sight, and of other runs over it."""

    def __init__(self, plot: pyqtgraph.PlotItem, names: CurveNames) -> None:
        self._plot = plot
        self._style: Style | None = None
        self._is_logarithmic = False
        self._raw = None if names.raw is None else Range(names.raw, z=0)
        if self._raw is not None:
            self._add(self._raw)
        self._own = self._made(names, OWN_CURVES)
        self._others: list[_RunCurves] = []

    def set_style(self, style: Style) -> None:
        """Take over the colours of the moment."""
        self._style = style
        if self._raw is not None:
            self._raw.setPen(style.raw_line)
        for curves in (self._own, *self._others):
            curves.set_style(style)

    def show(self, data: PlotData) -> None:
        """Draw what a plot shows."""
        is_logarithmic = isinstance(data.scale, LogScale)
        if is_logarithmic != self._is_logarithmic:
            self._is_logarithmic = is_logarithmic
            for line in self._plot.listDataItems():
                line.setLogMode(False, is_logarithmic)
        self._match(data.overlays)
        if self._raw is not None:
            self._raw.show_range(data.raw, data.scale)
        self._own.show(data.lines, data.scale)
        for curves, other in zip(self._others, data.overlays, strict=True):
            curves.show(other.lines, data.scale)

    def clear(self) -> None:
        """Draw nothing any more."""
        self.show(PlotData(0, 1, LinearScale(0, 1), Lines(NO_CURVE)))

    def _match(self, others: Sequence[OtherLines]) -> None:
        """Have curves for these runs and no others."""
        wanted = [(other.name, other.colour) for other in others]
        if wanted == [(curves.mean.name(), curves.colour) for curves in self._others]:
            return
        for curves in self._others:
            self._plot.removeItem(curves.mean)
            self._plot.removeItem(curves.validation)
            self._plot.vb.removeItem(curves.dots)
        self._others = [
            self._made(CurveNames(name, validation=tr("{name}, validation", name=name)), colour)
            for name, colour in wanted
        ]

    def _made(self, names: CurveNames, colour: int) -> "_RunCurves":
        curves = _RunCurves(names, colour)
        self._add(curves.mean)
        if curves.validation is not None:
            self._add(curves.validation)
            self._plot.vb.addItem(curves.dots, ignoreBounds=True)
        if self._style is not None:
            curves.set_style(self._style)
        return curves

    def _add(self, line: "Line") -> None:
        self._plot.addItem(line)
        line.setLogMode(False, self._is_logarithmic)


class _RunCurves:
    """The running mean of one run and its validation figures: a line, and dots where there is room.

    The line lies under the running mean, so that it never hides it.
    """

    def __init__(self, names: CurveNames, colour: int) -> None:
        self.colour = colour
        mean, line, dots = (2, 1.5, 3) if colour == OWN_CURVES else (1, 1, 1)
        self.mean = Line(names.mean, mean)
        self.validation = None if names.validation is None else Line(names.validation, line)
        self.dots = Dots(dots)

    def set_style(self, style: Style) -> None:
        if self.colour == OWN_CURVES:
            mean, line, dot, size = style.mean, style.validation_line, style.validation, _DOT
        else:
            mean, line = style.overlay_mean(self.colour), style.overlay_validation(self.colour)
            dot, size = line.color(), _SMALL_DOT
        self.mean.setPen(mean)
        if self.validation is not None:
            self.validation.setPen(line)
            self.dots.setBrush(dot)
            self.dots.setPen(style.rim)
            self.dots.setSize(size)

    def show(self, lines: Lines, scale: Scale) -> None:
        self.mean.show_points(lines.mean.x, scale.numbers(lines.mean.y))
        if self.validation is not None:
            self.validation.show_points(lines.validation.x, scale.numbers(lines.validation.y))
            # those outside are left out here: not every reader of a file clips them
            low, high = scale.heights(np.array([scale.low, scale.high]))
            heights = scale.heights(lines.dots.y)
            is_within = (low <= heights) & (heights <= high)
            self.dots.show_points(lines.dots.x[is_within], heights[is_within])


class Line(pyqtgraph.PlotDataItem):  # type: ignore[misc]
    """A curve under a name, by which scripts find it. Points that stay the same cost nothing."""

    curve: Any
    scatter: Any

    def __init__(self, name: str, z: float, *, curve: "_Segments | None" = None) -> None:
        super().__init__(name=name, connect="all", antialias=True, skipFiniteCheck=True)
        for item in (self.curve, self.scatter):
            # the dots, which are never shown, would cost their share of each change of the view
            item.setParentItem(None)
        self.curve = curve or _Segments()
        self.curve.setParentItem(self)
        # far points are brought near in pixels
        self.setDynamicRangeLimit(None)
        self.setZValue(z)
        self._points = NO_CURVE

    def show_points(self, x: FloatArray, y: FloatArray) -> None:
        """Draw a line through these points."""
        if not _is_same(self._points, x, y):
            self._points = Curve(x, y)
            # a loss may come out as 0, which has no logarithm
            self.setData(x, np.maximum(y, LEAST))


class Range(Line):
    """The figures of single steps, or the least and the largest of every few of them."""

    def __init__(self, name: str, z: float) -> None:
        super().__init__(name, z, curve=_Bars())

    def show_range(self, raw: Envelope, scale: Scale) -> None:
        """Draw a range: of each group its least and its largest figure, one after the other."""
        middle = (raw.edges[:-1] + raw.edges[1:]) / 2
        self.curve.edges = None if raw.is_single else raw.edges
        if raw.is_single:
            self.show_points(middle, scale.numbers(raw.low))
        else:
            figures = np.column_stack([raw.low, raw.high]).ravel()
            self.show_points(np.repeat(middle, 2), scale.numbers(figures))


class Dots(pyqtgraph.ScatterPlotItem):  # type: ignore[misc]
    """Dots at some of the points of a line."""

    def __init__(self, z: float) -> None:
        super().__init__()
        self.setZValue(z)
        self._points = NO_CURVE

    def boundingRect(self) -> QRectF:
        """Overrides the bounds of the points, which take long to find."""
        return _field_around(self)

    def show_points(self, x: FloatArray, heights: FloatArray) -> None:
        """Draw dots at these places of the axes."""
        if not _is_same(self._points, x, heights):
            self._points = Curve(x, heights)
            self.setData(x=x, y=heights)

    def paint(self, painter: QPainter, *parts: Any) -> None:
        """Overrides symbols painted in units of their size, whose rim most readers of a file
        would take to be as wide as the dot.
        """
        if not self._exportOpts:
            super().paint(painter, *parts)
            return
        view = painter.transform()
        places = [view.map(QPointF(*point)) for point in zip(*self._points, strict=True)]
        painter.resetTransform()
        painter.setPen(QPen(self.opts["pen"].color(), 1))
        painter.setBrush(self.opts["brush"])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in places:
            painter.drawEllipse(place, self.opts["size"] / 2, self.opts["size"] / 2)


class _Segments(pyqtgraph.PlotCurveItem):  # type: ignore[misc]
    """A line in segments, put to paper in pixels rather than in steps and figures.

    Measured for 360 points, 2 pixels thick and antialiased: 0.3 ms, but 2.0 ms where the painter
    stretches steps to pixels, and 2.5 ms with round ends: Qt then makes outlines of lines first.
    """

    edges: FloatArray | None = None
    """Where bars begin and end; None where a line goes through the points."""

    def __init__(self) -> None:
        super().__init__()
        self._segments = PrimitiveArray(QLineF, 4)
        self._exported_field: QRectF | None = None

    def boundingRect(self) -> QRectF:
        """Overrides the bounds of the points, which take long to find."""
        return _field_around(self)

    def paint(self, painter: QPainter, _option: Any, _widget: Any = None) -> None:
        if self.xData is None or not len(self.xData):
            return
        view = painter.transform()
        x = (self.xData if self.edges is None else self.edges) * view.m11() + view.dx()
        y = np.clip(self.yData * view.m22() + view.dy(), -_FAR, _FAR)
        self._exported_field = view.mapRect(self.boundingRect()) if self._exportOpts else None
        painter.resetTransform()
        painter.setPen(self.opts["pen"])
        self._draw(painter, x, y)

    def _draw(self, painter: QPainter, x: FloatArray, y: FloatArray) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(x) == 1:
            pen = QPen(painter.pen().color(), _LONELY)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPoint(QPointF(x[0], y[0]))
        elif self._exported_field is not None:
            draw_line(painter, x, y, self._exported_field)
        else:
            self._segments.resize(len(x) - 1)
            ends = self._segments.ndarray()
            ends[:, 0], ends[:, 1], ends[:, 2], ends[:, 3] = x[:-1], y[:-1], x[1:], y[1:]
            painter.drawLines(*self._segments.drawargs())


class _Bars(_Segments):
    """Upright bars side by side, each between a low and a high point; or a line of its points.

    Bars take 0.2 ms, the outline of them all 2 ms and more.
    """

    def __init__(self) -> None:
        super().__init__()
        self._bars = PrimitiveArray(QRectF, 4)

    def _draw(self, painter: QPainter, x: FloatArray, y: FloatArray) -> None:
        if self.edges is None:
            super()._draw(painter, x, y)
            return
        low, high = y[::2], y[1::2]
        # each bar reaches up to its neighbour, so that there are no gaps in the range; and pixels
        # count downwards
        bottom, top = low + 0.5, high - 0.5
        bottom[1:] = np.maximum(bottom[1:], high[:-1] + 0.5)
        top[1:] = np.minimum(top[1:], low[:-1] - 0.5)
        painter.setBrush(painter.pen().color())
        painter.setPen(Qt.PenStyle.NoPen)
        if self._exported_field is not None:
            draw_range(painter, x, top, bottom, self._exported_field)
            return
        self._bars.resize(len(top))
        bars = self._bars.ndarray()
        bars[:, 0], bars[:, 1], bars[:, 2], bars[:, 3] = x[:-1], top, np.diff(x), bottom - top
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawRects(*self._bars.drawargs())


def _is_same(points: Curve, x: FloatArray, y: FloatArray) -> bool:
    return np.array_equal(y, points.y) and np.array_equal(x, points.x)


def _field_around(item: pyqtgraph.GraphicsItem) -> QRectF:
    """What is in sight, which is drawn anew whenever anything is."""
    view = item.getViewBox()
    return QRectF() if view is None else view.viewRect()
