"""Arrays are read as the pictures that they mean, or refused with what was given."""

import re
from typing import Any

import numpy as np
import pytest

from nncore.cli.picture_arrays import pictures_in


def greys(array: np.ndarray) -> list[np.ndarray]:
    count, pictures = pictures_in(array)
    found = [picture.grey for picture in pictures]
    assert len(found) == count
    return found


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((28, 28), (1, 28, 28)),
        ((28, 28, 1), (1, 28, 28)),
        ((1, 28, 28), (1, 28, 28)),
        ((1, 28, 28, 1), (1, 28, 28)),
        ((1, 1, 28, 28), (1, 28, 28)),
        ((5, 28, 28), (5, 28, 28)),
        ((5, 28, 28, 1), (5, 28, 28)),
        ((5, 1, 28, 28), (5, 28, 28)),
        ((784,), (1, 28, 28)),
        ((1, 784), (1, 28, 28)),
        ((5, 784), (5, 28, 28)),
        ((3, 28, 28), (3, 28, 28)),
        ((28, 28, 28), (28, 28, 28)),
        ((60, 40, 3), (1, 60, 40)),
        ((60, 40, 4), (1, 60, 40)),
        ((5, 60, 40, 3), (5, 60, 40)),
        ((5, 60, 40, 4), (5, 60, 40)),
        ((7, 1), (1, 7, 1)),
        ((1, 784, 784), (1, 784, 784)),
    ],
)
def test_a_shape_is_read_as_what_it_means(
    given: tuple[int, ...], expected: tuple[int, int, int]
) -> None:
    assert np.stack(greys(np.zeros(given, np.uint8))).shape == expected


@pytest.mark.parametrize("squeezed", [(3, 784), (3, 28, 28, 1), (3, 1, 28, 28)])
def test_pixels_stay_in_their_places(squeezed: tuple[int, ...]) -> None:
    images = np.random.default_rng(1).integers(0, 256, (3, 28, 28), dtype=np.uint8)

    assert np.array_equal(np.stack(greys(images.reshape(squeezed))), images)


@pytest.mark.parametrize(
    "shape",
    [(), (0,), (5,), (783,), (0, 28, 28), (2, 2, 2, 2, 2), (2, 3, 28, 28), (28, 28, 1, 1, 1)],
)
def test_a_shape_that_means_no_pictures_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=re.escape("arrays of images are (H, W), (H, W, 1)")) as e:
        pictures_in(np.zeros(shape, np.uint8))
    assert str(e.value).endswith(f"got {shape}")


@pytest.mark.parametrize("shape", [(784, 784), (784, 100), (784, 1)])
def test_a_shape_that_may_mean_two_things_is_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"may be one drawing or flat images: reshape it to \(1, "):
        pictures_in(np.zeros(shape, np.uint8))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([[0, 7, 255]], np.int64), [0, 7, 255]),
        (np.array([[0, 7, 255]], np.uint16), [0, 7, 255]),
        (np.array([[0, 1, 1]], np.int8), [0, 1, 1]),
        (np.array([[False, True]]), [0, 255]),
        (np.array([[0, 0.2, 1]]), [0, 51, 255]),
        (np.array([[0, 0.5, 1]], np.float16), [0, 128, 255]),
        (np.array([[0, 8, 16]], np.float64), [0, 8, 16]),
        (np.array([[0, 99.6, 255]], ">f4"), [0, 100, 255]),
    ],
)
def test_levels_are_read_as_what_they_mean(values: np.ndarray, expected: list[int]) -> None:
    (grey,) = greys(values)

    assert grey.dtype == np.uint8
    assert grey.tolist() == [expected]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.array([[0, 256]]), "got int64 from 0 to 256"),
        (np.array([[-1, 5]]), "got int64 from -1 to 5"),
        (np.array([[-0.42, 2.8]]), "got float64 from -0.42 to 2.8"),
        (np.array([[0, np.nan]]), "got float64 from nan to nan"),
        (np.array([[0, np.inf]]), "got float64 from 0 to inf"),
        (np.array([[1j]]), "got complex128"),
        (np.array([["7"]]), "got <U1"),
    ],
)
def test_other_levels_are_refused(values: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        pictures_in(values)


@pytest.mark.parametrize("kind", [np.uint8, np.float32, bool])
def test_colours_are_as_light_as_they_look(kind: Any) -> None:
    white = 255 if kind is np.uint8 else 1
    colours = np.array([[[0, 0, 0], [white, 0, 0], [0, white, 0], [white] * 3]], kind)

    (grey,) = greys(colours)

    assert grey.tolist() == [[0, 76, 150, 255]]


def test_alpha_is_handed_on_where_some_of_it_is_transparent() -> None:
    colours = np.full((2, 2, 4), 255, np.uint8)
    assert next(pictures_in(colours)[1]).alpha is None

    colours[0, 0, 3] = 7

    alpha = next(pictures_in(colours)[1]).alpha
    assert alpha is not None
    assert alpha.tolist() == [[7, 255], [255, 255]]
