"""Recipes: what they build, and what they refuse."""

import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nncore as nn
from nncore.augmentation import AUGMENTATIONS
from nncore.optimizers import OPTIMIZERS
from nncore.recipes.architecture import network_costs
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe, recipe_of


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_builds_a_network_for_digits(name: str) -> None:
    network, optimizer, _ = PRESETS[name].build()

    assert network.input_shape == (28, 28)
    assert network.output_shape == (10,)
    assert network.parameter_count == network_costs(PRESETS[name].hidden).parameters
    assert optimizer.learning_rate == PRESETS[name].learning_rate


def test_the_seed_preset_is_the_students_network() -> None:
    seed = PRESETS["seed"]

    assert (seed.hidden, seed.epochs, seed.batch_size) == ((10,), 500, None)
    assert (seed.optimizer, seed.learning_rate, seed.schedule) == ("sgd", 0.1, "constant")


@given(st.lists(st.integers(1, 20), max_size=4))
def test_hidden_layers_have_relu_between_them(hidden: list[int]) -> None:
    network, _, _ = Recipe(hidden=tuple(hidden)).build()

    kinds = [type(layer).__name__ for layer in network.layers]
    assert kinds == ["Dense", "ReLU"] * len(hidden) + ["Dense"]
    assert str(network) == "–".join(map(str, [784, *hidden, 10]))


@pytest.mark.parametrize("initializer", ["he", "glorot", "uniform"])
def test_the_seed_decides_the_weights(initializer: str) -> None:
    first, second, other = (
        Recipe(hidden=(4,), seed=seed, initializer=initializer).build()[0] for seed in (1, 1, 2)
    )

    assert all(map(np.array_equal, first.parameters, second.parameters))
    assert not np.array_equal(first.parameters[0], other.parameters[0])


@pytest.mark.parametrize("decay", [0.0, 0.25])
@pytest.mark.parametrize(
    ("name", "kind", "momentum", "nesterov"),
    [
        ("sgd", nn.SGD, 0, False),
        ("momentum", nn.SGD, 0.9, False),
        ("nesterov", nn.SGD, 0.9, True),
        ("adam", nn.Adam, None, None),
        ("adamw", nn.AdamW, None, None),
    ],
)
def test_optimizers_go_by_their_names(
    name: str, kind: type, momentum: float | None, nesterov: bool | None, decay: float
) -> None:
    _, optimizer, _ = Recipe(optimizer=name, learning_rate=0.03, weight_decay=decay).build()

    assert type(optimizer) is kind
    assert (optimizer.learning_rate, optimizer.weight_decay) == (0.03, decay)
    assert getattr(optimizer, "momentum", None) == momentum
    assert getattr(optimizer, "nesterov", None) == nesterov


def test_every_optimizer_that_has_a_name_is_built() -> None:
    assert (*OPTIMIZERS,) == ("sgd", "momentum", "nesterov", "adam", "adamw")


@pytest.mark.parametrize("initializer", ["he", "glorot", "uniform"])
def test_kernels_are_drawn_by_the_initializer(initializer: str) -> None:
    network, _, _ = Recipe(hidden=("7x7x32", "pool", 8), initializer=initializer).build()

    kernels = network.parameters[0]
    fan_in, fan_out = 49, 32
    deviation = {
        "he": (2 / fan_in) ** 0.5,
        "glorot": (2 / (fan_in + fan_out)) ** 0.5,
        "uniform": 1 / 12**0.5,
    }[initializer]
    assert kernels.std() == pytest.approx(deviation, rel=0.1)


FULL = Recipe(
    hidden=("5x5x8 valid", "pool", "dropout 0.25", "3x3x8", "pool 3", 32, "dropout 0.5"),
    optimizer="nesterov",
    learning_rate=0.05,
    batch_size=None,
    epochs=9,
    seed=3,
    initializer="glorot",
    schedule="one-cycle",
    weight_decay=1e-4,
    augmentation=AUGMENTATIONS["pens"],
    patience=4,
)


@pytest.mark.parametrize("recipe", [*PRESETS.values(), FULL])
def test_a_recipe_goes_through_json(recipe: Recipe) -> None:
    text = json.dumps(recipe.as_json())

    assert Recipe.from_json(json.loads(text)) == recipe
    assert recipe_of({"recipe": json.loads(text), "dataset": "mnist"}) == recipe


def test_a_recipe_from_before_there_were_more_options_is_followed() -> None:
    old = {
        "hidden": [64],
        "optimizer": "momentum",
        "learning_rate": 0.1,
        "batch_size": 32,
        "epochs": 3,
        "seed": 1,
        "initializer": "he",
        "schedule": "cosine",
    }
    recipe = recipe_of({"recipe": old})

    assert (recipe.hidden, recipe.weight_decay, recipe.patience) == ((64,), 0, None)
    assert recipe.augmentation.is_nothing


@pytest.mark.parametrize("notes", [{}, {"recipe": None}, {"recipe": "quick"}, {"recipe": [1]}])
def test_notes_without_a_recipe_are_refused(notes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no recipe was saved with it"):
        recipe_of(notes)


@pytest.mark.parametrize(
    "changes",
    [
        {"epochs": 2.5},
        {"epochs": True},
        {"batch_size": 2.5},
        {"batch_size": "64"},
        {"seed": 1.5},
        {"patience": 1.5},
        {"learning_rate": "0.1"},
        {"weight_decay": None},
        {"augmentation": [1]},
        {"augmentation": None},
        {"optimizer": ["adam"]},
        {"hidden": 128},
        {"hidden": {"128": 1}},
    ],
)
def test_a_recipe_of_wrong_types_is_refused_before_it_is_followed(changes: dict[str, Any]) -> None:
    given_recipe = FULL.as_json() | changes

    with pytest.raises(ValueError, match=r"recipe|hidden layers"):
        recipe_of({"recipe": given_recipe})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"hidden": (128, 0)}, "hidden layers are units from 1 to 4096"),
        ({"hidden": (128, 0)}, "got “0”"),
        ({"hidden": "128"}, "a row of hidden layers, got 128"),
        ({"hidden": (128, "pool")}, "kernels and pooling must come before dense layers"),
        (
            {"optimizer": "magic"},
            "an optimizer of ('sgd', 'momentum', 'nesterov', 'adam', 'adamw'), got magic",
        ),
        ({"initializer": "zero"}, "one of ('he', 'glorot', 'uniform'), got zero"),
        (
            {"schedule": "up"},
            "a schedule of ('constant', 'cosine', 'one-cycle', 'warm-up'), got up",
        ),
        ({"learning_rate": 0.0}, "a positive learning rate of at most 1e+38, got 0.0"),
        ({"learning_rate": float("nan")}, "a positive learning rate of at most 1e+38, got nan"),
        ({"learning_rate": float("inf")}, "a positive learning rate of at most 1e+38, got inf"),
        ({"batch_size": 0}, "a batch of 1 to 1000000000000, got 0"),
        ({"epochs": 0}, "1 to 1000000000000 epochs, got 0"),
        (
            {"learning_rate": 10**400},
            "a positive learning rate of at most 1e+38, got a number of 1329 bits",
        ),
        (
            {"weight_decay": 10**400},
            "a weight decay of 0 or more, at most 1e+38, got a number of 1329 bits",
        ),
        ({"learning_rate": 1e39}, "a positive learning rate of at most 1e+38, got 1e+39"),
        ({"weight_decay": 10**39}, "a weight decay of 0 or more, at most 1e+38, got 1000"),
        ({"epochs": 10**12 + 1}, "1 to 1000000000000 epochs, got 1000000000001"),
        ({"batch_size": 2**63}, "a batch of 1 to 1000000000000, got 9223372036854775808"),
        (
            {"patience": 10**5_000},
            "a patience of 1 to 1000000000000 epochs, got a number of 16610 bits",
        ),
        (
            {"seed": 10**4_300},
            "a seed of 0 or more, at most 4300 digits, got a number of 14285 bits",
        ),
        ({"seed": "7" * 9_000}, "a seed of 0 or more, at most 4300 digits, got 777"),
        ({"seed": -1}, "a seed of 0 or more, at most 4300 digits, got -1"),
        ({"weight_decay": -0.1}, "a weight decay of 0 or more, at most 1e+38, got -0.1"),
        ({"weight_decay": float("nan")}, "a weight decay of 0 or more, at most 1e+38, got nan"),
        ({"weight_decay": float("inf")}, "a weight decay of 0 or more, at most 1e+38, got inf"),
        ({"patience": 0}, "a patience of 1 to 1000000000000 epochs, got 0"),
        ({"augmentation": {"shift": 1}}, "a recipe needs an augmentation, got {'shift': 1}"),
    ],
)
def test_what_makes_no_run_is_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Recipe(**values)


def test_work_per_step_counts_the_images_that_there_are() -> None:
    assert Recipe(hidden=(), batch_size=64).work_per_step(1000) == 7840 * 64
    assert Recipe(hidden=(), batch_size=64).work_per_step(10) == 7840 * 10
    assert Recipe(hidden=(), batch_size=None).work_per_step(1000) == 7840 * 1000


def test_work_per_step_knows_that_kernels_look_at_every_place() -> None:
    dense, kernels = Recipe(hidden=(128,)), Recipe(hidden=("5x5x16", "pool", "5x5x16", "pool", 128))

    assert dense.work_per_step(10**4) == (784 * 128 + 1280) * 64
    each = 784 * 25 * 16 + 196 * 25 * 16 * 16 + 784 * 128 + 1280
    assert kernels.work_per_step(10**4) == each * 64
