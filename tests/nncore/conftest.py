"""Small data and networks that the tests of nncore share; what MNIST itself is needed for says so.

Everything is seeded, and fixtures that do not change are made once a session.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from nncore.datasets import idx
from nncore.gradient_check import largest_error, numerical_gradient
from nncore.layers import Layer

TOLERANCE = 1e-6
"""How far, in float64, a derivative may be from central differences."""


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(seed=7)


@pytest.fixture(scope="session")
def digits() -> nn.datasets.Dataset:
    """A few hundred generated digits: enough to learn from, and quick."""
    return nn.datasets.generated(
        rng=np.random.default_rng(7), training=600, validation=120, test=100
    )


@pytest.fixture(scope="session")
def new_network() -> Callable[..., nn.Network]:
    """Makes a 784–hidden–10 network whose weights a seed decides."""

    def make(hidden: int = 16, seed: int = 7) -> nn.Network:
        rng = np.random.default_rng(seed)
        return nn.Network(
            [nn.Dense(784, hidden, rng=rng), nn.ReLU(), nn.Dense(hidden, 10, rng=rng)]
        )

    return make


@pytest.fixture(scope="session")
def assert_layer_pulls_back() -> Callable[..., None]:
    """Compares all of a layer's gradients for a loss that weighs its outputs at random."""

    def check(layer: Layer, inputs: np.ndarray, rng: np.random.Generator) -> None:
        factors = rng.normal(size=layer.forward(inputs).shape)

        def loss() -> float:
            return float((layer.forward(inputs) * factors).sum())

        cache = layer.new_cache()
        layer.forward(inputs, cache)
        pulled = layer.backward(cache, factors)
        assert pulled is not None
        assert pulled.shape == inputs.shape
        assert largest_error(pulled, numerical_gradient(loss, inputs)) < TOLERANCE
        for name, array in layer.parameters.items():
            gradient = cache.gradients[name]
            assert gradient.shape == array.shape
            assert largest_error(gradient, numerical_gradient(loss, array)) < TOLERANCE

    return check


@pytest.fixture
def small_mnist(tmp_path: Path, digits: nn.datasets.Dataset) -> Path:
    """A folder with four IDX files of MNIST's names, with generated digits in them: not MNIST."""
    folder = tmp_path / "small mnist"
    folder.mkdir()
    for name, split in (("train", digits.training), ("t10k", digits.test)):
        idx.write(folder / f"{name}-images-idx3-ubyte", split.images)
        idx.write(folder / f"{name}-labels-idx1-ubyte.gz", split.labels, compressed=True)
    return folder


@pytest.fixture
def known_as_mnist(small_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same folder, whose digits count as MNIST's own."""
    fingerprint = nn.datasets.load_mnist(small_mnist).fingerprint
    monkeypatch.setattr(nn.datasets.mnist, "FINGERPRINT", fingerprint)
    return small_mnist
