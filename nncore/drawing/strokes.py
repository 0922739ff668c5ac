"""Strokes of a pen become ink for a network, at the scale of their own box.

However large they were written, and with however wide a pen, the ink is as wide beside the digit
as MNIST's pens drew it.
"""

from collections.abc import Sequence
from math import log2

import numpy as np
from numpy.typing import ArrayLike

from nncore.array_types import FloatArray, ImageArray
from nncore.drawing.curves import smooth_way
from nncore.drawing.framing import BOX_SIDE

HALF_WIDTH = 1.2
"""Of the pen, in pixels of the 20×20 box that a digit is fitted into: a little above the median of
MNIST’s own, and what the shipped reader reads best.
"""

DETAIL = 4
"""Pixels drawn for each pixel of that box: framing takes their mean."""

LIGHTEST, HEAVIEST = 0.6, 1.6
"""How thin and how wide pressure makes the pen at most, beside the drawing's usual pressure."""

_MARGIN = 2 * DETAIL
_SPACING, _STEP = 0.5 * DETAIL, 1.0 * DETAIL
"""Points nearer to each other tell nothing that could be seen; curves become lines so long."""
_TOGETHER = 256
"""Lines drawn at once: few enough that the working arrays stay in the processor's cache."""


class StrokeCanvas:
    """Draws strokes as smooth curves with a round pen.

    It remembers what it drew last, so that a drawing that grows within its box costs no more than
    its new ink.

    half_width: of the pen, in pixels of the 20×20 box. least: what is smaller, in the strokes'
    unit, is drawn as if it had this size: so a dot that trembled stays one.
    """

    def __init__(self, *, half_width: float = HALF_WIDTH, least: float = 0.0) -> None:
        self._radius = half_width * DETAIL
        self._least = least
        self._lines: FloatArray = np.empty((0, 6))
        self._settled = 0
        """How many of the last lines are in `_pixels`: those that the drawing before had too."""
        self._pixels = _blank()

    def draw(self, strokes: Sequence[ArrayLike]) -> ImageArray:
        """The ink of all strokes.

        strokes: each (N, 2), x to the right and y down, or (N, 3) with the pressure, above 0, which
        counts relative to the drawing's own; in any unit.
        Returns (96, 96) uint8, white on black, blank without strokes; the ink's longer side spans
        80 of them, less for a dot. Raises ValueError for strokes of another shape, and for numbers
        that are not finite.
        """
        ways = _with_relative_widths([_checked(stroke) for stroke in strokes])
        lines = self._lines_along(ways) if ways else np.empty((0, 6))
        self._settle(_common(self._lines, lines), lines)
        pixels = self._pixels.copy()
        _ink(pixels, lines[self._settled :], self._radius)
        return pixels

    def _lines_along(self, ways: list[FloatArray]) -> FloatArray:
        """The lines (M, 6) that follow the smooth curves, from (x, y, width) to the next ones."""
        span = BOX_SIDE * DETAIL / 2 - self._radius
        ways = [_thinned(way) for way in _fitted(ways, span, self._least / 2)]
        # once more, since curves may bulge beyond their points
        ways = _fitted([smooth_way(way, _STEP) for way in ways], span, span)
        return np.concatenate([_lines(way) for way in ways])

    def _settle(self, common: int, lines: FloatArray) -> None:
        if common < self._settled:
            self._settled = 0
            self._pixels = _blank()
        _ink(self._pixels, lines[self._settled : common], self._radius)
        self._settled = common
        self._lines = lines


def draw_strokes(
    strokes: Sequence[ArrayLike], *, half_width: float = HALF_WIDTH, least: float = 0.0
) -> ImageArray:
    """The ink of strokes as `StrokeCanvas` draws it: (96, 96) uint8, white on black.

    strokes: each (N, 2) or (N, 3), in any unit. Raises ValueError for others.
    """
    return StrokeCanvas(half_width=half_width, least=least).draw(strokes)


def _blank() -> ImageArray:
    side = BOX_SIDE * DETAIL + 2 * _MARGIN
    return np.zeros((side, side), np.uint8)


def _common(before: FloatArray, after: FloatArray) -> int:
    """How many lines both begin with."""
    count = min(len(before), len(after))
    unlike = (before[:count] != after[:count]).any(axis=1)
    return int(unlike.argmax()) if unlike.any() else count


def _checked(stroke: ArrayLike) -> FloatArray:
    way = np.asarray(stroke, dtype=np.float64)
    if way.ndim != 2 or way.shape[1] not in (2, 3) or len(way) == 0:
        raise ValueError(f"a stroke must have the shape (N, 2) or (N, 3), got {way.shape}")
    if not np.isfinite(way).all():
        raise ValueError("a stroke's points must be finite")
    return way


def _with_relative_widths(ways: list[FloatArray]) -> list[FloatArray]:
    """Each stroke (N, 3), the pen's width at each point in its third column, 1 being usual."""
    pressed = [way[:, 2] for way in ways if way.shape[1] == 3]
    usual = _usual(np.concatenate(pressed)) if pressed else 1.0
    return [
        np.column_stack(
            [
                way[:, :2],
                np.clip(np.sqrt(np.maximum(way[:, 2], 0) / usual), LIGHTEST, HEAVIEST)
                if way.shape[1] == 3
                else np.ones(len(way)),
            ]
        )
        for way in ways
    ]


def _usual(pressure: FloatArray) -> float:
    """The median, in coarse steps: else each move of the pen would change all ink by a trifle."""
    return 2 ** (round(4 * log2(max(float(np.median(pressure)), 1e-6))) / 4)


def _fitted(ways: list[FloatArray], span: float, least: float) -> list[FloatArray]:
    """Scaled and moved so that the points reach `span` from the canvas's middle.

    least: what reaches less far from its own middle counts as if it did.
    """
    points = np.concatenate(ways)[:, :2]
    # halved first: the difference of two large numbers may be too large for a float
    low, high = points.min(axis=0) / 2, points.max(axis=0) / 2
    reach, centre = max(float((high - low).max()), least) or 1.0, (low + high) / 2
    middle = BOX_SIDE * DETAIL / 2 + _MARGIN
    return [
        np.column_stack([(way[:, :2] / 2 - centre) / reach * 2 * span + middle, way[:, 2]])
        for way in ways
    ]


def _lines(points: FloatArray) -> FloatArray:
    """From each point to the next; a dot's from itself to itself."""
    if len(points) == 1:
        return np.concatenate([points, points], axis=1)
    return np.concatenate([points[:-1], points[1:]], axis=1)


def _thinned(way: FloatArray) -> FloatArray:
    """Without points that lie so close behind another one that they show nothing."""
    if len(way) == 1:
        return way
    walked = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(way[:, :2], axis=0).T))])
    step = np.floor(walked / _SPACING)
    kept = np.diff(step, prepend=-1) > 0
    # the end is where the pen was lifted: it takes the place of the one too near before it
    last = int(np.flatnonzero(kept)[-1])
    if last != len(way) - 1:
        kept[last] = last == 0 or walked[-1] - walked[last] >= _SPACING / 2
        kept[-1] = walked[-1] > 0
    return way[kept]


def _ink(pixels: ImageArray, lines: FloatArray, radius: float) -> None:
    """Draw lines (S, 6), in place: a pixel's cover falls from whole to none across the border."""
    for first in range(0, len(lines), _TOGETHER):
        part = lines[first : first + _TOGETHER]
        _ink_some(pixels, part[:, :3], part[:, 3:], radius)


def _ink_some(pixels: ImageArray, starts: FloatArray, ends: FloatArray, radius: float) -> None:
    reach = radius * max(float(starts[:, 2].max()), float(ends[:, 2].max())) + 1
    low = np.floor(np.minimum(starts, ends)[:, :2] - reach)
    window = int(np.ceil((np.maximum(starts, ends)[:, :2] + reach - low).max())) + 1
    corners = np.clip(low, 0, len(pixels) - window).astype(np.intp)
    away = (
        (corners + 0.5 - starts[:, :2])[:, np.newaxis] + np.arange(window)[:, np.newaxis]
    ).astype(np.float32)
    x, y = away[:, np.newaxis, :, 0], away[:, :, np.newaxis, 1]
    along = (ends - starts)[:, :, np.newaxis, np.newaxis].astype(np.float32)
    # how far along its line the nearest point lies: 0 at its start, 1 at its end
    unit = np.maximum(along[:, 0] ** 2 + along[:, 1] ** 2, np.float32(1e-12))
    share = np.clip(x * (along[:, 0] / unit) + y * (along[:, 1] / unit), 0, 1)
    distance = np.hypot(x - share * along[:, 0], y - share * along[:, 1])
    width = starts[:, 2, np.newaxis, np.newaxis].astype(np.float32) + share * along[:, 2]
    ink = np.rint(255 * np.clip(width * np.float32(radius) + 0.5 - distance, 0, 1))
    for (left, top), square in zip(corners.tolist(), ink.astype(np.uint8), strict=True):
        there = pixels[top : top + window, left : left + window]
        np.maximum(there, square, out=there)
