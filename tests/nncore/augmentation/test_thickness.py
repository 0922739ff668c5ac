"""Strokes grow and thin by degrees, and the thinnest of them stays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore.array_types import FloatArray, ImageArray
from nncore.augmentation.thickness import THINNEST, change_thickness
from nncore.datasets import Dataset


def image_with(*pixels: tuple[int, int]) -> ImageArray:
    image = np.zeros((1, 28, 28), np.uint8)
    for pixel in pixels:
        image[0][pixel] = 200
    return image


def amounts(count: int, amount: float) -> FloatArray:
    return np.full(count, amount)


def test_full_growth_inks_the_four_pixels_beside() -> None:
    grown = change_thickness(image_with((5, 9)), amounts(1, 1))

    assert np.array_equal(grown, image_with((5, 9), (4, 9), (6, 9), (5, 8), (5, 10)))


def test_growth_at_the_border_does_not_come_in_on_the_other_side() -> None:
    grown = change_thickness(image_with((0, 27), (27, 0)), amounts(1, 1))

    corners = [(0, 27), (0, 26), (1, 27), (27, 0), (26, 0), (27, 1)]
    assert np.array_equal(grown, image_with(*corners))


def test_half_growth_inks_half() -> None:
    grown = change_thickness(image_with((5, 9)), amounts(1, 0.5))

    assert grown[0, 5, 9] == 200
    assert grown[0, 5, 10] == 100


def test_thinning_leaves_the_middle_of_a_stroke_white() -> None:
    stroke = np.zeros((1, 28, 28), np.uint8)
    stroke[0, :, 10:13] = 255

    thinned = change_thickness(stroke, amounts(1, -1))

    assert thinned[0, 14, 9:14].tolist() == [0, 128, 255, 128, 0]


@given(seed=st.integers(0, 2**32 - 1), amount=st.floats(-1, 1))
def test_no_pixel_loses_more_than_the_thinnest_keeps(seed: int, amount: float) -> None:
    images = np.random.default_rng(seed).integers(0, 256, (3, 28, 28), np.uint8)

    changed = change_thickness(images, amounts(3, amount))

    assert (changed >= np.floor(THINNEST * images)).all()


def test_ink_grows_with_the_amount(digits: Dataset) -> None:
    images = digits.training.images[:100]
    steps = np.linspace(-1, 1, 11)
    ink = [change_thickness(images, amounts(100, step)).sum(axis=(1, 2)) for step in steps]

    assert (np.diff(np.array(ink, np.int64), axis=0) > 0).all()


def test_each_image_has_an_amount_of_its_own(digits: Dataset) -> None:
    images = digits.training.images[:3]

    changed = change_thickness(images, np.array([-1.0, 0.0, 1.0]))

    assert changed[0].sum() < images[0].sum()
    assert np.array_equal(changed[1], images[1])
    assert changed[2].sum() > images[2].sum()


@pytest.mark.parametrize("amount", [-1, 0, 1])
def test_blank_images_stay_blank(amount: float) -> None:
    assert not change_thickness(np.zeros((4, 28, 28), np.uint8), amounts(4, amount)).any()
