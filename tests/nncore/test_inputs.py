"""The entrance to a network: pixels become 0..1, and anything else is refused in plain words."""

import re

import numpy as np
import pytest

from nncore.inputs import network_inputs, normalise

SHAPE = (28, 28)


def test_pixels_are_divided_by_255() -> None:
    images = np.zeros((1, 28, 28), np.uint8)
    images[0, 0, :3] = (0, 51, 255)

    inputs = network_inputs(images, SHAPE, np.float32)

    assert inputs[0, 0, :3].tolist() == pytest.approx([0, 0.2, 1])
    assert inputs.dtype == np.float32


def test_training_and_reading_see_the_same_numbers(rng: np.random.Generator) -> None:
    images = rng.integers(0, 256, (3, 28, 28), np.uint8)

    out = np.empty(images.shape, np.float32)

    assert np.array_equal(normalise(images, out), network_inputs(images, SHAPE, np.float32))


def test_flat_images_are_taken_as_well(rng: np.random.Generator) -> None:
    images = rng.integers(0, 256, (2, 28, 28), np.uint8)

    flat = network_inputs(images.reshape(2, 784), SHAPE, np.float32)

    assert np.array_equal(flat, network_inputs(images, SHAPE, np.float32))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floats_between_0_and_1_pass_as_they_are(dtype: type) -> None:
    images: np.ndarray = np.linspace(0, 1, 784).reshape(1, 28, 28).astype(dtype)

    assert np.array_equal(network_inputs(images, SHAPE, np.float64), images.astype(np.float64))


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (np.zeros((28, 28), np.uint8), "shape (N, 28, 28), got (28, 28)"),
        (np.zeros((1, 27, 28), np.uint8), "shape (N, 28, 28), got (1, 27, 28)"),
        (np.zeros((2, 28, 28, 1), np.uint8), "shape (N, 28, 28), got (2, 28, 28, 1)"),
        (np.zeros((), np.uint8), "shape (N, 28, 28), got ()"),
        (np.zeros((0, 28, 28), np.uint8), "at least one image is needed, got none"),
        (np.zeros((1, 28, 28), np.int64), "uint8 0..255 or floats 0..1, got int64"),
        (np.zeros((1, 28, 28), bool), "uint8 0..255 or floats 0..1, got bool"),
        (np.zeros((1, 28, 28), complex), "uint8 0..255 or floats 0..1, got complex128"),
        (np.full((1, 28, 28), np.nan), "finite numbers, got NaN or infinity"),
        (np.full((1, 28, 28), np.inf), "finite numbers, got NaN or infinity"),
        (np.full((1, 28, 28), 255.0), "must lie in 0..1, got 255 to 255"),
        (np.full((1, 28, 28), -0.5), "must lie in 0..1, got -0.5 to -0.5"),
        ([[0.0] * 784], "must be an array of shape (N, 28, 28), got [[0.0"),
        (None, "must be an array of shape (N, 28, 28), got None"),
        (5, "must be an array of shape (N, 28, 28), got 5"),
    ],
)
def test_anything_else_is_refused(images: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        network_inputs(images, SHAPE, np.float32)
