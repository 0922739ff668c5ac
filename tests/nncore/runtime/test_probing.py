"""A look into the layers: right figures, for those who ask, and nothing changed by looking."""

from math import inf, isnan, nan, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nncore as nn
from nncore.array_types import FloatArray, ImageArray
from nncore.losses import one_hot, softmax_cross_entropy
from nncore.recipes.recipe import Recipe
from nncore.runtime import probing
from nncore.runtime.probing import (
    LayerFigures,
    figures_on,
    first_weights,
    layer_figures,
    resting_figures,
)

RECIPES = {
    "dense": Recipe(hidden=(24,), epochs=2),
    "kernels": Recipe(hidden=("3x3x4", "pool", "3x3x6", 12), epochs=1),
    "dropout": Recipe(hidden=("3x3x4", "dropout 0.3", "pool", 12, "dropout 0.5"), epochs=1),
    "no hidden layer": Recipe(hidden=(), optimizer="momentum", epochs=1),
}


def naive_size(array: FloatArray) -> float:
    return sqrt(sum(float(number) ** 2 for number in array.ravel()) / array.size)


def naive_silence(network: nn.Network, images: ImageArray) -> dict[int, float]:
    """One image after the other, one unit after the other."""
    answered: dict[int, set[int]] = {}
    units = {}
    for image in images:
        activations, weighted = image[np.newaxis].astype(np.float32) / 255, -1
        for position, layer in enumerate(network.layers):
            activations = layer.forward(activations)
            if "weights" in layer.parameters:
                weighted = position
            elif isinstance(layer, nn.ReLU):
                places = activations.reshape(-1, activations.shape[-1])
                units[weighted] = places.shape[1]
                heard = {int(unit) for unit in np.nonzero(places > 0)[1]}
                answered[weighted] = answered.get(weighted, set()) | heard
    return {layer: 1 - len(heard) / units[layer] for layer, heard in answered.items()}


def looks(recipe: Recipe, dataset: nn.datasets.Dataset, *, every: int) -> list[nn.LayersProbed]:
    probe, seen = nn.Probe(), []
    for event in recipe.start(dataset, handle=nn.TrainingHandle(probe=probe)).events:
        if isinstance(event, nn.StepFinished) and event.step % every == 0:
            probe.ask()
        if isinstance(event, nn.LayersProbed):
            seen.append(event)
    return seen


@given(
    hidden=st.sampled_from(
        [(8,), (), (6, 4), ("3x3x3", "pool", 5), ("3x3x3", "3x3x2 valid", "dropout 0.5", "pool 3")]
    ),
    count=st.integers(1, 20),
    seed=st.integers(0, 2**32 - 1),
)
def test_figures_are_those_of_a_naive_count(
    hidden: tuple[int | str, ...], count: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    network = Recipe(hidden=hidden, seed=seed).build()[0]
    for parameter in network.parameters:  # biases below zero, so that units fall silent
        parameter -= rng.uniform(0, 0.2, parameter.shape).astype(np.float32)
    before = [rng.normal(size=array.shape).astype(np.float32) for array in network.parameters]
    gradients = [rng.normal(size=array.shape).astype(np.float32) for array in network.parameters]
    images = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)

    figures = layer_figures(network, gradients, before, images)

    silence = naive_silence(network, images)
    weighted = [place for place, array in enumerate(network.parameters) if array.ndim > 1]
    assert len(figures) == len(weighted)
    for each, place in zip(figures, weighted, strict=True):
        weights = network.parameters[place]
        assert network.layers[each.layer].parameters["weights"] is weights
        assert each.label == network.layers[each.layer].label
        assert each.weights == pytest.approx(naive_size(weights))
        assert each.gradient == pytest.approx(naive_size(gradients[place]))
        moved = weights.astype(np.float64) - before[place]
        assert each.update == pytest.approx(naive_size(moved))
        assert each.silent == pytest.approx(silence.get(each.layer), abs=1e-6)
        assert each.looked_at == count


def test_images_are_read_in_parts_that_count_together(digits: nn.datasets.Dataset) -> None:
    network = RECIPES["kernels"].build()[0]
    network.parameters[1][:] = -0.4
    images = digits.training.images[:150]  # more than are read at once

    figures = layer_figures(network, network.parameters, network.parameters, images)

    silence = naive_silence(network, images)
    assert [each.silent for each in figures] == [
        pytest.approx(silence.get(each.layer), abs=1e-6) if each.layer in silence else None
        for each in figures
    ]
    assert figures[0].looked_at == 150


def test_a_flattened_picture_still_has_channels_for_units(digits: nn.datasets.Dataset) -> None:
    rng = np.random.default_rng(3)
    layers = [nn.Conv2D(1, 4, 3, rng=rng), nn.Flatten(), nn.ReLU(), nn.Dense(4 * 784, 10, rng=rng)]
    network = nn.Network(layers)
    network.parameters[1][:] = [0, -100, 0, 0]
    same = network.parameters

    figures = layer_figures(network, same, same, digits.test.images[:20])

    assert figures[0].silent == 0.25


def test_what_is_no_number_is_not_called_silent(digits: nn.datasets.Dataset) -> None:
    network = RECIPES["dense"].build()[0]
    network.parameters[0][:, 3] = nan
    same = network.parameters
    images = digits.test.images
    figures = layer_figures(network, same, same, images)
    network.parameters[0][:, 3] = 1.0  # answers everything
    assert figures[0].silent == layer_figures(network, same, same, images)[0].silent
    assert isnan(figures[0].weights)


def test_numbers_beyond_all_bounds_are_infinite_and_raise_no_warning() -> None:
    network = RECIPES["dense"].build()[0]
    before = [array.copy() for array in network.parameters]
    network.parameters[0][:] = inf
    images = np.full((2, 28, 28), 255, np.uint8)

    first, second = layer_figures(network, before, before, images)

    assert first.weights == first.update == inf
    assert isnan(first.ratio)
    assert second.update == 0


@pytest.mark.parametrize(
    ("weights", "update", "ratio"), [(2.0, 1.0, 0.5), (0.0, 0.0, 0.0), (0.0, 1.0, inf)]
)
def test_ratio_is_update_by_weights(weights: float, update: float, ratio: float) -> None:
    assert LayerFigures(0, "10", weights, 1.0, update, None).ratio == ratio


def test_a_network_too_slow_to_look_at_claims_nothing_of_silence() -> None:
    network = Recipe(hidden=("15x15x64", "15x15x64")).build()[0]
    images = np.zeros((20, 28, 28), np.uint8)
    figures = layer_figures(network, network.parameters, network.parameters, images)
    assert [each.silent for each in figures] == [None, None, None]
    assert figures[0].looked_at == 0


def test_a_resting_network_has_weights_but_took_no_step() -> None:
    network = RECIPES["kernels"].build()[0]
    figures = resting_figures(network)
    assert [each.label for each in figures] == ["3×3×4", "3×3×6", "12", "10"]
    assert all(each.weights > 0 and isnan(each.gradient) for each in figures)
    assert all(isnan(each.ratio) and each.silent is None for each in figures)


@pytest.mark.parametrize("name", RECIPES)
def test_images_tell_of_a_resting_network_what_a_step_would(
    name: str, digits: nn.datasets.Dataset
) -> None:
    network = RECIPES[name].build()[0]
    images, labels = digits.training.images[:64], digits.training.labels[:64]
    figures = figures_on(network, images, labels)
    trace = network.trace(rng=np.random.default_rng(0))
    logits = trace.forward(
        images[..., np.newaxis].reshape(64, *network.input_shape) / np.float32(255)
    )
    trace.backward(softmax_cross_entropy(logits, one_hot(labels))[1])
    expected = layer_figures(network, trace.gradients, network.parameters, images)
    for each, stepped in zip(figures, expected, strict=True):
        assert each.gradient == pytest.approx(stepped.gradient)
        assert each.gradient > 0
        assert (each.silent, each.weights) == (stepped.silent, stepped.weights)
        assert each.looked_at == 64
        assert isnan(each.update)


def test_a_network_too_slow_to_look_at_says_its_weights_alone() -> None:
    network = Recipe(hidden=("15x15x64", "15x15x64")).build()[0]
    images, labels = np.zeros((20, 28, 28), np.uint8), np.zeros(20, np.uint8)
    assert repr(figures_on(network, images, labels)) == repr(resting_figures(network))


def test_units_that_lead_straight_to_the_digits_say_to_which() -> None:
    network = RECIPES["dense"].build()[0]
    network.parameters[2][5] = [0, 0, 0, 9, 0, 0, 0, -9, 0, 0]
    first, last = resting_figures(network)
    assert len(first.leanings) == 24
    assert first.leanings[5] == (3, 7)
    assert last.leanings == ()


@pytest.mark.parametrize("name", ["kernels", "no hidden layer"])
def test_units_that_lead_elsewhere_claim_no_digit(name: str) -> None:
    assert all(not each.leanings for each in resting_figures(RECIPES[name].build()[0]))


def test_first_weights_are_a_copy() -> None:
    network = RECIPES["kernels"].build()[0]
    weights = first_weights(network)
    network.parameters[0][:] = 0
    assert weights.shape == (3, 3, 1, 4)
    assert weights.any()
    assert first_weights(nn.Network([nn.Flatten()])).size == 0


@pytest.mark.parametrize("name", RECIPES)
def test_looking_changes_no_bit_of_the_run(name: str, digits: nn.datasets.Dataset) -> None:
    recipe, probe = RECIPES[name], nn.Probe()
    watched = recipe.start(digits, handle=nn.TrainingHandle(probe=probe))
    alone = recipe.start(digits)
    seen = []
    for event in watched.events:
        probe.ask()  # before each step
        if isinstance(event, nn.LayersProbed):
            seen.append(event)
        else:
            assert event == next(alone.events)

    assert len(seen) >= 8
    for ours, theirs in zip(watched.network.parameters, alone.network.parameters, strict=True):
        assert ours.tobytes() == theirs.tobytes()


def test_a_look_tells_of_the_step_before_it(digits: nn.datasets.Dataset) -> None:
    probe = nn.Probe()
    run = RECIPES["dense"].start(digits, handle=nn.TrainingHandle(probe=probe))
    weights = run.network.parameters[0]
    next(run.events)
    before = weights.copy()
    probe.ask()

    step, look = next(run.events), next(run.events)

    assert isinstance(step, nn.StepFinished)
    assert isinstance(look, nn.LayersProbed)
    assert look.step == step.step == 2
    assert not probe.is_asked
    assert look.layers[0].update == pytest.approx(naive_size(weights - before), rel=1e-4)
    assert np.array_equal(look.first_weights, weights)
    run.events.close()


def test_one_wish_is_one_look(digits: nn.datasets.Dataset) -> None:
    assert [each.step for each in looks(RECIPES["dense"], digits, every=5)] == [6, 11, 16]


def test_nobody_looks_unasked(digits: nn.datasets.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("somebody looked")

    for name in ("_size", "silent_shares", "first_weights", "layer_figures"):
        monkeypatch.setattr(probing, name, never)
    monkeypatch.setattr("nncore.train_step.layer_figures", never)
    monkeypatch.setattr("nncore.train_step.first_weights", never)
    events = [*RECIPES["dense"].start(digits).events]
    assert not [event for event in events if isinstance(event, nn.LayersProbed)]
