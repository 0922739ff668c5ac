"""Strokes are inked at the scale of their own box, whatever their size, place and unit."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike

import nncore as nn
from nncore.array_types import FloatArray, ImageArray
from nncore.drawing.background import ink_box
from nncore.drawing.strokes import DETAIL, HALF_WIDTH, StrokeCanvas, draw_strokes

SIDE = 20 * DETAIL


def digit(number: int, seed: int = 3) -> tuple[FloatArray, ...]:
    return nn.datasets.generated_strokes(number, rng=np.random.default_rng(seed))


def extent(pixels: ImageArray) -> tuple[int, int]:
    box = ink_box(pixels)
    assert box is not None
    return box.bottom - box.top, box.right - box.left


def test_nothing_drawn_is_blank() -> None:
    assert not draw_strokes([]).any()


@pytest.mark.parametrize("scale", [1e-6, 0.03, 40, 1000, 1e300])
def test_size_and_place_change_nothing(scale: float) -> None:
    for number in range(10):
        strokes = digit(number)
        elsewhere = [stroke.astype(float) * scale + 2 * scale for stroke in strokes]
        apart = draw_strokes(strokes).astype(int) - draw_strokes(elsewhere)
        assert np.abs(apart).max() <= 1


@pytest.mark.parametrize("number", range(10))
def test_ink_spans_the_box_and_survives_framing(number: int) -> None:
    pixels = draw_strokes(digit(number))
    assert abs(max(extent(pixels)) - SIDE) <= 2
    assert nn.frame_drawing(pixels).max() > 200


def test_the_pen_is_as_wide_beside_any_digit() -> None:
    line = draw_strokes([[(0, 0), (0, 7)]])
    assert extent(line)[0] == pytest.approx(SIDE, abs=2)
    width = line[len(line) // 2].sum() / 255
    assert width == pytest.approx(2 * HALF_WIDTH * DETAIL, abs=0.5)


def test_a_dot_is_a_disc_of_the_pens_width() -> None:
    for dot in ([(5, 5)], [(5, 5), (5, 5), (5, 5)]):
        pixels = draw_strokes([dot])
        area = pixels.sum() / 255
        assert area == pytest.approx(np.pi * (HALF_WIDTH * DETAIL) ** 2, rel=0.03)


def test_a_dot_that_trembled_stays_one() -> None:
    trembled = [(0.5, 0.5), (0.501, 0.5), (0.5, 0.502)]
    assert max(extent(draw_strokes([trembled]))) > SIDE - 3
    assert max(extent(draw_strokes([trembled], least=0.02))) < SIDE / 3


def test_a_small_stroke_stays_in_proportion() -> None:
    pixels = draw_strokes([[(0, 0), (0, 100)], [(50, 100), (50, 110)]])
    small = pixels[:, pixels.shape[1] // 2 + 10 :]
    assert extent(small)[0] < SIDE / 4


def test_curves_that_bulge_beyond_their_points_are_not_cut() -> None:
    pixels = draw_strokes([[(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]])
    box = ink_box(pixels)
    assert box is not None
    assert box.top > 0
    assert box.bottom < len(pixels)


def test_more_points_on_the_same_way_change_little() -> None:
    few = np.array([(0, 0), (4, 0), (1, 9)], float)
    many = np.concatenate([np.linspace(few[0], few[1], 90), np.linspace(few[1], few[2], 150)])
    apart = nn.frame_drawing(draw_strokes([few])).astype(int) - nn.frame_drawing(
        draw_strokes([many])
    )
    assert np.abs(apart).mean() < 12


def test_pressure_counts_beside_the_drawings_own() -> None:
    way = np.linspace((0, 0), (0, 10), 30)
    even = [np.column_stack([way, np.full(30, pressure)]) for pressure in (0.125, 1)]
    assert np.array_equal(draw_strokes(even[:1]), draw_strokes(even[1:]))
    assert np.array_equal(draw_strokes(even[:1]), draw_strokes([way]))
    rising = draw_strokes([np.column_stack([way, np.linspace(0.1, 1, 30)])])
    assert rising[24].sum() < 0.8 * rising[72].sum()


def test_pressure_of_nothing_is_drawn_too() -> None:
    assert draw_strokes([[(0, 0, 0), (0, 1, 0)]]).any()


@pytest.mark.parametrize(
    "stroke",
    [
        [],
        [1, 2],
        [(1,)],
        [(1, 2, 3, 4)],
        [(np.nan, 1)],
        [(0, 1), (np.inf, 1)],
        [(0, 1, np.nan)],
    ],
)
def test_what_is_no_stroke_is_refused(stroke: ArrayLike) -> None:
    with pytest.raises(ValueError, match="stroke"):
        draw_strokes([[(0, 0), (1, 1)], stroke])


numbers = st.floats(allow_nan=False, allow_infinity=False)
ways = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5)


@settings(max_examples=80, deadline=None)
@given(strokes=st.lists(ways, min_size=1, max_size=3))
def test_any_finite_strokes_are_inked(strokes: list[list[tuple[float, float]]]) -> None:
    pixels = draw_strokes(strokes)
    assert pixels.max() == 255
    assert nn.frame_drawing(pixels).shape == (28, 28)


steps = st.lists(st.integers(-4, 12), min_size=1, max_size=40)


@settings(max_examples=40, deadline=None)
@given(steps=steps)
def test_what_is_remembered_changes_no_pixel(steps: list[int]) -> None:
    way = np.cumsum(np.random.default_rng(1).normal(size=(300, 2)), axis=0)
    canvas, count = StrokeCanvas(), 1
    for step in steps:
        count = min(max(count + step, 1), len(way))
        strokes: Sequence[FloatArray] = [way[: count // 2 + 1], way[count // 2 : count]]
        assert np.array_equal(canvas.draw(strokes), draw_strokes(strokes))


def test_pixels_handed_out_do_not_change_later() -> None:
    canvas, way = StrokeCanvas(), digit(8)[0]
    before = canvas.draw([way[:20]])
    kept = before.copy()
    canvas.draw([way])
    assert np.array_equal(before, kept)
