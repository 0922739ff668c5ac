"""One stroke of the pen, from where it was put down to where it was lifted.

Its points are in the unit square, x to the right and y down, whatever canvas they came from.
"""

from bisect import bisect_left, bisect_right
from math import dist

import numpy as np

from desktop.draw.ink.curve import CurveSegment, Point, segments_through
from desktop.draw.ink.stroke_part import FineWay, StrokePart, width_under
from nncore.array_types import FloatArray

PEN_WIDTH = 1 / 15
"""The pen's width as a share of the canvas's side: what MNIST's pens were to their digits."""

_SMALLEST_STEP = 1 / 2400
"""What moves less than this is no move; half a pixel of a large canvas."""


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
        self._widths = [width_under(pressure)]
        self._walked = [0.0]
        """The length of the way up to each point."""
        self._even: list[Point] = [start]
        """The first points of the picture, where no later point changes them."""
        self._way: FloatArray | None = None
        self._whole: StrokePart | None = None

    @property
    def points(self) -> tuple[Point, ...]:
        """Where the pen was, in the order of drawing."""
        return tuple(self._points)

    def extend(self, point: Point, pressure: float | None = None) -> bool:
        """Go on to `point`. Returns whether it did: not if that is where the pen is already."""
        if dist(self._points[-1], point) < _SMALLEST_STEP:
            return False
        self._walked.append(self._walked[-1] + dist(self._points[-1], point))
        self._points.append(point)
        if self._pressures is not None:
            pressure = self._pressures[-1] if pressure is None else pressure
            self._pressures.append(pressure)
        self._widths.append(self._widths[-1] if pressure is None else width_under(pressure))
        self._way = self._whole = None
        self._settle()
        return True

    def unsettled(self) -> list[CurveSegment]:
        """The way from the last settled curve to the pen; a point for a dot."""
        if len(self._points) == 1:
            [dot] = self._points
            return [CurveSegment(dot, dot, dot, dot, self._widths[0])]
        loose = range(len(self._even), len(self._points))
        return self._segments([*self._even, *map(self._evened, loose)])

    @property
    def whole(self) -> StrokePart:
        """All that there is now; the same object as long as the stroke does not grow."""
        if self._whole is None:
            loose = range(len(self._even), len(self._points))
            picture = np.array([*self._even, *map(self._evened, loose)])
            fine = FineWay.through(self.way(), picture, self.width)
            self._whole = StrokePart(fine, 0, len(fine.way))
        return self._whole

    def way(self) -> FloatArray:
        """The points (N, 2), or with their pressure (N, 3); not to be changed."""
        if self._way is None:
            points = np.array(self._points)
            pressures = self._pressures
            self._way = points if pressures is None else np.column_stack([points, pressures])
        return self._way

    def inside(self) -> list[FloatArray]:
        """The parts of the way that lie on the canvas: nobody sees what was drawn beside it."""
        way = self.way()
        if way[:, :2].min() >= 0 and way[:, :2].max() <= 1:
            return [way]
        return self.whole.inside()

    def without(self, start: Point, end: Point, radius: float) -> "list[Stroke] | list[StrokePart]":
        """What an eraser leaves that goes straight from `start` to `end`; itself if it is missed.

        radius: of the eraser. All ink that it touches vanishes.
        """
        left = self.whole.without(start, end, radius)
        return [self] if left == [self.whole] else left

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
