"""Curves as shapes in a file, cut to their field by their own points.

Clip paths would take fewer lines, but not every reader draws those that Qt writes: Qt's own, which
image viewers use, lets lines run over the numbers, and librsvg loses the numbers and the dots.
"""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from desktop.workspace.run.series import FloatArray


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
    """Draw the outline of what of upright bars is in the field; `x` lie between them."""
    across = np.clip(np.repeat(x, 2)[1:-1], field.left(), field.right())
    down = np.append(np.repeat(top, 2), np.repeat(bottom, 2)[::-1])
    down = np.clip(down, field.top(), field.bottom())
    painter.drawPolygon(_polygon(np.column_stack([np.append(across, across[::-1]), down])))


def cut(x: FloatArray, y: FloatArray, field: QRectF) -> list[FloatArray]:
    """The parts of a line through points that are in a field, each as points again.

    Liang and Barsky's way: a segment is inside from where it has crossed all sides that it comes
    to from outside, until it crosses the first one from inside.
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
    # a segment that begins inside goes on where the one before has ended
    goes_on = kept[1:] & kept[:-1] & (enters[1:] == 0) & (leaves[:-1] == 1)
    runs = np.split(np.arange(len(kept)), np.flatnonzero(~goes_on) + 1)
    return [np.vstack([starts[run[:1]], ends[run]]) for run in runs if len(run) and kept[run[0]]]


def _polygon(points: FloatArray) -> QPolygonF:
    return QPolygonF([QPointF(*point) for point in points.tolist()])
