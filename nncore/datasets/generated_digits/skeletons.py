"""What a way of writing a digit is: strokes through control points, and the curve through them.

A skeleton is read from a short text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nncore.array_types import FloatArray

PIECES_PER_SPAN = 3
"""Straight pieces that draw the curve between two neighbouring control points."""


@dataclass(frozen=True, eq=False)
class PenStroke:
    """One stroke of the pen, from setting it down to lifting it.

    forms: (F, K, 2) control points of F forms that the stroke takes with different people;
    whatever lies between the forms is a writing too. x runs right, y down, both about -1..1.
    curve: (P, K) matrix that turns control points into the P points of the drawn curve.
    """

    forms: FloatArray
    curve: FloatArray


@dataclass(frozen=True, eq=False)
class Skeleton:
    """One way of writing a digit: its strokes in order, all with the same number of forms.

    share: how often people write the digit so, relative to its other skeletons.
    """

    strokes: tuple[PenStroke, ...]
    share: float


def skeleton(share: float, *forms: str) -> Skeleton:
    """Read a skeleton from one text a form.

    A text holds `x,y` control points in a box 100 high, separated by blanks; `!` behind a point
    makes it a corner, ` | ` lifts the pen. All forms have the same strokes, points and corners.
    Raises ValueError if they differ.
    """
    read = [[_read_stroke(part) for part in form.split("|")] for form in forms]
    shapes = {tuple((len(points), corners) for points, corners in form) for form in read}
    if len(shapes) != 1:
        raise ValueError(f"all forms need the same strokes, points and corners: {forms}")
    strokes = []
    for writings in zip(*read, strict=True):
        points = np.array([points for points, _ in writings], np.float32)
        curve = curve_through(points.shape[1], corners=writings[0][1])
        strokes.append(PenStroke((points - 50) / 50, curve))
    return Skeleton(tuple(strokes), share)


def curve_through(count: int, *, corners: Sequence[int] = ()) -> FloatArray:
    """The (P, count) float32 matrix of a curve through `count` control points.

    The curve is Catmull and Rom's cubic spline ("A class of local interpolating splines", 1974),
    cut at the control points whose positions are given as `corners`.
    """
    ends = [0, *corners, count - 1]
    pieces = [_spline(start, stop, count) for start, stop in pairwise(ends)]
    first_point = np.eye(1, count)
    return np.concatenate([first_point, *pieces]).astype(np.float32)


def _read_stroke(text: str) -> tuple[list[list[float]], tuple[int, ...]]:
    words = text.split()
    points = [[float(number) for number in word.rstrip("!").split(",")] for word in words]
    corners = tuple(position for position, word in enumerate(words) if word.endswith("!"))
    return points, corners


def _spline(start: int, stop: int, count: int) -> FloatArray:
    """Rows for the curve from control point `start` to `stop`, without its first point."""
    rows = []
    for span in range(start, stop):
        for step in range(1, PIECES_PER_SPAN + 1):
            row = np.zeros(count)
            weights = _catmull_rom(step / PIECES_PER_SPAN)
            for offset, weight in zip((-1, 0, 1, 2), weights, strict=True):
                _add_control(row, span + offset, weight, start, stop)
            rows.append(row)
    return np.array(rows)


def _catmull_rom(t: float) -> tuple[float, float, float, float]:
    """Weights of the four control points around a span, at the fraction t of it."""
    return (
        (-t + 2 * t**2 - t**3) / 2,
        (2 - 5 * t**2 + 3 * t**3) / 2,
        (t + 4 * t**2 - 3 * t**3) / 2,
        (-(t**2) + t**3) / 2,
    )


def _add_control(row: FloatArray, position: int, weight: float, start: int, stop: int) -> None:
    """Add a control point's weight; beyond an end, the end mirrors its inner neighbour."""
    if position < start:
        row[start] += 2 * weight
        row[start + 1] -= weight
    elif position > stop:
        row[stop] += 2 * weight
        row[stop - 1] -= weight
    else:
        row[position] += weight
