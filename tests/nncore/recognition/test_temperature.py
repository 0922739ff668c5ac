"""Temperatures: found where the loss is least, folded into the weights; no answer changes."""

import numpy as np
import pytest

import nncore as nn
from nncore.recognition.temperature import calibration_error, cool, find_temperature


def trained(epochs: int = 4) -> tuple[nn.Network, nn.datasets.Dataset]:
    rng = np.random.default_rng(3)
    dataset = nn.datasets.generated(rng=rng, training=1_500, validation=400, test=400)
    network = nn.Network([nn.Dense(784, 32, rng=rng), nn.ReLU(), nn.Dense(32, 10, rng=rng)])
    list(
        nn.train(
            network,
            dataset.training,
            optimizer=nn.Adam(learning_rate=2e-3),
            epochs=epochs,
            batch_size=32,
            rng=rng,
        )
    )
    return network, dataset


@pytest.mark.parametrize("factor", [0.5, 1.7, 3.0])
def test_what_was_made_too_sure_or_too_unsure_is_put_right_again(factor: float) -> None:
    network, dataset = trained()
    own = find_temperature(network, dataset.validation)
    cool(network, 1 / factor)
    assert find_temperature(network, dataset.validation) == pytest.approx(own * factor, rel=0.04)


def test_answers_stay_and_the_loss_falls() -> None:
    network, dataset = trained()
    cool(network, 0.3)
    before = nn.evaluate(network, dataset.validation)
    cool(network, find_temperature(network, dataset.validation))
    after = nn.evaluate(network, dataset.validation)
    assert np.array_equal(before.predictions, after.predictions)
    assert after.loss < before.loss


def test_the_threshold_goes_with_the_old_probabilities() -> None:
    network, _ = trained(epochs=1)
    network.known_from = 0.4
    cool(network, 1.5)
    assert network.known_from is None


@pytest.mark.parametrize("temperature", [0.0, -1.0, float("nan")])
def test_a_temperature_that_cannot_be_is_refused(temperature: float) -> None:
    network, _ = trained(epochs=1)
    before = [array.copy() for array in network.parameters]
    with pytest.raises(ValueError, match="above 0"):
        cool(network, temperature)
    assert all(map(np.array_equal, before, network.parameters))


def test_a_network_that_does_not_end_in_a_dense_layer_is_refused() -> None:
    rng = np.random.default_rng(1)
    network = nn.Network([nn.Dense(784, 10, rng=rng), nn.ReLU()])
    with pytest.raises(ValueError, match="dense layer"):
        cool(network, 2.0)


def test_the_calibration_error_is_that_of_its_definition() -> None:
    rng = np.random.default_rng(5)
    probabilities = rng.dirichlet(np.full(10, 0.3), 3_000)
    labels = rng.integers(0, 10, 3_000).astype(np.uint8)
    sure, is_right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    expected = 0.0
    for low in range(15):
        inside = (sure >= low / 15) & (sure < (low + 1) / 15)
        if inside.any():
            gap = abs(sure[inside].mean() - is_right[inside].mean())
            expected += gap * inside.mean()
    assert calibration_error(probabilities, labels) == pytest.approx(expected)


def test_who_is_always_right_and_wholly_sure_has_none() -> None:
    labels = np.arange(10, dtype=np.uint8)
    assert calibration_error(np.eye(10), labels) == 0
    assert calibration_error(np.eye(10), np.roll(labels, 1)) == 1
