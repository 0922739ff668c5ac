"""Every kind of picture is read right: depth, palette, alpha, animation, inks, turned photos."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtGui import QImage

from desktop.draw.importing.decoding import decoded, levels
from nncore.array_types import ImageArray
from nncore.drawing.pictures import ink_of
from nncore.network import Network
from nncore.recognition.reading import read_ink
from tests.desktop.draw.importing.picture_makers import (
    TURNS,
    clear_image,
    cmyk_jpeg,
    deep_png,
    encoded,
    gif,
    grey_image,
    palette_png,
    with_orientation,
)


def digit_in(content: bytes, reader_network: Network) -> int | None:
    reading = read_ink(reader_network, ink_of(*decoded(content)))
    return None if reading is None else reading.digit


MAKERS: dict[str, Callable[[ImageArray], bytes]] = {
    "png": lambda pixels: encoded(grey_image(pixels), "png"),
    "jpeg": lambda pixels: encoded(grey_image(pixels), "jpeg"),
    "poor jpeg": lambda pixels: encoded(grey_image(pixels), "jpeg", 15),
    "bmp": lambda pixels: encoded(grey_image(pixels), "bmp"),
    "webp": lambda pixels: encoded(grey_image(pixels), "webp"),
    "light ink": lambda pixels: encoded(grey_image(np.invert(pixels)), "png"),
    "16 bits": deep_png,
    "palette": lambda pixels: palette_png(np.invert(pixels)),
    "cmyk": cmyk_jpeg,
    "gif": lambda pixels: gif(pixels, np.full_like(pixels, 255)),
    "clear, dark ink": lambda pixels: encoded(
        clear_image(np.zeros_like(pixels), np.invert(pixels)), "png"
    ),
    "clear, light ink": lambda pixels: encoded(
        clear_image(np.full_like(pixels, 255), np.invert(pixels)), "png"
    ),
    "black beneath what is clear": lambda pixels: encoded(
        clear_image(np.where(pixels < 128, 40, 0).astype(np.uint8), np.invert(pixels)), "png"
    ),
    "one bit": lambda pixels: encoded(
        grey_image(pixels).convertToFormat(QImage.Format.Format_Mono), "png"
    ),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_every_kind_is_read(kind: str, dark_seven: ImageArray, reader_network: Network) -> None:
    assert digit_in(MAKERS[kind](dark_seven), reader_network) == 7


@pytest.mark.parametrize("orientation", TURNS)
def test_turned_photos_stand_upright(orientation: int, dark_seven: ImageArray) -> None:
    lying = encoded(grey_image(TURNS[orientation](dark_seven)), "jpeg", 95)
    upright = decoded(with_orientation(lying, orientation)).grey
    assert upright.shape == dark_seven.shape
    assert np.abs(upright.astype(int) - dark_seven).mean() < 2


def test_grey_stays_as_it_is() -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(8, 32)
    assert np.array_equal(decoded(encoded(grey_image(ramp), "png")).grey, ramp)
    assert np.array_equal(decoded(deep_png(ramp)).grey, ramp)


def test_alpha_is_told_where_there_is_some() -> None:
    grey = np.full((9, 7), 200, np.uint8)
    alpha = np.linspace(0, 255, grey.size).astype(np.uint8).reshape(grey.shape)
    found = decoded(encoded(clear_image(grey, alpha), "png"))
    assert found.alpha is not None
    assert np.array_equal(found.alpha, alpha)
    assert decoded(encoded(clear_image(grey, np.full_like(alpha, 255)), "png")).alpha is None


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_large_pictures_are_reduced_while_they_are_decoded(kind: str) -> None:
    pixels = np.full((600, 5000), 255, np.uint8)
    pixels[200:400, 1000:2000] = 0
    found = decoded(encoded(grey_image(pixels), kind)).grey
    assert found.shape == (246, 2048)
    assert found[123, 600] < 10
    assert found[123, 1200] > 245


def test_many_rows_are_converted_in_pieces() -> None:
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (700, 31)).astype(np.uint8)
    assert np.array_equal(levels(grey_image(pixels)).grey, pixels)
