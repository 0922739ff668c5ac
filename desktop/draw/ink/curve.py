"""The smooth way of a pen through the points that a hand gave, one piece at a time.

It is geometry only, in whatever unit the points have; who inks the pieces is not its business.
"""

from collections.abc import Sequence
from math import ceil, dist
from typing import NamedTuple, TypeAlias

Point: TypeAlias = tuple[float, float]


class CurveSegment(NamedTuple):
    """A quadratic Bézier curve; a straight line where `control` lies between the others."""

    start: Point
    control: Point
    end: Point

    def flattened(self, step: float) -> list[Point]:
        """Points along the curve, about `step` apart; at least its two ends."""
        length = dist(self.start, self.control) + dist(self.control, self.end)
        count = max(1, ceil(length / step))
        return [self._at(number / count) for number in range(count + 1)]

    def _at(self, t: float) -> Point:
        start, control, end = (1 - t) ** 2, 2 * t * (1 - t), t**2
        return (
            start * self.start[0] + control * self.control[0] + end * self.end[0],
            start * self.start[1] + control * self.control[1] + end * self.end[1],
        )


def newest_piece(points: Sequence[Point]) -> CurveSegment:
    """What the newest of two or more points settles: the curve up to the middle before it.

    Curves run from middle to middle of neighbouring points, with the point between as control:
    they join without a kink, and a settled piece never changes as the stroke goes on.
    """
    before, newest = points[-2], points[-1]
    if len(points) == 2:
        return CurveSegment(before, before, middle(before, newest))
    return CurveSegment(middle(points[-3], before), before, middle(before, newest))


def tail(points: Sequence[Point]) -> CurveSegment:
    """What is not settled yet: the straight way from the last middle to the newest point."""
    newest = points[-1]
    if len(points) == 1:
        return CurveSegment(newest, newest, newest)
    start = middle(points[-2], newest)
    return CurveSegment(start, start, newest)


def middle(first: Point, second: Point) -> Point:
    """The point halfway."""
    return (first[0] + second[0]) / 2, (first[1] + second[1]) / 2
