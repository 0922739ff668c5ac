"""Pixels survive the way into a picture, at widths that Qt pads too."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from desktop.shared.images import to_image, to_inked_image


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
