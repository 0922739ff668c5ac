"""Any picture of a digit becomes white ink on black: dark or light, uneven, transparent, noisy."""

import re
from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from nncore.array_types import ImageArray
from nncore.drawing.background import GROUND_REMOVED, Ink
from nncore.drawing.pictures import INK_CHOICES, INVERTED, MAYBE_DARK, ink_of
from nncore.recognition.reading import read_ink

READER = Path(__file__).parents[3] / "resources" / "models" / "reader.safetensors"


@pytest.fixture(scope="module")
def reader() -> nn.Network:
    return nn.load(READER)


@pytest.fixture(scope="module")
def drawings(digits: nn.datasets.Dataset) -> list[tuple[ImageArray, int]]:
    """Digits of 200 x 200 pixels off the middle of 300 x 260, and what they are."""
    pictures = []
    for image, label in zip(digits.training.images[:20], digits.training.labels, strict=False):
        canvas = np.zeros((300, 260), np.uint8)
        canvas[80:276, 10:206] = np.kron(image, np.ones((7, 7), np.uint8))
        pictures.append((canvas, int(label)))
    return pictures


def photo(drawing: ImageArray, *, paper: int = 200, pen: int = 50, falloff: int = 90) -> ImageArray:
    """Dark ink on paper, as a camera sees it in the light of one lamp."""
    height, width = drawing.shape
    across = np.linspace(0, 1, height)[:, np.newaxis] + np.linspace(0, 1, width)
    noise = np.random.default_rng(1).normal(0, 4, drawing.shape)
    seen = (paper - falloff * across / 2) * (1 - drawing / 255 * (1 - pen / paper)) + noise
    return np.clip(np.rint(seen), 0, 255).astype(np.uint8)


def digit_in(reader: nn.Network, ink: Ink) -> int | None:
    reading = read_ink(reader, ink)
    return None if reading is None else reading.digit


def test_a_clean_drawing_is_handed_on_untouched(drawings: list[tuple[ImageArray, int]]) -> None:
    for drawing, _ in drawings:
        ink = ink_of(drawing)

        assert ink.canvas is drawing
        assert ink.notes == ()


def test_dark_ink_is_inverted_and_said_to_be(drawings: list[tuple[ImageArray, int]]) -> None:
    for drawing, _ in drawings:
        for choice in ("auto", "dark"):
            ink = ink_of(np.invert(drawing), ink=choice)

            assert np.array_equal(ink.canvas, drawing)
            assert ink.notes == (INVERTED,)


@pytest.mark.parametrize("enlargement", [1, 5])
def test_a_photo_on_unevenly_lit_paper_is_read(
    enlargement: int, drawings: list[tuple[ImageArray, int]], reader: nn.Network
) -> None:
    right = 0
    for drawing, digit in drawings:
        picture = photo(drawing).repeat(enlargement, axis=0).repeat(enlargement, axis=1)

        ink = ink_of(picture)

        assert ink.notes == (INVERTED, GROUND_REMOVED)
        right += digit_in(reader, ink) == digit
    assert right >= len(drawings) - 1


def test_chalk_on_a_board_is_light_ink(
    drawings: list[tuple[ImageArray, int]], reader: nn.Network
) -> None:
    right = 0
    for drawing, digit in drawings:
        ink = ink_of(np.invert(photo(drawing, falloff=60)))

        assert ink.notes == (GROUND_REMOVED,)
        right += digit_in(reader, ink) == digit
    assert right >= len(drawings) - 1


def test_blank_paper_has_no_ink() -> None:
    blank = np.zeros((300, 200), np.uint8)

    for picture in (photo(blank), photo(blank, falloff=0), np.full((9, 9), 255, np.uint8), blank):
        assert ink_of(picture).box is None


def test_what_may_be_either_is_not_inverted_but_said() -> None:
    """A white bar that fills its picture, but for a dark rim of a few pixels here and there."""
    picture = np.full((100, 20), 255, np.uint8)
    picture[:40, :4] = 0
    picture[60:, 16:] = 0

    ink = ink_of(picture)

    assert ink.notes[0] == MAYBE_DARK
    assert ink.canvas[50, 10] == 255
    assert ink_of(picture, ink="light").notes == ink.notes[1:]


@pytest.mark.parametrize("level", [0, 90, 255])
def test_strokes_on_transparent_paper_are_ink_whatever_their_colour(
    level: int, drawings: list[tuple[ImageArray, int]], reader: nn.Network
) -> None:
    right = 0
    for drawing, digit in drawings:
        right += digit_in(reader, ink_of(np.full_like(drawing, level), drawing)) == digit
    assert right >= len(drawings) - 1


def test_a_card_with_a_transparent_rim_keeps_its_paper(
    drawings: list[tuple[ImageArray, int]], reader: nn.Network
) -> None:
    drawing, digit = drawings[0]
    alpha = np.full_like(drawing, 255)
    alpha[:8] = alpha[-8:] = 0

    ink = ink_of(np.invert(drawing), alpha)

    assert ink.notes == (INVERTED,)
    assert digit_in(reader, ink) == digit


def test_what_is_wholly_transparent_has_no_ink() -> None:
    assert ink_of(np.full((9, 9), 200, np.uint8), np.zeros((9, 9), np.uint8)).box is None


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (1, 1), (1, 300), (300, 1), (2, 2)])
def test_pictures_of_any_size_are_taken(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(2)
    for choice in INK_CHOICES:
        for alpha in (None, rng.integers(0, 256, shape, dtype=np.uint8)):
            picture = rng.integers(0, 256, shape, dtype=np.uint8)

            ink_of(picture, alpha, choice)


def test_what_is_no_picture_is_told() -> None:
    grey = np.zeros((3, 4), np.uint8)
    with pytest.raises(ValueError, match="one of auto, light, dark, got 'white'"):
        ink_of(grey, ink="white")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=re.escape("alpha must have the shape (3, 4), got (4, 3)")):
        ink_of(grey, grey.T)
    with pytest.raises(ValueError, match="uint8"):
        ink_of(grey.astype(float))
