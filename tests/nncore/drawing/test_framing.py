"""A drawing is framed as MNIST's digits were, whatever its size and place."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore.array_types import ImageArray
from nncore.drawing.background import Box, ink_box
from nncore.drawing.framing import (
    BOX_SIDE,
    centre_by_mass,
    fit_ink,
    frame_drawing,
    framing_steps,
)


def blob(seed: int, height: int, width: int) -> ImageArray:
    """Ink without a faint border, so that its box is certain."""
    rng = np.random.default_rng(seed)
    return rng.integers(100, 256, (height, width), dtype=np.uint8)


def on_canvas(ink: ImageArray, top: int, left: int, side: int) -> ImageArray:
    canvas = np.zeros((side, side), np.uint8)
    canvas[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return canvas


def centre_of_mass(image: ImageArray) -> tuple[float, float]:
    weights = image.astype(float)
    rows, columns = np.indices(image.shape)
    mass = weights.sum()
    return float((weights * rows).sum() / mass), float((weights * columns).sum() / mass)


sides = st.integers(1, 90)
seeds = st.integers(0, 2**32 - 1)


@given(seed=seeds, height=sides, width=sides, top=st.integers(0, 60), left=st.integers(0, 60))
def test_place_on_the_canvas_does_not_matter(
    seed: int, height: int, width: int, top: int, left: int
) -> None:
    ink = blob(seed, height, width)
    moved = frame_drawing(on_canvas(ink, top, left, side=150))
    assert np.array_equal(moved, frame_drawing(ink))


@given(seed=seeds, height=st.integers(20, 40), width=st.integers(20, 40), factor=st.integers(2, 8))
def test_size_does_not_matter(seed: int, height: int, width: int, factor: int) -> None:
    ink = blob(seed, height, width)
    enlarged = ink.repeat(factor, axis=0).repeat(factor, axis=1)
    # Before the move by whole pixels, which rounding may tip over by one.
    difference = fit_ink(enlarged).astype(int) - fit_ink(ink).astype(int)
    assert np.abs(difference).max() <= 1


@given(seed=seeds, height=sides, width=sides)
def test_ink_spans_twenty_pixels_and_no_more(seed: int, height: int, width: int) -> None:
    box = ink_box(frame_drawing(blob(seed, height, width)))
    assert box is not None
    assert max(box.bottom - box.top, box.right - box.left) == BOX_SIDE


@given(seed=seeds, height=sides, width=sides)
def test_centre_of_mass_comes_within_half_a_pixel_of_the_middle(
    seed: int, height: int, width: int
) -> None:
    row, column = centre_of_mass(frame_drawing(blob(seed, height, width)))
    assert row == pytest.approx(14, abs=0.5 + 1e-9)
    assert column == pytest.approx(14, abs=0.5 + 1e-9)


@given(seed=seeds, height=sides, width=sides)
def test_aspect_ratio_is_kept(seed: int, height: int, width: int) -> None:
    ink = np.full_like(blob(seed, height, width), 255)
    fitted = fit_ink(ink) / 255
    longer = max(height, width)
    if longer >= BOX_SIDE:
        # Only shrinking keeps the area to the pixel's fraction; enlarging interpolates.
        assert fitted.sum() == pytest.approx(BOX_SIDE**2 * height * width / longer**2, rel=0.02)


@given(seed=seeds, row=st.integers(0, 19), column=st.integers(0, 19))
def test_lopsided_ink_stays_whole_inside_the_frame(seed: int, row: int, column: int) -> None:
    box = np.ones((1, BOX_SIDE, BOX_SIDE), np.uint8)
    box[0, row, column] = 255
    box[0, :, 0] = blob(seed, BOX_SIDE, 1)[:, 0]
    framed = centre_by_mass(box)[0]
    assert framed.sum() == box.sum()


def test_ink_heavy_in_one_corner_is_not_cut_off() -> None:
    canvas = np.zeros((200, 200), np.uint8)
    canvas[:60, :60] = 255
    canvas[199, 199] = 255
    framed = frame_drawing(canvas)
    assert ink_box(framed) == Box(8, 28, 8, 28)


def test_single_pixel_becomes_a_centred_square() -> None:
    canvas = np.zeros((50, 50), np.uint8)
    canvas[40, 3] = 255
    assert ink_box(frame_drawing(canvas)) == Box(4, 24, 4, 24)


def test_drawing_of_full_ink_is_white_without_overflow() -> None:
    framed = frame_drawing(np.full((333, 333), 255, np.uint8))
    assert framed[4:24, 4:24].min() == 255


@pytest.mark.parametrize("shape", [(560, 560), (28, 28), (1, 1), (0, 0), (0, 5)])
def test_empty_canvas_gives_an_empty_frame(shape: tuple[int, int]) -> None:
    framed = frame_drawing(np.zeros(shape, np.uint8))
    assert framed.shape == (28, 28)
    assert framed.dtype == np.uint8
    assert not framed.any()


def test_canvas_is_left_unchanged_and_may_be_read_only() -> None:
    canvas = on_canvas(blob(1, 60, 40), 5, 9, side=100)
    canvas.setflags(write=False)
    assert frame_drawing(canvas).any()


def test_wrong_type_says_what_was_given() -> None:
    with pytest.raises(ValueError, match=r"uint8.*float64"):
        frame_drawing(np.zeros((28, 28)))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"uint8.*list"):
        frame_drawing([[0]])  # type: ignore[arg-type]


def test_wrong_shape_says_what_was_given() -> None:
    with pytest.raises(ValueError, match=r"\(H, W\).*\(1, 28, 28\)"):
        frame_drawing(np.zeros((1, 28, 28), np.uint8))


@pytest.mark.parametrize("shape", [(4000, 6000), (1, 3_000_000), (3_000_000, 1)])
@pytest.mark.parametrize("noise", [0, 6])
def test_a_large_canvas_takes_little_more_memory_than_it_has(
    shape: tuple[int, int], noise: int
) -> None:
    canvas = np.zeros(shape, np.uint8)
    canvas[shape[0] // 3 : shape[0] // 2 + 1, shape[1] // 3 : shape[1] // 2 + 1] = 255
    if noise:
        canvas |= np.random.default_rng(1).integers(0, noise, shape, dtype=np.uint8)

    tracemalloc.start()
    try:
        frame_drawing(canvas)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 6 * canvas.size + 8_000_000


def test_what_is_taken_piece_by_piece_is_framed_as_what_is_taken_at_once() -> None:
    ink = blob(1, 300, 220)
    large = ink.repeat(10, axis=0).repeat(10, axis=1)

    difference = fit_ink(large).astype(int) - fit_ink(ink).astype(int)

    assert np.abs(difference).max() <= 1


@given(seed=seeds, height=sides, width=sides, top=st.integers(0, 60), left=st.integers(0, 60))
def test_all_steps_together_frame_the_drawing(
    seed: int, height: int, width: int, top: int, left: int
) -> None:
    canvas = on_canvas(blob(seed, height, width), top, left, side=150)
    steps = framing_steps(canvas)
    assert np.array_equal(steps.strokes, canvas)
    assert np.array_equal(steps.cropped, canvas[top : top + height, left : left + width])
    assert steps.fitted.shape == (BOX_SIDE, BOX_SIDE)
    assert np.array_equal(steps.frame, frame_drawing(canvas))


def test_without_cropping_ink_keeps_its_size_on_the_canvas() -> None:
    canvas = on_canvas(np.full((60, 40), 255, np.uint8), 10, 20, side=280)
    whole = framing_steps(canvas, crop=False, centre=False)
    assert np.array_equal(whole.cropped, canvas)
    assert ink_box(whole.frame) == Box(1, 7, 2, 6)
    moved = framing_steps(canvas, crop=False)
    assert ink_box(moved.frame) == Box(11, 17, 12, 16)


def test_without_fitting_ink_fills_the_frame() -> None:
    canvas = on_canvas(blob(1, 60, 40), 10, 20, side=280)
    steps = framing_steps(canvas, fit=False)
    box = ink_box(steps.frame)
    assert box is not None
    assert (box.top, box.bottom) == (0, 28)


def test_without_centring_the_middle_of_the_box_counts() -> None:
    ink = np.zeros((40, 40), np.uint8)
    ink[:, :4], ink[20, :] = 255, 255
    canvas = on_canvas(ink, 30, 100, side=280)
    assert ink_box(framing_steps(canvas, centre=False).frame) == Box(4, 24, 4, 24)
    centred = ink_box(framing_steps(canvas).frame)
    assert centred is not None
    assert centred.left > 4


@given(
    seed=seeds,
    height=sides,
    width=sides,
    crop=st.booleans(),
    fit=st.booleans(),
    centre=st.booleans(),
)
def test_no_step_loses_ink(
    seed: int, height: int, width: int, crop: bool, fit: bool, centre: bool
) -> None:
    canvas = on_canvas(blob(seed, height, width), 20, 30, side=150)
    steps = framing_steps(canvas, crop=crop, fit=fit, centre=centre)
    assert steps.frame.shape == (28, 28)
    assert steps.frame.dtype == np.uint8
    assert steps.frame.sum() == steps.fitted.sum()


@pytest.mark.parametrize("shape", [(280, 280), (1, 1), (0, 0)])
def test_steps_without_ink_are_black(shape: tuple[int, int]) -> None:
    steps = framing_steps(np.zeros(shape, np.uint8), crop=False, centre=False)
    assert steps.strokes.shape == shape
    assert not steps.frame.any()
    with pytest.raises(ValueError, match="uint8"):
        framing_steps(np.zeros(shape))  # type: ignore[arg-type]
