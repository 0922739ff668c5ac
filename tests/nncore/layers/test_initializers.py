"""Initializers have the variance that their papers ask for."""

import numpy as np
import pytest

from nncore.layers.initializers import INITIALIZERS

VARIANCES = {"he": 2 / 400, "glorot": 2 / (400 + 100), "uniform": 1 / 12}


@pytest.mark.parametrize("name", INITIALIZERS)
def test_weights_have_the_published_variance(name: str, rng: np.random.Generator) -> None:
    weights = INITIALIZERS[name](400, 100, rng=rng)

    assert weights.shape == (400, 100)
    assert weights.var() == pytest.approx(VARIANCES[name], rel=0.05)
    assert weights.mean() == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_same_seed_gives_the_same_weights(name: str) -> None:
    first, second = (INITIALIZERS[name](5, 3, rng=np.random.default_rng(1)) for _ in range(2))

    assert np.array_equal(first, second)
