"""Whole networks with kernels and pooling: gradients on blank paper, reading beside training."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import nncore as nn
from nncore.gradient_check import largest_error, numerical_gradient
from nncore.layers import Layer
from nncore.recipes.architecture import build_layers, parse_hidden
from tests.nncore.training_runs import are_equal, read_meanwhile, run_of

Digits = nn.datasets.Dataset

TOLERANCE = 1e-6
KINK = 1e-3
"""How near a ReLU may stand to 0, or a maximum to the next number, before a nudge is too much."""
SAME = 1e-12
"""What sums over the same numbers may differ by, if they are added in another order."""
seeds = st.integers(0, 2**32 - 1)


def kernels_and_pool(draw: st.DrawFn, channels: int, rng: np.random.Generator) -> list[Layer]:
    """A convolution with ReLU and pooling, these two in either order."""
    convolution = nn.Conv2D(
        channels,
        draw(st.integers(1, 3)),
        draw(st.integers(1, 3)),
        padding=draw(st.sampled_from(["same", "valid"])),
        stride=draw(st.sampled_from([1, 1, 1, 2])),
        rng=rng,
        dtype=np.float64,
    )
    after: list[Layer] = [nn.ReLU(), nn.MaxPool2D(draw(st.sampled_from([2, 2, 3])))]
    return [convolution, *(after if draw(st.booleans()) else reversed(after))]


def fits(layers: list[Layer], shape: tuple[int, ...]) -> bool:
    try:
        nn.Network(layers, input_shape=shape)
    except ValueError:
        return False
    return True


@st.composite
def networks(draw: st.DrawFn) -> nn.Network:
    """Small networks in float64, from pictures of several shapes to ten classes."""
    rng = np.random.default_rng(draw(seeds))
    shape = draw(st.sampled_from([(6, 6), (5, 6), (7, 7, 1), (6, 6, 2)]))
    layers = kernels_and_pool(draw, shape[2] if len(shape) == 3 else 1, rng)
    assume(fits(layers, shape))
    between = nn.Network(layers, input_shape=shape).output_shape
    more = [*layers, *kernels_and_pool(draw, between[2], rng)]
    layers = more if fits(more, shape) and draw(st.booleans()) else layers
    numbers = int(np.prod(nn.Network(layers, input_shape=shape).output_shape))
    if draw(st.booleans()):
        layers.append(nn.Flatten())
    layers.append(nn.Dense(numbers, 10, rng=rng, dtype=np.float64))
    network = nn.Network(layers, input_shape=shape)
    for parameter in network.parameters:
        if parameter.ndim == 1:
            # with a bias of zero, blank paper would sit on the very kink of each ReLU
            parameter[:] = rng.normal(size=parameter.size)
    return network


def digit_like_images(count: int, network: nn.Network, rng: np.random.Generator) -> np.ndarray:
    """Most pixels exactly 0, some exactly 1; one image has no ink at all."""
    images = np.clip(rng.normal(-0.5, 1.0, (count, *network.input_shape)), 0, 1)
    images[0] = 0
    return images


def is_far_from_kinks(network: nn.Network, images: np.ndarray) -> bool:
    """Whether a nudge of a weight carries no ReLU over 0, and no maximum past another number.

    Numbers that tie because they see the same paper may tie: they move together.
    """
    activations = images
    for layer in network.layers:
        if isinstance(layer, nn.ReLU) and np.abs(activations).min() < KINK:
            return False
        outputs = layer.forward(activations)
        if isinstance(layer, nn.MaxPool2D):
            size, (_, rows, columns, _) = layer.size, outputs.shape
            for part in np.ndindex(size, size):
                those = activations[:, part[0] :: size, part[1] :: size][:, :rows, :columns]
                gaps = outputs - those
                if np.any((gaps > SAME) & (gaps < KINK)):
                    return False
        activations = outputs
    return True


@settings(max_examples=40)
@given(networks(), st.integers(1, 4), seeds)
def test_all_gradients_against_central_differences_on_blank_backgrounds(
    network: nn.Network, count: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    images = digit_like_images(count, network, rng)
    assume(is_far_from_kinks(network, images))
    targets = nn.one_hot(rng.integers(0, 10, count).astype(np.uint8), dtype=np.float64)

    def loss() -> float:
        return nn.softmax_cross_entropy(network.logits(images), targets)[0]

    trace = network.trace()
    trace.backward(nn.softmax_cross_entropy(trace.forward(images), targets)[1])

    for parameter, gradient in zip(network.parameters, trace.gradients, strict=True):
        assert largest_error(gradient, numerical_gradient(loss, parameter)) < TOLERANCE


@settings(max_examples=30)
@given(networks(), seeds)
def test_the_gradient_by_the_images_against_central_differences(
    network: nn.Network, seed: int
) -> None:
    # no blank paper here: a pixel nudged alone breaks a tie, where there is no derivative
    rng = np.random.default_rng(seed)
    images = rng.uniform(0.1, 0.9, (2, *network.input_shape))
    assume(is_far_from_kinks(network, images))
    targets = nn.one_hot(rng.integers(0, 10, 2).astype(np.uint8), dtype=np.float64)
    trace = network.trace()

    gradient = nn.softmax_cross_entropy(trace.forward(images), targets)[1]
    pulled = trace.backward(gradient, to_inputs=True)

    assert pulled is not None
    assert pulled.shape == images.shape
    expected = numerical_gradient(
        lambda: nn.softmax_cross_entropy(network.logits(images), targets)[0], images
    )
    assert largest_error(pulled, expected) < TOLERANCE


def conv_network(text: str = "3x3x4, pool, 3x3x6 valid, pool, 16", seed: int = 1) -> nn.Network:
    rng = np.random.default_rng(seed)
    layers = build_layers(parse_hidden(text), rng=rng, initializer=nn.he_normal)
    network = nn.Network(layers)
    for parameter in network.parameters:
        if parameter.ndim == 1:
            parameter[:] = rng.normal(scale=0.1, size=parameter.size)
    return network


@pytest.mark.parametrize("count", [2, 30], ids=["row by row", "in tiles"])
def test_the_slope_of_the_images_needs_no_gradients_of_the_parameters(
    count: int, digits: Digits
) -> None:
    network = conv_network()
    images = digits.test.images[:count] / np.float32(255)
    direction = np.eye(10, dtype=np.float32)[digits.test.labels[:count]]
    whole, alone = network.trace(), network.trace(to_parameters=False)
    whole.forward(images)
    alone.forward(images)

    pulled = alone.backward(direction, to_inputs=True)
    expected = whole.backward(direction, to_inputs=True)

    assert alone.gradients == []
    assert pulled is not None
    assert expected is not None
    assert np.any(pulled)
    assert np.array_equal(pulled, expected)


@pytest.mark.parametrize("text", ["3x3x4, pool, 3x3x6, pool 3, 16", "5x5x4 valid, pool", "pool, 8"])
def test_a_logit_is_exactly_what_pixels_and_biases_contribute(text: str, digits: Digits) -> None:
    # the network is linear around an image if each maximum hands its gradient to one place alone:
    #   z = Σ x · dz/dx + Σ b · dz/db
    network = conv_network(text)
    trace = network.trace()
    for position in range(5):
        image = digits.test.images[position : position + 1] / np.float32(255)
        for digit in range(10):
            logit = trace.forward(image)[0, digit]
            pulled = trace.backward(np.eye(10, dtype=np.float32)[[digit]], to_inputs=True)
            assert pulled is not None
            of_pixels = float((pulled * image).sum())
            of_biases = sum(
                float((array * gradient).sum())
                for array, gradient in zip(network.parameters, trace.gradients, strict=True)
                if array.ndim == 1
            )

            assert of_pixels + of_biases == pytest.approx(logit, abs=2e-5)


@pytest.mark.parametrize("count", [1, 7, 64])
def test_reading_gives_what_the_recorded_pass_gives(count: int, digits: Digits) -> None:
    network = conv_network()
    images = digits.training.images[:count]
    trace = network.trace()
    trace.forward(digits.training.images[-50:] / np.float32(255))

    recorded = trace.forward(images / np.float32(255))

    assert np.array_equal(network.logits(images), recorded)
    assert np.array_equal(network.predict(images), nn.softmax(recorded))


def test_many_images_are_read_as_each_alone(rng: np.random.Generator) -> None:
    network = conv_network("3x3x2, pool 4, 8")
    images = rng.integers(0, 256, (2100, 28, 28), np.uint8)

    together = network.logits(images)

    for position in (0, 2047, 2048, 2099):
        alone = network.logits(images[position : position + 1])[0]
        np.testing.assert_allclose(together[position], alone, rtol=1e-4, atol=1e-5)


def test_many_threads_read_as_one_does(digits: Digits) -> None:
    network = conv_network()
    batches = [digits.training.images[: 5 + 17 * number] for number in range(12)]
    alone = [network.predict(batch) for batch in batches]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(network.predict, batches))

    assert all(map(np.array_equal, together, alone))


def test_predicting_in_another_thread_changes_nothing(digits: Digits) -> None:
    watched, alone = conv_network(), conv_network()

    with read_meanwhile(watched, digits.test.images):
        events = list(run_of(watched, digits, batch_size=200))

    assert list(run_of(alone, digits, batch_size=200)) == events
    assert are_equal(watched, alone)


def test_a_network_with_kernels_learns(digits: Digits) -> None:
    network = conv_network("3x3x4, pool, 3x3x8, pool, dropout 0.1, 32")
    *_, last = run_of(network, digits, optimizer=nn.Adam(5e-3), epochs=6)

    assert isinstance(last, nn.EpochFinished)
    assert last.training_accuracy > 0.8
    assert nn.evaluate(network, digits.test).accuracy > 0.6


def test_a_copy_goes_its_own_way(digits: Digits) -> None:
    network = conv_network()
    copy = network.copy()
    before = copy.predict(digits.test.images)

    for array in network.parameters:
        array += 1

    assert np.array_equal(copy.predict(digits.test.images), before)
    copy.copy_parameters_from(network)
    assert all(map(np.array_equal, copy.parameters, network.parameters))


def test_layers_that_do_not_fit_are_named(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match="layer 2 does not fit: Conv2D needs the shape"):
        nn.Network([nn.Conv2D(1, 4, 3, rng=rng), nn.Conv2D(3, 4, 3, rng=rng)])
    with pytest.raises(ValueError, match="layer 2 does not fit: MaxPool2D"):
        nn.Network([nn.Flatten(), nn.MaxPool2D(2)])
