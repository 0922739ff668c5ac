"""Ink in pixels: what is read is always drawn at one size, whatever the canvas on screen.

Ink is a matter of distance to the pen's way. So pieces may be added one by one, in any order, and
give to the byte what drawing them at once would give; painted ones would darken at their joins.
"""

from itertools import pairwise
from math import ceil, floor

import numpy as np

from desktop.draw.ink.curve import CurveSegment, Point
from nncore.array_types import ImageArray

RASTER_SIDE = 280
"""Pixels of the square that is read: ten for each of the network's."""

_STEP = 6.0
"""Pixels that a curve is approximated by a straight line over."""


def blank() -> ImageArray:
    """A square without ink: black, white is ink."""
    return np.zeros((RASTER_SIDE, RASTER_SIDE), np.uint8)


def add_ink(pixels: ImageArray, piece: CurveSegment, width: float) -> None:
    """Draw a piece of a stroke with a round pen, in place. Piece and width: in the unit square.

    What lies outside the square is not drawn.
    """
    scaled = CurveSegment(*((x * RASTER_SIDE, y * RASTER_SIDE) for x, y in piece))
    points = scaled.flattened(_STEP)
    for start, end in pairwise(points):
        _add_line(pixels, start, end, width * RASTER_SIDE / 2)


def _add_line(pixels: ImageArray, start: Point, end: Point, radius: float) -> None:
    rows = _reach(start[1], end[1], radius)
    columns = _reach(start[0], end[0], radius)
    y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, np.newaxis] + np.float32(0.5)
    x = np.arange(columns.start, columns.stop, dtype=np.float32) + np.float32(0.5)
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    # How far along the line the nearest point lies: 0 at its start, 1 at its end.
    share = (x - start[0]) * along_x + (y - start[1]) * along_y
    share = np.clip(share / max(along_x**2 + along_y**2, 1e-12), 0, 1)
    distance = np.hypot(x - start[0] - share * along_x, y - start[1] - share * along_y)
    # A pixel's cover falls from whole to none over one pixel across the border.
    ink = np.rint(255 * np.clip(radius + 0.5 - distance, 0, 1)).astype(np.uint8)
    part = pixels[rows, columns]
    np.maximum(part, ink, out=part)


def _reach(first: float, second: float, radius: float) -> slice:
    """The pixels between two places on one axis and around them, cut at the square's border."""
    low = floor(min(first, second) - radius - 1)
    high = ceil(max(first, second) + radius + 1)
    return slice(min(max(low, 0), RASTER_SIDE), max(min(high, RASTER_SIDE), 0))
