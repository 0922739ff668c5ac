from dataclasses import replace

import pytest

from desktop.train.recipe.choices import LONGEST_LAYERS, run_name
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe

QUICK = PRESETS["quick"]


@pytest.mark.parametrize(
    ("recipe", "taken", "name"),
    [
        (QUICK, (), "Quick"),
        (QUICK, ("Quick",), "Quick 2"),
        (QUICK, ("Quick", "Quick 2", "Deep"), "Quick 3"),
        (replace(QUICK, epochs=3), (), "Quick, changed"),
        (replace(QUICK, epochs=3), ("Quick, changed",), "Quick, changed 2"),
        (replace(QUICK, hidden=(64, 32)), (), "64, 32"),
        (replace(QUICK, hidden=()), (), "No hidden layer"),
    ],
)
def test_a_run_is_named_for_what_it_is(recipe: Recipe, taken: tuple[str, ...], name: str) -> None:
    assert run_name(recipe, "quick", taken) == name


def test_a_long_row_of_layers_is_shortened() -> None:
    name = run_name(replace(QUICK, hidden=(100,) * 10), "quick", ())
    assert len(name) <= LONGEST_LAYERS
    assert name.endswith("…")
