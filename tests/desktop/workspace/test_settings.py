"""What the window remembers comes back, and a damaged file reads as defaults."""

from pathlib import Path

import pytest

from desktop.workspace.settings import Appearance, Settings, WindowPlace
from nncore.augmentation import AUGMENTATIONS
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe

OWN = Recipe(
    hidden=("5x5x4", "pool", "dropout 0.3", 20),
    batch_size=None,
    augmentation=AUGMENTATIONS["elastic"],
    weight_decay=0.004,
    patience=2,
)


def test_settings_come_back(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.appearance = Appearance.DARK
    settings.window_place = WindowPlace(-5, 20, 900, 650, maximized=True)
    settings.write()
    again = Settings(tmp_path)
    assert again.appearance is Appearance.DARK
    assert again.window_place == WindowPlace(-5, 20, 900, 650, maximized=True)


def test_nothing_is_remembered_at_first(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    assert settings.window_place is None
    assert settings.recipe is None
    assert settings.preset is None
    assert settings.data_source is None


@pytest.mark.parametrize("recipe", [OWN, *PRESETS.values()])
def test_a_recipe_comes_back_whole(tmp_path: Path, recipe: Recipe) -> None:
    settings = Settings(tmp_path)
    settings.recipe = recipe
    settings.preset = "deep"
    settings.data_source = "mnist"
    settings.write()
    again = Settings(tmp_path)
    assert again.recipe == recipe
    assert again.preset == "deep"
    assert again.data_source == "mnist"


def test_what_is_remembered_can_be_forgotten(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.recipe, settings.preset, settings.data_source = OWN, "deep", "mnist"
    settings.recipe, settings.preset, settings.data_source = None, None, None
    assert (settings.recipe, settings.preset, settings.data_source) == (None, None, None)


def test_of_very_many_declined_runs_the_latest_are_remembered(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    assert settings.declined_runs == ()
    settings.declined_runs = [str(number) for number in range(1_000)]
    settings.write()
    again = Settings(tmp_path)
    assert len(again.declined_runs) == 200
    assert again.declined_runs[-1] == "999"
    again.declined_runs = []
    assert again.declined_runs == ()
