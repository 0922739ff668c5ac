"""Curves as pyqtgraph's data items, painted in the ways that Qt paints fast.

They know points and pens, and neither runs nor axes.
"""

from typing import Any

import numpy as np
import pyqtgraph
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.train.plots.export_paths import draw_line, draw_range
from desktop.train.plots.scales import LEAST
from desktop.workspace.run.growing_array import FloatArray
from desktop.workspace.run.series import Envelope

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


class _Dots(pyqtgraph.ScatterPlotItem):  # type: ignore[misc]
    """Dots at points."""

    def boundingRect(self) -> QRectF:
        """Overrides the bounds of the points, which take long to find."""
        return _field_around(self)


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

    def __init__(
        self, name: str, z: float, *, curve: _Pieces | None = None, is_dotted: bool = False
    ) -> None:
        super().__init__(name=name, connect="all", antialias=True, skipFiniteCheck=True)
        for item in (self.curve, self.scatter):
            item.setParentItem(None)
        self.curve, self.scatter = curve or _Pieces(), _Dots()
        self.curve.setParentItem(self)
        if is_dotted:
            # else they would cost their share of each change of the view
            self.scatter.setParentItem(self)
        # far points are brought near in pixels
        self.setDynamicRangeLimit(None)
        self.setZValue(z)
        self._points: tuple[FloatArray, FloatArray] = np.empty(0), np.empty(0)

    def wear_dots(self, colour: QColor, rim: QPen, diameter: float) -> None:
        """Take over the looks of dots."""
        cosmetic = QPen(rim)
        cosmetic.setCosmetic(True)  # symbols are painted in units of their size
        self.setSymbolBrush(colour)
        self.setSymbolPen(cosmetic)
        self.setSymbolSize(diameter)

    def set_exported(self) -> None:
        """Be put into a file from now on, in shapes rather than in pixels."""
        self.curve.setExportMode(True, {"antialias": True})
        self.scatter.setExportMode(True, {"antialias": True})

    def show_points(self, x: FloatArray, y: FloatArray, *, has_dots: bool = False) -> None:
        """Draw these points, with or without a dot at each."""
        symbol = "o" if has_dots else None
        old_x, old_y = self._points
        is_same = np.array_equal(y, old_y) and np.array_equal(x, old_x)
        if is_same and symbol == self.opts["symbol"]:
            return
        self._points = x, y
        # a loss may come out as 0, which has no logarithm
        self.setData(x, np.maximum(y, LEAST), symbol=symbol)


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
