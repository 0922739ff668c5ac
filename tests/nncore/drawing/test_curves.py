"""The pen's way goes through every point, smoothly, and never far beside them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nncore.array_types import FloatArray
from nncore.drawing.curves import curves_through, smooth_way, smooth_ways


def circle(count: int) -> FloatArray:
    angles = np.linspace(0, 2 * np.pi, count)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_curves_lead_from_point_to_point() -> None:
    points = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 2.0), (5.0, 2.5)])
    curves = curves_through(points)
    assert curves.shape == (3, 4, 2)
    assert np.array_equal(curves[:, 0], points[:-1])
    assert np.array_equal(curves[:, 3], points[1:])


def test_curves_join_without_a_kink() -> None:
    curves = curves_through(np.array([(0.0, 0.0), (1.0, 0.2), (1.5, 2.0), (5.0, 2.5)]))
    arriving = curves[:-1, 3] - curves[:-1, 2]
    leaving = curves[1:, 1] - curves[1:, 0]
    across = arriving[:, 0] * leaving[:, 1] - arriving[:, 1] * leaving[:, 0]
    assert np.abs(across).max() < 1e-12
    assert ((arriving * leaving).sum(axis=1) > 0).all()


def test_two_points_make_a_straight_line() -> None:
    way = smooth_way(np.array([(0.0, 0.0), (3.0, 6.0)]), 0.5)
    assert np.allclose(way[:, 1], 2 * way[:, 0])


@pytest.mark.parametrize("count", [9, 13, 25])
def test_a_circle_told_by_few_points_is_round(count: int) -> None:
    radii = np.hypot(*smooth_way(circle(count), 0.02).T)
    polygon = np.cos(np.pi / (count - 1))
    assert 1 - radii.min() < (1 - polygon) / 4
    assert radii.max() < 1 + (1 - polygon) / 4


def test_what_stands_beside_a_place_changes_evenly() -> None:
    way = smooth_way(np.array([(0.0, 0.0, 1.0), (1.0, 0.0, 2.0)]), 0.25)
    assert np.allclose(way[:, 2], 1 + way[:, 0])


numbers = st.floats(-100, 100, width=32)


@settings(max_examples=80, deadline=None)
@given(points=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=9))
def test_any_way_is_finite_and_near_its_points(points: list[tuple[float, float]]) -> None:
    given_points = np.array(points, dtype=float)
    way = smooth_way(given_points, 1.0)
    assert np.isfinite(way).all()
    size = np.ptp(given_points, axis=0).max()
    assert (way >= given_points.min(axis=0) - size / 2 - 1e-6).all()
    assert (way <= given_points.max(axis=0) + size / 2 + 1e-6).all()
    assert all((np.abs(way - point).max(axis=1) < 1e-9).any() for point in given_points)


def test_ways_made_smooth_together_are_what_each_is_alone() -> None:
    rng = np.random.default_rng(7)
    ways = [rng.uniform(0, 1, (count, 3)).round(1) for count in (5, 1, 2, 9, 1, 3)]
    together = smooth_ways(ways, 0.05)
    for way, smooth in zip(ways, together, strict=True):
        assert np.array_equal(smooth, smooth_way(way, 0.05))
