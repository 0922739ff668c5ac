"""An affine change turns, sizes, slants and shifts an image about its centre."""

from typing import Any

import numpy as np
import pytest

from nncore.array_types import FloatArray, ImageArray
from nncore.augmentation.places import inverse_maps
from nncore.augmentation.warping import warp
from nncore.datasets import Dataset


def noise(count: int, seed: int = 7) -> ImageArray:
    return np.random.default_rng(seed).integers(0, 256, (count, 28, 28), np.uint8)


def changed(
    images: ImageArray,
    *,
    shift: tuple[float, float] = (0, 0),
    angle: float = 0,
    size: tuple[float, float] = (1, 1),
    shear: float = 0,
) -> ImageArray:
    """The images after one and the same affine change."""

    def each(value: Any) -> FloatArray:
        values: FloatArray = np.array(value, float)[..., np.newaxis]
        return np.repeat(values, len(images), axis=-1)

    maps = inverse_maps(shift=each(shift), angle=each(angle), size=each(size), shear=each(shear))
    return warp(images, maps)


def ink(images: ImageArray) -> FloatArray:
    return np.asarray(images.sum(axis=(1, 2)), np.float64)


def spread(image: ImageArray, axis: int) -> float:
    """The standard deviation of the ink along an axis, in pixels."""
    profile = image.sum(axis=1 - axis, dtype=np.float64)
    place = np.arange(28) - profile @ np.arange(28) / profile.sum()
    return float(np.sqrt(profile @ place**2 / profile.sum()))


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_turning_is_counterclockwise_about_the_centre(turns: int) -> None:
    images = noise(3)

    turned = changed(images, angle=turns * np.pi / 2)

    difference = turned.astype(int) - np.rot90(images, turns, axes=(1, 2))
    assert np.abs(difference).max() <= 1


def test_shifting_goes_down_and_right() -> None:
    images = noise(2)
    expected = np.zeros_like(images)
    expected[:, 3:, 2:] = images[:, :-3, :-2]

    assert np.array_equal(changed(images, shift=(3, 2)), expected)


def test_larger_factors_make_higher_and_wider_images(digits: Dataset) -> None:
    images = digits.training.images[:20]
    higher, narrower = changed(images, size=(1.1, 1)), changed(images, size=(1, 0.7))
    for image, high, narrow in zip(images, higher, narrower, strict=True):
        assert spread(high, 0) == pytest.approx(1.1 * spread(image, 0), rel=0.05)
        assert spread(high, 1) == pytest.approx(spread(image, 1), rel=0.05)
        assert spread(narrow, 1) == pytest.approx(0.7 * spread(image, 1), rel=0.05)


def test_positive_shear_leans_a_stroke_to_the_right() -> None:
    stroke = np.zeros((1, 28, 28), np.uint8)
    stroke[0, 4:24, 13:15] = 255

    leaning = changed(stroke, shear=0.5)[0].astype(float)

    middles = leaning[4:24] @ np.arange(28) / leaning[4:24].sum(axis=1)
    assert middles == pytest.approx(13.5 - 0.5 * (np.arange(4, 24) - 13.5), abs=1e-2)


def test_changes_are_undone_in_the_right_order() -> None:
    given = {"shift": [[2.0], [-1.0]], "angle": [0.4], "size": [[1.2], [0.9]], "shear": [0.3]}
    inverse = inverse_maps(**{name: np.array(value) for name, value in given.items()})[0]
    cosine, sine = np.cos(0.4), np.sin(0.4)
    sized = np.diag([1.2, 0.9])
    slanted = np.array([[1, 0], [-0.3, 1]])
    turned = np.array([[cosine, -sine], [sine, cosine]])

    forward = turned @ slanted @ sized

    assert inverse[:, :2] @ forward == pytest.approx(np.eye(2))
    assert inverse @ [2, -1, 1] == pytest.approx([0, 0])


def test_affine_changes_keep_the_ink_in_proportion_to_the_area(digits: Dataset) -> None:
    images = digits.training.images[:50]
    moved = changed(images, shift=(0.4, -0.3), angle=0.2, size=(1.1, 0.8), shear=0.2)

    assert ink(moved) == pytest.approx(1.1 * 0.8 * ink(images), rel=0.05)
