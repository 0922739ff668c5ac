"""The direct convolution beside a plain loop over places, whatever the geometry and the batch."""

from collections.abc import Callable, Iterator
from itertools import cycle, product

import numpy as np
import pytest

import nncore as nn
from nncore.layers.convolution import PADDINGS
from nncore.layers.layer import LayerCache
from tests.nncore.layers.conftest import memory_of, places_of

InMemoryOrders = Callable[[np.ndarray], dict[str, np.ndarray]]

COUNTS = (1, 2, 23, 24, 65)


def convolution(
    channels: int, size: int, padding: str, stride: int = 1, dtype: type = np.float64
) -> nn.Conv2D:
    rng = np.random.default_rng(size)
    layer = nn.Conv2D(channels, 4, size, padding=padding, stride=stride, rng=rng, dtype=dtype)
    layer.bias[:] = rng.normal(size=4)
    return layer


def pictures_of(shape: tuple[int, ...], dtype: type = np.float64, seed: int = 2) -> np.ndarray:
    """With blank backgrounds, like digits."""
    numbers = np.random.default_rng(seed).normal(-0.5, 1.0, shape)
    return np.maximum(numbers, 0).astype(dtype)


def gradient_for(layer: nn.Conv2D, pictures: np.ndarray) -> np.ndarray:
    shape = len(pictures), *layer.output_shape(pictures.shape[1:])
    return np.random.default_rng(3).normal(size=shape).astype(pictures.dtype)


def a_pass(
    layer: nn.Conv2D, cache: LayerCache, pictures: np.ndarray, gradient: np.ndarray
) -> list[np.ndarray]:
    """The outputs and the gradients of inputs, weights and bias, copied."""
    outputs = layer.forward(pictures, cache).copy()
    pulled = layer.backward(cache, gradient)
    assert pulled is not None
    assert "transformed_inputs" not in memory_of(cache), "this is Winograd's way"
    return [outputs, pulled.copy(), *(cache.gradients[name].copy() for name in ("weights", "bias"))]


def slow_pass(layer: nn.Conv2D, pictures: np.ndarray, gradient: np.ndarray) -> list[np.ndarray]:
    """The same in float64, output place by output place."""
    weights, size, stride = layer.weights.astype(np.float64), layer.size, layer.stride
    border = size - 1 if layer.padding == "same" else 0
    before, after = border // 2, border - border // 2
    padded = np.pad(pictures.astype(np.float64), ((0, 0), *[(before, after)] * 2, (0, 0)))
    outputs, of_padded = np.zeros(gradient.shape), np.zeros_like(padded)
    of_weights = np.zeros_like(weights)
    for row, column in np.ndindex(gradient.shape[1:3]):
        y, x = row * stride, column * stride
        place = slice(None), slice(y, y + size), slice(x, x + size)
        window, back = padded[place], gradient[:, row, column].astype(np.float64)
        outputs[:, row, column] = np.tensordot(window, weights, 3) + layer.bias
        of_weights += np.tensordot(window, back, (0, 0))
        of_padded[place] += np.tensordot(back, weights, (1, 3))
    rows, columns = pictures.shape[1:3]
    of_inputs = of_padded[:, before : before + rows, before : before + columns]
    return [outputs, of_inputs, of_weights, gradient.astype(np.float64).sum(axis=(0, 1, 2))]


def assert_close(
    ours: list[np.ndarray], theirs: list[np.ndarray], *, within: float = 1e-10
) -> None:
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.shape == other.shape
        np.testing.assert_allclose(mine, other, rtol=within, atol=within * np.abs(other).max())


def shapes(size: int) -> Iterator[tuple[int, ...]]:
    """Pictures that are not square, some as wide or as high as the kernel, of any number."""
    sides = cycle([(size + 3, size), (size, size + 4), (9, 8)])
    for channels, count in product((1, 2, 3), COUNTS):
        yield count, *next(sides), channels


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("size", range(1, 8))
def test_outputs_and_all_gradients_are_those_of_a_plain_loop(
    size: int, stride: int, padding: str
) -> None:
    for shape in shapes(size):
        layer, pictures = convolution(shape[3], size, padding, stride), pictures_of(shape)
        gradient = gradient_for(layer, pictures)

        ours = a_pass(layer, layer.new_cache(), pictures, gradient)

        assert_close(ours, slow_pass(layer, pictures, gradient))


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize(
    ("count", "size", "stride"), [(23, 3, 1), (24, 3, 2), (24, 1, 1), (24, 7, 1), (65, 5, 3)]
)
def test_many_channels_too_where_winograds_way_does_not_pay(
    count: int, size: int, stride: int, padding: str
) -> None:
    layer, pictures = convolution(16, size, padding, stride), pictures_of((count, 8, 11, 16))
    gradient = gradient_for(layer, pictures)

    ours = a_pass(layer, layer.new_cache(), pictures, gradient)

    assert_close(ours, slow_pass(layer, pictures, gradient))


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("size", [2, 5])
def test_float32_is_near_the_loop_in_float64(size: int, stride: int, padding: str) -> None:
    for count in COUNTS:
        layer = convolution(1, size, padding, stride, np.float32)
        pictures = pictures_of((count, 28, 28, 1), np.float32)
        gradient = gradient_for(layer, pictures)

        ours = a_pass(layer, layer.new_cache(), pictures, gradient)

        assert {array.dtype for array in ours} == {np.dtype(np.float32)}
        assert_close(ours, slow_pass(layer, pictures, gradient), within=1e-4)


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize(("size", "stride"), [(1, 1), (3, 1), (4, 2), (5, 3)])
@pytest.mark.parametrize("count", [2, 24])
def test_the_order_of_pictures_and_gradient_in_memory_changes_no_bit(
    count: int, size: int, stride: int, padding: str, in_memory_orders: InMemoryOrders
) -> None:
    layer, pictures = convolution(2, size, padding, stride), pictures_of((count, 7, 9, 2))
    gradient = gradient_for(layer, pictures)
    expected = a_pass(layer, layer.new_cache(), pictures, gradient)

    orders = in_memory_orders(pictures).values(), in_memory_orders(gradient).values()
    for ours, theirs in product(*orders):
        told = a_pass(layer, layer.new_cache(), ours, theirs)
        assert all(map(np.array_equal, told, expected))


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize(("size", "stride"), [(2, 1), (5, 1), (3, 2), (2, 3)])
def test_nothing_that_a_cache_held_before_shows(size: int, stride: int, padding: str) -> None:
    layer = convolution(2, size, padding, stride)
    used = layer.new_cache()
    for count, rows, columns in [
        (24, 7, 9),
        (5, 7, 9),
        (65, 7, 9),
        (24, 9, 7),
        (1, 6, 6),
        (24, 7, 9),
    ]:
        pictures = pictures_of((count, rows, columns, 2), seed=count)
        gradient = gradient_for(layer, pictures)

        ours = a_pass(layer, used, pictures, gradient)

        assert_close(ours, slow_pass(layer, pictures, gradient))
        alone = a_pass(layer, layer.new_cache(), pictures, gradient)
        assert all(map(np.array_equal, ours, alone))
        for memory in memory_of(used).values():
            memory.fill(np.nan)


def test_a_smaller_batch_takes_no_memory() -> None:
    layer, pictures = convolution(2, 3, "same"), pictures_of((65, 7, 9, 2))
    gradient, cache = gradient_for(layer, pictures), layer.new_cache()
    a_pass(layer, cache, pictures, gradient)
    places = places_of(cache)

    for count in (65, 23, 1, 65):
        a_pass(layer, cache, pictures[:count], gradient[:count])

    assert places_of(cache) == places


@pytest.mark.parametrize("block", [1, 200, 2000])
def test_work_cut_into_blocks_is_the_same(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nncore.layers.memory_layout.BLOCK", block)
    layer, pictures = convolution(3, 3, "same"), pictures_of((24, 7, 9, 3))
    gradient = gradient_for(layer, pictures)

    ours = a_pass(layer, layer.new_cache(), pictures, gradient)

    assert_close(ours, slow_pass(layer, pictures, gradient))


def test_what_went_in_is_left_as_it_was() -> None:
    layer, pictures = convolution(2, 3, "same"), pictures_of((24, 7, 9, 2))
    given = [pictures, gradient_for(layer, pictures), layer.weights, layer.bias]
    before = [array.copy() for array in given]

    a_pass(layer, layer.new_cache(), given[0], given[1])

    assert all(map(np.array_equal, given, before))
