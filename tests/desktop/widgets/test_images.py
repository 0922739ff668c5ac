"""Pixels survive the way into a picture, at widths that Qt pads too."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from desktop.widgets.images import signed_levels, to_image, to_inked_image, to_signed_image


@given(height=st.integers(1, 40), width=st.integers(1, 40), seed=st.integers(0, 1000))
def test_each_pixel_keeps_its_place_and_grey(height: int, width: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    image = to_image(pixels)
    greys = [[image.pixelColor(x, y).red() for x in range(width)] for y in range(height)]
    assert image.isGrayscale()
    assert greys == pixels.tolist()


def test_image_keeps_no_hold_of_the_array() -> None:
    pixels = np.full((4, 4), 200, np.uint8)
    image = to_image(pixels)
    pixels[:] = 0
    assert image.pixelColor(1, 1) == QColor(200, 200, 200)


@pytest.mark.parametrize("width", [28, 29])
def test_ink_and_paper_take_the_place_of_white_and_black(width: int) -> None:
    pixels = np.zeros((28, width), np.uint8)
    pixels[3, 5] = 255
    pixels[4, 6] = 128
    image = to_inked_image(pixels, QColor("#000000"), QColor("#FFFFFF"))
    assert image.pixelColor(0, 0) == QColor("#FFFFFF")
    assert image.pixelColor(5, 3) == QColor("#000000")
    assert image.pixelColor(6, 4) == QColor(127, 127, 127)


def test_signed_numbers_are_blue_below_zero_and_orange_above() -> None:
    values = np.array([[-3, -1, 0, 1, 3]], np.float32)
    colours = QColor("#0000FF"), QColor("#FFFFFF"), QColor("#FF8000")
    image = to_signed_image(signed_levels(values, 1.0), *colours)
    shown = [image.pixelColor(x, 0).name() for x in range(5)]
    assert shown == ["#0000ff", "#0000ff", "#ffffff", "#ff8000", "#ff8000"]


@given(st.floats(-2, 2), st.floats(-2, 2))
def test_larger_numbers_never_have_lower_levels(one: float, other: float) -> None:
    low, high = sorted((one, other))
    levels = signed_levels(np.array([low, high]), 1.5)
    assert 1 <= levels[0] <= levels[1]
    assert signed_levels(np.array([-low]), 1.5)[0] == 256 - int(levels[0])


def test_what_is_not_a_number_is_clear() -> None:
    levels = signed_levels(np.array([[np.nan, np.inf, -np.inf]]), 1.0)
    image = to_signed_image(levels, QColor("blue"), QColor("white"), QColor("red"))
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(1, 0) == QColor("red")
    assert image.pixelColor(2, 0) == QColor("blue")
