"""Two recipes are compared field by field."""

from dataclasses import replace

from nncore.augmentation import AUGMENTATIONS
from nncore.recipes.recipe import Recipe
from nncore.runs import recipe_differences


def test_equal_recipes_differ_in_nothing() -> None:
    assert recipe_differences(Recipe(), Recipe()) == []


def test_each_field_that_differs_is_told_with_both_values() -> None:
    light = AUGMENTATIONS["light"]
    other = replace(Recipe(), seed=8, hidden=(64, "dropout 0.3"), augmentation=light)
    assert recipe_differences(Recipe(), other) == [
        ("hidden", (128,), (64, "dropout 0.3")),
        ("seed", 7, 8),
        ("augmentation", Recipe().augmentation, light),
    ]
