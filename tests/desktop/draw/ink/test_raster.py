"""Ink in pixels: round, antialiased, the same however it was put together."""

from math import pi

import numpy as np
import pytest

from desktop.draw.ink.curve import CurveSegment, Point
from desktop.draw.ink.raster import RASTER_SIDE, add_ink, blank
from nncore.array_types import ImageArray


def line(start: Point, end: Point) -> CurveSegment:
    return CurveSegment(start, start, end)


def inked(*pieces: CurveSegment, width: float = 0.1) -> ImageArray:
    pixels = blank()
    for piece in pieces:
        add_ink(pixels, piece, width)
    return pixels


def test_blank_square_has_no_ink() -> None:
    assert blank().shape == (RASTER_SIDE, RASTER_SIDE)
    assert not blank().any()


def test_dot_is_a_disc_of_the_pens_width() -> None:
    dot = inked(line((0.5, 0.5), (0.5, 0.5)))
    area = dot.sum() / 255 / RASTER_SIDE**2
    assert area == pytest.approx(pi * 0.05**2, rel=0.01)
    assert np.array_equal(dot, dot.T)
    assert np.array_equal(dot, dot[::-1])


def test_line_is_as_wide_as_the_pen_and_round_at_its_ends() -> None:
    stroke = inked(line((0.3, 0.5), (0.7, 0.5)))
    area = stroke.sum() / 255 / RASTER_SIDE**2
    assert area == pytest.approx(0.4 * 0.1 + pi * 0.05**2, rel=0.01)


def test_borders_are_antialiased() -> None:
    slanted = inked(line((0.2, 0.3), (0.7, 0.51)))
    assert len(np.unique(slanted)) > 50


def test_pieces_give_the_same_ink_in_any_order_and_twice() -> None:
    pieces = [
        CurveSegment((0.2, 0.2), (0.8, 0.2), (0.5, 0.5)),
        line((0.5, 0.5), (0.4, 0.9)),
        line((0.1, 0.9), (0.9, 0.1)),
    ]
    once = inked(*pieces)
    assert np.array_equal(once, inked(*reversed(pieces)))
    assert np.array_equal(once, inked(*pieces, *pieces))


def test_curve_stays_near_its_control_points() -> None:
    curve = inked(CurveSegment((0.2, 0.5), (0.5, 0.1), (0.8, 0.5)), width=0.02)
    rows, columns = np.nonzero(curve > 127)
    assert columns.min() / RASTER_SIDE == pytest.approx(0.19, abs=0.01)
    assert columns.max() / RASTER_SIDE == pytest.approx(0.81, abs=0.01)
    assert rows.min() / RASTER_SIDE == pytest.approx(0.29, abs=0.01)


@pytest.mark.parametrize(
    "end", [(2.0, 0.5), (-1.0, 0.5), (0.5, 7.0), (0.5, -3.0), (-2.0, -2.0), (1.0, 1.0)]
)
def test_what_leaves_the_square_is_cut(end: Point) -> None:
    there = inked(line((0.5, 0.5), end))
    assert there.shape == (RASTER_SIDE, RASTER_SIDE)
    assert there[140, 140] == 255


@pytest.mark.parametrize("place", [(-0.2, 0.5), (1.2, 0.5), (0.5, -0.2), (0.5, 1.2), (90.0, 90.0)])
def test_what_lies_outside_leaves_no_ink(place: Point) -> None:
    assert not inked(line(place, place)).any()
