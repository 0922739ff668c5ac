"""A drawing: its strokes, what can be undone and redone, and the pixels that are read.

It is a model: it knows neither widgets nor networks, nor how large the canvas on screen is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QObject, Signal

from desktop.draw.ink.curve import Point
from desktop.draw.ink.raster import add_ink, blank
from desktop.draw.ink.stroke import Stroke
from nncore.array_types import ImageArray

UNDO_STEPS = 100
"""Sheets that are remembered; each holds 78 kB of pixels, so that undo needs no drawing."""


@dataclass(frozen=True, eq=False)
class CanvasState:
    """A drawing at one moment, never changed: the strokes, and the pixels they make."""

    strokes: tuple[Stroke, ...]
    pixels: ImageArray


class Drawing(QObject):
    """Strokes in the unit square, with a history. `changed` follows every move of the pen.

    A stroke is begun, extended and ended. Undoing, redoing and clearing end it too, whatever the
    pen still does: extending or ending without a stroke under way does nothing.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sheets = [CanvasState((), blank())]
        self._position = 0
        self._growing: Stroke | None = None
        self._settled = blank()

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """What was drawn, without the stroke under way."""
        return self._sheet.strokes

    @property
    def growing_stroke(self) -> Stroke | None:
        """The stroke under way."""
        return self._growing

    @property
    def is_empty(self) -> bool:
        """Whether there is no stroke, not even one under way."""
        return self._growing is None and not self._sheet.strokes

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return self._growing is not None or self._position > 0

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back, and nothing drawn since."""
        return self._growing is None and self._position < len(self._sheets) - 1

    def pixels(self) -> ImageArray:
        """The ink there is now: (280, 280) uint8, white on black. Not to be changed."""
        if self._growing is None:
            return self._sheet.pixels
        pixels = self._settled.copy()
        add_ink(pixels, self._growing.tail(), self._growing.width)
        return pixels

    def begin_stroke(self, point: Point) -> None:
        """Put the pen down."""
        self._lift()
        self._growing = Stroke(point)
        self._settled = self._sheet.pixels.copy()
        self.changed.emit()

    def extend_stroke(self, point: Point) -> None:
        """Move the pen on."""
        if self._growing is None:
            return
        piece = self._growing.extend(point)
        if piece is not None:
            add_ink(self._settled, piece, self._growing.width)
            self.changed.emit()

    def end_stroke(self) -> None:
        """Lift the pen."""
        if self._growing is not None:
            self._lift()
            self.changed.emit()

    def add_stroke(self, points: ArrayLike) -> None:
        """Draw a whole stroke: (N, 2) numbers in the unit square. Raises ValueError for others."""
        way = np.asarray(points, dtype=float)
        if way.ndim != 2 or way.shape[1] != 2 or len(way) == 0 or not np.isfinite(way).all():
            raise ValueError(f"a stroke must have the shape (N, 2) and be finite, got {way.shape}")
        self.begin_stroke((float(way[0, 0]), float(way[0, 1])))
        for x, y in way[1:]:
            self.extend_stroke((float(x), float(y)))
        self.end_stroke()

    def undo(self) -> None:
        """Take back the last stroke, or the last clearing."""
        self._lift()
        if self._position > 0:
            self._position -= 1
            self.changed.emit()

    def redo(self) -> None:
        """Bring back what was last taken back."""
        self._lift()
        if self.can_redo:
            self._position += 1
            self.changed.emit()

    def clear(self) -> None:
        """Take a blank sheet; this can be undone."""
        self._lift()
        if self._sheet.strokes:
            self._push(CanvasState((), blank()))
            self.changed.emit()

    @property
    def _sheet(self) -> CanvasState:
        return self._sheets[self._position]

    def _lift(self) -> None:
        """Make the stroke under way, if there is one, part of the drawing."""
        if self._growing is not None:
            sheet = CanvasState((*self._sheet.strokes, self._growing), self.pixels())
            self._growing = None
            self._push(sheet)

    def _push(self, sheet: CanvasState) -> None:
        kept = self._sheets[: self._position + 1][-UNDO_STEPS:]
        self._sheets = [*kept, sheet]
        self._position = len(kept)
