from dataclasses import fields, replace

import pytest
from pytestqt.qtbot import QtBot

from desktop.train.recipe.fields import Fields
from nncore.augmentation import Augmentation
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from tests.desktop.train.recipe.form_hands import FULL


@pytest.fixture
def recipe_fields(qtbot: QtBot) -> Fields:
    made = Fields()
    for name in made.by_name:
        qtbot.addWidget(made.widget(name))
    return made


def test_all_of_a_recipe_has_a_field(recipe_fields: Fields) -> None:
    assert set(recipe_fields.by_name) == {each.name for each in fields(Recipe)}


@pytest.mark.parametrize("recipe", [FULL, Recipe(hidden=()), *PRESETS.values()])
def test_a_recipe_goes_in_and_comes_out_whole(recipe_fields: Fields, recipe: Recipe) -> None:
    recipe_fields.fill(recipe)
    assert recipe_fields.recipe == recipe
    assert recipe_fields.changes(recipe) == {}


@pytest.mark.parametrize("rate", [1.5e-6, 0.000015, 1 / 1024, 0.1 + 0.2, 999.5])
def test_a_rate_comes_out_as_it_went_in(recipe_fields: Fields, rate: float) -> None:
    recipe_fields.fill(Recipe(learning_rate=rate))
    assert recipe_fields.rate.value() == pytest.approx(rate, rel=1e-3)


def test_filling_is_not_told(qtbot: QtBot, recipe_fields: Fields) -> None:
    with qtbot.assertNotEmitted(recipe_fields.edited):
        recipe_fields.fill(FULL)
    with qtbot.waitSignal(recipe_fields.edited):
        recipe_fields.rate.setValue(0.1)


def test_changes_are_told_by_name_with_what_was(recipe_fields: Fields) -> None:
    recipe_fields.fill(FULL)
    assert recipe_fields.changes(PRESETS["quick"]) == {
        "hidden": "128",
        "optimizer": "Adam",
        "learning_rate": "0.002",
        "batch_size": "64 images",
        "epochs": "10",
        "seed": "7",
        "initializer": "He (normal)",
        "schedule": "Falling to zero (cosine)",
        "weight_decay": "none",
        "augmentation": "Lightly",
        "non_digit_share": "none",
        "patience": "never",
    }
    assert recipe_fields.changes(replace(FULL, batch_size=None)) == {"batch_size": "all"}
    assert recipe_fields.changes(replace(FULL, hidden=())) == {"hidden": "none"}


def test_layers_that_cannot_be_read_are_a_change(recipe_fields: Fields) -> None:
    recipe_fields.fill(PRESETS["quick"])
    recipe_fields.hidden.setText("128x")
    assert recipe_fields.recipe is None
    assert recipe_fields.changes(PRESETS["quick"]) == {"hidden": "128"}
    recipe_fields.hidden.setText(" 128 ")
    assert recipe_fields.changes(PRESETS["quick"]) == {}


def test_an_augmentation_without_a_name_is_a_change_too(recipe_fields: Fields) -> None:
    recipe_fields.fill(Recipe(augmentation=Augmentation(shift=3)))
    other = Recipe(augmentation=Augmentation(shift=4))
    assert recipe_fields.changes(other) == {"augmentation": "Custom"}
