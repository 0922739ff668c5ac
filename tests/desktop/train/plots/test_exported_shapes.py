import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from desktop.train.plots.exported_shapes import cut
from desktop.workspace.run.series import FloatArray

FIELD = QRectF(0, 0, 100, 50)
PLACES = st.floats(-200, 300)


def cut_of(*points: tuple[float, float]) -> list[list[tuple[float, float]]]:
    x, y = np.array(points, float).T
    return [[(across, down) for across, down in part.tolist()] for part in cut(x, y, FIELD)]


def test_a_line_within_the_field_stays_in_one_piece() -> None:
    assert cut_of((0, 0), (50, 25), (100, 50)) == [[(0, 0), (50, 25), (100, 50)]]


def test_a_line_ends_where_it_leaves_the_field() -> None:
    assert cut_of((-50, 10), (50, 10), (150, 10)) == [[(0, 10), (50, 10), (100, 10)]]


def test_a_line_that_comes_back_is_two_parts() -> None:
    parts = cut_of((10, 40), (20, 60), (30, 40))
    assert parts == [[(10, 40), (15, 50)], [(25, 50), (30, 40)]]


def test_nothing_is_left_of_a_line_outside() -> None:
    assert cut_of((-50, -10), (150, -10)) == []
    assert cut_of((-50, 0), (-10, 50)) == []


@given(st.lists(st.tuples(PLACES, PLACES), min_size=2, max_size=20))
def test_nothing_reaches_beyond_the_field(points: list[tuple[float, float]]) -> None:
    x, y = np.array(points).T
    parts: list[FloatArray] = cut(x, y, FIELD)
    for part in parts:
        assert len(part) >= 2
        assert np.all(part >= -1e-6)
        assert np.all(part <= np.array([100, 50]) + 1e-6)
