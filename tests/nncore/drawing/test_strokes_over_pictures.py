"""Strokes over the ink of a picture: both are drawn at the scale of their joint box."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nncore.array_types import ImageArray
from nncore.drawing.background import Ink, ink_box
from nncore.drawing.framing import fit_ink, frame_drawing, ink_framing_steps
from nncore.drawing.resampling import placed
from nncore.drawing.strokes import (
    DETAIL,
    HALF_WIDTH,
    PlacedPicture,
    Rectangle,
    StrokeCanvas,
    draw_strokes,
)

SIDE = 20 * DETAIL
MARGIN = 8


def ring(side: int = 60) -> ImageArray:
    """Ink that reaches all four borders."""
    y, x = np.indices((side, side)) - (side - 1) / 2
    away = np.abs(np.hypot(x, y) - side * 0.42)
    return np.asarray(255 * np.clip(side * 0.08 + 0.5 - away, 0, 1), np.uint8)


def over(picture: ImageArray, box: Rectangle, *strokes: list[tuple[float, float]]) -> ImageArray:
    return StrokeCanvas().draw(strokes, PlacedPicture(picture, box))


def test_a_picture_alone_spans_the_box() -> None:
    for box in ((0.2, 0.3, 0.6, 0.7), (0, 0, 1000, 1000)):
        pixels = over(ring(), box)
        found = ink_box(pixels, 64)
        assert found == pytest.approx((MARGIN, MARGIN + SIDE, MARGIN, MARGIN + SIDE), abs=1)


@pytest.mark.parametrize("factor", [4, 8])
def test_whole_factors_keep_every_pixel(factor: int) -> None:
    rng = np.random.default_rng(1)
    small = rng.integers(1, 256, (20, 12)).astype(np.uint8)
    large = small.repeat(factor, axis=0).repeat(factor, axis=1)

    pixels = over(large, (0.1, 0.1, 0.7, 1.1))

    inside = pixels[MARGIN : MARGIN + SIDE, MARGIN + 16 : MARGIN + SIDE - 16]
    assert np.array_equal(fit_ink(inside), fit_ink(small))


def test_strokes_within_the_picture_leave_the_rest_as_it_is() -> None:
    alone = over(ring(), (0, 0, 1, 1))
    both = over(ring(), (0, 0, 1, 1), [(0.4, 0.5), (0.6, 0.5)])

    assert (both >= alone).all()
    changed = ink_box(np.asarray(both - alone, np.uint8))
    assert changed is not None
    width = 2 * HALF_WIDTH * DETAIL
    assert changed.bottom - changed.top == pytest.approx(width, abs=2)
    assert changed.right - changed.left == pytest.approx(0.2 * SIDE + width, abs=2)


def test_the_pen_is_as_wide_beside_the_whole_however_large_it_is() -> None:
    for size in (1, 0.1, 50):
        pixels = over(ring(), (0, 0, 0.4 * size, 0.4 * size), [(0, size), (size, size)])
        column = pixels[:, pixels.shape[1] // 2]
        line = column[MARGIN + SIDE // 2 + 10 :].sum() / 255
        assert line == pytest.approx(2 * HALF_WIDTH * DETAIL, abs=0.5)


def test_what_reaches_beyond_the_picture_makes_it_smaller() -> None:
    pixels = over(ring(), (0, 0, 1, 1), [(2, 0), (2, 2)])
    found = ink_box(pixels, 64)
    assert found is not None
    assert max(found.bottom - found.top, found.right - found.left) == pytest.approx(SIDE, abs=1)
    left = ink_box(pixels[:, : MARGIN + SIDE // 2], 64)
    assert left is not None
    assert 0.4 * SIDE < left.bottom - left.top < 0.5 * SIDE


def test_without_a_picture_nothing_changes() -> None:
    canvas, way = StrokeCanvas(), [(0.1, 0.1), (0.5, 0.8), (0.9, 0.2)]
    canvas.draw([way], PlacedPicture(ring(), (0, 0, 1, 1)))
    assert np.array_equal(canvas.draw([way]), draw_strokes([way]))
    assert not canvas.draw([]).any()


coordinates = st.floats(-0.5, 1.5, width=32)
ways = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=5)


@settings(max_examples=40)
@given(drawn=st.lists(ways, min_size=1, max_size=3))
def test_what_is_remembered_shows_nowhere(drawn: list[list[tuple[float, float]]]) -> None:
    picture, canvas = PlacedPicture(ring(), (0.2, 0.2, 0.8, 0.8)), StrokeCanvas()
    for count in range(len(drawn) + 1):
        pixels = canvas.draw(drawn[:count], picture)
        assert np.array_equal(pixels, StrokeCanvas().draw(drawn[:count], picture))
    found = ink_box(pixels)
    assert found is not None
    assert max(found.bottom - found.top, found.right - found.left) <= SIDE + 3
    assert min(found.top, found.left) >= MARGIN - 2


@pytest.mark.parametrize(
    "box", [(0, 0, 0, 1), (1, 0, 0, 1), (0, 0, float("nan"), 1), (0, 0, float("inf"), 1)]
)
def test_a_picture_without_extent_is_refused(box: Rectangle) -> None:
    with pytest.raises(ValueError, match="extent"):
        over(ring(), box)
    with pytest.raises(ValueError, match="extent"):
        over(np.zeros((0, 4), np.uint8), (0, 0, 1, 1))


def test_a_picture_may_not_be_huge() -> None:
    with pytest.raises(ValueError, match="2048"):
        placed(np.zeros((1, 2049), np.uint8), 96, (0, 0, 10, 10))


def test_told_ink_is_framed_as_a_drawing_is() -> None:
    canvas = np.pad(ring(), ((40, 3), (5, 90)))
    steps = ink_framing_steps(Ink(canvas, ink_box(canvas)))
    assert np.array_equal(steps.frame, frame_drawing(canvas))
    blank = np.zeros((5, 7), np.uint8)
    assert not ink_framing_steps(Ink(blank, None)).frame.any()
