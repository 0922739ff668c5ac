"""How the canvas looks: paper, and on it ink, a few words, and the eraser's ring."""

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from desktop.draw.ink.drawing import Drawing
from desktop.draw.ink.picture_ink import PictureInk
from desktop.draw.ink.stroke import Stroke
from desktop.draw.ink.stroke_painting import (
    changed_area,
    ink_area,
    ink_pen,
    paint_part,
    paint_pieces,
)
from desktop.draw.ink.stroke_part import StrokePart
from desktop.draw.ink.tools import Tools
from desktop.theme import SPACE, Theme, sized
from desktop.translation import tr
from desktop.widgets.images import to_ink_layer
from nncore.array_types import ImageArray

PICTURE_SIDE = 280
"""Pixels of a small picture of the canvas: ten for each of the network's."""

_KEPT_TOGETHER = 32
"""Pieces painted in one go: antialiased borders show where painted pieces meet, so seldom."""

_HINT = tr("Draw a digit here")
_DROP_HINT = tr("Drop the picture")


class Paper:
    """The square that is drawn on: a sheet with an edge; on it ink, or a hint while it is empty."""

    def __init__(self, drawing: Drawing, tools: Tools, theme: Theme) -> None:
        self._drawing = drawing
        self._tools = tools
        self._theme = theme
        self._ink = InkLayer()

    def paint(
        self,
        painter: QPainter,
        square: QRectF,
        *,
        is_drop_target: bool,
        is_marked: bool,
        eraser_place: QPointF | None,
    ) -> None:
        """Paint it, with the painter's font.

        is_drop_target: whether a picture is held over it. is_marked: whether its edge is in the
        accent colour. eraser_place: where an eraser is held over it, if one is.
        """
        sheet = QPainterPath()
        sheet.addRoundedRect(square, SPACE / 2, SPACE / 2)
        painter.fillPath(sheet, self._theme.paper)
        if self._drawing.is_empty:
            self._paint_hint(painter, square, _DROP_HINT if is_drop_target else _HINT)
        else:
            self._paint_ink(painter, square, sheet)
            self._paint_origin(painter, square)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if eraser_place is not None:
            radius = self._tools.eraser_width * square.width() / 2
            painter.setPen(QPen(self._theme.accent, 2))
            painter.drawEllipse(eraser_place, radius, radius)
        painter.setPen(QPen(self._theme.accent if is_marked else self._theme.line, 1))
        painter.drawRoundedRect(square.adjusted(0.5, 0.5, -0.5, -0.5), SPACE / 2, SPACE / 2)

    def _paint_ink(self, painter: QPainter, square: QRectF, sheet: QPainterPath) -> None:
        painter.save()
        painter.setClipPath(sheet)
        painter.translate(square.topLeft())
        self._ink.paint(painter, self._drawing, square.width(), self._theme.ink)
        painter.restore()

    def _paint_hint(self, painter: QPainter, square: QRectF, words: str) -> None:
        """Say in the middle what an empty canvas is for."""
        painter.save()
        painter.setPen(self._theme.muted)
        painter.setFont(sized(painter.font(), 1.2))
        painter.drawText(square, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()

    def _paint_origin(self, painter: QPainter, square: QRectF) -> None:
        """Say in a corner where a picture came from."""
        painter.save()
        painter.setPen(self._theme.muted)
        painter.setFont(sized(painter.font(), 0.85))
        room = square.adjusted(SPACE, SPACE, -SPACE, -SPACE)
        words = painter.fontMetrics().elidedText(
            self._drawing.origin, Qt.TextElideMode.ElideMiddle, int(room.width())
        )
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(room, int(flags | Qt.TextFlag.TextSingleLine), words)
        painter.restore()


class InkLayer:
    """Transparent pictures of a drawing's ink at the canvas's size and pixel density.

    They are brought up to date before they are shown: only what was drawn, erased or brought back
    is painted, so that a long stroke costs no more than a short one.
    """

    def __init__(self) -> None:
        self._image = QImage()
        """The strokes."""
        self._ground = QImage()
        """The picture under them."""
        self._colour = QColor()
        self._side = 0.0
        self._picture: PictureInk | None = None
        """The picture that is painted already."""
        self._painted: tuple[Stroke | StrokePart, ...] = ()
        """The strokes that are painted as a whole."""
        self._growing: Stroke | None = None
        """The one that is perhaps not whole."""
        self._settled = 0
        """How many of its pieces are painted."""

    def paint(self, painter: QPainter, drawing: Drawing, side: float, colour: QColor) -> None:
        """Paint the drawing, `side` large, with its corner in the painter's origin."""
        self._fit(side, painter.device().devicePixelRatioF(), colour)
        self._lay_picture(drawing.picture)
        self._catch_up(drawing.strokes, drawing.growing_stroke)
        if drawing.picture is not None:
            painter.drawImage(QPointF(0, 0), self._ground)
        painter.drawImage(QPointF(0, 0), self._image)
        growing = drawing.growing_stroke
        if growing is not None:
            way = [*growing.pieces[self._settled :], *growing.unsettled()]
            paint_pieces(painter, way, side, ink_pen(colour, growing.width * side))

    def _fit(self, side: float, pixel_ratio: float, colour: QColor) -> None:
        pixels = round(side * pixel_ratio)
        if self._image.width() == pixels and self._side == side and self._colour == colour:
            return
        self._side = side
        self._colour = QColor(colour)
        self._image = self._blank(pixels, pixel_ratio)
        self._picture = self._growing = None
        self._painted = ()

    def _blank(self, pixels: int, pixel_ratio: float) -> QImage:
        image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(pixel_ratio)
        image.fill(Qt.GlobalColor.transparent)
        return image

    def _lay_picture(self, picture: PictureInk | None) -> None:
        if self._picture is picture:
            return
        self._picture = picture
        if picture is None:
            self._ground = QImage()
            return
        pixels = self._image.width()  # painted without a scale, so that each pixel is averaged once
        left, top, right, bottom = (round(each * pixels) for each in picture.box)
        size = QSize(max(right - left, 1), max(bottom - top, 1))
        scaled = to_ink_layer(picture.ink, self._colour).scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self._ground = self._blank(pixels, self._image.devicePixelRatio())
        painter = QPainter(self._ground)
        painter.scale(self._side / pixels, self._side / pixels)
        painter.drawImage(QPoint(left, top), scaled)
        painter.end()

    def _catch_up(self, strokes: tuple[Stroke | StrokePart, ...], growing: Stroke | None) -> None:
        """Paint what is new, and anew where strokes were cut or taken back."""
        area = QRectF()
        if self._growing is not None and self._growing is not growing:
            # from now on it is painted as it will be whenever it is painted anew
            area = ink_area(self._growing.whole)
            self._growing = None
        if self._painted != strokes:
            there, wanted = set(self._painted), set(strokes)
            gone, new = there - wanted, wanted - there
            area |= changed_area([each.whole for each in gone], [each.whole for each in new])
            self._painted = strokes
        if not area.isEmpty():
            self._paint_anew(area)
        if growing is not None:
            if self._growing is None:
                self._growing, self._settled = growing, 0
            self._settle(growing)

    def _paint_anew(self, area: QRectF) -> None:
        """Paint what there is in a part of the unit square, instead of what was there before."""
        pixels, unit = self._image.width(), self._side
        box = QRectF(area.topLeft() * pixels, area.size() * pixels).adjusted(-2, -2, 2, 2)
        # whole pixels, so that no ink ends within one
        box = QRectF(box.toAlignedRect() & self._image.rect())
        area = QRectF(box.topLeft() / pixels, box.size() / pixels)
        painter = QPainter(self._image)
        painter.setClipRect(QRectF(area.topLeft() * unit, area.size() * unit))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(QRectF(0, 0, unit, unit), self._colour)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for stroke in self._painted:
            paint_part(painter, stroke.whole, unit, self._colour, area)
        painter.end()

    def _settle(self, stroke: Stroke) -> None:
        """Paint what no later point changes of a stroke that grows."""
        while self._settled + _KEPT_TOGETHER <= len(stroke.pieces):
            part = stroke.pieces[self._settled : self._settled + _KEPT_TOGETHER]
            painter = QPainter(self._image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = ink_pen(self._colour, stroke.width * self._side)
            paint_pieces(painter, part, self._side, pen)
            painter.end()
            self._settled += len(part)


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
