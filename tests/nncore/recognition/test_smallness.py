"""What is too small to be read: the same rule for canvases of any size, and for strokes."""

import numpy as np
import pytest

import nncore as nn
from nncore.array_types import ImageArray
from nncore.drawing.background import ink_box, ink_on_dark
from nncore.drawing.resampling import shrunk
from nncore.recognition.reading import Doubt
from nncore.recognition.smallness import is_ink_too_small, is_too_small

SIDES = [28, 64, 100, 280, 600, 1_200]


def put(ink: ImageArray, side: int, width: int | None = None) -> ImageArray:
    """A canvas with this ink somewhere on it."""
    height, length = ink.shape
    canvas = np.zeros((side, width or side), np.uint8)
    top, left = (side - height) // 2, (canvas.shape[1] - length) // 3
    canvas[top : top + height, left : left + length] = ink
    return canvas


def disc(diameter: int) -> ImageArray:
    """A round dot with soft edges."""
    places = np.arange(diameter) - (diameter - 1) / 2
    away = np.hypot(places[:, np.newaxis], places)
    cover = np.clip(diameter / 2 + 0.5 - away, 0, 1)
    return np.asarray(np.rint(255 * cover), np.uint8)


def cropped(image: ImageArray) -> ImageArray:
    box = ink_box(image)
    assert box is not None
    return image[box.top : box.bottom, box.left : box.right]


def are_too_small(canvases: list[ImageArray]) -> list[bool]:
    return [is_ink_too_small(ink_on_dark(canvas)) for canvas in canvases]


@pytest.mark.parametrize("side", SIDES)
def test_a_dot_is_always_too_small(side: int) -> None:
    widest = max(4, side // 12)
    diameters = sorted({1, 2, 3, 4, round(side / 30) or 1, round(side / 15), widest})
    assert all(are_too_small([put(disc(each), side) for each in diameters]))


@pytest.mark.parametrize("side", SIDES)
def test_a_digit_as_mnist_has_it_is_never_too_small(side: int, digits: nn.datasets.Dataset) -> None:
    images = digits.test.images[:100]
    assert not any(are_too_small([put(cropped(each), side) for each in images]))


@pytest.mark.parametrize("side", [280, 600, 1_200])
def test_a_digit_of_40_pixels_is_never_too_small(side: int, digits: nn.datasets.Dataset) -> None:
    images = [cropped(each).repeat(8, axis=0).repeat(8, axis=1) for each in digits.test.images[:50]]
    assert not any(are_too_small([put(shrunk(each, 40), side) for each in images]))


@pytest.mark.parametrize("side", SIDES)
def test_a_thin_stroke_is_told_from_a_dot_by_how_far_it_goes(side: int) -> None:
    least = max(5, -(-15 * side // 1000))
    stroke = np.full((least, 2), 255, np.uint8)
    assert are_too_small([put(stroke, side), put(stroke[1:], side)]) == [False, True]
    assert are_too_small([put(stroke.T, side), put(stroke[1:].T, side)]) == [False, True]


def test_the_longer_side_of_a_canvas_counts_and_20_pixels_are_always_enough() -> None:
    stroke = np.full((12, 3), 255, np.uint8)
    assert are_too_small([put(stroke, 400), put(stroke, 400, 1_200)]) == [False, True]
    stroke = np.full((20, 3), 255, np.uint8)
    assert are_too_small([put(stroke, 3_000), put(stroke[1:], 3_000)]) == [False, True]


def test_a_block_that_fills_the_canvas_is_no_dot() -> None:
    blocks = [np.full((side // 2, side // 2), 255, np.uint8) for side in SIDES]
    canvases = [put(block, side) for block, side in zip(blocks, SIDES, strict=True)]
    assert not any(are_too_small(canvases))


def test_of_strokes_the_way_of_the_pen_counts() -> None:
    assert is_too_small(0)
    assert is_too_small(0.0149)
    assert not is_too_small(0.015)
    assert not is_too_small(40 / 1_200)


def test_an_empty_canvas_has_nothing_too_small() -> None:
    assert are_too_small([np.zeros((28, 28), np.uint8), np.zeros((0, 5), np.uint8)]) == [False] * 2


def test_reading_a_canvas_follows_the_rule() -> None:
    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))])
    stroke = np.full((12, 3), 255, np.uint8)
    doubts = []
    for side in (400, 1_200):
        reading = nn.read_drawing(network, put(stroke, side))
        assert reading is not None
        assert not reading.known
        doubts.append(reading.doubt is Doubt.TOO_SMALL)
    assert doubts == [False, True]
