"""Recipes: what they build, and what they refuse."""

import json
import re
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nncore as nn
from nncore.presets import PRESETS
from nncore.recipes import Recipe, parameter_count, parse_hidden


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_builds_a_network_for_digits(name: str) -> None:
    network, optimizer, _ = PRESETS[name].build()

    assert network.input_shape == (28, 28)
    assert network.output_shape == (10,)
    assert network.parameter_count == parameter_count(PRESETS[name].hidden)
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


def test_optimizers_go_by_their_names() -> None:
    plain, momentum, adam = (
        Recipe(optimizer=name).build()[1] for name in ("sgd", "momentum", "adam")
    )

    assert isinstance(plain, nn.SGD)
    assert plain.momentum == 0
    assert isinstance(momentum, nn.SGD)
    assert momentum.momentum == 0.9
    assert isinstance(adam, nn.Adam)


def test_a_recipe_starts_a_run_that_repeats(digits: nn.datasets.Dataset) -> None:
    recipe = Recipe(hidden=(8,), epochs=2, batch_size=100, seed=5)
    first, second = recipe.start(digits), recipe.start(digits)

    assert list(first.events) == list(second.events)
    assert all(map(np.array_equal, first.network.parameters, second.network.parameters))


def test_a_recipe_goes_through_json() -> None:
    recipe = PRESETS["reader-dense"]

    assert Recipe(**json.loads(json.dumps(asdict(recipe)))) == recipe


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"hidden": (128, 0)}, "hidden layers of 1 unit or more, got (128, 0)"),
        ({"optimizer": "magic"}, "an optimizer of ('sgd', 'momentum', 'adam'), got magic"),
        ({"initializer": "zero"}, "one of ('he', 'glorot', 'uniform'), got zero"),
        ({"schedule": "up"}, "a schedule of ('constant', 'cosine'), got up"),
        ({"learning_rate": 0.0}, "a positive learning rate, got 0.0"),
        ({"learning_rate": float("nan")}, "a positive learning rate, got nan"),
        ({"learning_rate": float("inf")}, "a positive learning rate, got inf"),
        ({"batch_size": 0}, "a batch of 1 or more, got 0"),
        ({"epochs": 0}, "1 epoch or more, got 0"),
        ({"seed": -1}, "a seed of 0 or more, got -1"),
    ],
)
def test_what_makes_no_run_is_refused(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Recipe(**values)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [("128", (128,)), ("128, 64", (128, 64)), (" 1,4096 ", (1, 4096)), ("", ()), ("  ", ())],
)
def test_hidden_layers_are_read_as_people_write_them(text: str, hidden: tuple[int, ...]) -> None:
    assert parse_hidden(text) == hidden


@pytest.mark.parametrize(
    "text", ["0", "4097", "-1", "1.5", "128,", ",", "a", "１２", "128 64", "²"]
)
def test_hidden_layers_that_are_no_numbers_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="numbers from 1 to 4096 as in “128, 64”, got"):
        parse_hidden(text)


def test_too_many_hidden_layers_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 8 hidden layers, got 9"):
        parse_hidden(",".join(["10"] * 9))


@given(st.text(max_size=20))
def test_any_text_gives_layers_or_a_value_error(text: str) -> None:
    try:
        hidden = parse_hidden(text)
    except ValueError:
        return
    assert Recipe(hidden=hidden).hidden == hidden


def test_parameters_are_counted() -> None:
    assert parameter_count((128,)) == 101_770
    assert parameter_count(()) == 7_850


def test_work_per_step_counts_the_images_that_there_are() -> None:
    assert Recipe(hidden=(), batch_size=64).work_per_step(1000) == 7850 * 64
    assert Recipe(hidden=(), batch_size=64).work_per_step(10) == 7850 * 10
    assert Recipe(hidden=(), batch_size=None).work_per_step(1000) == 7850 * 1000
