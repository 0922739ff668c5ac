"""Max-pooling beside a plain loop, however pictures and gradient lie in memory."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

import nncore as nn
from nncore.layers.layer import LayerCache
from tests.nncore.layers.conftest import memory_of

InMemoryOrders = Callable[[np.ndarray], dict[str, np.ndarray]]

BLOCKS = (1, 50, 2**17)
"""Numbers to work on at a time: so few that each row and column is a part, some, and usual."""


def a_pass(
    layer: nn.MaxPool2D, cache: LayerCache, pictures: np.ndarray, gradient: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The outputs and the gradient of the pictures, copied."""
    outputs = layer.forward(pictures, cache).copy()
    routed = layer.backward(cache, gradient)
    assert routed is not None
    return outputs, routed.copy()


def slow_pass(
    size: int, pictures: np.ndarray, gradient: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Square by square: its maximum, and the gradient at the first of them, row by row."""
    outputs, routed = np.zeros_like(gradient), np.zeros_like(pictures)
    for n, y, x, c in np.ndindex(gradient.shape):
        best: tuple[int, int] | None = None
        for place in product(range(y * size, (y + 1) * size), range(x * size, (x + 1) * size)):
            if best is None or pictures[n, *place, c] > pictures[n, *best, c]:
                best = place
        assert best is not None
        outputs[n, y, x, c] = pictures[n, *best, c]
        routed[n, *best, c] = gradient[n, y, x, c]
    return outputs, routed


def mostly_blank(shape: tuple[int, ...]) -> np.ndarray:
    """Few different greys; the first picture has no ink at all."""
    greys = np.array([0, 0, 0, 0, 0, -1, 1, 2], np.float32)
    pictures = np.random.default_rng(5).choice(greys, shape)
    pictures[0] = 0
    return pictures


def gradient_for(layer: nn.MaxPool2D, pictures: np.ndarray) -> np.ndarray:
    shape = len(pictures), *layer.output_shape(pictures.shape[1:])
    return np.random.default_rng(3).normal(size=shape).astype(pictures.dtype)


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("size", [2, 3])
# rows and columns that fill squares, and up to two of each that fill none
@pytest.mark.parametrize("sides", [(6, 12), (7, 6), (6, 8), (11, 10), (5, 9)])
@pytest.mark.parametrize(("count", "channels"), [(1, 3), (4, 1), (3, 2)])
def test_the_first_maximum_row_by_row_whatever_the_order_in_memory(
    count: int,
    channels: int,
    sides: tuple[int, int],
    size: int,
    block: int,
    in_memory_orders: InMemoryOrders,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nncore.layers.memory_layout.BLOCK", block)
    layer, pictures = nn.MaxPool2D(size), mostly_blank((count, *sides, channels))
    gradient = gradient_for(layer, pictures)
    expected = slow_pass(size, pictures, gradient)

    orders = in_memory_orders(pictures).values(), in_memory_orders(gradient).values()
    for ours, theirs in product(*orders):
        told = a_pass(layer, layer.new_cache(), ours, theirs)
        assert all(map(np.array_equal, told, expected))


@pytest.mark.parametrize("value", [0.0, -2.0, 3.0])
@pytest.mark.parametrize("size", [2, 3])
def test_where_everything_ties_each_squares_first_place_gets_the_gradient(
    size: int, value: float, in_memory_orders: InMemoryOrders
) -> None:
    layer, pictures = nn.MaxPool2D(size), np.full((2, 7, 8, 2), value)
    gradient = gradient_for(layer, pictures)
    expected = np.zeros_like(pictures)
    filled = slice(None, 7 // size * size, size), slice(None, 8 // size * size, size)
    expected[:, *filled] = gradient

    for ours in in_memory_orders(pictures).values():
        outputs, routed = a_pass(layer, layer.new_cache(), ours, gradient)
        assert np.array_equal(outputs, np.full_like(gradient, value))
        assert np.array_equal(routed, expected)


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("size", [2, 3])
def test_nothing_that_a_cache_held_before_shows_when_order_or_shape_changes(
    size: int, block: int, in_memory_orders: InMemoryOrders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nncore.layers.memory_layout.BLOCK", block)
    layer = nn.MaxPool2D(size)
    cache = layer.new_cache()
    for shape in [(3, 8, 9, 2), (1, 8, 9, 2), (5, 9, 8, 2), (3, 6, 6, 2)]:
        pictures = mostly_blank(shape)
        gradient = gradient_for(layer, pictures)
        expected = slow_pass(size, pictures, gradient)
        for ours in in_memory_orders(pictures).values():
            assert all(map(np.array_equal, a_pass(layer, cache, ours, gradient), expected))
            for name, memory in memory_of(cache).items():
                memory.fill(True if name.startswith("is_") else np.nan)


def test_outputs_lie_in_memory_as_the_pictures_do(in_memory_orders: InMemoryOrders) -> None:
    layer = nn.MaxPool2D(2)
    # Fortran's order is none that a layer makes
    for name in ("rows first", "columns first"):
        pictures = in_memory_orders(mostly_blank((3, 8, 6, 2)))[name]
        outputs = layer.forward(pictures, layer.new_cache())
        assert np.argsort(outputs.strides).tolist() == np.argsort(pictures.strides).tolist()
