"""A pen and an eraser as wide as a digit's own strokes, and where they may touch its ink.

A touch of the pen overlaps the ink, a touch of the eraser lies on it: so that what comes out is
still a digit as somebody could have written it. Pieces too small for a stroke are specks.
"""

from math import ceil
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from nncore.array_types import FloatArray, ImageArray

_THINNEST, _THICKEST = 1.5, 6.0
"""Of a pen, in pixels: what is estimated beyond these is no stroke but a dot or a blot."""

_INK = 0.5
"""The share of full ink from which on a pixel counts as ink to join, or to lie on."""
_FAINT = 0.2
"""A share of full ink: what an eraser leaves of less than this under it is wiped away too."""

_LEAST_CHANGE = 0.2
"""Of a touch's ink, in what it must change of the image at least: less would not be seen."""


class Touch(NamedTuple):
    """One touch of the pen, or of the eraser: the row and the column of its centre."""

    row: int
    column: int
    erases: bool


def stroke_width(image: ImageArray) -> float:
    """The mean width of the strokes of an image (28, 28) uint8, in pixels; 0 without ink.

    A stroke of width w and length l has the area w·l and some 2·l of outline. The outline's length
    is the sum of the slopes, across which the ink rises from nothing to full.
    """
    ink = np.pad(image, 1).astype(np.float32)
    outline = float(np.hypot(np.diff(ink, axis=0)[:, 1:], np.diff(ink, axis=1)[1:]).sum())
    return 2 * float(ink.sum()) / outline if outline else 0.0


class Pen:
    """A round pen with a soft edge, and an eraser of the same width.

    width: in pixels, where the edge is half as bright as the middle. white: the value of full ink,
    0..255.
    """

    def __init__(self, width: float, white: int) -> None:
        radius = min(max(width, _THINNEST), _THICKEST) / 2
        self._reach = ceil(radius)
        steps = np.arange(-self._reach, self._reach + 1, dtype=np.float32)
        distances = np.hypot(steps[:, np.newaxis], steps)
        self._white = white
        self._tip = np.rint(white * np.clip(radius + 0.5 - distances, 0, 1)).astype(np.uint8)
        # half a pixel more, for a stroke's own soft edges
        self._left_over = np.clip(distances - radius, 0, 1)
        self.ink = int(self._tip.sum(dtype=np.int64))
        """The sum of the pixels of one touch on blank ground."""

    @classmethod
    def of(cls, image: ImageArray) -> "Pen":
        """A pen like the one that wrote an image (28, 28) uint8."""
        return cls(stroke_width(image), int(image.max()))

    def apply(self, image: ImageArray, touch: Touch) -> ImageArray:
        """The image (28, 28) uint8 after a touch; the one given stays as it is."""
        canvas = np.pad(image, self._reach)
        side = 2 * self._reach + 1
        part = canvas[touch.row : touch.row + side, touch.column : touch.column + side]
        part[...] = self._erased(part) if touch.erases else np.maximum(part, self._tip)
        rows, columns = image.shape
        return canvas[self._reach :, self._reach :][:rows, :columns].copy()

    def may_touch(self, image: ImageArray, touch: Touch) -> bool:
        """Whether a touch of the pen would overlap the ink, or one of the eraser lie on it."""
        if touch.erases:
            return bool(image[touch.row, touch.column] >= _INK * self._white)
        return bool(self._is_joined(self._windows(image)[touch.row, touch.column]))

    def candidates(self, image: ImageArray, slope: FloatArray) -> tuple[list[Touch], FloatArray]:
        """All touches that an image (28, 28) uint8 allows, and what each of them promises.

        slope: (28, 28), of what is sought, by each pixel, in any unit. A promise is the slope times
        the change: true for small changes, a hint for whole touches.
        """
        inks, slopes = self._windows(image), self._windows(slope)
        drawn = np.maximum(inks, self._tip), self._is_joined(inks)
        erased = self._erased(inks), image >= _INK * self._white
        touches: list[Touch] = []
        promises: list[FloatArray] = []
        for (outcomes, is_allowed), erases in ((drawn, False), (erased, True)):
            changes = outcomes.astype(np.float32) - inks
            is_seen = np.abs(changes).sum(axis=(2, 3)) > _LEAST_CHANGE * self.ink
            rows, columns = np.nonzero(is_allowed & is_seen)
            pairs = zip(rows.tolist(), columns.tolist(), strict=True)
            touches += [Touch(row, column, erases) for row, column in pairs]
            promises.append((changes[rows, columns] * slopes[rows, columns]).sum(axis=(1, 2)))
        return touches, np.concatenate(promises)

    def _erased(self, inks: ImageArray) -> ImageArray:
        left = np.rint(inks * self._left_over).astype(np.uint8)
        left[(left < _FAINT * self._white) & (self._left_over < 1)] = 0
        return left

    def _is_joined(self, inks: ImageArray) -> NDArray[np.bool_]:
        least = _INK * self._white
        is_joined = (inks >= least) & (self._tip >= least)
        return np.asarray(is_joined.any(axis=(-2, -1)))

    def _windows(self, image: NDArray[Any]) -> NDArray[Any]:
        """What lies under the tip at each place of an image: (28, 28, side, side)."""
        side = 2 * self._reach + 1
        return sliding_window_view(np.pad(image, self._reach), (side, side))


def count_specks(image: ImageArray, least: float) -> int:
    """How many pieces of an image (rows, columns) uint8 have less ink than `least`.

    least: as a sum of pixels. Pixels hang together with all eight around them.
    """
    pieces = _pieces(image > 0).ravel()
    inks = np.bincount(pieces, weights=image.ravel())[1:]
    return int(np.count_nonzero((inks > 0) & (inks < least)))


def _pieces(is_ink: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The largest number of each pixel's piece, pixels being numbered from 1; 0 without ink."""
    rows, columns = is_ink.shape
    padded = np.zeros((rows + 2, columns + 2), np.int64)
    numbers = padded[1:-1, 1:-1]
    numbers[...] = np.arange(1, is_ink.size + 1).reshape(is_ink.shape) * is_ink
    while True:
        along = np.maximum(np.maximum(padded[:-2], padded[1:-1]), padded[2:])
        largest = np.maximum(np.maximum(along[:, :-2], along[:, 1:-1]), along[:, 2:]) * is_ink
        if np.array_equal(largest, numbers):
            return largest
        numbers[...] = largest
