"""How lines of ink are painted: the pieces of a stroke that grows, and the fine way of a whole one.

Each is as wide as the pen everywhere, however tight it turns.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import radians

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from desktop.draw.ink.curve import CurveSegment
from desktop.draw.ink.stroke_part import BLOCK_POINTS, FineWay, StrokePart

_POINTS = 1200
"""Pixels of a side on which all points of a fine way are painted; on fewer, fewer points tell."""

_WIDTHS = 2000
"""Widths of a pen that are told apart, for the whole side of the canvas."""


def ink_pen(colour: QColor, width: float) -> QPen:
    """A round pen."""
    return QPen(
        colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def paint_pieces(painter: QPainter, way: Sequence[CurveSegment], side: float, pen: QPen) -> None:
    """Paint pieces that follow each other, `side` being the unit's length on screen."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if len({piece.width for piece in way}) == 1:
        _paint_path(painter, way, side, _widened(pen, way[0].width))
    else:
        for piece in way:
            _paint_path(painter, [piece], side, _widened(pen, piece.width))


def paint_part(
    painter: QPainter, part: StrokePart, side: float, colour: QColor, area: QRectF | None = None
) -> None:
    """Paint a stroke, or what is left of one, `side` being the unit's length on screen.

    area: in the unit square; what does not reach into it is left away.
    """
    if area is not None and not ink_area(part).intersects(area):
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for first, last in _stretches(part, area):
        paint_stretch(painter, part.fine, first, last, side, colour)


def ink_area(part: StrokePart) -> QRectF:
    """Where its ink is, in the unit square."""
    left, top, right, bottom = part.box
    area = QRectF(left, top, right - left, bottom - top)
    reach = part.fine.reach
    return area.adjusted(-reach, -reach, reach, reach)


def changed_area(before: Iterable[StrokePart], after: Iterable[StrokePart]) -> QRectF:
    """Where ink is different that was these parts of strokes and is those: in the unit square."""
    area = QRectF()
    marks: dict[FineWay, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
    for number, parts in enumerate((before, after)):
        for part in parts:
            length = len(part.fine.picture)
            both = marks.setdefault(part.fine, (np.zeros(length, bool), np.zeros(length, bool)))
            both[number][part.first : part.last] = True
    for fine, (there, wanted) in marks.items():
        differs = there != wanted
        if not differs.any():
            continue
        # the line to the next point differs, too
        differs[:-1] |= differs[1:]
        differs[1:] |= differs[:-1]
        places, reach = fine.picture[differs], fine.reach
        left, top = (places.min(axis=0) - reach).tolist()
        right, bottom = (places.max(axis=0) + reach).tolist()
        area = area.united(QRectF(left, top, right - left, bottom - top))
    return area


def _stretches(part: StrokePart, area: QRectF | None) -> list[tuple[int, int]]:
    """The points to paint: the first one's number, and that of the one behind the last.

    They are the same whatever else is painted, so that ink looks the same however it came about.
    """
    blocks = np.arange(part.first // BLOCK_POINTS, (part.last - 1) // BLOCK_POINTS + 1)
    if area is not None:
        left, top, right, bottom = part.fine.boxes[blocks].T
        is_near = (left <= area.right()) & (right >= area.left())
        is_near &= (top <= area.bottom()) & (bottom >= area.top())
        blocks = blocks[is_near]
    return [
        (max(number * BLOCK_POINTS, part.first), min((number + 1) * BLOCK_POINTS + 1, part.last))
        for number in blocks.tolist()
    ]


def paint_stretch(
    painter: QPainter, fine: FineWay, first: int, last: int, side: float, colour: QColor
) -> None:
    """Lines of one width after the other, and dots where a line would have a hole."""
    # each so many points one, counted from the stroke's beginning: however it is cut, the same ones
    stride = max(1, int(_POINTS / side))
    between = np.arange(first - first % stride + stride, last - 1, stride)
    numbers = np.concatenate([[first], between, [last - 1]] if last - first > 1 else [[first]])
    places = [QPointF(x, y) for x, y in (fine.picture[numbers] * side).tolist()]
    widths = fine.widths[numbers]
    if widths.min() < widths.max():
        widths = np.rint(widths * _WIDTHS) / _WIDTHS
    breaks = (np.flatnonzero(np.diff(widths)) + 1).tolist()
    for begin, end in pairwise([0, *breaks, len(places)]):
        painter.setPen(ink_pen(colour, float(widths[begin]) * side))
        line = places[begin : end + 1]
        if len(line) == 1:
            painter.drawPoint(line[0])
        else:
            painter.drawPolyline(line)
    for number in (np.flatnonzero(fine.is_tight[first:last]) + first).tolist():
        painter.setPen(ink_pen(colour, float(fine.widths[number]) * side))
        painter.drawPoint(QPointF(*fine.picture[number].tolist()) * side)


def _paint_path(painter: QPainter, way: Sequence[CurveSegment], side: float, pen: QPen) -> None:
    path = QPainterPath(QPointF(*way[0].start))
    for piece in way:
        path.cubicTo(QPointF(*piece.leaving), QPointF(*piece.arriving), QPointF(*piece.end))
    painter.setPen(pen)
    if path.length() == 0:
        # a path without length has no ink, a point has a dot's
        painter.drawPoint(QPointF(*way[0].start) * side)
    else:
        painter.drawPath(QTransform.fromScale(side, side).map(path))
        for piece in way:
            if _is_tight(piece, pen.widthF() / side):
                painter.drawPoint(QPointF(*piece.end) * side)


def _widened(pen: QPen, factor: float) -> QPen:
    widened = QPen(pen)
    widened.setWidthF(pen.widthF() * factor)
    return widened


def _is_tight(piece: CurveSegment, width: float) -> bool:
    """Whether a piece turns within half the pen's width, where Qt leaves a hole in the ink."""
    corners = [QPointF(*point) for point in piece[:4]]
    parts = [line for line in map(QLineF, corners, corners[1:]) if line.length() > 0]
    turn = sum(abs((second.angleTo(first) + 180) % 360 - 180) for first, second in pairwise(parts))
    return sum(part.length() for part in parts) < radians(turn) * width / 2
