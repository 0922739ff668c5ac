"""A drawing: its strokes, maybe over a picture, what can be undone, and the pixels to read."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QObject, Signal, Slot

from desktop.draw.ink.curve import Point
from desktop.draw.ink.picture_ink import PictureInk
from desktop.draw.ink.stroke import PEN_WIDTH, Stroke
from desktop.draw.ink.stroke_part import StrokePart
from desktop.translation import tr
from nncore.array_types import FloatArray, ImageArray
from nncore.drawing.strokes import StrokeCanvas

UNDO_STEPS = 100
"""Steps that can be taken back."""

_LEAST = 0.015
"""Of the canvas's side: what is smaller is a dot of somebody whose hand trembled."""


class Sheet(NamedTuple):
    """What there is at one moment: strokes, and the picture that they are drawn over, if any."""

    strokes: tuple[Stroke | StrokePart, ...] = ()
    picture: PictureInk | None = None

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing on it."""
        return not self.strokes and self.picture is None


class Drawing(QObject):
    """Strokes in the unit square, maybe over a picture, with a history. `changed` follows every
    move of the pen.

    A stroke is begun, extended and ended, and so is erasing. Undoing, redoing and clearing end it
    too, whatever the pen still does: extending or ending without a stroke under way does nothing.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sheets = [Sheet()]
        self._position = 0
        self._growing: Stroke | None = None
        self._eraser: tuple[Point, float] | None = None
        self._left = Sheet()
        """What the eraser under way has left."""
        self._canvas = StrokeCanvas(least=_LEAST)
        self._pixels: ImageArray | None = None
        self._inside: list[FloatArray] | None = None
        self.changed.connect(self._on_changed)

    @property
    def strokes(self) -> tuple[Stroke | StrokePart, ...]:
        """What there is, without the stroke under way."""
        return self._shown.strokes

    @property
    def picture(self) -> PictureInk | None:
        """The picture that the strokes are drawn over, if there is one."""
        return self._shown.picture

    @property
    def origin(self) -> str:
        """Where the picture came from, in words; empty without one."""
        picture = self.picture
        if picture is None:
            return ""
        return (
            picture.origin
            if self.is_whole_picture
            else tr("{origin}, changed by hand", origin=picture.origin)
        )

    @property
    def is_whole_picture(self) -> bool:
        """Whether there is a picture as it came, and nothing else."""
        picture = self.picture
        is_alone = self._growing is None and not self.strokes
        return is_alone and picture is not None and picture.steps is not None

    @property
    def growing_stroke(self) -> Stroke | None:
        """The stroke under way."""
        return self._growing

    @property
    def is_under_way(self) -> bool:
        """Whether the pen or the eraser is down."""
        return self._growing is not None or self._eraser is not None

    @property
    def is_empty(self) -> bool:
        """Whether there is no ink, not even a stroke under way."""
        return self._growing is None and self._shown.is_blank

    @property
    def span(self) -> float:
        """How far the ink on the canvas reaches, as a share of its side; 0 where there is none, and
        of a picture that is too small to be read. A stroke counts by the way of the pen's middle.
        """
        spans = [] if self.picture is None else [self.picture.span]
        ways = self._ways()
        if ways:
            spans.append(float(np.ptp(np.concatenate([way[:, :2] for way in ways]), axis=0).max()))
        return max(spans, default=0.0)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return self._growing is not None or self._has_erased or self._position > 0

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back, and nothing drawn or erased since."""
        is_changing = self._growing is not None or self._has_erased
        return not is_changing and self._position < len(self._sheets) - 1

    def pixels(self) -> ImageArray:
        """The ink there is now, as a network reads it: at the scale of its own box, by a pen of
        one width. (96, 96) uint8, white on black, not to be changed; what was drawn beside the
        canvas is not in it.
        """
        if self._pixels is None:
            picture = self.picture
            self._pixels = self._canvas.draw(
                self._ways(), None if picture is None else picture.placed
            )
        return self._pixels

    def open_picture(self, picture: PictureInk) -> None:
        """Take a sheet with this picture on it, and nothing else; this can be undone."""
        self._lift()
        self._push(Sheet(picture=picture))
        self.changed.emit()

    def begin_stroke(
        self,
        point: Point,
        *,
        width: float = PEN_WIDTH,
        pressure: float | None = None,
        smoothing: float = 0.0,
    ) -> None:
        """Put the pen down; what it makes is a `Stroke`."""
        self._lift()
        self._growing = Stroke(point, width, pressure, smoothing=smoothing)
        self.changed.emit()

    def extend_stroke(self, point: Point, pressure: float | None = None) -> None:
        """Move the pen on."""
        if self._growing is not None and self._growing.extend(point, pressure):
            self.changed.emit()

    def end_stroke(self) -> None:
        """Lift the pen."""
        if self._growing is not None:
            self._lift()
            self.changed.emit()

    def begin_erasing(self, point: Point, *, width: float) -> None:
        """Put an eraser down that is `width` wide: what it touches vanishes, and strokes are cut.

        All that it erases until it is lifted is one step back.
        """
        self._lift()
        self._left = self._sheet
        self._eraser = (point, width / 2)
        self.extend_erasing(point)

    def extend_erasing(self, point: Point) -> None:
        """Move the eraser on."""
        if self._eraser is None:
            return
        before, radius = self._eraser
        self._eraser = (point, radius)
        strokes, picture = self._left
        cut = tuple(part for each in strokes for part in each.without(before, point, radius))
        if picture is not None:
            picture = picture.without(before, point, radius)
        left = Sheet(cut, picture)
        if left != self._left:
            self._left = left
            self.changed.emit()

    def end_erasing(self) -> None:
        """Lift the eraser."""
        if self._eraser is not None:
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
        """Take back the last stroke, what was last erased or opened, or the last clearing."""
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
        if not self._sheet.is_blank:
            self._push(Sheet())
            self.changed.emit()

    @property
    def _sheet(self) -> Sheet:
        return self._sheets[self._position]

    @property
    def _shown(self) -> Sheet:
        return self._sheet if self._eraser is None else self._left

    def _ways(self) -> list[FloatArray]:
        """The ways on the canvas, with that of the stroke under way."""
        if self._inside is None:
            strokes = self.strokes if self._growing is None else (*self.strokes, self._growing)
            self._inside = [way for stroke in strokes for way in stroke.inside()]
        return self._inside

    @property
    def _has_erased(self) -> bool:
        return self._eraser is not None and self._left != self._sheet

    def _lift(self) -> None:
        """Make what the pen or the eraser did, if one is down, part of the drawing."""
        growing, has_erased = self._growing, self._has_erased
        self._growing = self._eraser = None
        if growing is not None:
            strokes, picture = self._sheet
            self._push(Sheet((*strokes, growing), picture))
        elif has_erased:
            self._push(self._left)

    def _push(self, sheet: Sheet) -> None:
        kept = self._sheets[: self._position + 1][-UNDO_STEPS:]
        self._sheets = [*kept, sheet]
        self._position = len(kept)

    @Slot()
    def _on_changed(self) -> None:
        self._pixels = self._inside = None
