"""A plot on paper: grid, numbers, notes and curves, in the window and in files alike.

It knows no widgets and no history: a scene, its notes and a place to draw them.
"""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.shared.theme import SPACE
from desktop.training.plots.growing import FloatArray
from desktop.training.plots.notes import Notes
from desktop.training.plots.pencil import Pencil
from desktop.training.plots.scenes import Lines, Scene
from desktop.training.plots.series import Curve, Envelope
from desktop.training.plots.style import Style

LEFT, RIGHT = 56, 14
"""Pixels for the numbers at the left, the same for every plot: so they stand in one line."""

_TICK_PIXELS = 34
"""Room that a number takes along the upright axis."""

_MOST_DOTS = 40
"""Validation points that stay apart as dots; more of them are drawn as a line alone."""

_ALIGN = Qt.AlignmentFlag


@dataclass(frozen=True)
class Edges:
    """Which words stand around a plot: the lowest one names steps, the highest one epochs.

    The first of all names the changes of the learning rate.
    """

    has_steps: bool = True
    has_epochs: bool = True
    has_changes: bool = True


class Drawing:
    """Draws one scene into an area.

    exactly: for files, where lines stay in one piece; else as fast as can be.
    """

    def __init__(
        self, area: QRectF, scene: Scene, notes: Notes, style: Style, edges: Edges
    ) -> None:
        self._scene, self._notes, self._style, self._edges = scene, notes, style, edges
        self._metrics = style.metrics
        self._area = area
        self.field = field_of(area, style.line_height, edges)

    def x(self, steps: FloatArray) -> FloatArray:
        """Where steps are, in pixels."""
        scene, field = self._scene, self.field
        places: FloatArray = (steps - scene.low) * (field.width() / (scene.high - scene.low))
        return places + field.left()

    def y(self, figures: FloatArray) -> FloatArray:
        """Where figures are, in pixels."""
        return self.field.bottom() - self._scene.scale.places(figures) * self.field.height()

    def ground(self, painter: QPainter, *, exactly: bool = False) -> None:
        """Paper, grid, numbers and notes: what stays while curves grow."""
        painter.fillRect(self._area, self._style.paper)
        painter.setFont(self._style.small)
        pencil = Pencil(painter, exactly=exactly)
        self._draw_epochs(painter, pencil)
        self._draw_figures(painter, pencil)
        self._draw_steps(painter, pencil)

    def curves(self, painter: QPainter, *, exactly: bool = False) -> None:
        """The curves, the raw figures under all others; and where the rate was changed."""
        pencil, scene, style = Pencil(painter, exactly=exactly), self._scene, self._style
        painter.save()
        painter.setClipRect(self.field.adjusted(0, -2, 2, 2))
        self._draw_raw(pencil, scene.raw)
        self._draw_changes(pencil)
        for colour, lines in scene.overlays:
            self._draw_overlay(pencil, lines, colour)
        pencil.line(*self._points(scene.lines.mean), style.mean)
        self._dot_alone(pencil, scene.lines.mean)
        self._draw_validation(pencil, scene.lines.validation)
        painter.restore()
        self._name_changes(painter)

    def _draw_raw(self, pencil: Pencil, raw: Envelope) -> None:
        edges, low, high = self.x(raw.edges), self.y(raw.low), self.y(raw.high)
        if raw.is_single:
            pencil.line((edges[:-1] + edges[1:]) / 2, low, self._style.raw_line)
            return
        # each bar reaches up to its neighbour, so that there are no gaps in the range; and pixels
        # count downwards
        bottom, top = low.copy(), high.copy()
        bottom[1:] = np.maximum(low[1:], high[:-1])
        top[1:] = np.minimum(high[1:], low[:-1])
        pencil.bars(edges, top - 0.5, bottom + 0.5, self._style.raw)

    def _points(self, curve: Curve) -> tuple[FloatArray, FloatArray]:
        return self.x(curve.x), self.y(curve.y)

    def _dot_alone(self, pencil: Pencil, curve: Curve) -> None:
        """A line needs two points: the very first step is a dot."""
        if len(curve.x) == 1:
            colour = self._style.training
            pencil.dots(*self._points(curve), 2.5, colour, self._style.rim)

    def _draw_overlay(self, pencil: Pencil, lines: Lines, colour: int) -> None:
        pen = self._style.overlay_validation(colour)
        pencil.line(*self._points(lines.mean), self._style.overlay_mean(colour))
        points = self._points(lines.validation)
        pencil.dashes(*points, pen)
        if len(lines.validation.x) <= _MOST_DOTS:
            pencil.dots(*points, 2.5, pen.color(), self._style.rim)

    def _draw_validation(self, pencil: Pencil, curve: Curve) -> None:
        points = self._points(curve)
        pencil.line(*points, self._style.validation_line)
        if len(curve.x) <= _MOST_DOTS:
            pencil.dots(*points, 4, self._style.validation, self._style.rim)

    def _draw_figures(self, painter: QPainter, pencil: Pencil) -> None:
        field, scale = self.field, self._scene.scale
        ticks = scale.ticks(max(2, int(field.height() / _TICK_PIXELS)))
        places = self.y(np.array([tick.value for tick in ticks]))
        pencil.level(places, field.left(), field.right(), self._style.grid)
        painter.setPen(self._style.muted)
        half = self._style.line_height / 2
        for tick, place in zip(ticks, places, strict=True):
            room = QRectF(self._area.left(), place - half, LEFT - SPACE, 2 * half)
            painter.drawText(room, _ALIGN.AlignRight | _ALIGN.AlignVCenter, tick.text)

    def _draw_steps(self, painter: QPainter, pencil: Pencil) -> None:
        field = self.field
        floor = np.array([field.bottom()])
        pencil.level(floor, field.left(), field.right(), self._style.frame)
        places = self.x(np.array([tick.value for tick in self._notes.steps]))
        pencil.upright(places, field.bottom(), field.bottom() + 4, self._style.frame)
        if not self._edges.has_steps:
            return
        painter.setPen(self._style.muted)
        words = [tick.text for tick in self._notes.steps]
        if words:
            words[-1] = f"{words[-1]} steps" if len(words) > 1 else f"step {words[-1]}"
        self._write_row(painter, places, words, field.bottom() + 5)

    def _draw_epochs(self, painter: QPainter, pencil: Pencil) -> None:
        field, epochs = self.field, self._notes.epochs
        places = self.x(np.array([tick.value for tick in epochs]))
        pencil.upright(places, field.top(), field.bottom(), self._style.grid)
        if not self._edges.has_epochs or not epochs:
            return
        painter.setPen(self._style.muted)
        words = [tick.text for tick in epochs]
        words[0] = f"epoch {words[0]}"
        self._write_row(painter, places, words, field.top() - self._style.line_height - 2)

    def _write_row(
        self, painter: QPainter, places: FloatArray, words: list[str], top: float
    ) -> None:
        """Words centred at their places, without those that would touch the one before."""
        end = -np.inf
        for place, word in zip(places, words, strict=True):
            width = self._metrics.horizontalAdvance(word)
            left = min(max(place - width / 2, self._area.left()), self._area.right() - width - 2)
            if left < end + SPACE:
                continue
            painter.drawText(QPointF(left, top + self._metrics.ascent()), word)
            end = left + width

    def _draw_changes(self, pencil: Pencil) -> None:
        places = self.x(np.array([tick.value for tick in self._notes.changes]))
        pencil.upright(places, self.field.top(), self.field.bottom(), self._style.change)

    def _name_changes(self, painter: QPainter) -> None:
        """The words at the lines of the first plot, on paper; the last one is sure to be read."""
        if not self._edges.has_changes:
            return
        painter.setFont(self._style.small)
        begin = np.inf
        for tick in reversed(self._notes.changes):
            place = float(self.x(np.array([tick.value]))[0])
            width = self._metrics.horizontalAdvance(tick.text) + SPACE
            left = place + 1 if place + width < self.field.right() else place - width
            if left + width > begin:
                continue
            room = QRectF(left, self.field.top() + 1, width, self._style.line_height + 1)
            painter.fillRect(room, self._style.paper)
            painter.setPen(self._style.text)
            painter.drawText(room, _ALIGN.AlignCenter, tick.text)
            begin = left


def field_of(area: QRectF, line_height: int, edges: Edges) -> QRectF:
    """Where the curves are, within the area of a plot; without fractions, so that hairlines are."""
    top = line_height + 4 if edges.has_epochs else SPACE
    bottom = line_height + 8 if edges.has_steps else SPACE
    return area.adjusted(LEFT, top, -RIGHT, -bottom)
