"""The network as a whole: how it is put together, and reading that keeps no state."""

import re
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import nncore as nn

NewNetwork = Callable[..., nn.Network]


def test_layers_that_do_not_fit_are_named(rng: np.random.Generator) -> None:
    message = "layer 3 does not fit: Dense(64, 10) needs 64 inputs, got the shape (128,) with 128"

    with pytest.raises(ValueError, match=re.escape(message)):
        nn.Network([nn.Dense(784, 128, rng=rng), nn.ReLU(), nn.Dense(64, 10, rng=rng)])


def test_a_network_needs_a_layer() -> None:
    with pytest.raises(ValueError, match="needs at least one layer, got none"):
        nn.Network([])


def test_predictions_are_probabilities(
    new_network: NewNetwork, digits: nn.datasets.Dataset
) -> None:
    probabilities = new_network().predict(digits.test.images)

    assert probabilities.shape == (100, 10)
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


def test_many_images_are_read_as_each_alone(
    new_network: NewNetwork, rng: np.random.Generator
) -> None:
    network = new_network()
    images = rng.integers(0, 256, (5000, 28, 28), np.uint8)

    together = network.logits(images)

    assert together.shape == (5000, 10)
    for position in (0, 2047, 2048, 4999):
        alone = network.logits(images[position : position + 1])[0]
        np.testing.assert_allclose(together[position], alone, rtol=1e-4, atol=1e-5)


def test_wrong_images_are_named_with_their_whole_shape(new_network: NewNetwork) -> None:
    with pytest.raises(ValueError, match=re.escape("got (5000, 27, 28)")):
        new_network().predict(np.zeros((5000, 27, 28), np.uint8))


@pytest.mark.parametrize("images", [None, 5, [], "seven"])
def test_what_is_no_array_is_refused(images: np.ndarray, new_network: NewNetwork) -> None:
    with pytest.raises(ValueError, match=re.escape("must be an array of shape (N, 28, 28)")):
        new_network().predict(images)


def test_reading_changes_neither_images_nor_network(
    new_network: NewNetwork, rng: np.random.Generator
) -> None:
    network, untouched = new_network(), new_network()
    images = rng.uniform(0, 1, (3, 28, 28)).astype(np.float32)
    before = images.copy()

    network.predict(images)

    assert np.array_equal(images, before)
    for ours, theirs in zip(network.parameters, untouched.parameters, strict=True):
        assert np.array_equal(ours, theirs)


def test_many_threads_read_as_one_does(
    new_network: NewNetwork, digits: nn.datasets.Dataset
) -> None:
    network = new_network(64)
    batches = [digits.training.images[: 10 + 37 * number] for number in range(16)]
    alone = [network.predict(batch) for batch in batches]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(network.predict, batches))

    for ours, theirs in zip(together, alone, strict=True):
        assert np.array_equal(ours, theirs)


def test_a_copy_goes_its_own_way(new_network: NewNetwork, digits: nn.datasets.Dataset) -> None:
    network = new_network()
    copy = network.copy()
    before = copy.predict(digits.test.images)

    for array in network.parameters:
        array += 1

    assert np.array_equal(copy.predict(digits.test.images), before)


def test_assigned_parameters_are_copied_in_place(new_network: NewNetwork) -> None:
    network, other = new_network(seed=1), new_network(seed=2)
    arrays = network.parameters

    network.copy_parameters_from(other)

    assert all(ours is now for ours, now in zip(arrays, network.parameters, strict=True))
    for ours, theirs in zip(arrays, other.parameters, strict=True):
        assert np.array_equal(ours, theirs)
        assert not np.shares_memory(ours, theirs)


def test_parameters_of_another_architecture_are_refused(new_network: NewNetwork) -> None:
    with pytest.raises(ValueError, match="784–32–10 is built unlike 784–16–10"):
        new_network(16).copy_parameters_from(new_network(32))


def test_a_network_says_its_sizes(new_network: NewNetwork) -> None:
    network = new_network(128)

    assert str(network) == "784–128–10"
    assert network.parameter_count == 784 * 128 + 128 + 128 * 10 + 10
    assert network.output_shape == (10,)


def test_a_single_nan_makes_a_network_not_finite(new_network: NewNetwork) -> None:
    network = new_network()
    assert network.is_finite

    network.parameters[2][0, 0] = np.nan

    assert not network.is_finite


def test_a_wide_kernel_does_not_take_the_memory_of_all_images_at_once() -> None:
    rng = np.random.default_rng(1)
    wide = nn.Network([nn.Conv2D(1, 1, 301, rng=rng), nn.Flatten(), nn.Dense(784, 10, rng=rng)])
    tracemalloc.start()
    wide.predict(np.zeros((40, 28, 28), np.uint8))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 64 * 1024**2
