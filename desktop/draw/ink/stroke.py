"""One stroke of the pen, from where it was put down to where it was lifted.

Its points are in the unit square, x to the right and y down, whatever canvas they came from.
"""

from math import dist

from desktop.draw.ink.curve import CurveSegment, Point, newest_piece, tail

PEN_WIDTH = 1 / 15
"""The pen's width as a share of the canvas's side: what MNIST's pens were to their digits."""

_SMALLEST_STEP = 1 / 600
"""A hand trembles: what moves less than this adds noise to the curve, not shape."""


class Stroke:
    """Grows while the pen is down; once it was lifted nobody changes it any more.

    pieces: the smooth curves that are settled; `tail` leads from the last one to the pen.
    """

    def __init__(self, start: Point, width: float = PEN_WIDTH) -> None:
        self.width = width
        self.pieces: list[CurveSegment] = []
        self._points = [start]

    @property
    def points(self) -> tuple[Point, ...]:
        """Where the pen was, in the order of drawing."""
        return tuple(self._points)

    def extend(self, point: Point) -> CurveSegment | None:
        """Go on to `point`. Returns the curve that this settles, None if it is too near."""
        if dist(self._points[-1], point) < _SMALLEST_STEP:
            return None
        self._points.append(point)
        piece = newest_piece(self._points)
        self.pieces.append(piece)
        return piece

    def tail(self) -> CurveSegment:
        """The straight way from the last settled curve to the pen; a point for a dot."""
        return tail(self._points)
