"""Layers: shapes, formulas, and that reading leaves nothing behind."""

import re

import numpy as np
import pytest

import nncore as nn
from nncore.records import Record


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


def test_the_recorded_pass_gives_the_same_outputs(rng: np.random.Generator) -> None:
    inputs = rng.normal(size=(5, 4)).astype(np.float32)
    for layer in (nn.Dense(4, 3, rng=rng), nn.ReLU()):
        record = layer.new_record()

        assert np.array_equal(layer.forward(inputs, record), layer.forward(inputs))


def test_a_record_reuses_its_memory_for_smaller_batches() -> None:
    record = Record()
    large = record.buffer("outputs", (8, 4), np.float32)
    small = record.buffer("outputs", (3, 4), np.float32)

    assert np.shares_memory(large, small)
    assert small.shape == (3, 4)
    assert small.flags.c_contiguous


def test_a_record_makes_new_memory_for_larger_batches_and_other_types() -> None:
    record = Record()
    first = record.buffer("outputs", (2, 2), np.float32)

    assert not np.shares_memory(first, record.buffer("outputs", (3, 2), np.float32))
    assert record.buffer("outputs", (2, 2), np.float64).dtype == np.float64


def test_reading_leaves_nothing_on_a_layer(rng: np.random.Generator) -> None:
    layers = (nn.Dense(4, 3, rng=rng), nn.ReLU())
    before = [dict(vars(layer)) for layer in layers]

    for layer in layers:
        layer.forward(np.ones((2, 4), np.float32))

    assert [list(vars(layer)) for layer in layers] == [list(names) for names in before]
