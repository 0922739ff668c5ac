"""Explanations against automatic differentiation, an exact binomial test and a nearest search."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import nncore as nn
from nncore.explanation.comparison import mcnemar

if TYPE_CHECKING:
    from tests.oracle.conftest import Twin

READER = Path(__file__).parents[2] / "resources" / "models" / "reader.safetensors"


@pytest.fixture(params=["dense", "lenet_like", "reader"])
def network(request: pytest.FixtureRequest, rng: np.random.Generator) -> nn.Network:
    """In double precision; where it was never trained, its biases are drawn."""
    if request.param != "reader":
        made: nn.Network = request.getfixturevalue(request.param)(np.float64)
        for layer in made.layers:
            if isinstance(layer, nn.Dense | nn.Conv2D):
                layer.bias[...] = rng.normal(0, 0.1, layer.bias.shape)
        return made
    reader = nn.load(READER)
    for layer in reader.layers:
        if isinstance(layer, nn.Dense | nn.Conv2D):
            layer.weights, layer.bias = layer.weights.astype(float), layer.bias.astype(float)
    return reader


def test_contributions_are_gradient_times_input(
    torch: Any,
    twin_of: Callable[[nn.Network], "Twin"],
    agree: Callable[..., None],
    network: nn.Network,
    digits: nn.datasets.Split,
) -> None:
    twin = twin_of(network)
    for place in range(5):
        image = digits.images[place]
        inputs = torch.tensor(image[np.newaxis] / 255, requires_grad=True)
        logits = twin.forward(inputs)[0]
        digit, against = place, 9 - place
        (logits[digit] - logits[against]).backward()

        parts = nn.contributions(network, image, digit, against)

        agree(parts.pixels, (inputs * inputs.grad)[0], within=1e-9)
        agree(np.float64(parts.gap), logits[digit] - logits[against], within=1e-9)


def test_biases_are_gradient_times_bias(
    torch: Any,
    twin_of: Callable[[nn.Network], "Twin"],
    network: nn.Network,
    digits: nn.datasets.Split,
) -> None:
    twin = twin_of(network)
    logits = twin.forward(torch.tensor(digits.images[:1] / 255))[0]
    (logits[3] - logits[8]).backward()
    names = [name for layer in network.layers for name in layer.parameters]
    named = zip(names, twin.parameters, strict=True)
    total = sum(float((each * each.grad).sum().detach()) for name, each in named if name == "bias")

    assert nn.contributions(network, digits.images[0], 3, 8).biases == pytest.approx(total)


@pytest.mark.parametrize(
    ("fixed", "broken"),
    [(11, 1), (60, 40), (10, 10), (0, 0), (0, 30), (500, 431), (35_000, 34_500), (70_000, 0)],
)
def test_p_values_are_those_of_an_exact_binomial_test(fixed: int, broken: int) -> None:
    stats: Any = pytest.importorskip("scipy.stats", reason="SciPy is not installed: make oracle")
    expected = stats.binomtest(fixed, fixed + broken).pvalue if fixed + broken else 1.0

    assert mcnemar(fixed, broken) == pytest.approx(expected, rel=1e-7, abs=1e-300)


def test_the_nearest_images_are_the_nearest(
    dense: Callable[..., nn.Network], digits: nn.datasets.Split
) -> None:
    search: Any = pytest.importorskip(
        "sklearn.neighbors", reason="scikit-learn is not installed: make oracle"
    )
    chunks = list(nn.features_in_chunks(dense(), digits))
    features = np.concatenate([chunk.features for chunk in chunks])
    feature = nn.hidden_features(dense(), digits.images[:1])[0]
    for digit in range(10):
        places = np.flatnonzero(digits.labels == digit)
        theirs = search.NearestNeighbors(n_neighbors=7).fit(features[places].astype(np.float32))
        distances, rows = theirs.kneighbors(feature[np.newaxis])

        found = nn.nearest_images(features, digits.labels, feature, digit, 7)

        np.testing.assert_allclose(found.distances, distances[0], rtol=1e-4)
        assert found.positions.tolist() == places[rows[0]].tolist()
