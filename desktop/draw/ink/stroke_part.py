"""A part of a stroke: what an eraser leaves of it, or all of it.

All parts of a stroke share its fine way, of which each is a range: however often a stroke is cut,
nothing of it is worked out anew, and two parts can be compared.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from desktop.draw.ink.curve import Point, distance_from, unbroken
from nncore.array_types import FloatArray
from nncore.drawing.curves import smooth_way

FINE_STEP = 1 / 400
"""How far the points of a fine way lie apart at most."""

BLOCK_POINTS = 64
"""Points of a fine way that are painted or left away together."""

_LIGHTEST, _SPAN = 0.3, 1.4
"""Of the pen's width, what it has without pressure, and what full pressure adds."""


@dataclass(frozen=True, eq=False)
class FineWay:
    """The way of a whole stroke, in small steps; not to be changed.

    way: (N, 2), or with the pressure (N, 3). picture: (N, 2), where the same points are shown.
    width: the pen's, as a share of the canvas's side.
    """

    way: FloatArray
    picture: FloatArray
    width: float

    @classmethod
    def through(cls, way: FloatArray, picture: FloatArray, width: float) -> "FineWay":
        """Along the smooth curves through the points that a hand gave, (M, 2) or (M, 3), which are
        shown at (M, 2) other places.
        """
        beside = picture - way[:, :2]
        fine = smooth_way(np.column_stack([way, beside]), FINE_STEP)
        return cls(fine[:, :-2], fine[:, :2] + fine[:, -2:], width)

    @cached_property
    def widths(self) -> FloatArray:
        """The pen's width at each point: (N,), as a share of the canvas's side."""
        if self.way.shape[1] == 2:
            return np.full(len(self.way), self.width)
        return self.width * (_LIGHTEST + _SPAN * self.way[:, 2])

    @cached_property
    def boxes(self) -> FloatArray:
        """Where the ink of each block of points lies, up to the first point of the next one: (M, 4)
        of left, top, right, bottom.
        """
        starts = np.arange(0, len(self.picture), BLOCK_POINTS)
        low = np.minimum.reduceat(self.picture, starts)
        high = np.maximum.reduceat(self.picture, starts)
        following = self.picture[starts[1:]]
        low[:-1] = np.minimum(low[:-1], following)
        high[:-1] = np.maximum(high[:-1], following)
        return np.column_stack([low - self.reach, high + self.reach])

    @cached_property
    def reach(self) -> float:
        """Of its ink, from its picture: half the pen's width at the widest."""
        return float(self.widths.max()) / 2

    @cached_property
    def is_tight(self) -> NDArray[np.bool_]:
        """At which points (N,) the picture turns within half the pen's width, where a painted line
        would have a hole.
        """
        marks = np.zeros(len(self.picture), bool)
        steps = np.diff(self.picture, axis=0)
        lengths = np.hypot(*steps.T)
        x, y = steps.T
        crossed, along = x[:-1] * y[1:] - y[:-1] * x[1:], x[:-1] * x[1:] + y[:-1] * y[1:]
        turns = np.abs(np.arctan2(crossed, along))
        marks[1:-1] = (lengths[:-1] + lengths[1:]) / 2 < turns * self.widths[1:-1] / 2
        return marks


@dataclass(frozen=True, eq=False)
class StrokePart:
    """The points of a fine way from number `first` up to `last`, which is not among them."""

    fine: FineWay
    first: int
    last: int

    @property
    def whole(self) -> "StrokePart":
        """Itself: all that there is of it."""
        return self

    @property
    def width(self) -> float:
        """The pen's, as a share of the canvas's side."""
        return self.fine.width

    @property
    def points(self) -> tuple[Point, ...]:
        """Its way, point by point."""
        return tuple((x, y) for x, y in self.way()[:, :2].tolist())

    def way(self) -> FloatArray:
        """The points (N, 2), or with their pressure (N, 3)."""
        return self.fine.way[self.first : self.last]

    def inside(self) -> list[FloatArray]:
        """The parts of the way that lie on the canvas: nobody sees what was drawn beside it."""
        way = self.way()
        left, top, right, bottom = self.box
        if left >= 0 and top >= 0 and right <= 1 and bottom <= 1:
            return [way]
        x, y = way[:, 0], way[:, 1]
        on_canvas = (x >= 0) & (x <= 1) & (y >= 0) & (y <= 1)
        return [way[start:end] for start, end in unbroken(on_canvas)]

    def without(self, start: Point, end: Point, radius: float) -> "list[StrokePart]":
        """What an eraser leaves that goes straight from `start` to `end`; itself if it is missed.

        radius: of the eraser. All ink that it touches vanishes.
        """
        reach = radius + self.width / 2
        left, top, right, bottom = self.box
        (west, east), (north, south) = (sorted(each) for each in zip(start, end, strict=True))
        if east + reach < left or west - reach > right:
            return [self]
        if south + reach < top or north - reach > bottom:
            return [self]
        kept: NDArray[np.bool_] = np.asarray(distance_from(self.way(), start, end) > reach)
        if kept.all():
            return [self]
        return [
            StrokePart(self.fine, self.first + before, self.first + behind)
            for before, behind in unbroken(kept)
            if behind - before > 1
        ]

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of its points, and of where they are shown."""
        points = np.stack([self.way()[:, :2], self.fine.picture[self.first : self.last]])
        left, top = points.min(axis=(0, 1)).tolist()
        right, bottom = points.max(axis=(0, 1)).tolist()
        return left, top, right, bottom


def width_under(pressure: float | None) -> float:
    """How wide the pen is beside its usual width, which a pressure of a half gives it too."""
    return 1.0 if pressure is None else _LIGHTEST + _SPAN * pressure
