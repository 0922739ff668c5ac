"""In what two runs differ, as plain data that others put into words."""

from typing import Any, NamedTuple

from nncore.recipes.recipe import FIELDS, Recipe


class Difference(NamedTuple):
    """One field of a recipe, with the value that each of two has there."""

    field: str
    first: Any
    second: Any


def recipe_differences(first: Recipe, second: Recipe) -> list[Difference]:
    """Every field in which two recipes differ, in the order of a recipe; none for equal ones."""
    pairs = (Difference(name, getattr(first, name), getattr(second, name)) for name in FIELDS)
    return [each for each in pairs if each.first != each.second]
