"""The smooth way of a pen through the points that a hand gave.

It goes through every point, so that no corner is cut however far apart they lie: a centripetal
Catmull-Rom spline (Yuksel, Schaefer, Keyser, "Parameterization and applications of Catmull-Rom
curves", 2011), which makes neither loops nor cusps between its points.
"""

import numpy as np

from nncore.array_types import FloatArray


def curves_through(points: FloatArray) -> FloatArray:
    """The cubic Bézier curves from each point to the next: (N - 1, 4, 2) control points.

    points: (N, 2), at least one. A curve depends on its own two points
    and their neighbours; the first and the last one bend evenly towards their ends.
    """
    starts, ends = points[:-1], points[1:]
    length = np.hypot(*(ends - starts).T)[:, np.newaxis]
    root = np.maximum(np.sqrt(length), 1e-12)  # a hand that stood still went nowhere
    leaving, arriving = starts.copy(), ends.copy()
    if len(points) > 2:
        before, after = root[:-1], root[1:]
        # the spline's direction at each inner point, by the parameter of the curve itself
        slope = (
            (ends[:-1] - starts[:-1]) / before
            - (ends[1:] - starts[:-1]) / (before + after)
            + (ends[1:] - starts[1:]) / after
        )
        leaving[1:] += slope * after / 3
        arriving[:-1] -= slope * before / 3
        leaving[0] = (starts[0] - ends[0]) / 3 + arriving[0]
        arriving[-1] = (ends[-1] - starts[-1]) / 3 + leaving[-1]
    else:
        leaving += (ends - starts) / 3
        arriving -= (ends - starts) / 3
    return np.stack([starts, leaving, arriving, ends], axis=1)


def smooth_way(way: FloatArray, step: float) -> FloatArray:
    """Points (M, 2 or more) along the curves through `way`, at most about `step` apart.

    way: (N, 2 or more), at least one; what stands beside x and y,
    as a width, changes evenly from point to point. All points of `way` are among those returned.
    """
    if len(way) == 1:
        return way
    curves = curves_through(way[:, :2])
    length = np.hypot(*np.moveaxis(np.diff(curves, axis=1), 2, 0)).sum(axis=1)
    counts = np.maximum(np.ceil(length / step), 1).astype(np.intp)
    curve = np.repeat(np.arange(len(counts)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    t = ((np.arange(len(curve)) - first) / counts[curve])[:, np.newaxis]
    weights = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
    places = (weights * curves[curve]).sum(axis=1)
    beside = way[curve, 2:] * (1 - t) + way[curve + 1, 2:] * t
    return np.concatenate([np.column_stack([places, beside]), way[-1:]])
