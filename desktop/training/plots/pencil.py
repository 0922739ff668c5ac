"""Many points put to paper at once: arrays handed to Qt as they are, in shapes it paints fast.

It knows no plots: coordinates in pixels come in, lines and bars come out.
"""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from shiboken6 import Shiboken

from desktop.training.plots.growing import FloatArray

_DASH = 5.0
"""Pixels of a dash, and of the gap after it."""


class Pencil:
    """Paints on a screen as fast as can be, or `exactly` for files, which keep lines in one piece.

    Measured for a line of 360 points, 2 pixels thick and antialiased: 0.8 ms in one piece, 0.1 ms
    as pieces whose ends are square, which Qt paints without turning them into outlines first.
    Bars instead of a filled outline take 0.2 ms instead of 2.
    """

    def __init__(self, painter: QPainter, *, exactly: bool = False) -> None:
        self._painter = painter
        self._exactly = exactly

    def line(self, x: FloatArray, y: FloatArray, pen: QPen) -> None:
        """A smooth line through points."""
        if len(x) < 2:
            return
        if not self._exactly:
            self._pieces(np.column_stack([x[:-1], y[:-1], x[1:], y[1:]]), pen)
            return
        pen = QPen(pen)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.setPen(pen)
        self._painter.drawPolyline(_polygon(x, y))

    def dashes(self, x: FloatArray, y: FloatArray, pen: QPen) -> None:
        """A line through points with gaps in it, at even distances across."""
        if len(x) < 2:
            return
        across = np.arange(x[0], x[-1] + _DASH, _DASH).clip(max=x[-1])
        down = np.interp(across, x, y)
        count = len(across) // 2 * 2
        self._pieces(np.column_stack([across, down])[:count].reshape(-1, 4), pen)

    def bars(self, edges: FloatArray, top: FloatArray, bottom: FloatArray, colour: QColor) -> None:
        """Upright bars side by side; `edges` lie between them."""
        if not len(top):
            return
        painter = self._painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._exactly)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if self._exactly:
            x = np.repeat(edges, 2)[1:-1]
            x, y = np.append(x, x[::-1]), np.append(np.repeat(top, 2), np.repeat(bottom, 2)[::-1])
            painter.drawPolygon(_polygon(x, y))
            return
        bars = np.column_stack([edges[:-1], top, np.diff(edges), bottom - top])
        first = Shiboken.wrapInstance(bars.ctypes.data, QRectF)
        painter.drawRects(first, len(bars))  # type: ignore[call-overload]

    def upright(self, x: FloatArray, top: float, bottom: float, pen: QPen) -> None:
        """Lines from top to bottom, sharp where they lie on pixels."""
        across = np.column_stack([x, np.full_like(x, top), x, np.full_like(x, bottom)])
        self._pieces(across, pen, is_smooth=self._exactly)

    def level(self, y: FloatArray, left: float, right: float, pen: QPen) -> None:
        """Lines from left to right, sharp where they lie on pixels."""
        down = np.column_stack([np.full_like(y, left), y, np.full_like(y, right), y])
        self._pieces(down, pen, is_smooth=self._exactly)

    def dots(self, x: FloatArray, y: FloatArray, radius: float, colour: QColor, rim: QPen) -> None:
        """Filled dots with a rim."""
        painter = self._painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(rim)
        painter.setBrush(colour)
        for across, down in zip(x.tolist(), y.tolist(), strict=True):
            painter.drawEllipse(QPointF(across, down), radius, radius)

    def _pieces(self, pieces: FloatArray, pen: QPen, *, is_smooth: bool = True) -> None:
        """Lines from (x, y) to (x, y), a row each."""
        if not len(pieces):
            return
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
        self._painter.setPen(pen)
        # the wrapper stands for the first line of the array and does not own it
        first = Shiboken.wrapInstance(pieces.ctypes.data, QLineF)
        self._painter.drawLines(first, len(pieces))  # type: ignore[call-overload]


def _polygon(x: FloatArray, y: FloatArray) -> QPolygonF:
    return QPolygonF([QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)])
