"""Neighbours: features come with the probabilities in one pass, and the nearest are the nearest."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import DTypeLike

import nncore as nn
from nncore.explanation import neighbours as module

Explained = Callable[[DTypeLike, int], nn.Network]
NewNetwork = Callable[..., nn.Network]


def test_probabilities_are_those_of_an_evaluation(
    explained: Explained, digits: nn.datasets.Dataset
) -> None:
    network = explained(np.float32, 7)

    chunks = list(nn.features_in_chunks(network, digits.test))

    probabilities = np.concatenate([chunk.probabilities for chunk in chunks])
    assert np.array_equal(probabilities, nn.evaluate(network, digits.test).probabilities)


def test_the_last_layer_makes_the_logits_of_the_features(
    explained: Explained, digits: nn.datasets.Dataset
) -> None:
    network = explained(np.float32, 7)
    last = network.layers[-1]
    assert isinstance(last, nn.Dense)
    images = digits.test.images[:9]

    features = nn.hidden_features(network, images)

    assert features.shape == (9, last.inputs)
    logits = features @ last.weights + last.bias
    np.testing.assert_allclose(logits, network.logits(images), atol=1e-4)


def test_chunks_follow_each_other(new_network: NewNetwork, digits: nn.datasets.Dataset) -> None:
    split = digits.test.between(10, 45)

    chunks = list(nn.features_in_chunks(new_network(), split, most_images=16))

    assert [(chunk.first_index - split.first_index, len(chunk)) for chunk in chunks] == [
        (0, 16),
        (16, 16),
        (32, 3),
    ]
    joined = np.concatenate([chunk.features for chunk in chunks])
    assert joined.dtype == np.float16
    whole = nn.hidden_features(new_network(), split.images)
    np.testing.assert_allclose(joined, whole, rtol=1e-3, atol=1e-6)


def test_whoever_pulls_may_stop(new_network: NewNetwork, digits: nn.datasets.Dataset) -> None:
    chunks = nn.features_in_chunks(new_network(), digits.test, most_images=10)

    next(chunks)
    chunks.close()

    assert next(chunks, None) is None


def test_a_slow_network_is_left_between_two_layers(
    new_network: NewNetwork, digits: nn.datasets.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST_CHUNK", 1)

    def leave() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        next(nn.features_in_chunks(new_network(), digits.test, between_layers=leave))


def test_without_a_hidden_layer_the_pixels_are_the_features(
    digits: nn.datasets.Dataset, rng: np.random.Generator
) -> None:
    network = nn.Network([nn.Dense(784, 10, rng=rng)])
    images = digits.test.images[:5]

    features = nn.hidden_features(network, images)

    np.testing.assert_allclose(features, images.reshape(5, -1) / 255, atol=1e-6)


def test_features_too_large_for_half_precision_stay_finite(
    new_network: NewNetwork, digits: nn.datasets.Dataset
) -> None:
    network = new_network()
    network.parameters[0][...] *= 1e6

    chunk = next(nn.features_in_chunks(network, digits.test))

    assert np.isfinite(chunk.features).all()


def test_a_network_without_a_dense_layer_is_refused(rng: np.random.Generator) -> None:
    layers = [nn.Conv2D(1, 10, 28, padding="valid", rng=rng), nn.Flatten()]

    with pytest.raises(ValueError, match="dense"):
        nn.hidden_features(nn.Network(layers), np.zeros((1, 28, 28), np.uint8))


def test_what_is_no_batch_is_refused(new_network: NewNetwork) -> None:
    for shape in ((0, 28, 28), (2, 27, 28)):
        with pytest.raises(ValueError, match="image"):
            nn.hidden_features(new_network(), np.zeros(shape, np.uint8))


@given(
    seed=st.integers(0, 2**32 - 1),
    images=st.integers(1, 60),
    count=st.integers(1, 12),
    at_once=st.sampled_from([1, 7, 2**20]),
)
def test_the_nearest_are_the_nearest(seed: int, images: int, count: int, at_once: int) -> None:
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(images, 5)).astype(np.float16)
    labels = rng.integers(0, 3, images).astype(np.uint8)
    feature = rng.normal(size=5).astype(np.float32)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_NUMBERS_AT_ONCE", at_once)
        found = nn.nearest_images(features, labels, feature, 1, count)

    distances = np.linalg.norm(features.astype(np.float32) - feature, axis=1)
    of_digit = np.flatnonzero(labels == 1)
    expected = of_digit[np.argsort(distances[of_digit], kind="stable")][:count]
    np.testing.assert_allclose(found.distances, distances[expected], rtol=1e-5)
    np.testing.assert_allclose(distances[found.positions], distances[expected], rtol=1e-5)
    assert (labels[found.positions] == 1).all()


def test_of_images_equally_far_the_first_come_first() -> None:
    features = np.zeros((6, 4), np.float16)
    labels = np.array([1, 0, 1, 1, 1, 0], np.uint8)

    found = nn.nearest_images(features, labels, np.ones(4, np.float32), 1, 3)

    assert found.positions.tolist() == [0, 2, 3]
    assert found.distances.tolist() == [2, 2, 2]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"digit": 10}, "a digit is"),
        ({"count": 0}, "at least one"),
        ({"feature": np.zeros(3)}, "the feature"),
        ({"labels": np.zeros(5, np.uint8)}, "labels"),
    ],
)
def test_what_does_not_fit_is_refused(changed: dict[str, Any], message: str) -> None:
    given_: dict[str, Any] = {
        "features": np.zeros((6, 4), np.float16),
        "labels": np.zeros(6, np.uint8),
        "feature": np.zeros(4, np.float32),
        "digit": 0,
        "count": 2,
    }

    with pytest.raises(ValueError, match=message):
        nn.nearest_images(**(given_ | changed))
