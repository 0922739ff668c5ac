"""What tells runs apart, in words that a student knows."""

from dataclasses import fields, replace
from typing import Any

import pytest

from desktop.train.runs import comparison
from desktop.workspace.kept_run_summary import KeptRunSummary
from nncore.augmentation import AUGMENTATIONS, Augmentation
from nncore.events import RateChanged
from nncore.recipes.recipe import Recipe
from nncore.runs import DataNote

MNIST = DataNote("MNIST", "b" * 64, 55_000, 5_000, 10_000)
BASE = Recipe()


def words(store: Any, *recipes: Recipe) -> str:
    return comparison.in_words(
        [store.add(f"Quick {number}", recipe=each) for number, each in enumerate(recipes, 1)]
    )


def test_one_differs_from_another_in_words(store: Any) -> None:
    other = store.add("Quick 1", recipe=Recipe(learning_rate=0.002, epochs=10))
    run = store.add("Quick 2", recipe=Recipe(learning_rate=0.01, epochs=20))
    assert comparison.in_words([run, other]) == (
        "Quick 2 against Quick 1: learning rate 0.01 instead of 0.002, "
        "20 epochs instead of 10, same data."
    )


CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"hidden": (128, 64)}, "hidden layers “128, 64” instead of “128”"),
    ({"hidden": ()}, "hidden layers none instead of “128”"),
    ({"learning_rate": 0.01}, "learning rate 0.01 instead of 0.002"),
    ({"non_digit_share": 0.5}, "non-digits beside each digit 0.5 instead of 0"),
    ({"batch_size": None}, "batch size all instead of 64"),
    ({"epochs": 1}, "1 epoch instead of 5"),
    ({"optimizer": "nesterov"}, "optimizer Nesterov momentum instead of Adam"),
    ({"schedule": "constant"}, "schedule constant rate instead of falling to zero (cosine)"),
    ({"augmentation": AUGMENTATIONS["light"]}, "images varied lightly instead of not at all"),
    ({"augmentation": Augmentation(shift=3)}, "varied by shift 3 instead of not at all"),
    ({"initializer": "uniform"}, "first weights uniform −0.5 to 0.5 instead of He (normal)"),
    ({"weight_decay": 0.01}, "weight decay 0.01 instead of 0"),
    ({"patience": 3}, "early stop after 3 epochs without progress instead of never"),
    ({"seed": 8}, "seed 8 instead of 7"),
]
"""Every field of a recipe, and what is said of it."""


@pytest.mark.parametrize(("change", "said"), CHANGES)
def test_every_field_has_words(store: Any, change: dict[str, Any], said: str) -> None:
    assert said in words(store, replace(BASE, **change), BASE)


def test_no_field_of_a_recipe_is_forgotten() -> None:
    told = {name for change, _ in CHANGES for name in change}
    assert told == {each.name for each in fields(Recipe)}


def test_other_data_is_told(store: Any) -> None:
    runs = [store.add("On MNIST", dataset=MNIST), store.add("On digits")]
    assert comparison.in_words(runs) == (
        "On MNIST against On digits: data MNIST, 55,000 images instead of "
        "Generated digits, 10,000 images."
    )


def test_other_images_by_the_same_name_are_told(store: Any) -> None:
    again = replace(MNIST, fingerprint="c" * 64)
    runs = [store.add("One", dataset=MNIST), store.add("Two", dataset=again)]
    assert comparison.in_words(runs) == "One against Two: other data."


def test_a_rate_changed_by_hand_is_told(store: Any) -> None:
    changed = store.add("Steered", rate_changes=(RateChanged(500, 0.002, 0.01),))
    said = comparison.in_words([changed, store.add("Quick 1")])
    assert said == (
        "Steered against Quick 1: rate changed to 0.01 at step 500 instead of never, same data."
    )


def test_the_same_recipe_and_seed_are_said_to_run_alike(store: Any) -> None:
    assert words(store, BASE, BASE) == "The same recipe and seed: both ran alike."
    assert words(store, BASE, BASE, BASE) == "The same recipe and seed: all ran alike."


def rows(store: Any, *recipes: Recipe, **facts: Any) -> dict[str, tuple[str, ...]]:
    runs = [
        store.add(f"Quick {number}", recipe=each, **facts) for number, each in enumerate(recipes, 1)
    ]
    return dict(comparison.in_rows([KeptRunSummary.of(each) for each in runs]))


def test_more_than_two_are_told_apart_in_rows_below_their_layers_and_rates(store: Any) -> None:
    fast = replace(BASE, learning_rate=0.01)
    assert rows(store, BASE, fast, replace(fast, seed=8)) == {
        "Hidden layers": ("128", "128", "128"),
        "Learning rate": ("0.002", "0.01", "0.01"),
        "Seed": ("7", "7", "8"),
        "Validation": ("97.00\u00a0% after epoch 5",) * 3,
    }
    assert words(store, BASE, fast, replace(fast, seed=8)) == ""


def test_other_data_and_no_figure_yet_are_told_in_rows_too(store: Any) -> None:
    runs = [store.add("On MNIST", dataset=MNIST), store.add("One"), store.add("New", epochs=0)]
    told = dict(comparison.in_rows([KeptRunSummary.of(each) for each in runs]))
    generated = "Generated digits, 10,000 images"
    assert told["Data"] == ("MNIST, 55,000 images", generated, generated)
    assert told["Validation"][2] == "–"


def test_two_runs_and_runs_that_ran_alike_take_no_rows(store: Any) -> None:
    assert rows(store, BASE, replace(BASE, seed=8)) == {}
    assert rows(store, BASE, BASE, BASE) == {}


def test_runs_of_one_name_are_told_apart_by_their_time(store: Any) -> None:
    said = comparison.in_words([store.add("Quick", recipe=Recipe(seed=8)), store.add("Quick")])
    before, after = said.split(" against ")
    assert before.startswith("Quick (")
    assert after.startswith("Quick (")


def test_one_run_alone_is_compared_with_nothing(store: Any) -> None:
    assert words(store, BASE) == ""
    assert words(store) == ""


def test_of_very_many_changes_of_the_rate_the_first_are_told(store: Any) -> None:
    changes = tuple(RateChanged(step, 0.1, 0.2) for step in range(1, 10_001))
    said = comparison.in_words([store.add("Steered", rate_changes=changes), store.add("Plain")])
    assert "to 0.2 at step 4 and 9,996 times more" in said
    assert len(said) < 300


def test_a_seed_of_thousands_of_digits_is_told_in_short(store: Any) -> None:
    assert len(words(store, Recipe(seed=10**4000), BASE)) < 300
