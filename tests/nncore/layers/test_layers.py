"""Layers: shapes, formulas, and that reading leaves nothing behind."""

import re

import numpy as np
import pytest

import nncore as nn


def test_dense_is_inputs_times_weights_plus_bias(rng: np.random.Generator) -> None:
    dense = nn.Dense(3, 2, rng=rng)
    dense.bias[:] = (0.5, -1.0)
    inputs = rng.normal(size=(4, 3)).astype(np.float32)

    outputs = dense.forward(inputs)

    expected = [
        [sum(row[i] * dense.weights[i, o] for i in range(3)) + dense.bias[o] for o in range(2)]
        for row in inputs
    ]
    np.testing.assert_allclose(outputs, expected, rtol=1e-5)


def test_dense_flattens_images(rng: np.random.Generator) -> None:
    dense = nn.Dense(6, 2, rng=rng)
    images = rng.normal(size=(4, 2, 3)).astype(np.float32)

    assert np.array_equal(dense.forward(images), dense.forward(images.reshape(4, 6)))


def test_dense_takes_pictures_in_any_order_in_memory(rng: np.random.Generator) -> None:
    dense = nn.Dense(4 * 5 * 3, 6, rng=rng)
    laid_out = np.moveaxis(rng.normal(size=(4, 3, 5, 9)).astype(np.float32), -1, 0)
    pictures, factors = laid_out.transpose(0, 1, 3, 2), np.ones((9, 6), np.float32)
    told = []
    for inputs in (pictures, np.ascontiguousarray(pictures)):
        cache = dense.new_cache()
        outputs = dense.forward(inputs, cache)
        told.append([outputs, dense.backward(cache, factors), *cache.gradients.values()])

    for ours, theirs in zip(*told, strict=True):
        assert ours is not None
        assert theirs is not None
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


def test_dense_begins_with_a_bias_of_zero(rng: np.random.Generator) -> None:
    dense = nn.Dense(3, 2, rng=rng)

    assert not dense.bias.any()
    assert dense.weights.dtype == dense.bias.dtype == np.float32


@pytest.mark.parametrize("sizes", [(0, 1), (1, 0), (-3, 2)])
def test_dense_refuses_sizes_below_one(sizes: tuple[int, int], rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match=f"at least 1 input and 1 output, got {sizes[0]}"):
        nn.Dense(*sizes, rng=rng)


def test_dense_names_the_shape_that_does_not_fit(rng: np.random.Generator) -> None:
    message = "Dense(784, 10) needs 784 inputs, got the shape (27, 28) with 756"

    with pytest.raises(ValueError, match=re.escape(message)):
        nn.Dense(784, 10, rng=rng).output_shape((27, 28))


def test_relu_keeps_what_is_positive() -> None:
    inputs = np.array([[-1.0, 0.0, 2.0]], np.float32)

    assert nn.ReLU().forward(inputs).tolist() == [[0.0, 0.0, 2.0]]
    assert inputs.tolist() == [[-1.0, 0.0, 2.0]], "the inputs are somebody else's"


def test_flattening_lets_channels_vary_fastest() -> None:
    pictures = np.arange(24, dtype=np.float32).reshape(1, 3, 4, 2)

    assert nn.Flatten().forward(pictures).tolist() == [list(range(24))]
    assert nn.Flatten().output_shape((3, 4, 2)) == (24,)


def test_flattening_brings_what_lies_otherwise_in_memory_into_line(
    rng: np.random.Generator,
) -> None:
    pictures = rng.normal(size=(5, 3, 4, 2)).astype(np.float32)
    laid_out = np.ascontiguousarray(pictures.transpose(2, 1, 3, 0)).transpose(3, 1, 0, 2)
    cache = nn.Flatten().new_cache()

    rows = nn.Flatten().forward(laid_out, cache)
    pulled = nn.Flatten().backward(cache, rows)

    assert np.array_equal(rows, pictures.reshape(5, 24))
    assert np.array_equal(rows, nn.Flatten().forward(laid_out))
    assert rows.flags.c_contiguous
    assert pulled is not None
    assert np.array_equal(pulled, pictures)
    assert pulled.strides == laid_out.strides


def test_reading_leaves_nothing_on_a_layer(rng: np.random.Generator) -> None:
    layers = (nn.Dense(4, 3, rng=rng), nn.ReLU(), nn.Flatten(), nn.Dropout(0.5))
    before = [dict(vars(layer)) for layer in layers]

    for layer in layers:
        layer.forward(np.ones((2, 4), np.float32))

    assert [list(vars(layer)) for layer in layers] == [list(names) for names in before]
