"""What one finds one's bearings by in a plot: numbers, a grid, epochs, changes of the rate.

They stay while curves grow, and cost nothing as long as they do. All lines of a kind are one item:
many items would cost more than the curves.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from desktop.formats import counted, loss
from desktop.theme import SPACE
from desktop.train.plots.axes import Axis, Edges, Frame
from desktop.train.plots.plot_data import AboveAxis, PlotData
from desktop.train.plots.scales import Scale, Tick
from desktop.train.plots.step_markers import StepMarkers
from desktop.train.plots.style import Style
from desktop.translation import tr

_UNDER_CURVES, _OVER_CURVES = -1, 1

_EPOCH_PIXELS = 28
"""Half of the room that the word for an epoch takes: left of the plot stand other numbers."""

_ARROW = 4.0
"""Pixels from the middle of an arrowhead to its side, and half of its height."""

_TICK_PIXELS = 34
"""Room that a number takes along the upright axis."""


class _OverField(pyqtgraph.GraphicsObject):  # type: ignore[misc]
    """Something that has the pixels of a plot's field, under or over all curves."""

    def __init__(self, view: pyqtgraph.ViewBox, z: float) -> None:
        super().__init__()
        self.setParentItem(view)
        self.setZValue(z)
        self._room = QRectF()
        self._style: Style | None = None
        self._words: list[tuple[QRectF, str]] = []

    def boundingRect(self) -> QRectF:
        return self._room

    def _cover(self, size: QSizeF, style: Style) -> None:
        """Be drawn anew, in a field of this size."""
        self.prepareGeometryChange()
        self._room, self._style = QRectF(QPointF(0, 0), size), style
        self.update()

    def _write_words(self, painter: QPainter, style: Style) -> None:
        """Each on paper of its own, so that it can be read whatever lies below."""
        painter.setFont(style.small)
        painter.setPen(style.text)
        for area, word in self._words:
            painter.fillRect(area, style.paper)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, word)


class GridLines(_OverField):
    """Lines at the figures and at the epochs, under everything."""

    def __init__(self, view: pyqtgraph.ViewBox) -> None:
        super().__init__(view, _UNDER_CURVES)
        self._lines: list[QLineF] = []

    def show_lines(
        self, size: QSizeF, across: Sequence[float], down: Sequence[float], style: Style
    ) -> None:
        """Show lines at these places from the left, and from above."""
        upright = [QLineF(x, 0, x, size.height()) for x in across]
        self._lines = upright + [QLineF(0, y, size.width(), y) for y in down]
        self._cover(size, style)

    def paint(self, painter: QPainter, _option: Any, _widget: Any = None) -> None:
        if self._style is not None and self._lines:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(self._style.grid)
            painter.drawLines(self._lines)


class RateChanges(_OverField):
    """Dashed lines where the learning rate was changed, and beside them which one came then."""

    def __init__(self, view: pyqtgraph.ViewBox) -> None:
        super().__init__(view, _OVER_CURVES)
        self._lines: list[QLineF] = []

    def show_changes(
        self, size: QSizeF, places: Sequence[float], words: Sequence[str], style: Style
    ) -> None:
        """Show lines at these places from the left; of their words, as many as there is room for.

        words: as many as places, or none.
        """
        self._lines = [QLineF(x, 0, x, size.height()) for x in places]
        self._words = _placed(size.width(), places, words, style) if words else []
        self._cover(size, style)

    def paint(self, painter: QPainter, _option: Any, _widget: Any = None) -> None:
        if self._style is None or not self._lines:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._style.change)
        painter.drawLines(self._lines)
        self._write_words(painter, self._style)


class MarksAbove(_OverField):
    """Arrowheads at the top where lines leave the plot, and beside them how high these rise."""

    def __init__(self, view: pyqtgraph.ViewBox) -> None:
        super().__init__(view, _OVER_CURVES)
        self._marks: list[tuple[float, QColor]] = []

    def show_marks(
        self,
        size: QSizeF,
        places: Sequence[float],
        marks: Sequence[AboveAxis],
        top: float,
        style: Style,
    ) -> None:
        """Show marks at these places from the left, and of their words what there is room for.

        top: pixels that other words take above them.
        """
        if not marks and not self._marks:
            return
        places = [min(max(_ARROW, x), size.width() - _ARROW) for x in places]
        self._marks = [
            (x, style.overlay(mark.colour)) for x, mark in zip(places, marks, strict=True)
        ]
        words = [tr("up to {loss}", loss=loss(mark.highest)) for mark in marks]
        placed = _placed(size.width(), [x + _ARROW for x in places], words, style)
        self._words = [(area.translated(0, top), word) for area, word in placed]
        self._cover(size, style)

    def paint(self, painter: QPainter, _option: Any, _widget: Any = None) -> None:
        if self._style is None or not self._marks:
            return
        self._write_words(painter, self._style)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for x, colour in self._marks:
            painter.setBrush(colour)
            corners = [(x - _ARROW, 2 * _ARROW), (x, 0.0), (x + _ARROW, 2 * _ARROW)]
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


def _placed(
    right: float, places: Sequence[float], words: Sequence[str], style: Style
) -> list[tuple[QRectF, str]]:
    """Where words stand beside their lines, on paper; the last one is sure to be read."""
    placed: list[tuple[QRectF, str]] = []
    begin = right
    for place, word in zip(reversed(places), reversed(words), strict=True):
        width = style.metrics.horizontalAdvance(word) + SPACE
        left = place + 1 if place + width < right else place - width
        if placed and left + width > begin:
            continue
        placed.append((QRectF(left, 1, width, style.line_height + 1), word))
        begin = left
    return placed


class Decorations:
    """Keeps the axes and hairlines of one plot up to date.

    axes: those that the plot was made with, by their sides.
    """

    def __init__(self, plot: pyqtgraph.PlotItem, axes: dict[str, Axis]) -> None:
        self._axes = axes
        self._grid = GridLines(plot.vb)
        self._changes = RateChanges(plot.vb)
        self._above = MarksAbove(plot.vb)
        self._known: tuple[object, ...] = ()

    def set_style(self, style: Style) -> None:
        """Take over the colours and the type of the moment."""
        for axis in self._axes.values():
            axis.set_style(style)

    def make_room(self, edges: Edges, line_height: int) -> None:
        """Leave as much beside the field as words need."""
        for axis in self._axes.values():
            axis.set_edges(edges, line_height)

    def show(
        self, frame: Frame, data: PlotData, markers: StepMarkers, edges: Edges, style: Style
    ) -> None:
        """Show what belongs to a frame."""
        known = (frame, data.scale, data.above, markers, edges, style)
        if known == self._known:
            return
        self._known = known
        figures = _figures(frame, data.scale)
        self._axes["left"].show_ticks(figures)
        self._axes["bottom"].show_ticks(_with_unit(markers.steps, markers.unit))
        field = frame.field
        across = [frame.x(tick.value) - field.left() for tick in markers.epochs]
        self._axes["top"].show_ticks(_with_epoch(markers.epochs, across))
        down = [frame.y(tick.value) - field.top() for tick in figures]
        # where epochs are counted below, no row of them stands above
        upright = markers.steps if markers.unit == "epoch" else markers.epochs
        lines = [frame.x(tick.value) - field.left() for tick in upright]
        self._grid.show_lines(field.size(), lines, down, style)
        places = [frame.x(tick.value) - field.left() for tick in markers.changes]
        words = [tick.text for tick in markers.changes] if edges.has_changes else []
        self._changes.show_changes(field.size(), places, words, style)
        places = [frame.x(mark.step) - field.left() for mark in data.above]
        top = style.line_height + 2 if words else 0
        self._above.show_marks(field.size(), places, data.above, top, style)


def _figures(frame: Frame, scale: Scale) -> list[Tick]:
    """The numbers of the upright axis, at their heights."""
    ticks = scale.ticks(max(2, int(frame.field.height() / _TICK_PIXELS)))
    heights = scale.heights(np.array([tick.value for tick in ticks])).tolist()
    return [Tick(height, tick.text) for height, tick in zip(heights, ticks, strict=True)]


def _with_unit(steps: Sequence[Tick], unit: str) -> list[Tick]:
    """Say of the last number what it counts."""
    if not steps:
        return []
    *others, last = steps
    words = _counted(last.text, unit) if others else _named(last.text, unit)
    return [*others, Tick(last.value, words)]


def _counted(number: str, unit: str) -> str:
    """As in "150 steps", "0.5 epochs"."""
    whole = number.replace(",", "")
    return counted(int(whole), unit) if whole.isdecimal() else tr("{part} epochs", part=number)


def _named(number: str, unit: str) -> str:
    """As in "step 150", "epoch 0.5"."""
    return (
        tr("epoch {number}", number=number)
        if unit == "epoch"
        else tr("step {number}", number=number)
    )


def _with_epoch(epochs: Sequence[Tick], across: Sequence[float]) -> list[Tick]:
    """Say of the first number that has room for it what it counts.

    across: where the numbers stand, in pixels from the left end of the plot.
    """
    roomy = (place for place, pixels in enumerate(across) if pixels >= _EPOCH_PIXELS)
    first = next(roomy, None)
    return [
        Tick(tick.value, tr("epoch {number}", number=tick.text)) if place == first else tick
        for place, tick in enumerate(epochs)
    ]
