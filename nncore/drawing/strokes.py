"""Strokes of a pen become ink for a network, at the scale of their own box.

However large they were written, and with however wide a pen, the ink is as wide beside the digit
as MNIST's pens drew it. They may be drawn over the ink of a picture; then the box is that of both.
"""

from collections.abc import Sequence
from math import log2
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from nncore.array_types import FloatArray, ImageArray
from nncore.drawing.curves import smooth_ways
from nncore.drawing.framing import BOX_SIDE, require_canvas
from nncore.drawing.resampling import placed

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
_SIDE = BOX_SIDE * DETAIL + 2 * _MARGIN
_NOWHERE = (0.0, 0.0, 0.0, 0.0)
_TOGETHER = 256
"""Lines drawn at once: few enough that the working arrays stay in the processor's cache."""


Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class PlacedPicture(NamedTuple):
    """ink: (H, W) uint8, white on black, that reaches all of its four borders. box: where it lies,
    in the unit of the strokes that are drawn over it.
    """

    ink: ImageArray
    box: Rectangle


class StrokeCanvas:
    """Draws strokes as smooth curves with a round pen, also over the ink of a picture.

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
        self._ground: tuple[PlacedPicture | None, Rectangle] = (None, _NOWHERE)
        """The picture under the strokes, and its box in pixels."""
        self._blank = self._pixels = _blank()

    def draw(
        self, strokes: Sequence[ArrayLike], picture: PlacedPicture | None = None
    ) -> ImageArray:
        """The ink of all strokes, and of a picture under them.

        strokes: each (N, 2), x to the right and y down, or (N, 3) with the pressure, above 0, which
        counts relative to the drawing's own; in any unit.
        Returns (96, 96) uint8, white on black, blank without strokes; the ink's longer side spans
        80 of them, less for a dot. Raises ValueError for strokes of another shape, for numbers
        that are not finite, and for a picture without extent.
        """
        ways = _with_relative_widths([_checked(stroke) for stroke in strokes])
        box = _NOWHERE if picture is None else _checked_box(picture)
        if picture is not None:
            ways, box = self._fitted_together(ways, box)
        elif ways:
            ways = self._fitted_alone(ways)
        lines = np.concatenate([_lines(way) for way in ways]) if ways else np.empty((0, 6))
        self._lay(picture, box)
        self._settle(_common(self._lines, lines), lines)
        pixels = self._pixels.copy()
        _ink(pixels, lines[self._settled :], self._radius)
        return pixels

    def _fitted_alone(self, ways: list[FloatArray]) -> list[FloatArray]:
        """The smooth curves as points (N, 3) of the canvas, with their widths."""
        span = BOX_SIDE * DETAIL / 2 - self._radius
        ways = [_thinned(way) for way in _fitted(ways, span, self._least / 2)]
        # once more, since curves may bulge beyond their points
        return _fitted(smooth_ways(ways, _STEP), span, span)

    def _fitted_together(
        self, ways: list[FloatArray], box: Rectangle
    ) -> tuple[list[FloatArray], Rectangle]:
        """The smooth curves as points (N, 3) of the canvas, and the picture's box in its pixels."""
        for is_smooth in (False, True):
            scale, away = _joint_fit(ways, box, self._radius)
            ways = [np.column_stack([way[:, :2] * scale + away, way[:, 2]]) for way in ways]
            if not is_smooth:
                ways = smooth_ways([_thinned(way) for way in ways], _STEP) if ways else []
            left, top, right, bottom = (np.reshape(box, (2, 2)) * scale + away).ravel().tolist()
            box = left, top, right, bottom
        return ways, box

    def _lay(self, picture: PlacedPicture | None, box: Rectangle) -> None:
        """Put the picture under the strokes, unless it lies there already."""
        before, place = self._ground
        if before is not picture or place != box:
            self._ground = picture, box
            self._blank = _blank() if picture is None else placed(picture.ink, _SIDE, box)
            self._pixels, self._settled = self._blank, 0

    def _settle(self, common: int, lines: FloatArray) -> None:
        if common < self._settled:
            self._settled = 0
            self._pixels = self._blank
        if self._pixels is self._blank:
            self._pixels = self._blank.copy()
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
    return np.zeros((_SIDE, _SIDE), np.uint8)


def _checked_box(picture: PlacedPicture) -> Rectangle:
    require_canvas(picture.ink)
    left, top, right, bottom = picture.box
    if not (np.isfinite(picture.box).all() and left < right and top < bottom and picture.ink.size):
        raise ValueError(f"a picture must have an extent, got the box {picture.box}")
    return picture.box


def _joint_fit(ways: list[FloatArray], box: Rectangle, radius: float) -> tuple[float, FloatArray]:
    """The scale, and what is added then (2,), so that picture and strokes together span the box
    that is fitted: a picture ends where its ink does, strokes `radius` beyond their points.
    """
    corners = np.reshape(box, (2, 2))
    points = np.concatenate([way[:, :2] for way in ways]) if ways else corners
    reach = radius if ways else 0.0
    low, high = points.min(axis=0), points.max(axis=0)
    span, scale = BOX_SIDE * DETAIL, np.inf
    for first, before in ((corners[0], 0.0), (low, reach)):
        for last, behind in ((corners[1], 0.0), (high, reach)):
            extent = float((last - first).max())
            if extent > 0:
                scale = min(scale, (span - before - behind) / extent)
    start = np.minimum(corners[0] * scale, low * scale - reach)
    end = np.maximum(corners[1] * scale, high * scale + reach)
    return scale, span / 2 + _MARGIN - (start + end) / 2


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
