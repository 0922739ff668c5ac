"""Every backward pass against central differences, in float64: the formulas prove themselves."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import nncore as nn
from nncore.gradient_check import largest_error, numerical_gradient
from nncore.layers import Layer

PullsBack = Callable[..., None]
TOLERANCE = 1e-6
seeds = st.integers(0, 2**32 - 1)


def network_of(sizes: list[int], side: int, rng: np.random.Generator) -> nn.Network:
    layers: list[Layer] = []
    for inputs, outputs in zip([side * side, *sizes], [*sizes, 10], strict=True):
        dense = nn.Dense(inputs, outputs, rng=rng, dtype=np.float64)
        # with a bias of zero, blank images would sit on the very kink of each ReLU
        dense.bias[:] = rng.normal(size=outputs)
        layers += [dense, nn.ReLU()]
    return nn.Network(layers[:-1], input_shape=(side, side))


def images_with_blank_background(count: int, side: int, rng: np.random.Generator) -> np.ndarray:
    """Like digits: most pixels are exactly 0, some exactly 1, one image has no ink at all."""
    images = np.clip(rng.normal(-0.5, 1.0, (count, side, side)), 0, 1)
    images[0] = 0
    return images


def is_far_from_kinks(network: nn.Network, images: np.ndarray) -> bool:
    """Whether no ReLU stands so near 0 that a nudge would carry it across."""
    activations = images
    for layer in network.layers:
        if isinstance(layer, nn.ReLU) and np.abs(activations).min() < 1e-3:
            return False
        activations = layer.forward(activations)
    return True


@given(st.integers(1, 5), st.integers(1, 6), st.integers(1, 4), seeds)
def test_dense(
    assert_layer_pulls_back: PullsBack, count: int, inputs: int, outputs: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    dense = nn.Dense(inputs, outputs, rng=rng, dtype=np.float64)
    dense.bias[:] = rng.normal(size=outputs)

    assert_layer_pulls_back(dense, rng.normal(size=(count, inputs)), rng)


@given(st.integers(1, 4), seeds)
def test_dense_on_images(assert_layer_pulls_back: PullsBack, count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    dense = nn.Dense(12, 3, rng=rng, dtype=np.float64)

    assert_layer_pulls_back(dense, rng.normal(size=(count, 3, 4)), rng)


@given(st.integers(1, 5), st.integers(1, 6), seeds)
def test_relu(assert_layer_pulls_back: PullsBack, count: int, width: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(count, width))
    assume(np.abs(inputs).min() > 1e-3)

    assert_layer_pulls_back(nn.ReLU(), inputs, rng)


def test_the_derivative_of_relu_at_zero_is_zero() -> None:
    relu = nn.ReLU()
    cache = relu.new_cache()
    relu.forward(np.zeros((1, 3)), cache)

    pulled = relu.backward(cache, np.ones((1, 3)))

    assert pulled is not None
    assert not pulled.any()


@given(st.integers(1, 6), seeds)
def test_softmax_cross_entropy(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 3, (count, 10))
    targets = nn.one_hot(rng.integers(0, 10, count).astype(np.uint8), dtype=np.float64)

    _, gradient = nn.softmax_cross_entropy(logits, targets)

    expected = numerical_gradient(lambda: nn.softmax_cross_entropy(logits, targets)[0], logits)
    assert largest_error(gradient, expected) < TOLERANCE


@settings(max_examples=40)
@given(st.lists(st.integers(1, 6), max_size=3), st.integers(2, 4), st.integers(1, 5), seeds)
def test_whole_networks(sizes: list[int], side: int, count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = network_of(sizes, side, rng)
    images = images_with_blank_background(count, side, rng)
    assume(is_far_from_kinks(network, images))
    targets = nn.one_hot(rng.integers(0, 10, count).astype(np.uint8), dtype=np.float64)

    def loss() -> float:
        return nn.softmax_cross_entropy(network.logits(images), targets)[0]

    trace = network.trace()
    trace.backward(nn.softmax_cross_entropy(trace.forward(images), targets)[1])

    for parameter, gradient in zip(network.parameters, trace.gradients, strict=True):
        assert largest_error(gradient, numerical_gradient(loss, parameter)) < TOLERANCE


def test_the_gradient_by_the_images(rng: np.random.Generator) -> None:
    network = network_of([5], 3, rng)
    images = rng.uniform(0.1, 0.9, (2, 3, 3))
    targets = nn.one_hot(np.array([3, 8], np.uint8), dtype=np.float64)
    trace = network.trace()

    gradient = nn.softmax_cross_entropy(trace.forward(images), targets)[1]
    pulled = trace.backward(gradient, to_inputs=True)

    assert pulled is not None
    expected = numerical_gradient(
        lambda: nn.softmax_cross_entropy(network.logits(images), targets)[0], images
    )
    assert largest_error(pulled, expected) < TOLERANCE


def test_a_layer_used_twice_is_pulled_back_twice(rng: np.random.Generator) -> None:
    relu, square = nn.ReLU(), nn.Dense(4, 4, rng=rng, dtype=np.float64)
    network = nn.Network(
        [relu, square, relu, square, relu, nn.Dense(4, 10, rng=rng, dtype=np.float64)],
        input_shape=(2, 2),
    )
    images = rng.uniform(0.1, 0.9, (3, 2, 2))
    targets = nn.one_hot(np.array([1, 2, 3], np.uint8), dtype=np.float64)
    trace = network.trace()

    trace.backward(nn.softmax_cross_entropy(trace.forward(images), targets)[1])

    expected = numerical_gradient(
        lambda: nn.softmax_cross_entropy(network.logits(images), targets)[0], square.weights
    )
    assert largest_error(trace.gradients[0] + trace.gradients[2], expected) < TOLERANCE


def test_a_trace_pulls_back_smaller_batches_in_memory_of_larger_ones(
    rng: np.random.Generator,
) -> None:
    network = network_of([4], 2, rng)
    images = rng.uniform(0, 1, (9, 2, 2))
    targets = nn.one_hot(rng.integers(0, 10, 9).astype(np.uint8), dtype=np.float64)
    used, fresh = network.trace(), network.trace()
    used.backward(nn.softmax_cross_entropy(used.forward(images), targets)[1])

    for trace in (used, fresh):
        logits = trace.forward(images[:2])
        trace.backward(nn.softmax_cross_entropy(logits, targets[:2])[1])

    for ours, theirs in zip(used.gradients, fresh.gradients, strict=True):
        assert np.array_equal(ours, theirs)


def test_without_a_listener_the_first_layer_computes_no_input_gradient(
    rng: np.random.Generator,
) -> None:
    network = network_of([4], 2, rng)
    trace = network.trace()

    assert trace.backward(np.ones_like(trace.forward(rng.uniform(0, 1, (2, 2, 2))))) is None


def test_differences_in_float32_are_refused() -> None:
    with pytest.raises(ValueError, match="checked in float64, got float32"):
        numerical_gradient(lambda: 0.0, np.zeros(2, np.float32))


def test_a_wrong_gradient_is_found_out() -> None:
    assert largest_error(np.array([1.0, 2.0]), np.array([1.0, 2.1])) > 0.04
