"""Caches: memory used again and again changes no result, whatever was in it before."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nncore as nn
from nncore.layers import Layer
from nncore.layers.layer import LayerCache
from tests.nncore.layers.conftest import places_of

SHAPE = (5, 6, 2)
"""Rows, columns and channels of every picture here."""


def convolution(size: int, padding: str, stride: int) -> Callable[[np.random.Generator], Layer]:
    return lambda rng: nn.Conv2D(2, 3, size, padding=padding, stride=stride, rng=rng)


LAYERS: dict[str, Callable[[np.random.Generator], Layer]] = {
    "dense": lambda rng: nn.Dense(60, 4, rng=rng),
    "relu": lambda rng: nn.ReLU(),
    "flatten": lambda rng: nn.Flatten(),
    "dropout": lambda rng: nn.Dropout(0.4),
    "pool": lambda rng: nn.MaxPool2D(2),
    "pool 3": lambda rng: nn.MaxPool2D(3),
    "kernels": convolution(3, "same", 1),
    "even kernels": convolution(4, "same", 1),
    "valid kernels": convolution(3, "valid", 1),
    "striding kernels": convolution(3, "same", 2),
    "far striding kernels": convolution(2, "valid", 3),
    "huge kernels": convolution(9, "same", 1),
}


def a_pass(layer: Layer, cache: LayerCache, count: int, seed: int) -> list[np.ndarray]:
    """Everything that a pass there and back computes, copied."""
    rng = np.random.default_rng(seed)
    if cache.rng is not None:
        cache.rng.bit_generator.state = np.random.default_rng(seed).bit_generator.state
    pictures = np.maximum(rng.normal(size=(count, *SHAPE)), 0).astype(np.float32)
    outputs = layer.forward(pictures, cache).copy()
    pulled = layer.backward(cache, rng.normal(size=outputs.shape).astype(np.float32))
    assert pulled is not None
    assert pulled.shape == pictures.shape
    return [outputs, pulled.copy(), *(array.copy() for array in cache.gradients.values())]


@pytest.mark.parametrize("name", LAYERS)
@settings(max_examples=15)
@given(counts=st.lists(st.integers(1, 9), min_size=2, max_size=5))
def test_batches_of_any_sizes_one_after_the_other_are_as_each_alone(
    name: str, counts: list[int]
) -> None:
    # the usual case is [64, 64, ..., 24, 64, ...]: a smaller last batch, and then full ones again
    layer = LAYERS[name](np.random.default_rng(1))
    used = layer.new_cache(rng=np.random.default_rng(0))

    for seed, count in enumerate([*counts, max(counts)]):
        fresh = layer.new_cache(rng=np.random.default_rng(0))
        ours, theirs = a_pass(layer, used, count, seed), a_pass(layer, fresh, count, seed)
        assert all(map(np.array_equal, ours, theirs))


@pytest.mark.parametrize("name", [name for name in LAYERS if name != "dropout"])
def test_a_pass_with_a_cache_gives_the_same_outputs(name: str, rng: np.random.Generator) -> None:
    layer = LAYERS[name](rng)
    pictures = rng.normal(size=(5, *SHAPE)).astype(np.float32)
    cache = layer.new_cache()

    for count in (5, 2, 5):
        recorded = layer.forward(pictures[:count], cache)

        assert np.array_equal(recorded, layer.forward(pictures[:count]))


@pytest.mark.parametrize("name", LAYERS)
def test_a_pass_leaves_the_weights_and_what_it_was_given_alone(
    name: str, rng: np.random.Generator
) -> None:
    layer = LAYERS[name](rng)
    cache = layer.new_cache(rng=rng)
    pictures = rng.normal(size=(3, *SHAPE)).astype(np.float32)
    gradient = rng.normal(size=layer.forward(pictures).shape).astype(np.float32)
    given_ones = [pictures, gradient, *layer.parameters.values()]
    before = [array.copy() for array in given_ones]

    layer.forward(pictures, cache)
    layer.backward(cache, gradient)

    assert all(map(np.array_equal, given_ones, before))


@pytest.mark.parametrize("name", LAYERS)
def test_after_the_first_batch_no_memory_is_taken(name: str, rng: np.random.Generator) -> None:
    layer = LAYERS[name](rng)
    cache = layer.new_cache(rng=rng)
    first = a_pass(layer, cache, 4, seed=1)
    places = places_of(cache)

    for count in (4, 2, 4):
        a_pass(layer, cache, count, seed=1)

    assert places_of(cache) == places
    assert all(map(np.array_equal, a_pass(layer, cache, 4, seed=1), first))


def test_a_cache_reuses_its_memory_for_smaller_batches() -> None:
    cache = LayerCache()
    large = cache.buffer("outputs", (8, 4), np.float32)
    small = cache.buffer("outputs", (3, 4), np.float32)

    assert np.shares_memory(large, small)
    assert small.shape == (3, 4)
    assert small.flags.c_contiguous
    assert np.shares_memory(large, cache.buffer("outputs", (8, 4), np.float32))


def test_a_cache_makes_new_memory_for_larger_batches_and_other_types() -> None:
    cache = LayerCache()
    first = cache.buffer("outputs", (2, 2), np.float32)

    assert not np.shares_memory(first, cache.buffer("outputs", (3, 2), np.float32))
    assert cache.buffer("outputs", (2, 2), np.float64).dtype == np.float64


def test_memory_of_another_name_is_other_memory() -> None:
    cache = LayerCache()

    assert not np.shares_memory(
        cache.buffer("outputs", (4,), np.float32), cache.buffer("gradient", (4,), np.float32)
    )


@given(st.permutations(range(4)), st.lists(st.integers(1, 4), min_size=4, max_size=4))
def test_memory_like_an_array_lies_as_the_array_does(order: list[int], shape: list[int]) -> None:
    array = np.zeros(shape, np.float32).transpose(order)
    cache = LayerCache()

    view = cache.like("outputs", array)

    assert view.shape == array.shape
    assert view.dtype == array.dtype
    # axes of one place lie anywhere
    real = [axis for axis in range(4) if array.shape[axis] > 1]
    assert [view.strides[axis] for axis in real] == [array.strides[axis] for axis in real]
    assert np.shares_memory(view, cache.like("outputs", array))


def test_memory_like_an_array_follows_its_shape_order_and_type() -> None:
    cache = LayerCache()
    plain = np.zeros((3, 4), np.float32)
    every_second = np.zeros((3, 8), np.float32)[:, ::2]

    for array in (plain, plain[:2], plain.T, plain.astype(np.float64), every_second, plain):
        view = cache.like("outputs", array)

        assert (view.shape, view.dtype) == (array.shape, array.dtype)
        assert view.size == array.size
        view[...] = 1  # NumPy would object to places that lie twice in memory
        assert view.sum() == array.size
