"""Runs that cannot be gone on with: without a recipe, with another one, with too few images."""

import re
from pathlib import Path
from typing import Any

import pytest

import nncore as nn
from nncore.recipes.recipe import Recipe, resume
from tests.nncore.storage.stopped_runs import Dataset, stopped_after, varied


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"optimizer": "magic"}, "a recipe needs an optimizer of"),
        ({"hidden": [0]}, "hidden layers are units from 1 to 4096"),
        ({"hidden": None}, "a recipe needs a row of hidden layers, got None"),
        ({"speed": 9}, "its recipe cannot be followed"),
        (
            {"learning_rate": "fast"},
            "a recipe needs a positive learning rate of at most 1e+38, got fast",
        ),
        ({"epochs": "5"}, "a recipe needs 1 to 1000000000000 epochs, got 5"),
        ({"augmentation": {"shift": -1}}, "shift must be a number from 0 to 28, got -1"),
        ({"augmentation": {"twist": 1}}, "its recipe cannot be followed"),
    ],
)
def test_a_recipe_that_was_tampered_with_is_refused(
    changes: dict[str, Any], message: str, digits: nn.datasets.Dataset, tmp_path: Path
) -> None:
    run = Recipe(hidden=(3,)).start(digits)
    run.state.notes["recipe"].update(changes)
    run.state.save(tmp_path / "run")

    with pytest.raises(ValueError, match=re.escape(message)):
        resume(nn.TrainingState.load(tmp_path / "run"), digits)


def test_without_a_recipe_a_run_cannot_be_resumed(few: Dataset, tmp_path: Path) -> None:
    run = varied().start(few)
    run.state.notes.clear()
    run.state.save(tmp_path / "run")

    with pytest.raises(ValueError, match="no recipe was saved with it"):
        resume(nn.TrainingState.load(tmp_path / "run"), few)


@pytest.mark.parametrize("stop", [4, 5])
def test_data_too_few_for_where_a_run_stands_are_refused(
    stop: int, few: Dataset, tmp_path: Path
) -> None:
    stopped_after(stop, varied(), few, tmp_path / "run")
    fewer = Dataset("fewer", few.training.between(0, 60), few.validation, few.test)

    with pytest.raises(ValueError, match="stands beyond the 60 images of fewer"):
        resume(nn.TrainingState.load(tmp_path / "run"), fewer)
