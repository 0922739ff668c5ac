"""Winograd's convolution: beside the direct one, which is held against the formula itself."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nncore as nn
from nncore.layers import direct_convolution, winograd
from nncore.layers.kernel_geometry import KernelGeometry
from nncore.layers.layer import LayerCache
from nncore.layers.memory_layout import as_columns
from nncore.layers.winograd_matrices import WINDOW, winograd_matrices
from tests.nncore.layers.conftest import memory_of, places_of

PullsBack = Callable[..., None]

CHANNELS, MANY = 16, 24
"""Channels of pictures, and pictures at once, so that a layer takes Winograd's way."""


def convolution(
    size: int,
    padding: str,
    dtype: type = np.float32,
    *,
    channels: int = CHANNELS,
    stride: int = 1,
) -> nn.Conv2D:
    rng = np.random.default_rng(1)
    layer = nn.Conv2D(channels, 5, size, padding=padding, stride=stride, rng=rng, dtype=dtype)
    layer.bias[:] = rng.normal(size=5)
    return layer


def pictures_of(
    count: int, dtype: type = np.float32, *, channels: int = CHANNELS, seed: int = 2
) -> np.ndarray:
    """With blank backgrounds, like digits."""
    numbers = np.random.default_rng(seed).normal(-0.5, 1.0, (count, 6, 9, channels))
    return np.maximum(numbers, 0).astype(dtype)


def a_pass(layer: nn.Conv2D, cache: LayerCache, pictures: np.ndarray) -> list[np.ndarray]:
    """Everything that a pass there and back computes, copied."""
    outputs = layer.forward(pictures, cache)
    gradient = np.random.default_rng(3).normal(size=outputs.shape).astype(outputs.dtype)
    pulled = layer.backward(cache, gradient)
    assert pulled is not None
    return [outputs.copy(), pulled.copy(), *(array.copy() for array in cache.gradients.values())]


def is_winograds(cache: LayerCache) -> bool:
    return "transformed_inputs" in memory_of(cache)


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_six_products_make_the_outputs_of_a_tile(size: int, rng: np.random.Generator) -> None:
    matrices = winograd_matrices(size, np.float64)
    kernel, inputs = rng.normal(size=size), rng.normal(size=WINDOW)

    products = (matrices.kernel @ kernel) * (matrices.inputs @ inputs)

    expected = np.correlate(inputs, kernel, "valid")
    np.testing.assert_allclose(matrices.outputs.T @ products, expected, atol=1e-13)


@settings(max_examples=80)
@given(st.data())
def test_it_is_the_direct_convolution_and_so_are_its_gradients(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 5))
    border = data.draw(st.sampled_from([0, size - 1]))
    geometry = KernelGeometry(size, 1, border)
    sides = st.integers(1 if border else size, 13)
    channels, outputs, count = (data.draw(st.integers(1, 3)) for _ in range(3))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    weights, bias = rng.normal(size=(size, size, channels, outputs)), rng.normal(size=outputs)
    inputs = rng.normal(size=(data.draw(sides), data.draw(sides), channels, count))
    parameters = {"weights": weights, "bias": bias}.items()
    ours, theirs = LayerCache(parameters), LayerCache(parameters)

    made = winograd.forward(geometry, weights, bias, inputs, ours)
    expected = direct_convolution.forward(geometry, weights, bias, inputs, theirs)
    np.testing.assert_allclose(made, expected, atol=1e-10)

    gradient = rng.normal(size=made.shape)
    pulled, like = (
        way.backward(geometry, weights, inputs, gradient, cache, to_inputs=True)
        for way, cache in ((winograd, ours), (direct_convolution, theirs))
    )
    assert pulled is not None
    np.testing.assert_allclose(pulled, like, atol=1e-10)
    for name, array in theirs.gradients.items():
        np.testing.assert_allclose(ours.gradients[name], array, atol=1e-10)


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_many_pictures_of_several_channels_take_this_way(size: int, padding: str) -> None:
    layer, pictures = convolution(size, padding), pictures_of(MANY)
    many, few = layer.new_cache(), layer.new_cache()

    outputs, pulled = a_pass(layer, many, pictures)[:2]
    each = [layer.forward(pictures[n : n + 1], few).copy() for n in range(MANY)]

    assert is_winograds(many)
    assert not is_winograds(few)
    assert outputs.dtype == pulled.dtype == np.float32
    np.testing.assert_allclose(outputs, np.concatenate(each), atol=1e-4)


@pytest.mark.parametrize(
    ("size", "stride", "channels", "count", "expected"),
    [
        (3, 1, CHANNELS, MANY, True),
        (3, 1, CHANNELS - 1, MANY, False),
        (3, 1, CHANNELS, MANY - 1, False),
        (3, 2, CHANNELS, MANY, False),
        (1, 1, CHANNELS, MANY, False),
        (6, 1, CHANNELS, MANY, False),
    ],
)
def test_all_others_take_the_direct_way(
    size: int, stride: int, channels: int, count: int, expected: bool
) -> None:
    layer = convolution(size, "same", channels=channels, stride=stride)
    cache = layer.new_cache()

    a_pass(layer, cache, pictures_of(count, channels=channels))

    assert is_winograds(cache) == expected


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("size", [3, 5])
def test_all_gradients_against_central_differences(
    size: int,
    padding: str,
    assert_layer_pulls_back: PullsBack,
    rng: np.random.Generator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for least in ("_LEAST_CHANNELS", "_LEAST_PICTURES"):
        monkeypatch.setattr(winograd, least, 1)  # each number more is a difference more
    layer = convolution(size, padding, np.float64, channels=3)
    pictures, cache = pictures_of(4, np.float64, channels=3)[:, :, :7], layer.new_cache()

    assert_layer_pulls_back(layer, pictures, rng)

    layer.forward(pictures, cache)
    assert is_winograds(cache)


@pytest.mark.parametrize("block", [1, 20_000])
def test_work_cut_into_blocks_is_the_same(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    layer, pictures = convolution(3, "same", np.float64), pictures_of(MANY, np.float64)
    expected = a_pass(layer, layer.new_cache(), pictures)

    monkeypatch.setattr("nncore.layers.memory_layout.BLOCK", block)

    for ours, theirs in zip(a_pass(layer, layer.new_cache(), pictures), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-10)


def test_batches_of_many_and_of_few_one_after_the_other_are_as_each_alone() -> None:
    layer = convolution(3, "same")
    used = layer.new_cache()

    for count in (MANY, 40, 3, MANY + 1, MANY - 1, 40):
        pictures = pictures_of(count, seed=count)
        alone = a_pass(layer, layer.new_cache(), pictures)
        assert all(map(np.array_equal, a_pass(layer, used, pictures), alone))


def test_after_the_first_batch_no_memory_is_taken() -> None:
    layer, pictures = convolution(3, "same"), pictures_of(40)
    cache = layer.new_cache()
    a_pass(layer, cache, pictures)
    places = places_of(cache)

    for count in (40, MANY, 40):
        a_pass(layer, cache, pictures[:count])

    assert places_of(cache) == places


def test_the_order_in_memory_and_a_cache_make_no_difference() -> None:
    layer, pictures = convolution(5, "valid"), pictures_of(MANY)
    expected = a_pass(layer, layer.new_cache(), pictures)
    columns = np.ascontiguousarray(as_columns(pictures))

    for ours in (columns.transpose(3, 1, 0, 2), np.asfortranarray(pictures)):
        assert np.array_equal(ours, pictures)
        assert all(map(np.array_equal, a_pass(layer, layer.new_cache(), ours), expected))
        assert np.array_equal(layer.forward(ours), expected[0])


def test_pictures_finer_than_the_weights_are_pulled_back_too() -> None:
    layer, pictures = convolution(3, "same"), pictures_of(MANY)

    fine = a_pass(layer, layer.new_cache(), pictures.astype(np.float64))

    for ours, theirs in zip(fine, a_pass(layer, layer.new_cache(), pictures), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-3)


def test_what_went_in_is_left_as_it_was() -> None:
    layer, pictures = convolution(3, "same"), pictures_of(MANY)
    before = [array.copy() for array in (pictures, layer.weights, layer.bias)]

    a_pass(layer, layer.new_cache(), pictures)

    assert all(map(np.array_equal, (pictures, layer.weights, layer.bias), before))
