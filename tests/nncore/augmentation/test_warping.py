"""Warping takes each pixel from where it is told to; a slow loop apart says what is right."""

from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore.array_types import FloatArray, ImageArray
from nncore.augmentation.warping import BATCH, BUMPS, source_places, warp

UNMOVED = np.array([[[1, 0, 0], [0, 1, 0]]], np.float32)


def noise(count: int, seed: int = 7) -> ImageArray:
    return np.random.default_rng(seed).integers(0, 256, (count, 28, 28), np.uint8)


def slow_warp(image: ImageArray, sources: FloatArray) -> FloatArray:
    """Bilinear sampling pixel by pixel, black beyond the border, not rounded."""

    def pixel(row: int, column: int) -> float:
        inside = 0 <= row < 28 and 0 <= column < 28
        return float(image[row, column]) if inside else 0.0

    values = np.zeros((28, 28))
    for place in np.ndindex(28, 28):
        row, column = (float(sources[axis][place]) for axis in (0, 1))
        for near_row in (floor(row), floor(row) + 1):
            for near_column in (floor(column), floor(column) + 1):
                share = (1 - abs(row - near_row)) * (1 - abs(column - near_column))
                values[place] += share * pixel(near_row, near_column)
    return values


def shifted(images: ImageArray, down: float, right: float) -> ImageArray:
    inverse = UNMOVED.copy()
    inverse[0, :, 2] = -down, -right
    return warp(images, source_places(np.repeat(inverse, len(images), axis=0)))


@given(seed=st.integers(0, 2**32 - 1), spread=st.sampled_from([0.0, 0.3, 3.0, 30.0, 1e6]))
def test_warping_agrees_with_a_slow_loop(seed: int, spread: float) -> None:
    rng = np.random.default_rng(seed)
    images = noise(2, seed)
    places = np.indices((28, 28)) + spread * rng.standard_normal((2, 2, 28, 28))
    sources = places.astype(np.float32)

    warped = warp(images, sources)

    expected = np.stack([slow_warp(*pair) for pair in zip(images, sources, strict=True)])
    assert np.abs(warped - expected).max() <= 0.5 + 1e-3


def test_an_image_taken_from_its_own_places_stays_the_same() -> None:
    images = noise(5)

    assert np.array_equal(shifted(images, 0, 0), images)


@pytest.mark.parametrize(("down", "right"), [(3, 0), (0, -5), (-2, 4), (27, 27), (28, 0), (0, -99)])
def test_a_shift_by_whole_pixels_is_exact_and_black_comes_in(down: int, right: int) -> None:
    images = noise(3)
    wide = np.zeros((3, 28 + 200, 28 + 200), np.uint8)
    wide[:, 100 + down : 128 + down, 100 + right : 128 + right] = images

    assert np.array_equal(shifted(images, down, right), wide[:, 100:128, 100:128])


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_quarter_turns_are_exact(turns: int) -> None:
    images = noise(3)
    rows, columns = np.indices((28, 28)).astype(np.float32)
    turned = np.stack([np.rot90(rows, turns), np.rot90(columns, turns)])

    warped = warp(images, np.repeat(turned[np.newaxis], 3, axis=0))

    assert np.array_equal(warped, np.rot90(images, turns, axes=(1, 2)))


def test_more_images_than_fit_the_cache_are_warped_alike() -> None:
    images = noise(2 * BATCH + 3)
    rng = np.random.default_rng(7)
    bumps = rng.standard_normal((len(images), 2, BUMPS), dtype=np.float32)
    sources = source_places(np.repeat(UNMOVED, len(images), axis=0), bumps)

    warped = warp(images, sources)

    for position in (0, BATCH - 1, BATCH, 2 * BATCH, len(images) - 1):
        one = slice(position, position + 1)
        assert np.array_equal(warped[one], warp(images[one], sources[one]))


def test_random_bumps_displace_every_pixel_with_a_deviation_of_one() -> None:
    rng = np.random.default_rng(7)
    bumps = rng.standard_normal((20_000, 1, BUMPS), dtype=np.float32)
    rows = source_places(np.repeat(UNMOVED, 10_000, axis=0), bumps.reshape(-1, 2, BUMPS))[:, 0]
    displacement = rows - np.arange(28)[:, np.newaxis]

    assert displacement.std(axis=0) == pytest.approx(1, abs=0.05)
    assert displacement.mean(axis=0) == pytest.approx(0, abs=0.05)


def test_displacements_are_smooth() -> None:
    rng = np.random.default_rng(7)
    bumps = rng.standard_normal((500, 2, BUMPS), dtype=np.float32)
    sources = source_places(np.repeat(UNMOVED, 500, axis=0), bumps)
    steps_down, steps_right = np.diff(sources[:, 0], axis=1), np.diff(sources[:, 1], axis=2)

    assert steps_down.std() < 0.25
    assert steps_right.std() < 0.25
