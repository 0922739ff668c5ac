"""Networks to explain: the shipped reader, and every preset's with weights never trained."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import DTypeLike

import nncore as nn
from nncore.recipes.presets import PRESETS

READER = Path(__file__).parents[3] / "resources" / "models" / "reader.safetensors"


@pytest.fixture(scope="session")
def reader() -> nn.Network:
    """The shipped network."""
    return nn.load(READER)


def with_biases(network: nn.Network, seed: int, dtype: DTypeLike) -> nn.Network:
    """A copy of another precision, whose biases are not 0 as fresh ones are."""
    rng = np.random.default_rng(seed)
    copy = network.copy()
    for layer in copy.layers:
        if isinstance(layer, nn.Dense | nn.Conv2D):
            layer.weights = layer.weights.astype(dtype)
            layer.bias = rng.normal(0, 0.1, layer.bias.shape).astype(dtype)
    return copy


def other_layers(rng: np.random.Generator) -> list[nn.Layer]:
    """What no preset has: pools of three that leave rows over, strides, Dropout."""
    return [
        nn.Conv2D(1, 3, 3, stride=2, rng=rng),
        nn.ReLU(),
        nn.MaxPool2D(3),
        nn.Dropout(0.5),
        nn.Conv2D(3, 4, 3, padding="valid", rng=rng),
        nn.ReLU(),
        nn.Flatten(),
        nn.Dense(16, 12, rng=rng),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Dense(12, 10, rng=rng),
    ]


@pytest.fixture(scope="session", params=[*PRESETS, "other layers", "shipped"])
def explained(
    request: pytest.FixtureRequest, reader: nn.Network
) -> Callable[[DTypeLike, int], nn.Network]:
    """Makes the network of a preset, or one with other layers, or the shipped one."""

    def make(dtype: DTypeLike, seed: int) -> nn.Network:
        if request.param == "shipped":
            return with_biases(reader, seed, dtype)
        if request.param == "other layers":
            network = nn.Network(other_layers(np.random.default_rng(seed)))
            return with_biases(network, seed, dtype)
        return with_biases(PRESETS[request.param].build()[0], seed, dtype)

    return make


@pytest.fixture(scope="session")
def inked(digits: nn.datasets.Dataset) -> np.ndarray:
    """Digits on blank ground, and what ties in every pool: no ink, nothing but ink, a square."""
    square = np.zeros((28, 28), np.uint8)
    square[6:20, 5:21] = 200
    extremes = np.stack([np.zeros_like(square), np.full_like(square, 255), square])
    return np.concatenate([digits.test.images[:12], extremes])
