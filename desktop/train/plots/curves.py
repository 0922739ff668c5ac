"""Curves as pyqtgraph's data items, painted as Qt paints fast, and as shapes in a file."""

from typing import Any

import numpy as np
import pyqtgraph
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from desktop.train.plots.scales import LEAST
from desktop.workspace.run.growing_array import FloatArray
from desktop.workspace.run.series import Envelope


def draw_line(painter: QPainter, x: FloatArray, y: FloatArray, field: QRectF) -> None:
    """Draw what of a line through points is in the field."""
    pen = QPen(painter.pen())
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for part in cut(x, y, field):
        painter.drawPolyline(_polygon(part))


def draw_range(
    painter: QPainter, x: FloatArray, top: FloatArray, bottom: FloatArray, field: QRectF
) -> None:
    """Draw what of upright bars is in the field; `x` lie between them."""
    across = np.clip(np.repeat(x, 2)[1:-1], field.left(), field.right())
    down = np.append(np.repeat(top, 2), np.repeat(bottom, 2)[::-1])
    down = np.clip(down, field.top(), field.bottom())
    painter.drawPolygon(_polygon(np.column_stack([np.append(across, across[::-1]), down])))


def cut(x: FloatArray, y: FloatArray, field: QRectF) -> list[FloatArray]:
    """The parts of a line through points that are in a field, each as points again.

    Liang and Barsky's way: a piece is inside from where it has crossed all sides that it comes to
    from outside, until it crosses the first one from inside.
    """
    begin = np.column_stack([x[:-1], y[:-1]])
    way = np.column_stack([x[1:], y[1:]]) - begin
    low, high = np.array([field.left(), field.top()]), np.array([field.right(), field.bottom()])
    with np.errstate(all="ignore"):
        first, second = (low - begin) / way, (high - begin) / way
    is_level = way == 0
    is_within = ~is_level | ((begin >= low) & (begin <= high))
    enters = np.where(is_level, 0, np.minimum(first, second)).clip(0, 1).max(1)
    leaves = np.where(is_level, 1, np.maximum(first, second)).clip(0, 1).min(1)
    kept = (enters < leaves) & is_within.all(1)
    starts, ends = begin + way * enters[:, None], begin + way * leaves[:, None]
    # a piece that begins inside goes on where the one before has ended
    goes_on = kept[1:] & kept[:-1] & (enters[1:] == 0) & (leaves[:-1] == 1)
    runs = np.split(np.arange(len(kept)), np.flatnonzero(~goes_on) + 1)
    return [np.vstack([starts[run[:1]], ends[run]]) for run in runs if len(run) and kept[run[0]]]


def _polygon(points: FloatArray) -> QPolygonF:
    return QPolygonF([QPointF(*point) for point in points.tolist()])


_FAR = 20_000.0
"""Pixels from the top that a point may be; Qt cannot paint what is very far away."""

_LONELY = 4.0
"""Pixels from rim to rim of a line that has but one point."""


class _Pieces(pyqtgraph.PlotCurveItem):  # type: ignore[misc]
    """A line in pieces, put to paper in pixels rather than in steps and figures.

    Measured for 360 points, 2 pixels thick and antialiased: 0.3 ms, but 2.0 ms where the painter
    stretches steps to pixels, and 2.5 ms with round ends: Qt then makes outlines of lines first.
    """

    def __init__(self) -> None:
        super().__init__()
        self._pieces = PrimitiveArray(QLineF, 4)
        self._exported_field: QRectF | None = None

    def boundingRect(self) -> QRectF:
        """Overrides the bounds of the points, which take long to find."""
        return _field_around(self)

    def paint(self, painter: QPainter, _option: Any, _widget: Any = None) -> None:
        if self.xData is None or not len(self.xData):
            return
        view = painter.transform()
        y = np.clip(self.yData * view.m22() + view.dy(), -_FAR, _FAR)
        self._exported_field = view.mapRect(self.boundingRect()) if self._exportOpts else None
        painter.resetTransform()
        painter.setPen(self.opts["pen"])
        self._draw(painter, self._edges * view.m11() + view.dx(), y)

    @property
    def _edges(self) -> FloatArray:
        """Where pieces begin and end."""
        edges: FloatArray = self.xData
        return edges

    def _draw(self, painter: QPainter, x: FloatArray, y: FloatArray) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(x) == 1:
            _draw_dot(painter, float(x[0]), float(y[0]))
            return
        if self._exported_field is not None:
            draw_line(painter, x, y, self._exported_field)
            return
        self._pieces.resize(len(x) - 1)
        memory = self._pieces.ndarray()
        memory[:, 0], memory[:, 1], memory[:, 2], memory[:, 3] = x[:-1], y[:-1], x[1:], y[1:]
        painter.drawLines(*self._pieces.drawargs())


class Dots(pyqtgraph.ScatterPlotItem):  # type: ignore[misc]
    """Dots at some of the points of a line."""

    def __init__(self, z: float) -> None:
        super().__init__()
        self.setZValue(z)
        self._points: tuple[FloatArray, FloatArray] = np.empty(0), np.empty(0)

    def boundingRect(self) -> QRectF:
        """Overrides the bounds of the points, which take long to find."""
        return _field_around(self)

    def set_dot_style(self, colour: QColor, rim: QPen, diameter: float) -> None:
        """Take over the looks of dots."""
        cosmetic = QPen(rim)
        cosmetic.setCosmetic(True)  # symbols are painted in units of their size
        self.setBrush(colour)
        self.setPen(cosmetic)
        self.setSize(diameter)

    def set_exported(self) -> None:
        """Be put into a file from now on, in shapes rather than in pixels."""
        self.setExportMode(True, {"antialias": True})

    def show_points(self, x: FloatArray, heights: FloatArray) -> None:
        """Draw dots at these places of the axes."""
        old_x, old_heights = self._points
        if not (np.array_equal(x, old_x) and np.array_equal(heights, old_heights)):
            self._points = x, heights
            self.setData(x=x, y=heights)


def _field_around(item: pyqtgraph.GraphicsItem) -> QRectF:
    """What is in sight, which is drawn anew whenever anything is."""
    view = item.getViewBox()
    return QRectF() if view is None else view.viewRect()


def _draw_dot(painter: QPainter, x: float, y: float) -> None:
    """What a line of one point is."""
    pen = QPen(painter.pen().color(), _LONELY)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawPoint(QPointF(x, y))


class _Bars(_Pieces):
    """Upright bars side by side, each between a low and a high point; or a line of its points.

    Bars take 0.2 ms, the outline of them all 2 ms and more.
    """

    def __init__(self) -> None:
        super().__init__()
        self._bars = PrimitiveArray(QRectF, 4)
        self.edges: FloatArray | None = None

    @property
    def _edges(self) -> FloatArray:
        return super()._edges if self.edges is None else self.edges

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
        field = self._exported_field
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, field is not None)
        if field is not None:
            draw_range(painter, x, top, bottom, field)
            return
        self._bars.resize(len(top))
        memory = self._bars.ndarray()
        memory[:, 0], memory[:, 1] = x[:-1], top
        memory[:, 2], memory[:, 3] = np.diff(x), bottom - top
        painter.drawRects(*self._bars.drawargs())


class Line(pyqtgraph.PlotDataItem):  # type: ignore[misc]
    """A curve under a name, by which scripts find it. Points that stay the same cost nothing."""

    curve: Any
    scatter: Any

    def __init__(self, name: str, z: float, *, curve: _Pieces | None = None) -> None:
        super().__init__(name=name, connect="all", antialias=True, skipFiniteCheck=True)
        for item in (self.curve, self.scatter):
            # the dots, which are never shown, would cost their share of each change of the view
            item.setParentItem(None)
        self.curve = curve or _Pieces()
        self.curve.setParentItem(self)
        # far points are brought near in pixels
        self.setDynamicRangeLimit(None)
        self.setZValue(z)
        self._points: tuple[FloatArray, FloatArray] = np.empty(0), np.empty(0)

    def set_exported(self) -> None:
        """Be put into a file from now on, in shapes rather than in pixels."""
        self.curve.setExportMode(True, {"antialias": True})

    def show_points(self, x: FloatArray, y: FloatArray) -> None:
        """Draw a line through these points."""
        old_x, old_y = self._points
        if np.array_equal(y, old_y) and np.array_equal(x, old_x):
            return
        self._points = x, y
        # a loss may come out as 0, which has no logarithm
        self.setData(x, np.maximum(y, LEAST))


class Range(Line):
    """The figures of single steps, or the least and the largest of every few of them."""

    def __init__(self, name: str, z: float) -> None:
        super().__init__(name, z, curve=_Bars())

    def show_range(self, raw: Envelope) -> None:
        """Draw a range: of each group its least and its largest figure, one after the other."""
        middle = (raw.edges[:-1] + raw.edges[1:]) / 2
        if raw.is_single:
            self.curve.edges = None
            self.show_points(middle, raw.low)
            return
        self.curve.edges = raw.edges
        self.show_points(np.repeat(middle, 2), np.column_stack([raw.low, raw.high]).ravel())
