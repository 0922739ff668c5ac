"""Warping takes each pixel from where it is told to; a slow loop apart says what is right."""

from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore.array_types import FloatArray, ImageArray
from nncore.augmentation.places import (
    BUMPS,
    COLUMN_BITS,
    ROW_BITS,
    ZERO,
    PixelPlaces,
    pixels_of,
    source_places,
)
from nncore.augmentation.warping import AT_ONCE, sample, warp

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


def places_of(sources: FloatArray) -> PixelPlaces:
    """The places nearest to sources (N, 2, 28, 28) in pixels; far ones are brought nearer."""
    counts = [
        np.rint(np.clip(sources[:, axis], -10_000, 10_000) * 2**bits).astype(np.int32)
        for axis, bits in enumerate((ROW_BITS, COLUMN_BITS))
    ]
    return (np.stack(counts) + ZERO).reshape(2, len(sources), -1)


def shifted(images: ImageArray, down: float, right: float) -> ImageArray:
    inverse = UNMOVED.copy()
    inverse[0, :, 2] = -down, -right
    return warp(images, np.repeat(inverse, len(images), axis=0))


@given(seed=st.integers(0, 2**32 - 1), spread=st.sampled_from([0.0, 0.3, 3.0, 30.0, 1e6]))
def test_sampling_agrees_with_a_slow_loop(seed: int, spread: float) -> None:
    rng = np.random.default_rng(seed)
    images = noise(2, seed)
    sources = np.indices((28, 28)) + spread * rng.standard_normal((2, 2, 28, 28))
    places = places_of(sources)
    rounded = pixels_of(places)

    sampled = sample(images, places)  # which uses the places up

    expected = np.stack([slow_warp(*pair) for pair in zip(images, rounded, strict=True)])
    assert np.abs(sampled - expected).max() <= 0.5 + 1e-3


@given(seed=st.integers(0, 2**32 - 1), far=st.sampled_from([1.0, 1e3, 1e6, 1e9]))
def test_warping_agrees_with_a_slow_loop(seed: int, far: float) -> None:
    rng = np.random.default_rng(seed)
    images = noise(2, seed)
    inverse = UNMOVED + rng.normal(0, [0.3, 0.3, far], (2, 2, 3))
    grid = np.stack([*(np.indices((28, 28)) - 13.5), np.ones((28, 28))])
    sources = np.einsum("nak,kyx->nayx", inverse, grid) + 13.5

    warped = warp(images, inverse)

    # columns are off by up to 1 / 256 pixels, and so the levels by one more than their rounding
    expected = np.stack([slow_warp(*pair) for pair in zip(images, sources, strict=True)])
    assert np.abs(warped - expected).max() <= 0.5 + 1.1


def test_places_are_off_by_a_step_at_most_and_to_no_side() -> None:
    rng = np.random.default_rng(7)
    inverse = UNMOVED + rng.normal(0, [0.3, 0.3, 3.0], (2000, 2, 3))
    grid = np.stack([*(np.indices((28, 28)) - 13.5), np.ones((28, 28))])
    sources = np.einsum("nak,kyx->nayx", inverse, grid) + 13.5

    errors = pixels_of(source_places(inverse)) - sources

    steps = np.array([2.0**-ROW_BITS, 2.0**-COLUMN_BITS])
    assert (np.abs(errors).max(axis=(0, 2, 3)) <= 1.01 * steps).all()
    assert (np.abs(errors.mean(axis=(0, 2, 3))) <= 0.01 * steps).all()


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

    sampled = sample(images, places_of(np.repeat(turned[np.newaxis], 3, axis=0)))

    assert np.array_equal(sampled, np.rot90(images, turns, axes=(1, 2)))


@pytest.mark.parametrize("level", [1, 100, 255])
def test_even_paper_stays_even_and_as_bright_as_it_was(level: int) -> None:
    images = np.full((50, 28, 28), level, np.uint8)
    rng = np.random.default_rng(7)
    places = places_of(np.indices((28, 28)) * 0.9 + rng.uniform(0, 1, (50, 2, 28, 28)))

    assert (sample(images, places) == level).all()


@pytest.mark.parametrize("position", [0, 1, AT_ONCE - 1, AT_ONCE, 2 * AT_ONCE, 2 * AT_ONCE + 2])
def test_what_becomes_of_an_image_does_not_depend_on_its_batch(position: int) -> None:
    rng = np.random.default_rng(7)
    images = noise(2 * AT_ONCE + 3)
    bumps = rng.standard_normal((len(images), 2, BUMPS), dtype=np.float32)
    inverse = UNMOVED + rng.normal(0, [0.2, 0.2, 2.0], (len(images), 2, 3))
    one = slice(position, position + 1)

    for pushed in (None, bumps):
        warped = warp(images, inverse, [pushed])
        bump = None if pushed is None else pushed[one]
        alone = warp(images[one], inverse[one], [bump])

        # a matrix product may sum up in another order, as its kernel likes: some places round
        # another way, which noise shows at its worst
        difference = np.abs(warped[one].astype(int) - alone)
        assert difference.max() <= 1
        assert (difference > 0).mean() <= 0.05


def test_equal_places_give_equal_images_wherever_they_stand() -> None:
    images = np.repeat(noise(1), AT_ONCE, axis=0)
    sources = np.indices((28, 28)) + np.random.default_rng(7).normal(0, 9, (1, 2, 28, 28))

    sampled = sample(images, np.repeat(places_of(sources), AT_ONCE, axis=1))

    assert (sampled == sampled[0]).all()
    assert np.array_equal(sampled[:1], sample(images[:1], places_of(sources)))


def test_random_bumps_displace_every_pixel_with_a_deviation_of_one() -> None:
    rng = np.random.default_rng(7)
    bumps = rng.standard_normal((20_000, 1, BUMPS), dtype=np.float32)
    unmoved = np.repeat(UNMOVED, 10_000, axis=0)
    rows = pixels_of(source_places(unmoved, bumps.reshape(-1, 2, BUMPS)))[:, 0]
    displacement = rows - np.arange(28)[:, np.newaxis]

    assert displacement.std(axis=0) == pytest.approx(1, abs=0.05)
    assert displacement.mean(axis=0) == pytest.approx(0, abs=0.05)


def test_displacements_are_smooth() -> None:
    rng = np.random.default_rng(7)
    bumps = rng.standard_normal((500, 2, BUMPS), dtype=np.float32)
    sources = pixels_of(source_places(np.repeat(UNMOVED, 500, axis=0), bumps))
    steps_down, steps_right = np.diff(sources[:, 0], axis=1), np.diff(sources[:, 1], axis=2)

    assert steps_down.std() < 0.25
    assert steps_right.std() < 0.25
