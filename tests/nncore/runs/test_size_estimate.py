"""What a run is said to take on the disk before it is begun is what its folder takes in the end."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore.datasets import Dataset
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, estimated_size
from nncore.runs.size_estimate import RunSize
from nncore.runs.weights import epochs_to_keep, kept_epochs_count

SMALL = Recipe(hidden=(40,), batch_size=20, epochs=3)


def estimated(recipe: Recipe, data: Dataset) -> RunSize:
    return estimated_size(recipe, len(data.training), len(data.validation), len(data.test))


@pytest.mark.parametrize(
    "recipe",
    [
        SMALL,
        replace(SMALL, optimizer="sgd", epochs=20),
        replace(SMALL, optimizer="nesterov", patience=100),
        replace(SMALL, batch_size=None, epochs=25),
        replace(SMALL, hidden=(), epochs=40),
        replace(SMALL, hidden=(800, 400), epochs=18),
        replace(PRESETS["reader"], epochs=1),
    ],
    ids=["adam", "sgd", "patient", "full batch", "no layers", "thinned out", "kernels"],
)
def test_the_estimate_is_within_three_percent(
    started: Callable[..., KeptRun], few: Dataset, recipe: Recipe
) -> None:
    kept = started(recipe)
    size = estimated(recipe, few)
    assert kept.epochs == recipe.epochs
    assert size.kept == pytest.approx(kept.bytes_on_disk, rel=0.03)
    assert size.most > kept.bytes_on_disk


def test_a_run_that_shows_non_digits_keeps_what_each_epoch_refused(few: Dataset) -> None:
    with_them = replace(SMALL, non_digit_share=0.5)
    more = estimated(with_them, few).kept - estimated(SMALL, few).kept
    assert 8 * SMALL.epochs <= more <= 8 * SMALL.epochs + 200


def test_five_wide_layers_take_a_gigabyte_after_a_single_epoch() -> None:
    wide = Recipe(hidden=(4096,) * 5, epochs=1)
    size = estimated_size(wide, 12_000, 2_000, 2_000)
    assert 1.0e9 < size.kept < 1.3e9
    assert 2.0e9 < size.most < 2.6e9


def test_as_many_epochs_as_a_recipe_may_ask_for_are_counted_at_once() -> None:
    assert estimated_size(replace(SMALL, epochs=10**12), 80, 20, 30).kept > 10**12


@given(epochs=st.integers(1, 400), most=st.integers(0, 60))
def test_the_epochs_whose_weights_are_kept_are_counted_as_they_are_chosen(
    epochs: int, most: int
) -> None:
    assert kept_epochs_count(epochs, most) == len(epochs_to_keep(range(epochs + 1), most))
