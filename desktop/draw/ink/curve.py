"""The geometry of strokes: smooth curves in pieces, and how far points are from a line.

Points may be in any unit.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import FloatArray
from nncore.drawing.curves import curves_through

Point: TypeAlias = tuple[float, float]


class CurveSegment(NamedTuple):
    """A cubic Bézier curve, and how wide the pen is on it beside its usual width."""

    start: Point
    leaving: Point
    arriving: Point
    end: Point
    width: float = 1.0


def segments_through(points: Sequence[Point], widths: Sequence[float]) -> list[CurveSegment]:
    """The curves from each point to the next; none through a single one."""
    curves = curves_through(np.array(points, dtype=float)).tolist()
    return [
        CurveSegment((ax, ay), (bx, by), (cx, cy), (dx, dy), (first + second) / 2)
        for ((ax, ay), (bx, by), (cx, cy), (dx, dy)), (first, second) in zip(
            curves, pairwise(widths), strict=True
        )
    ]


def unbroken(kept: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where points (N,) are `kept` without a break: the number of the first one, and of the one
    behind the last.
    """
    marks = np.concatenate([[False], kept, [False]]).astype(np.int8)
    starts, ends = (np.flatnonzero(np.diff(marks) == sign).tolist() for sign in (1, -1))
    return list(zip(starts, ends, strict=True))


def distance_from(way: FloatArray, start: Point, end: Point) -> FloatArray:
    """Of each point (N, 2 or more) from the line between two others: (N,)."""
    away = way[:, :2] - np.array(start)
    along = np.array(end) - np.array(start)
    share = np.clip(away @ along / max(float(along @ along), 1e-12), 0, 1)
    distance: FloatArray = np.hypot(*(away - share[:, np.newaxis] * along).T)
    return distance
