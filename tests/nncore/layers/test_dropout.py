"""Dropout: in training numbers are dropped by chance, the seed's; in reading nothing changes."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nncore as nn

rates = st.floats(0, 0.95)
seeds = st.integers(0, 2**32 - 1)


def dropped(rate: float, inputs: np.ndarray, seed: int) -> np.ndarray:
    layer = nn.Dropout(rate)
    return layer.forward(inputs, layer.new_cache(rng=np.random.default_rng(seed)))


@given(rates, seeds)
def test_each_number_is_dropped_or_scaled_up(rate: float, seed: int) -> None:
    inputs = np.random.default_rng(seed).normal(size=(7, 5)).astype(np.float32)

    outputs = dropped(rate, inputs, seed)

    kept = outputs != 0
    np.testing.assert_allclose(outputs[kept], inputs[kept] / (1 - rate), rtol=1e-5)


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.5, 0.9])
def test_the_rate_says_how_many_are_dropped_and_the_mean_stays(rate: float) -> None:
    count = 200_000
    outputs = dropped(rate, np.ones((count, 1), np.float32), seed=3)

    deviation = sqrt(rate * (1 - rate) / count)
    assert np.mean(outputs == 0) == pytest.approx(rate, abs=5 * deviation)
    assert outputs.mean() == pytest.approx(1, abs=5 * deviation / (1 - rate))


def test_numbers_are_dropped_each_for_itself() -> None:
    kept = dropped(0.5, np.ones((100, 100)), seed=3) != 0

    deviation = 0.5 / sqrt(100)
    assert kept.mean(axis=0) == pytest.approx(0.5, abs=5 * deviation)
    assert kept.mean(axis=1) == pytest.approx(0.5, abs=5 * deviation)
    assert (kept[:, 0] == kept[:, 1]).mean() == pytest.approx(0.5, abs=5 * deviation)


def test_a_rate_of_zero_drops_nothing(rng: np.random.Generator) -> None:
    inputs = rng.normal(size=(50, 40)).astype(np.float32)

    assert np.array_equal(dropped(0, inputs, seed=3), inputs)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_same_seed_drops_the_same_numbers(dtype: type, rng: np.random.Generator) -> None:
    inputs: np.ndarray = rng.normal(size=(20, 6, 6, 3)).astype(dtype)

    assert np.array_equal(dropped(0.5, inputs, seed=3), dropped(0.5, inputs, seed=3))
    assert not np.array_equal(dropped(0.5, inputs, seed=3), dropped(0.5, inputs, seed=4))
    assert dropped(0.5, inputs, seed=3).dtype == dtype


def test_each_pass_drops_others() -> None:
    layer = nn.Dropout(0.5)
    cache = layer.new_cache(rng=np.random.default_rng(3))
    inputs = np.ones((10, 10), np.float32)

    assert not np.array_equal(layer.forward(inputs, cache).copy(), layer.forward(inputs, cache))


def test_the_order_in_memory_makes_no_difference(rng: np.random.Generator) -> None:
    inputs = rng.normal(size=(4, 5, 6, 3)).astype(np.float32)
    laid_out = np.ascontiguousarray(inputs.transpose(2, 1, 3, 0)).transpose(3, 1, 0, 2)

    assert np.array_equal(dropped(0.5, inputs, seed=3), dropped(0.5, laid_out, seed=3))


@given(rates, seeds)
def test_the_gradient_goes_back_where_numbers_were_kept(rate: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    layer = nn.Dropout(rate)
    cache = layer.new_cache(rng=rng)

    factors = layer.forward(np.ones((6, 5)), cache).copy()
    gradient = rng.normal(size=(6, 5))
    pulled = layer.backward(cache, gradient)

    # outputs = factors · inputs, so the factors are all that a derivative can be
    assert pulled is not None
    assert np.array_equal(pulled, gradient * factors)


def test_without_a_listener_there_is_no_input_gradient(rng: np.random.Generator) -> None:
    layer = nn.Dropout(0.5)
    cache = layer.new_cache(rng=rng)
    layer.forward(np.ones((2, 2)), cache)

    assert layer.backward(cache, np.ones((2, 2)), to_inputs=False) is None


def test_reading_drops_nothing_and_needs_no_generator(rng: np.random.Generator) -> None:
    inputs = rng.normal(size=(3, 4))

    assert np.array_equal(nn.Dropout(0.9).forward(inputs), inputs)


def test_a_network_reads_the_same_with_and_without_dropout(
    digits: nn.datasets.Dataset, rng: np.random.Generator
) -> None:
    first, second = nn.Dense(784, 8, rng=rng), nn.Dense(8, 10, rng=rng)
    plain = nn.Network([first, nn.ReLU(), second])
    dropping = nn.Network([nn.Dropout(0.2), first, nn.ReLU(), nn.Dropout(0.5), second])

    images = digits.test.images

    assert np.array_equal(dropping.predict(images), plain.predict(images))


def test_training_without_a_generator_is_refused(rng: np.random.Generator) -> None:
    network = nn.Network([nn.Dropout(0.5), nn.Dense(784, 10, rng=rng)])

    with pytest.raises(ValueError, match="draws at random in training: make the trace with an rng"):
        network.trace().forward(np.ones((2, 28, 28), np.float32))


@pytest.mark.parametrize("rate", [1.0, 1.5, -0.1, float("nan"), float("inf")])
def test_rates_that_are_no_probability_are_refused(rate: float) -> None:
    with pytest.raises(ValueError, match=f"at least 0 and below 1, got {rate}"):
        nn.Dropout(rate)
