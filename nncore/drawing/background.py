"""Separates ink from the background of a picture, whichever of them is darker.

A canvas that a pen drew on has a ground of exactly 0 and is handed on untouched. What came
through a camera or a lossy file has not: there the ground is levelled to 0. Faint ink is stretched.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import FloatArray, ImageArray
from nncore.drawing.resampling import enlarged, shrunk

FAINT = 96
"""Ink that stands out by less is stretched: from a third of this down a reader hardly knows it."""

GROUND_REMOVED = "ground removed"
STRETCHED = "faint ink stretched"
"""What may be done to a drawing before it is framed, as `Ink.notes` says it."""

_DARK, _LOW = 64, 16
"""In a clean drawing few pixels are dark but not black, and low ones stand beside its strokes."""
_EDGE = 16
"""A soft edge is no wider than this fraction of the drawing."""
_LEAST_CONTRAST = 8
"""On a ground that is not black, ink stands out by at least this."""
_TOO_COARSE = 256
"""In a picture of fewer pixels, strokes look no different from noise."""
_WORKING_SIDE = 1024
"""To this a larger picture is reduced before its ground is looked at; it is read in 20 pixels."""
_TILES, _REACH = 16, 2
"""Uneven ground is looked at in so many tiles a side, and each beside so many before and behind it:
no stroke is as wide as these together.
"""


class Box(NamedTuple):
    """A rectangle of pixels, `bottom` and `right` being the first ones outside."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True, eq=False)
class Ink:
    """What was drawn: (H, W) uint8, white on exactly black, in a box; None where nothing was.

    notes: what had to be done to the picture, or is in doubt, in a few fixed words each.
    """

    canvas: ImageArray
    box: Box | None
    notes: tuple[str, ...] = ()


def ink_box(canvas: ImageArray, limit: float = 0) -> Box | None:
    """The smallest box around everything that is lighter than `limit`; None if nothing is."""
    top, bottom = _ends(canvas.max(axis=1, initial=0), limit)
    if top == bottom:
        return None
    return Box(top, bottom, *_ends(canvas[top:bottom].max(axis=0), limit))


def _ends(levels: ImageArray, limit: float) -> tuple[int, int]:
    """Where the first one above `limit` is, and the end of the last; twice 0 for none."""
    lit = levels > limit
    if not lit.any():
        return 0, 0
    return int(lit.argmax()), len(lit) - int(lit[::-1].argmax())


def ink_on_dark(canvas: ImageArray) -> Ink:
    """The ink of a canvas (H, W) uint8 that is lighter than its ground.

    A clean drawing, whose ground is 0 but for the soft edges of its strokes, is not touched. Of
    any other the ground is levelled, even where it is noisy or uneven, and ink that stands out
    by less than FAINT is stretched to white.
    """
    box = ink_box(canvas)
    if box is None:
        return Ink(canvas, None)
    drawn = canvas[box.top : box.bottom, box.left : box.right]
    peak = int(drawn.max())
    if _is_clean(drawn, peak, canvas.size):
        if peak >= FAINT:
            return Ink(canvas, box)
        if _is_drawing(canvas > peak // 2, peak):
            ground = peak // 8
            return Ink(_lifted(canvas, ground, peak), ink_box(canvas, ground), (STRETCHED,))
    return ink_above_ground(canvas)


def ink_above_ground(canvas: ImageArray) -> Ink:
    """The ink that is lighter than the ground of a canvas (H, W) uint8, whatever that ground is.

    A large canvas comes back reduced. What does not stand out from noise is no ink.
    """
    canvas = shrunk(canvas, _WORKING_SIDE)
    level = _Level.of(canvas)
    if level.is_uneven:
        canvas = _flattened(canvas)
        level = _Level.of(canvas)
    return _above(canvas, level)


def _is_clean(drawn: ImageArray, peak: int, size: int) -> bool:
    """Whether all that is not 0 belongs to the ink, `drawn` being the box around it in a canvas
    of `size` pixels: what is dark is mostly black, and nothing faint lies farther from the ink
    than a soft edge does.
    """
    black = size - int(np.count_nonzero(drawn))
    black_within = black - size + drawn.size
    dark = int(np.count_nonzero(drawn <= min(_DARK, peak // 2))) - black_within
    if dark > max(2 * black, size // 16):
        return False
    low = min(_LOW, peak // 4)
    faint = int(np.count_nonzero(drawn <= low)) - black_within
    if faint > max(black // 2, size // 16):
        return False
    edge = max(drawn.shape) // _EDGE + 3
    borders = (drawn[:edge], drawn[-edge:], drawn[:, :edge], drawn[:, -edge:])
    return all(int(border.max()) > low for border in borders)


def _is_drawing(drawn: NDArray[np.bool_], peak: int) -> bool:
    """Whether pixels are strokes, and neither noise nor a texture that fills the canvas."""
    share = np.count_nonzero(drawn) / drawn.size
    border = np.concatenate([drawn[0], drawn[-1], drawn[:, 0], drawn[:, -1]])
    fills = peak <= _LEAST_CONTRAST and border.mean() > 0.7 * share
    return not fills and _is_coherent(drawn)


def _is_coherent(drawn: NDArray[np.bool_]) -> bool:
    """Whether drawn pixels lie together, as strokes do, well above what chance would give."""
    if drawn.size < _TOO_COARSE:
        return True
    count = np.count_nonzero(drawn)
    pairs = np.count_nonzero(drawn[1:] & drawn[:-1])
    pairs += np.count_nonzero(drawn[:, 1:] & drawn[:, :-1])
    share = count / drawn.size
    return bool(pairs >= 2 * count * (share + 0.15 * (1 - share)))


class _Level(NamedTuple):
    """How dark the ground is in the middle, how far it spreads upwards, and the lightest pixel."""

    middle: float
    spread: float
    peak: float
    highest: float

    @classmethod
    def of(cls, canvas: ImageArray) -> "_Level":
        """The ground is the darker half of all levels there are."""
        counts = np.bincount(canvas.ravel(), minlength=256)
        present = np.flatnonzero(counts)
        low, high = int(present[0]), int(present[-1])
        below = counts[: (low + high) // 2 + 1].cumsum()
        middle, upper, top = np.searchsorted(below, below[-1] * np.array([0.5, 0.8, 0.99]))
        return cls(float(middle), float(upper - middle), float(high), float(top))

    @property
    def top(self) -> float:
        """What the ground does not exceed."""
        return min(self.middle + 4 * self.spread, self.highest) + min(
            8.0, (self.peak - self.middle) / 4
        )

    @property
    def is_uneven(self) -> bool:
        """Whether the ground takes up much of the contrast."""
        return 4 * self.spread > (self.peak - self.middle) / 4


def _above(canvas: ImageArray, level: _Level) -> Ink:
    """What exceeds the ground, if that is ink and not the ground's own noise."""
    nothing = Ink(np.zeros_like(canvas), None)
    contrast = level.peak - level.top
    if contrast < max(_LEAST_CONTRAST, 4 * level.spread):
        return nothing
    limit = level.top + max(1.0, contrast / 8)
    drawn = canvas > limit
    if not _is_coherent(drawn):
        return nothing
    # a few pixels may be lighter than all others: the ink's own level counts
    white = float(np.percentile(canvas[drawn], 98))
    notes = (GROUND_REMOVED, STRETCHED) if white - level.middle < FAINT else (GROUND_REMOVED,)
    return Ink(_lifted(canvas, level.top, white), ink_box(canvas, limit), notes)


def _lifted(canvas: ImageArray, ground: float, white: float) -> ImageArray:
    """The levels from `ground` to `white` spread over 0 to 255."""
    levels = (np.arange(256) - ground) * (255 / (white - ground))
    return np.asarray(np.rint(np.clip(levels, 0, 255)), np.uint8)[canvas]


def _flattened(canvas: ImageArray) -> ImageArray:
    """The canvas less its ground where that changes from place to place, as light on paper does.

    The ground of a tile is the dark fifth of its pixels; tiles that lie within a stroke take
    theirs from around it.
    """
    grid = tile_levels(canvas, 0.2)
    grid = _extreme(_extreme(grid, np.minimum), np.maximum)
    lifted = canvas - enlarged(grid, canvas.shape)
    return np.asarray(np.rint(np.clip(lifted, 0, 255)), np.uint8)


def tile_levels(canvas: ImageArray, share: float) -> FloatArray:
    """The level below which `share` of the pixels of each of 16 × 16 tiles lie; fewer tiles where
    the canvas has fewer pixels a side.
    """
    rows, columns = (
        np.linspace(0, length, min(_TILES, length) + 1).astype(int) for length in canvas.shape
    )
    grid = np.empty((len(rows) - 1, len(columns) - 1), np.float32)
    for row, column in np.ndindex(*grid.shape):
        tile = canvas[rows[row] : rows[row + 1], columns[column] : columns[column + 1]]
        place = int(tile.size * share)
        grid[row, column] = np.partition(tile, place, axis=None)[place]
    return grid


def neighbours(grid: FloatArray, axis: int) -> FloatArray:
    """Each cell and those up to REACH before and behind it along `axis`, on a last axis more."""
    padding = [(_REACH, _REACH) if each == axis else (0, 0) for each in (0, 1)]
    padded = np.pad(grid, padding, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * _REACH + 1, axis)


def _extreme(grid: FloatArray, pick: np.ufunc) -> FloatArray:
    """Each cell's lowest or highest neighbour in both directions."""
    for axis in (0, 1):
        grid = pick.reduce(neighbours(grid, axis), axis=-1)
    return grid
