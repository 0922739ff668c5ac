"""Ink on the screen: a picture's and that of strokes, at the canvas's size and pixel density.

What is settled is painted once and kept, so that a long stroke costs no more than a short one.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import radians

import numpy as np
from PySide6.QtCore import QLineF, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QTransform

from desktop.draw.ink.curve import CurveSegment
from desktop.draw.ink.drawing import Drawing
from desktop.draw.ink.picture_ink import PictureInk
from desktop.draw.ink.stroke import Stroke
from desktop.widgets.images import to_ink_layer
from nncore.array_types import ImageArray

PICTURE_SIDE = 280
"""Pixels of a small picture of the canvas: ten for each of the network's."""

_KEPT_TOGETHER = 32
"""Pieces painted in one go: antialiased borders show where painted pieces meet, so seldom."""


class InkLayer:
    """A transparent picture of a drawing's ink, brought up to date before it is shown."""

    def __init__(self) -> None:
        self._image = QImage()
        self._colour = QColor()
        self._side = 0.0
        self._picture: PictureInk | None = None
        """The picture under the strokes that is painted already."""
        self._begun: list[Stroke] = []
        """The strokes in the picture: all whole, except perhaps the last."""
        self._settled = 0
        """How many pieces of the last one the picture holds, what is unsettled counted."""

    def paint(self, painter: QPainter, drawing: Drawing, side: float, colour: QColor) -> None:
        """Paint the drawing, `side` large, with its corner in the painter's origin."""
        self._fit(side, painter.device().devicePixelRatioF(), colour)
        self._catch_up(drawing)
        painter.drawImage(QPointF(0, 0), self._image)
        growing = drawing.growing_stroke
        if growing is not None:
            way = [*growing.pieces[self._settled :], *growing.unsettled()]
            _paint_way(painter, way, side, self._pen(growing))

    def _fit(self, side: float, pixel_ratio: float, colour: QColor) -> None:
        pixels = round(side * pixel_ratio)
        if self._image.width() == pixels and self._side == side and self._colour == colour:
            return
        self._image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
        self._image.setDevicePixelRatio(pixel_ratio)
        self._side = side
        self._colour = QColor(colour)
        self._wipe()

    def _wipe(self) -> None:
        self._image.fill(Qt.GlobalColor.transparent)
        self._picture = None
        self._begun = []
        self._settled = 0

    def _catch_up(self, drawing: Drawing) -> None:
        """Paint what is new, or everything anew where strokes were taken back."""
        growing = drawing.growing_stroke
        strokes = [*drawing.strokes] if growing is None else [*drawing.strokes, growing]
        is_other = self._picture is not drawing.picture
        if is_other or self._begun != strokes[: len(self._begun)]:
            self._wipe()
            self._paint_picture(drawing.picture)
        for stroke in strokes[max(len(self._begun) - 1, 0) :]:
            if not self._begun or self._begun[-1] is not stroke:
                self._begun.append(stroke)
                self._settled = 0
            self._settle(stroke, is_growing=stroke is growing)

    def _paint_picture(self, picture: PictureInk | None) -> None:
        self._picture = picture
        if picture is None:
            return
        pixels = self._image.width()  # painted without a scale, so that each pixel is averaged once
        left, top, right, bottom = (round(each * pixels) for each in picture.box)
        size = QSize(max(right - left, 1), max(bottom - top, 1))
        scaled = to_ink_layer(picture.ink, self._colour).scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter = QPainter(self._image)
        painter.scale(self._side / pixels, self._side / pixels)
        painter.drawImage(QPoint(left, top), scaled)
        painter.end()

    def _settle(self, stroke: Stroke, *, is_growing: bool) -> None:
        way = stroke.pieces if is_growing else [*stroke.pieces, *stroke.unsettled()]
        while self._settled < len(way):
            part = way[self._settled : self._settled + _KEPT_TOGETHER]
            if is_growing and len(part) < _KEPT_TOGETHER:
                return
            painter = QPainter(self._image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _paint_way(painter, part, self._side, self._pen(stroke))
            painter.end()
            self._settled += len(part)

    def _pen(self, stroke: Stroke) -> QPen:
        pen = QPen(self._colour, stroke.width * self._side)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        return pen


class CanvasPicture:
    """The whole canvas as it looks, small: what a network would see that was shown it unframed."""

    def __init__(self) -> None:
        self._layer = InkLayer()

    def pixels(self, drawing: Drawing) -> ImageArray:
        """(PICTURE_SIDE, PICTURE_SIDE) uint8, white on black."""
        image = QImage(PICTURE_SIDE, PICTURE_SIDE, QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.black)
        painter = QPainter(image)
        self._layer.paint(painter, drawing, PICTURE_SIDE, QColor(Qt.GlobalColor.white))
        painter.end()
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(PICTURE_SIDE, -1)
        return rows[:, :PICTURE_SIDE].copy()


def _paint_way(painter: QPainter, way: Sequence[CurveSegment], side: float, pen: QPen) -> None:
    """Paint pieces that follow each other, `side` being the unit's length on screen."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if len({piece.width for piece in way}) == 1:
        _paint_path(painter, way, side, _widened(pen, way[0].width))
    else:
        for piece in way:
            _paint_path(painter, [piece], side, _widened(pen, piece.width))


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
