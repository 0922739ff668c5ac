"""The axes of the plots: where steps and figures stand in pixels, and numbers beside them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyqtgraph
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.theme import SPACE
from desktop.train.plots.plot_data import PlotData
from desktop.train.plots.scales import Tick
from desktop.train.plots.style import Style


class Frame(NamedTuple):
    """What is in sight in pyqtgraph's coordinates, and the field that it fills."""

    left: float
    right: float
    bottom: float
    top: float
    field: QRectF

    def x(self, step: float) -> float:
        """The pixel from the left where a step is."""
        field = self.field
        return field.left() + (step - self.left) / (self.right - self.left) * field.width()

    def y(self, height: float) -> float:
        """The pixel from above where a height on the axis is."""
        field = self.field
        return field.bottom() - (height - self.bottom) / (self.top - self.bottom) * field.height()

    def step(self, x: float) -> float:
        """The step at a pixel from the left."""
        share = (x - self.field.left()) / max(1.0, self.field.width())
        return self.left + share * (self.right - self.left)


def frame_of(data: PlotData, field: QRectF) -> Frame:
    """How what a plot shows fills a field."""
    scale = data.scale
    bottom, top = scale.heights(np.array([scale.low, scale.high])).tolist()
    return Frame(data.low, data.high, bottom, top, field)


LEFT, RIGHT = 62, 14
"""Pixels for the numbers at the left, the same for every plot: so they stand in one line.

With large letters there are more of them at the left.
"""

_TICK_LENGTH = 4
_WORDS_BELOW, _WORDS_ABOVE = 5, 2
"""Pixels from the top of a row to its words, below and above a plot."""


class Edges(NamedTuple):
    """Which words stand around a plot: the lowest one names steps, the highest one epochs.

    The first of all names the changes of the learning rate.
    """

    has_steps: bool = True
    has_epochs: bool = True
    has_changes: bool = True


def field_of(area: QRectF, line_height: int, edges: Edges) -> QRectF:
    """Where the curves are, within the area of a plot; without fractions, so that hairlines are."""
    top, bottom = _top_height(line_height, edges), _bottom_height(line_height, edges)
    return area.adjusted(left_of(line_height), top, -RIGHT, -bottom)


def left_of(line_height: int) -> int:
    """Pixels for the numbers at the left, in letters of that height."""
    return max(LEFT, round(4.5 * line_height) + SPACE)


def _top_height(line_height: int, edges: Edges) -> int:
    return line_height + 2 * _WORDS_ABOVE if edges.has_epochs else SPACE


def _bottom_height(line_height: int, edges: Edges) -> int:
    return line_height + _WORDS_BELOW + 3 if edges.has_steps else SPACE


class Axis(pyqtgraph.AxisItem):  # type: ignore[misc]
    """An axis that shows the numbers it is given, those that would touch others left out."""

    _room = QRectF()

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.enableAutoSIPrefix(False)
        # painted anew only when it changes: words are dearer than curves
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)
        self._ticks: list[Tick] = []
        self.setTicks([])

    def set_style(self, style: Style) -> None:
        """Take over the colours and the type of the moment."""
        self.setTickFont(style.small)
        self.setTextPen(style.muted)
        self.setPen(style.frame)

    def set_edges(self, edges: Edges, line_height: int) -> None:
        """Have room for words, or show none."""
        if self.orientation == "left":
            self.setWidth(left_of(line_height))
        elif self.orientation == "top":
            self.setHeight(_top_height(line_height, edges))
            self.setStyle(showValues=edges.has_epochs)
            self.setFlag(self.GraphicsItemFlag.ItemHasNoContents, not edges.has_epochs)
        else:
            self.setHeight(_bottom_height(line_height, edges))
            self.setStyle(showValues=edges.has_steps)

    def show_ticks(self, ticks: Sequence[Tick]) -> None:
        """Show these numbers from now on."""
        if list(ticks) != self._ticks:
            self._ticks = list(ticks)
            self.setTicks([[(tick.value, tick.text) for tick in ticks]])

    def _updateLabel(self) -> None:
        """Overrides the typesetting of a label that is never shown, ten times while it is made."""

    def boundingRect(self) -> QRectF:
        """Overrides pyqtgraph's, after which old words stay beside new ones when a plot grows."""
        return self._room

    def resizeEvent(self, event: Any = None) -> None:
        super().resizeEvent(event)
        # words may reach beyond the ends of the axis
        sideways, upwards = (0, SPACE) if self.orientation == "left" else (LEFT, 0)
        room = QRectF(QPointF(0, 0), self.size())
        self._room = room.adjusted(-sideways, -upwards, sideways, upwards)

    def paint(self, painter: QPainter, _option: Any, _widget: Any = None) -> None:
        """Overrides pyqtgraph's choice of places, which costs more than all curves."""
        low, high = self.range
        if not self._ticks or low == high:
            return
        is_upright = self.orientation == "left"
        extent = self.size().height() if is_upright else self.size().width()
        places = [(tick.value - low) / (high - low) * extent for tick in self._ticks]
        texts = [tick.text for tick in self._ticks]
        if self.orientation == "bottom":
            self._paint_line(painter, places, extent)
        if not self.style["showValues"]:
            return
        painter.setFont(self.style["tickFont"])
        painter.setPen(self.textPen())
        if is_upright:
            self._write_column(painter, [extent - place for place in places], texts)
        else:
            self._write_row(painter, places, texts)

    def _paint_line(self, painter: QPainter, places: list[float], extent: float) -> None:
        painter.setPen(self.pen())
        ticks = [QLineF(place, 0, place, _TICK_LENGTH) for place in places]
        painter.drawLines([QLineF(0, 0, extent, 0), *ticks])

    def _write_column(self, painter: QPainter, places: list[float], words: list[str]) -> None:
        height = painter.fontMetrics().height()
        for place, word in zip(places, words, strict=True):
            room = QRectF(0, place - height / 2, self.size().width() - SPACE, height)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            flags |= Qt.TextFlag.TextDontClip  # letters of a file may be wider elsewhere
            painter.drawText(room, flags, word)

    def _write_row(self, painter: QPainter, places: list[float], words: list[str]) -> None:
        """Words centred at their places, without those that would touch the one before."""
        metrics = painter.fontMetrics()
        low, high = -LEFT, self.size().width() + RIGHT - 2
        end = low - SPACE
        top = _WORDS_BELOW if self.orientation == "bottom" else _WORDS_ABOVE
        for place, word in zip(places, words, strict=True):
            width = metrics.horizontalAdvance(word)
            left = min(max(place - width / 2, low), high - width)
            if left >= end + SPACE:
                painter.drawText(QPointF(left, top + metrics.ascent()), word)
                end = left + width

    def wheelEvent(self, event: Any) -> None:
        """Overrides the zoom, which belongs to the whole plot."""
        event.ignore()
