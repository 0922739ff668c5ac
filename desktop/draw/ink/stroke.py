"""One stroke of the pen, from where it was put down to where it was lifted.

Its points are in the unit square, x to the right and y down, whatever canvas they came from.
"""

from bisect import bisect_left, bisect_right
from math import dist

import numpy as np

from desktop.draw.ink.curve import CurveSegment, Point, distance_from, runs, segments_through
from nncore.array_types import FloatArray
from nncore.drawing.curves import smooth_way

PEN_WIDTH = 1 / 15
"""The pen's width as a share of the canvas's side: what MNIST's pens were to their digits."""

_SMALLEST_STEP = 1 / 2400
"""What moves less than this is no move; half a pixel of a large canvas."""

_LIGHTEST, _SPAN = 0.3, 1.4
"""Of the pen's width, what it has without pressure, and what full pressure adds."""

_FINE = 1 / 400
"""How closely a stroke that is cut is looked at."""


class Stroke:
    """Grows while the pen is down; once it was lifted nobody changes it any more.

    width: the pen's, as a share of the canvas's side. pressure: 0..1 where the pen was put down;
    None for what feels none. smoothing: the length over which the picture evens out the steps
    between a mouse's whole pixels; the points stay as they are.
    pieces: the smooth curves that are settled; `unsettled` lead from the last one to the pen.
    """

    def __init__(
        self,
        start: Point,
        width: float = PEN_WIDTH,
        pressure: float | None = None,
        *,
        smoothing: float = 0.0,
    ) -> None:
        self.width = width
        self.pieces: list[CurveSegment] = []
        self._smoothing = smoothing
        self._points = [start]
        self._pressures = None if pressure is None else [pressure]
        self._widths = [_width_under(pressure)]
        self._walked = [0.0]
        """The length of the way up to each point."""
        self._even: list[Point] = [start]
        """The first points of the picture, where no later point changes them."""

    @classmethod
    def along(cls, way: FloatArray, width: float, *, smoothing: float = 0.0) -> "Stroke":
        """A whole stroke through points (N, 2), or with their pressure (N, 3)."""
        pressures = way[:, 2].tolist() if way.shape[1] == 3 else None
        points = [(float(x), float(y)) for x, y in way[:, :2]]
        stroke = cls(points[0], width, smoothing=smoothing)
        stroke._points = points
        stroke._pressures = pressures
        stroke._widths = [_width_under(each) for each in pressures or [None] * len(points)]
        steps = np.hypot(*np.diff(way[:, :2], axis=0).T)
        stroke._walked = [0.0, *np.cumsum(steps).tolist()]
        stroke._settle()
        return stroke

    @property
    def points(self) -> tuple[Point, ...]:
        """Where the pen was, in the order of drawing."""
        return tuple(self._points)

    @property
    def feels_pressure(self) -> bool:
        """Whether the pen's width follows its pressure."""
        return self._pressures is not None

    def extend(self, point: Point, pressure: float | None = None) -> bool:
        """Go on to `point`. Returns whether it did: not if that is where the pen is already."""
        if dist(self._points[-1], point) < _SMALLEST_STEP:
            return False
        self._walked.append(self._walked[-1] + dist(self._points[-1], point))
        self._points.append(point)
        if self._pressures is not None:
            pressure = self._pressures[-1] if pressure is None else pressure
            self._pressures.append(pressure)
        self._widths.append(self._widths[-1] if pressure is None else _width_under(pressure))
        self._settle()
        return True

    def unsettled(self) -> list[CurveSegment]:
        """The way from the last settled curve to the pen; a point for a dot."""
        if len(self._points) == 1:
            [dot] = self._points
            return [CurveSegment(dot, dot, dot, dot, self._widths[0])]
        loose = range(len(self._even), len(self._points))
        return self._segments([*self._even, *map(self._evened, loose)])

    def way(self) -> FloatArray:
        """The points (N, 2), or with their pressure (N, 3)."""
        points = np.array(self._points)
        return points if self._pressures is None else np.column_stack([points, self._pressures])

    def inside(self) -> list[FloatArray]:
        """The parts of the way that lie on the canvas: nobody sees what was drawn beside it."""
        way = self.way()
        if way[:, :2].min() >= 0 and way[:, :2].max() <= 1:
            return [way]
        way = smooth_way(way, _FINE)
        on_canvas = (way[:, 0] >= 0) & (way[:, 0] <= 1) & (way[:, 1] >= 0) & (way[:, 1] <= 1)
        return runs(way, on_canvas)

    def without(self, start: Point, end: Point, radius: float) -> "list[Stroke]":
        """What an eraser leaves that goes straight from `start` to `end`; itself if it is missed.

        radius: of the eraser. All ink that it touches vanishes.
        """
        reach = radius + self.width / 2
        way = smooth_way(self.way(), _FINE)
        kept = np.asarray(distance_from(way, start, end) > reach)
        if kept.all():
            return [self]
        return [
            Stroke.along(part, self.width, smoothing=self._smoothing)
            for part in runs(way, kept)
            if len(part) > 1
        ]

    def _settle(self) -> None:
        """Add the pieces that no later point changes: each depends on the point after its end."""
        while (
            len(self._even) < len(self._points)
            and self._walked[-1] - self._walked[len(self._even)] >= self._smoothing
        ):
            self._even.append(self._evened(len(self._even)))
        if len(self._even) > len(self.pieces) + 2:
            self.pieces += self._segments(self._even)[:-1]

    def _segments(self, picture: list[Point]) -> list[CurveSegment]:
        """The curves that follow the settled ones, through the points of the picture."""
        first = len(self.pieces)
        before = max(first - 1, 0)
        widths = self._widths[before : len(picture)]
        return segments_through(picture[before:], widths)[first - before :]

    def _evened(self, number: int) -> Point:
        """A point of the picture: the mean of those around it, nearer ones counting more.

        Towards the ends fewer count, so that both stay where they are.
        """
        here, walked = self._walked[number], self._walked
        reach = min(self._smoothing, here, walked[-1] - here)
        if reach <= 0:
            return self._points[number]
        low, high = bisect_left(walked, here - reach), bisect_right(walked, here + reach)
        weights = [reach - abs(walked[each] - here) for each in range(low, high)]
        total = sum(weights)
        x, y = (
            sum(
                weight * point[axis]
                for weight, point in zip(weights, self._points[low:high], strict=True)
            )
            / total
            for axis in (0, 1)
        )
        return x, y


def _width_under(pressure: float | None) -> float:
    """How wide the pen is beside its usual width, which a pressure of a half gives it too."""
    return 1.0 if pressure is None else _LIGHTEST + _SPAN * pressure
