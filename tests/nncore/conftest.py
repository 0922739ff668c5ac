"""Small data and networks that the tests of nncore share; what MNIST itself is needed for says so.

Everything is seeded, and fixtures that do not change are made once a session.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from nncore.datasets import idx


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


@pytest.fixture
def small_mnist(tmp_path: Path, digits: nn.datasets.Dataset) -> Path:
    """A folder with four IDX files of MNIST's names, with generated digits in them."""
    folder = tmp_path / "small mnist"
    folder.mkdir()
    for name, split in (("train", digits.training), ("t10k", digits.test)):
        idx.write(folder / f"{name}-images-idx3-ubyte", split.images)
        idx.write(folder / f"{name}-labels-idx1-ubyte.gz", split.labels, compressed=True)
    return folder
