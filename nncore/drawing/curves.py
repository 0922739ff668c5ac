"""The smooth way of a pen through the points that a hand gave.

It goes through every point, so that no corner is cut however far apart they lie: a centripetal
Catmull-Rom spline (Yuksel, Schaefer, Keyser, "Parameterization and applications of Catmull-Rom
curves", 2011), which makes neither loops nor cusps between its points.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nncore.array_types import FloatArray


def curves_through(points: FloatArray) -> FloatArray:
    """The cubic Bézier curves from each point to the next: (N - 1, 4, 2) control points.

    points: (N, 2), at least one. A curve depends on its own two points
    and their neighbours; the first and the last one bend evenly towards their ends.
    """
    return _curves(points, [len(points)])


def smooth_way(way: FloatArray, step: float) -> FloatArray:
    """Points (M, 2 or more) along the curves through `way`, at most about `step` apart.

    way: (N, 2 or more), at least one; what stands beside x and y,
    as a width, changes evenly from point to point. All points of `way` are among those returned.
    """
    (smooth,) = smooth_ways([way], step)
    return smooth


def smooth_ways(ways: Sequence[FloatArray], step: float) -> list[FloatArray]:
    """`smooth_way` of each, all at once; at least one, all with as many columns."""
    lengths = np.array([len(way) for way in ways])
    points = np.concatenate(ways)
    curves = _curves(points[:, :2], lengths)
    length = np.hypot(*np.moveaxis(np.diff(curves, axis=1), 2, 0)).sum(axis=1)
    counts = np.maximum(np.ceil(length / step), 1).astype(np.intp)
    curve = np.repeat(np.arange(len(counts)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    t = ((np.arange(len(curve)) - first) / counts[curve])[:, np.newaxis]
    weights = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
    places = (weights * curves[curve]).sum(axis=1)
    start = _starts(lengths)[curve]
    beside = points[start, 2:] * (1 - t) + points[start + 1, 2:] * t
    smooth = np.column_stack([places, beside])
    # how many points are before the curves of each way, and behind those of the last
    before = np.concatenate([[0], np.cumsum(counts)])[np.cumsum([0, *(lengths - 1)])]
    return [
        np.concatenate([smooth[begin:end], way[-1:]])
        for way, (begin, end) in zip(ways, pairwise(before.tolist()), strict=True)
    ]


def _starts(lengths: ArrayLike) -> NDArray[np.intp]:
    """Of ways of so many points, one after the other: the number of the point where each curve
    begins.
    """
    is_start = np.ones(np.sum(lengths), bool)
    is_start[np.cumsum(lengths) - 1] = False
    return np.flatnonzero(is_start)


def _curves(points: FloatArray, lengths: ArrayLike) -> FloatArray:
    """`curves_through` ways of so many points each, one after the other."""
    first = _starts(lengths)
    starts, ends = points[first], points[first + 1]
    length = np.hypot(*(ends - starts).T)[:, np.newaxis]
    root = np.maximum(np.sqrt(length), 1e-12)  # a hand that stood still went nowhere
    leaving, arriving = starts.copy(), ends.copy()
    before, after = root[:-1], root[1:]
    # the spline's direction at each inner point, by the parameter of the curve itself
    slope = (
        (ends[:-1] - starts[:-1]) / before
        - (ends[1:] - starts[:-1]) / (before + after)
        + (ends[1:] - starts[1:]) / after
    )
    goes_on = np.diff(first) == 1
    leaving[1:][goes_on] += (slope * after / 3)[goes_on]
    arriving[:-1][goes_on] -= (slope * before / 3)[goes_on]
    is_first, is_last = np.append(True, ~goes_on), np.append(~goes_on, True)
    if not len(first):
        return np.empty((0, 4, 2))
    alone, is_first, is_last = is_first & is_last, is_first & ~is_last, is_last & ~is_first
    leaving[is_first] = (starts[is_first] - ends[is_first]) / 3 + arriving[is_first]
    arriving[is_last] = (ends[is_last] - starts[is_last]) / 3 + leaving[is_last]
    leaving[alone] += (ends[alone] - starts[alone]) / 3
    arriving[alone] -= (ends[alone] - starts[alone]) / 3
    return np.stack([starts, leaving, arriving, ends], axis=1)
