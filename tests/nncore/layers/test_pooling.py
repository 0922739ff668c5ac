"""Max-pooling: the first maximum of each square goes on, and takes all of the gradient back."""

import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nncore as nn
from nncore.gradient_check import largest_error

PullsBack = Callable[..., None]
seeds = st.integers(0, 2**32 - 1)
sizes = st.sampled_from([2, 2, 3, 4])


def pulled(layer: nn.MaxPool2D, pictures: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    cache = layer.new_cache()
    layer.forward(pictures, cache)
    result = layer.backward(cache, gradient)
    assert result is not None
    return result


def squares_of(size: int, shape: tuple[int, ...]) -> Iterator[tuple[int, int, int, int]]:
    """Image, row, column and channel of each square that a picture holds whole."""
    count, rows, columns, channels = shape
    yield from np.ndindex(count, rows // size, columns // size, channels)


def slow_pooling(size: int, pictures: np.ndarray) -> np.ndarray:
    count, rows, columns, channels = pictures.shape
    outputs = np.zeros((count, rows // size, columns // size, channels), pictures.dtype)
    for n, y, x, c in squares_of(size, pictures.shape):
        square = pictures[n, y * size : (y + 1) * size, x * size : (x + 1) * size, c]
        outputs[n, y, x, c] = max(square.ravel().tolist())
    return outputs


def slow_routing(size: int, pictures: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    """Each square's gradient at its first maximum, which is where `argmax` finds it."""
    routed = np.zeros_like(pictures)
    for n, y, x, c in squares_of(size, pictures.shape):
        square = pictures[n, y * size : (y + 1) * size, x * size : (x + 1) * size, c]
        row, column = divmod(int(square.argmax()), size)
        routed[n, y * size + row, x * size + column, c] = gradient[n, y, x, c]
    return routed


@st.composite
def tying_pictures(draw: st.DrawFn) -> tuple[nn.MaxPool2D, np.ndarray, np.ndarray]:
    """Like digits: mostly blank, with few different greys; and a gradient for their maxima."""
    size = draw(sizes)
    rng = np.random.default_rng(draw(seeds))
    rows, columns = draw(st.integers(size, 9)), draw(st.integers(size, 9))
    shape = (draw(st.integers(1, 3)), rows, columns, draw(st.integers(1, 3)))
    greys = np.array([0, 0, 0, 0, -1, 1, 2])
    gradient = rng.normal(size=(shape[0], rows // size, columns // size, shape[3]))
    return nn.MaxPool2D(size), rng.choice(greys, shape).astype(np.float64), gradient


@given(tying_pictures())
def test_pooling_takes_the_maximum_of_each_square(
    case: tuple[nn.MaxPool2D, np.ndarray, np.ndarray],
) -> None:
    layer, pictures, _ = case

    outputs = layer.forward(pictures)

    assert outputs.shape[1:] == layer.output_shape(pictures.shape[1:])
    assert np.array_equal(outputs, slow_pooling(layer.size, pictures))


@given(tying_pictures())
def test_the_gradient_goes_to_the_first_maximum_row_by_row(
    case: tuple[nn.MaxPool2D, np.ndarray, np.ndarray],
) -> None:
    layer, pictures, gradient = case

    routed = pulled(layer, pictures, gradient)

    assert np.array_equal(routed, slow_routing(layer.size, pictures, gradient))


@pytest.mark.parametrize("value", [0.0, 7.0, -3.0])
@pytest.mark.parametrize("size", [2, 3])
def test_where_all_are_equal_only_the_top_left_gets_the_gradient(size: int, value: float) -> None:
    picture = np.full((1, size, size, 1), value)

    routed = pulled(nn.MaxPool2D(size), picture, np.full((1, 1, 1, 1), 5.0))

    expected = np.zeros((size, size))
    expected[0, 0] = 5
    assert np.array_equal(routed[0, :, :, 0], expected)


@pytest.mark.parametrize(
    ("square", "first"),
    [
        # an upper row comes before a column further left
        ([[1, 2], [2, 1]], (0, 1)),
        ([[0, 0], [3, 3]], (1, 0)),
        ([[0, 3], [0, 3]], (0, 1)),
        ([[0, 0], [0, 3]], (1, 1)),
        ([[3, 0], [0, 3]], (0, 0)),
        ([[-2, -1], [-1, -1]], (0, 1)),
        ([[0, 0, 5], [5, 5, 5], [5, 0, 0]], (0, 2)),
        ([[0, 0, 0], [0, 5, 5], [5, 0, 0]], (1, 1)),
        ([[0, 5, 0], [5, 0, 0], [0, 0, 5]], (0, 1)),
        ([[0, 0, 0], [0, 0, 0], [0, 5, 5]], (2, 1)),
        ([[0, 5, 5], [5, 5, 5], [5, 5, 5]], (0, 1)),
        ([[1, 1, 1], [1, 1, 1], [1, 1, 2]], (2, 2)),
    ],
)
def test_of_several_maxima_the_first_gets_all_of_the_gradient(
    square: list[list[float]], first: tuple[int, int]
) -> None:
    picture = np.array(square, np.float32)[None, :, :, None]

    routed = pulled(nn.MaxPool2D(len(square)), picture, np.ones((1, 1, 1, 1), np.float32))

    assert np.argwhere(routed[0, :, :, 0]).tolist() == [list(first)]
    assert routed.sum() == 1


@settings(max_examples=40)
@given(sizes, st.integers(2, 7), st.integers(2, 7), st.integers(1, 3), seeds)
def test_where_nothing_ties_central_differences_agree(
    assert_layer_pulls_back: PullsBack, size: int, rows: int, columns: int, count: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    shape = (count, max(rows, size), max(columns, size), 2)
    pictures = rng.permutation(np.prod(shape)).reshape(shape) / 10

    assert_layer_pulls_back(nn.MaxPool2D(size), pictures, rng)


@given(tying_pictures(), seeds)
def test_where_maxima_tie_central_differences_agree_along_what_keeps_them_tied(
    case: tuple[nn.MaxPool2D, np.ndarray, np.ndarray], seed: int
) -> None:
    # each grey of a picture moves as one: blank paper stays as blank all over
    layer, pictures, gradient = case
    direction = np.random.default_rng(seed).normal(size=4)[pictures.astype(int) + 1]
    width = 1e-5

    def loss(by: float) -> float:
        return float((layer.forward(pictures + by * direction) * gradient).sum())

    expected = (loss(width) - loss(-width)) / (2 * width)

    slope = (pulled(layer, pictures, gradient) * direction).sum()
    assert largest_error(np.array([slope]), np.array([expected])) < 1e-6


@pytest.mark.parametrize("size", [2, 3])
def test_rows_and_columns_that_fill_no_square_get_no_gradient(
    size: int, rng: np.random.Generator
) -> None:
    layer = nn.MaxPool2D(size)
    cache = layer.new_cache()
    # memory that was full of something else before
    full = rng.uniform(1, 2, (3, 4 * size, 4 * size, 2))
    layer.forward(full, cache)
    layer.backward(cache, np.ones((3, 4, 4, 2)))

    pictures = rng.uniform(1, 2, (2, 3 * size - 1, 2 * size + 1, 2))
    outputs = layer.forward(pictures, cache)
    routed = layer.backward(cache, np.ones_like(outputs))

    assert outputs.shape == (2, 2, 2, 2)
    assert routed is not None
    assert routed.shape == pictures.shape
    assert not routed[:, 2 * size :].any()
    assert not routed[:, :, 2 * size :].any()
    assert routed.sum() == outputs.size


def test_the_order_in_memory_makes_no_difference(rng: np.random.Generator) -> None:
    layer = nn.MaxPool2D(2)
    pictures = rng.integers(0, 2, (3, 6, 5, 2)).astype(np.float32)
    gradient = rng.normal(size=(3, 3, 2, 2)).astype(np.float32)
    as_laid_out = [
        np.ascontiguousarray(array.transpose(2, 1, 3, 0)).transpose(3, 1, 0, 2)
        for array in (pictures, gradient)
    ]
    orders = [
        (np.ascontiguousarray(pictures), np.ascontiguousarray(gradient)),
        (np.asfortranarray(pictures), np.asfortranarray(gradient)),
        (as_laid_out[0], as_laid_out[1]),
        (np.repeat(pictures, 2, axis=1)[:, ::2], np.repeat(gradient, 2, axis=0)[::2]),
    ]

    for ours, theirs in orders:
        assert np.array_equal(layer.forward(ours), layer.forward(pictures))
        assert np.array_equal(pulled(layer, ours, theirs), slow_routing(2, pictures, gradient))


def test_pictures_of_one_channel_come_with_or_without_its_axis(rng: np.random.Generator) -> None:
    layer = nn.MaxPool2D(2)
    pictures = rng.integers(0, 3, (2, 5, 4)).astype(np.float32)
    gradient = rng.normal(size=(2, 2, 2, 1)).astype(np.float32)

    routed = pulled(layer, pictures, gradient)

    assert np.array_equal(layer.forward(pictures), layer.forward(pictures[..., None]))
    assert routed.shape == pictures.shape
    assert np.array_equal(routed[..., None], pulled(layer, pictures[..., None], gradient))


def test_the_pictures_and_the_gradient_are_left_as_they_were(rng: np.random.Generator) -> None:
    pictures = rng.integers(0, 2, (2, 5, 5, 1)).astype(np.float32)
    gradient = rng.normal(size=(2, 2, 2, 1)).astype(np.float32)
    before = pictures.copy(), gradient.copy()

    pulled(nn.MaxPool2D(2), pictures, gradient)

    assert np.array_equal(pictures, before[0])
    assert np.array_equal(gradient, before[1])


def test_without_a_listener_there_is_no_input_gradient() -> None:
    layer = nn.MaxPool2D(2)
    cache = layer.new_cache()
    outputs = layer.forward(np.ones((1, 4, 4, 1)), cache)

    assert layer.backward(cache, outputs, to_inputs=False) is None


@pytest.mark.parametrize("size", [1, 0, -2])
def test_squares_of_less_than_two_places_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match=f"MaxPool2D needs a size of 2 or more, got {size}"):
        nn.MaxPool2D(size)


@pytest.mark.parametrize("shape", [(784,), (2, 28, 1), (28, 2, 1), (2, 2), (28, 28, 1, 1)])
def test_pictures_that_hold_no_square_are_refused(shape: tuple[int, ...]) -> None:
    message = f"at least 3 rows and columns, got {shape}"

    with pytest.raises(ValueError, match=re.escape(message)):
        nn.MaxPool2D(3).output_shape(shape)
