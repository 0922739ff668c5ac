"""The mean of weights, beside NumPy's own."""

import numpy as np
import pytest

import nncore as nn
from nncore.recipes.averaging import WeightAverage


def network(seed: int, units: int = 6) -> nn.Network:
    rng = np.random.default_rng(seed)
    return nn.Network([nn.Dense(784, units, rng=rng), nn.ReLU(), nn.Dense(units, 10, rng=rng)])


def test_every_network_counts_alike_the_first_one_too() -> None:
    networks = [network(seed) for seed in range(4)]
    average = WeightAverage(networks[0])
    for each in networks[1:]:
        average.add(each)
    mean = average.network()
    assert average.count == 4
    for array, *given in zip(mean.parameters, *(each.parameters for each in networks), strict=True):
        np.testing.assert_allclose(array, np.mean(given, axis=0), rtol=1e-5, atol=1e-7)
        assert array.dtype == np.float32


def test_what_is_added_may_change_afterwards() -> None:
    trained = network(1)
    average = WeightAverage(trained)
    before = [array.copy() for array in trained.parameters]
    for array in trained.parameters:
        array += 2
    average.add(trained)
    for array, old in zip(average.network().parameters, before, strict=True):
        np.testing.assert_allclose(array, old + 1, rtol=1e-5, atol=1e-6)


def test_a_threshold_belongs_to_other_weights() -> None:
    first = network(1)
    first.known_from = 0.5
    assert WeightAverage(first).network().known_from is None


def test_a_network_built_otherwise_is_refused() -> None:
    average = WeightAverage(network(1))
    with pytest.raises(ValueError, match="built unlike"):
        average.add(network(2, units=7))
    assert average.count == 1
