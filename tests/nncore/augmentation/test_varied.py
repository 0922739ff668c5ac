"""What is done to an image is what was asked for, and can be undone."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore.array_types import ImageArray
from nncore.augmentation.varied import varied
from nncore.datasets import generated


@pytest.fixture(scope="module")
def digits() -> ImageArray:
    rng = np.random.default_rng(4)
    return generated(rng=rng, training=20, validation=1, test=1).training.images


def test_nothing_changes_nothing(digits: ImageArray) -> None:
    same = varied(digits)
    assert np.array_equal(same, digits)
    assert not np.shares_memory(same, digits)


@given(right=st.integers(-9, 9), down=st.integers(-9, 9))
def test_whole_pixels_are_moved_as_they_are(right: int, down: int) -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 10:18, 11:17] = np.random.default_rng(3).integers(0, 256, (8, 6))
    moved = varied(image, right=right, down=down)
    assert np.array_equal(moved, np.roll(image, (down, right), axis=(1, 2)))


def test_a_quarter_turn_is_clockwise(digits: ImageArray) -> None:
    assert np.array_equal(varied(digits, turn=90), np.rot90(digits, -1, axes=(1, 2)))
    assert np.array_equal(varied(digits, turn=-90), np.rot90(digits, axes=(1, 2)))


def test_each_image_has_its_own_amount(digits: ImageArray) -> None:
    angles = np.linspace(-60, 60, len(digits))
    together = varied(digits, turn=angles, thicken=0.5, right=angles / 20)
    for image, angle, one in zip(digits, angles, together, strict=True):
        alone = varied(image[np.newaxis], turn=angle, thicken=0.5, right=angle / 20)
        assert np.array_equal(alone[0], one)


def bar(width: int) -> ImageArray:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, :, 12 : 12 + width] = 200
    return image


@pytest.mark.parametrize("thicken", [-1.0, -0.5, -0.2, 0.0, 0.5, 1.0, 1.5, 2.0])
def test_strokes_change_by_so_much_on_either_side(thicken: float) -> None:
    widths = varied(bar(6), thicken=thicken)[0, 4:-4].sum(axis=1) / 200
    assert np.allclose(widths, 6 + 2 * thicken, atol=0.05)


def test_the_thinnest_stroke_grows_faint_but_stays() -> None:
    assert varied(bar(1), thicken=-1)[0, 14, 12] == 50


@pytest.mark.parametrize(
    "amounts", [{"turn": 361}, {"right": np.nan}, {"thicken": -5}, {"down": np.zeros(3)}]
)
def test_what_cannot_be_done_is_refused(digits: ImageArray, amounts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(amounts))):
        varied(digits, **amounts)


def test_other_images_are_refused() -> None:
    with pytest.raises(ValueError, match="28"):
        varied(np.zeros((28, 28), np.uint8))
    with pytest.raises(ValueError, match="uint8"):
        varied(np.zeros((1, 28, 28)))  # type: ignore[arg-type]
