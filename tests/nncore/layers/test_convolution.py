"""Convolution: beside a slow loop that follows its formula, its gradients beside differences."""

import re
from collections.abc import Callable, Iterator
from math import ceil
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nncore as nn
from nncore.layers.convolution import PADDINGS

PullsBack = Callable[..., None]
seeds = st.integers(0, 2**32 - 1)


class Case(NamedTuple):
    """A convolution, and pictures that fit it."""

    convolution: nn.Conv2D
    pictures: np.ndarray
    rng: np.random.Generator


@st.composite
def cases(draw: st.DrawFn, side: int = 6, dtype: type = np.float64) -> Case:
    """Kernels even and odd, as "same" larger than the picture too; backgrounds are blank."""
    rng = np.random.default_rng(draw(seeds))
    padding, size = draw(st.sampled_from(PADDINGS)), draw(st.integers(1, 5))
    least = size if padding == "valid" else 1
    sides = st.integers(least, max(least, side))
    count, in_channels = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    shape: tuple[int, ...] = (count, draw(sides), draw(sides), in_channels)
    if in_channels == 1 and draw(st.booleans()):
        shape = shape[:3]
    convolution = nn.Conv2D(
        in_channels,
        draw(st.integers(1, 3)),
        size,
        padding=padding,
        stride=draw(st.integers(1, 3)),
        rng=rng,
        dtype=dtype,
    )
    convolution.bias[:] = rng.normal(size=convolution.out_channels)
    pictures: np.ndarray = np.maximum(rng.normal(-0.5, 1.0, shape), 0).astype(dtype)
    return Case(convolution, pictures, rng)


def slow_convolution(layer: nn.Conv2D, pictures: np.ndarray) -> np.ndarray:
    """The formula, number by number."""
    pictures = pictures.reshape(*pictures.shape[:3], -1)
    count, rows, columns, channels = pictures.shape
    before = (layer.size - 1) // 2 if layer.padding == "same" else 0
    lost = 0 if layer.padding == "same" else layer.size - 1
    height, width = (ceil((side - lost) / layer.stride) for side in (rows, columns))
    outputs = np.zeros((count, height, width, layer.out_channels))
    for n, y, x, o in np.ndindex(outputs.shape):
        total = float(layer.bias[o])
        for i, j, c in np.ndindex(layer.size, layer.size, channels):
            row, column = y * layer.stride + i - before, x * layer.stride + j - before
            if 0 <= row < rows and 0 <= column < columns:
                total += float(layer.weights[i, j, c, o]) * float(pictures[n, row, column, c])
        outputs[n, y, x, o] = total
    return outputs


def in_all_memory_orders(array: np.ndarray) -> Iterator[np.ndarray]:
    """The same numbers: as NumPy makes them, as Fortran does, as layers lay them out, with gaps."""
    axes = (2, 1, 3, 0) if array.ndim == 4 else (2, 1, 0)
    yield np.ascontiguousarray(array)
    yield np.asfortranarray(array)
    yield np.ascontiguousarray(array.transpose(axes)).transpose(np.argsort(axes))
    yield np.repeat(array, 2, axis=2)[:, :, ::2]
    yield np.ascontiguousarray(array[:, ::-1])[:, ::-1]


@settings(max_examples=60)
@given(cases())
def test_convolution_is_what_its_formula_says(case: Case) -> None:
    layer, pictures, _ = case

    outputs = layer.forward(pictures)

    assert outputs.shape == (len(pictures), *layer.output_shape(pictures.shape[1:]))
    np.testing.assert_allclose(outputs, slow_convolution(layer, pictures), atol=1e-12)


@settings(max_examples=20)
@given(cases(side=9, dtype=np.float32))
def test_convolution_in_float32(case: Case) -> None:
    layer, pictures, _ = case

    outputs = layer.forward(pictures)

    assert outputs.dtype == np.float32
    np.testing.assert_allclose(outputs, slow_convolution(layer, pictures), atol=1e-4)


@settings(max_examples=60)
@given(cases(side=5))
def test_all_gradients_against_central_differences(
    assert_layer_pulls_back: PullsBack, case: Case
) -> None:
    assert_layer_pulls_back(*case)


def test_a_kernel_is_not_flipped(rng: np.random.Generator) -> None:
    layer = nn.Conv2D(1, 1, 2, padding="valid", rng=rng, dtype=np.float64)
    layer.weights[..., 0, 0] = [[1, 10], [100, 1000]]
    picture = np.array([[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]])

    assert layer.forward(picture)[0, :, :, 0].tolist() == [[5421, 6532]]


@pytest.mark.parametrize(
    ("size", "place"),
    # an odd kernel has its middle over the place; an even one looks further right and down
    [(1, (0, 0)), (2, (0, 0)), (3, (1, 1)), (4, (1, 1)), (5, (2, 2))],
)
def test_same_padding_keeps_a_picture_in_place(
    size: int, place: tuple[int, int], rng: np.random.Generator
) -> None:
    layer = nn.Conv2D(1, 1, size, rng=rng)
    layer.weights[:] = 0
    layer.weights[*place, 0, 0] = 1
    pictures = rng.uniform(size=(2, 3, 4, 1)).astype(np.float32)

    assert np.array_equal(layer.forward(pictures), pictures)


def test_a_kernel_larger_than_the_picture_sees_all_of_it(rng: np.random.Generator) -> None:
    layer = nn.Conv2D(1, 1, 7, rng=rng, dtype=np.float64)
    layer.weights[:] = 1
    pictures = np.array([[[1.0, 2.0], [3.0, 4.0]]])

    assert layer.forward(pictures)[0, :, :, 0].tolist() == [[10, 10], [10, 10]]


@pytest.mark.parametrize(("padding", "shape"), [("same", (4, 3, 2)), ("valid", (3, 2, 2))])
def test_a_stride_looks_at_every_second_place(
    padding: str, shape: tuple[int, ...], rng: np.random.Generator
) -> None:
    layer = nn.Conv2D(3, 2, 3, padding=padding, stride=2, rng=rng)

    assert layer.output_shape((8, 6, 3)) == shape
    assert layer.forward(np.zeros((5, 8, 6, 3), np.float32)).shape == (5, *shape)


@pytest.mark.parametrize("padding", PADDINGS)
def test_a_stride_beyond_the_picture_looks_at_one_place(
    padding: str, assert_layer_pulls_back: PullsBack, rng: np.random.Generator
) -> None:
    layer = nn.Conv2D(1, 2, 3, padding=padding, stride=10**30, rng=rng, dtype=np.float64)
    pictures = rng.uniform(size=(2, 4, 5, 1))

    assert layer.output_shape((4, 5, 1)) == (1, 1, 2)
    np.testing.assert_allclose(layer.forward(pictures), slow_convolution(layer, pictures))
    assert_layer_pulls_back(layer, pictures, rng)


@settings(max_examples=25)
@given(cases(dtype=np.float32))
def test_the_order_in_memory_makes_no_difference(case: Case) -> None:
    layer, pictures, rng = case
    gradient = rng.normal(size=layer.forward(pictures).shape).astype(np.float32)

    results = []
    for ours, theirs in zip(
        in_all_memory_orders(pictures), in_all_memory_orders(gradient), strict=True
    ):
        assert np.array_equal(ours, pictures)
        cache = layer.new_cache()
        outputs = layer.forward(ours, cache)
        pulled = layer.backward(cache, theirs)
        results.append((outputs, pulled, *cache.gradients.values()))

    for result in results[1:]:
        for mine, first in zip(result, results[0], strict=True):
            assert mine is not None
            assert first is not None
            assert np.array_equal(mine, first)


def test_pictures_of_one_channel_come_with_or_without_its_axis(rng: np.random.Generator) -> None:
    layer = nn.Conv2D(1, 4, 3, rng=rng)
    pictures = rng.uniform(size=(2, 5, 6)).astype(np.float32)
    gradient = rng.normal(size=(2, 5, 6, 4)).astype(np.float32)
    without, with_it = layer.new_cache(), layer.new_cache()

    outputs = layer.forward(pictures, without)
    assert np.array_equal(outputs, layer.forward(pictures[..., None], with_it))

    flat, full = layer.backward(without, gradient), layer.backward(with_it, gradient)
    assert flat is not None
    assert full is not None
    assert flat.shape == (2, 5, 6)
    assert np.array_equal(flat[..., None], full)


def gradients_of(layer: nn.Conv2D, pictures: np.ndarray, gradient: np.ndarray) -> list[np.ndarray]:
    cache = layer.new_cache()
    layer.forward(pictures, cache)
    pulled = layer.backward(cache, gradient)
    assert pulled is not None
    return [pulled, *cache.gradients.values()]


def test_pictures_finer_than_the_weights_are_pulled_back_too(rng: np.random.Generator) -> None:
    layer = nn.Conv2D(2, 3, 3, rng=rng)
    pictures = rng.uniform(size=(2, 5, 5, 2)).astype(np.float32)
    gradient = rng.normal(size=(2, 5, 5, 3)).astype(np.float32)

    fine = gradients_of(layer, pictures.astype(np.float64), gradient)

    for ours, theirs in zip(fine, gradients_of(layer, pictures, gradient), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-4)


def test_weights_in_another_memory_order_have_the_same_gradients(rng: np.random.Generator) -> None:
    layer = nn.Conv2D(2, 3, 3, rng=rng)
    pictures = rng.uniform(size=(2, 5, 5, 2)).astype(np.float32)
    gradient = rng.normal(size=(2, 5, 5, 3)).astype(np.float32)
    before = gradients_of(layer, pictures, gradient)

    layer.weights = np.asfortranarray(layer.weights)

    for ours, theirs in zip(gradients_of(layer, pictures, gradient), before, strict=True):
        assert np.array_equal(ours, theirs)


def test_without_a_listener_there_is_no_input_gradient(rng: np.random.Generator) -> None:
    layer = nn.Conv2D(1, 2, 3, rng=rng)
    cache = layer.new_cache()
    outputs = layer.forward(np.ones((2, 4, 4), np.float32), cache)

    assert layer.backward(cache, np.ones_like(outputs), to_inputs=False) is None
    assert np.array_equal(cache.gradients["bias"], [32, 32])


def test_kernels_begin_as_the_initializer_draws_them(rng: np.random.Generator) -> None:
    layer = nn.Conv2D(8, 64, 5, rng=rng)

    assert layer.weights.shape == (5, 5, 8, 64)
    assert layer.weights.dtype == layer.bias.dtype == np.float32
    assert layer.weights.flags.c_contiguous
    # He: variance 2 / inputs, a kernel having 5 * 5 * 8 of them
    assert layer.weights.std() == pytest.approx((2 / 200) ** 0.5, rel=0.05)
    assert not layer.bias.any()


@pytest.mark.parametrize(
    ("sizes", "options", "message"),
    [
        ((0, 1, 3), {}, "channels, size and stride of 1 or more, got 0, 1, 3 and stride 1"),
        ((1, 0, 3), {}, "channels, size and stride of 1 or more, got 1, 0, 3"),
        ((1, 1, 0), {}, "channels, size and stride of 1 or more, got 1, 1, 0"),
        ((1, 1, -3), {}, "channels, size and stride of 1 or more, got 1, 1, -3"),
        ((1, 1, 3), {"stride": 0}, "got 1, 1, 3 and stride 0"),
        ((1, 1, 3), {"padding": "full"}, "must be one of ('same', 'valid'), got 'full'"),
        ((1, 1, 3), {"padding": 1}, "must be one of ('same', 'valid'), got 1"),
        ((1, 1, 3), {"padding": ["same"]}, "must be one of ('same', 'valid'), got ['same']"),
    ],
)
def test_a_convolution_that_cannot_be_is_refused(
    sizes: tuple[int, int, int], options: dict[str, Any], message: str, rng: np.random.Generator
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        nn.Conv2D(*sizes, rng=rng, **options)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((784,), "Conv2D needs the shape (rows, columns, 3), got (784,)"),
        ((28, 28), "Conv2D needs the shape (rows, columns, 3), got (28, 28)"),
        ((28, 28, 4), "Conv2D needs the shape (rows, columns, 3), got (28, 28, 4)"),
        ((28, 28, 1, 3), "Conv2D needs the shape (rows, columns, 3), got (28, 28, 1, 3)"),
        ((4, 28, 3), "a kernel of 5x5 does not fit into (4, 28, 3)"),
        ((28, 4, 3), "a kernel of 5x5 does not fit into (28, 4, 3)"),
    ],
)
def test_pictures_that_do_not_fit_are_refused(
    shape: tuple[int, ...], message: str, rng: np.random.Generator
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        nn.Conv2D(3, 2, 5, padding="valid", rng=rng).output_shape(shape)


def test_reading_leaves_nothing_on_the_layer(rng: np.random.Generator) -> None:
    layer = nn.Conv2D(1, 2, 3, rng=rng)
    before = dict(vars(layer))

    layer.forward(np.ones((2, 5, 5), np.float32))

    assert vars(layer).keys() == before.keys()
    assert all(vars(layer)[name] is value for name, value in before.items())
