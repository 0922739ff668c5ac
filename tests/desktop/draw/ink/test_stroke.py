"""A stroke's picture is smooth, goes where the pen went, and does not change once it is settled."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.draw.ink.curve import CurveSegment, unbroken
from desktop.draw.ink.stroke import Stroke

PIXEL = 1 / 800


def grown(points: list[tuple[float, float]], smoothing: float = 0.0) -> Stroke:
    stroke = Stroke(points[0], smoothing=smoothing)
    for point in points[1:]:
        stroke.extend(point)
    return stroke


def picture(stroke: Stroke) -> list[CurveSegment]:
    return [*stroke.pieces, *stroke.unsettled()]


def slanted(count: int = 200) -> list[tuple[float, float]]:
    """As a slow mouse goes: a whole pixel to the right each time, and down each sixth time."""
    return [(0.2 + number * PIXEL, 0.3 + round(number / 6) * PIXEL) for number in range(count)]


def test_picture_goes_through_points_that_lie_apart() -> None:
    points = [(0.1, 0.1), (0.5, 0.2), (0.4, 0.7), (0.9, 0.9)]
    pieces = picture(grown(points, smoothing=8 * PIXEL))
    assert [pieces[0].start, *(piece.end for piece in pieces)] == points


def test_steps_between_pixels_are_evened_out() -> None:
    points = slanted()
    pieces = picture(grown(points, smoothing=8 * PIXEL))[10:-10]
    away = [piece.end[1] - 0.3 - (piece.end[0] - 0.2) / 6 for piece in pieces]
    rough = [y - 0.3 - (x - 0.2) / 6 for x, y in points]
    assert np.ptp(away) < np.ptp(rough) / 3


def test_ends_and_points_stay_where_they_were() -> None:
    points = slanted()
    stroke = grown(points, smoothing=8 * PIXEL)
    pieces = picture(stroke)
    assert pieces[0].start == points[0]
    assert pieces[-1].end == points[-1]
    assert list(stroke.points) == points


def test_settled_pieces_never_change() -> None:
    stroke = Stroke((0.2, 0.3), smoothing=8 * PIXEL)
    seen: list[CurveSegment] = []
    for point in slanted()[1:]:
        stroke.extend(point)
        assert stroke.pieces[: len(seen)] == seen
        seen = list(stroke.pieces)
        pieces = picture(stroke)
        assert all(first.end == second.start for first, second in itertools.pairwise(pieces))
        assert pieces[-1].end == point


numbers = st.integers(0, 40)


@settings(max_examples=60, deadline=None)
@given(
    places=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=30),
    smoothing=st.sampled_from([0.0, 0.01, 0.3]),
)
def test_a_whole_stroke_is_shown_where_it_grew(
    places: list[tuple[int, int]], smoothing: float
) -> None:
    one = grown([(x / 50, y / 50) for x, y in places], smoothing)
    fine = one.whole.fine
    assert one.whole is one.whole
    for piece in picture(one):
        nearest = np.hypot(*(fine.picture - piece.end).T).argmin()
        assert np.allclose(fine.picture[nearest], piece.end, atol=1e-9)


def test_an_eraser_leaves_the_rest_of_a_stroke_as_it_was() -> None:
    stroke = grown(slanted(), smoothing=8 * PIXEL)
    before, behind = stroke.without((0.3, 0.2), (0.3, 0.5), 0.02)
    assert before.whole.fine is behind.whole.fine is stroke.whole.fine
    assert before.points[0] == stroke.points[0]
    assert behind.points[-1] == stroke.points[-1]
    (half,) = before.without((0.2, 0.2), (0.2, 0.5), 0.005)
    assert half.whole.fine is stroke.whole.fine
    assert half.without((0.9, 0.9), (0.95, 0.9), 0.02) == [half]


@pytest.mark.parametrize(
    ("kept", "parts"),
    [
        ([1, 1, 1], [(0, 3)]),
        ([0, 0, 0], []),
        ([0, 1, 0], [(1, 2)]),
        ([1, 0, 1], [(0, 1), (2, 3)]),
        ([0, 1, 1], [(1, 3)]),
    ],
)
def test_what_is_kept_is_told_without_its_breaks(
    kept: list[int], parts: list[tuple[int, int]]
) -> None:
    assert unbroken(np.array(kept, dtype=bool)) == parts
