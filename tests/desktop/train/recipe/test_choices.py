"""Whatever nncore offers can be chosen by words that people read."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from desktop.train.recipe import choices
from desktop.train.recipe.choice_boxes import ChoiceBox
from desktop.train.recipe.choices import LONGEST_LAYERS, run_name
from nncore.augmentation import AUGMENTATIONS, Augmentation
from nncore.layers.initializers import INITIALIZERS
from nncore.optimizers import OPTIMIZERS
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from nncore.schedules import SCHEDULES


def test_everything_that_decides_a_run_has_words() -> None:
    assert set(choices.OPTIMIZER_NAMES) == set(OPTIMIZERS)
    assert set(choices.SCHEDULE_NAMES) == set(SCHEDULES)
    assert set(choices.AUGMENTATION_NAMES) == set(AUGMENTATIONS)
    assert set(choices.INITIALIZER_NAMES) == set(INITIALIZERS)
    assert set(choices.PRESET_NAMES) == set(PRESETS)
    assert set(choices.SHORT_PRESET_NAMES) == set(PRESETS)
    assert set(choices.PRESET_NOTES) == set(PRESETS)


@pytest.mark.parametrize(
    "names",
    [
        choices.PRESET_NAMES,
        choices.SHORT_PRESET_NAMES,
        choices.OPTIMIZER_NAMES,
        choices.SCHEDULE_NAMES,
        choices.AUGMENTATION_NAMES,
    ],
)
def test_no_two_choices_read_alike(names: dict[str, str]) -> None:
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize("chosen", PRESETS)
@pytest.mark.parametrize("key", PRESETS)
def test_a_preset_is_known_again(key: str, chosen: str) -> None:
    assert choices.preset_of(PRESETS[key]) == key
    assert choices.origin_of(PRESETS[key], chosen) == key


@pytest.mark.parametrize("key", PRESETS)
def test_what_is_hardly_changed_comes_from_the_nearest_preset(key: str) -> None:
    assert choices.nearest_preset(PRESETS[key]) == key
    assert choices.nearest_preset(replace(PRESETS[key], seed=99)) == key
    assert choices.nearest_preset(replace(PRESETS[key], epochs=99)) == key


@pytest.mark.parametrize("recipe", [None, Recipe(hidden=(77,))])
def test_what_is_no_preset_comes_from_the_one_that_was_chosen(recipe: Recipe | None) -> None:
    assert choices.preset_of(recipe) == choices.CUSTOM
    assert choices.origin_of(recipe, "deep") == "deep"


@pytest.mark.parametrize("key", AUGMENTATIONS)
def test_an_augmentation_is_known_again(key: str) -> None:
    assert choices.augmentation_of(AUGMENTATIONS[key]) == key


def test_what_has_no_name_is_custom() -> None:
    assert choices.augmentation_of(Augmentation(shift=3)) == choices.CUSTOM


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("Gradient descent", "gradient descent"),
        ("AdamW", "AdamW"),
        ("Nesterov momentum", "Nesterov momentum"),
        ("Up, then down (one cycle)", "up, then down (one cycle)"),
        ("He (normal)", "He (normal)"),
    ],
)
def test_within_a_sentence_names_of_people_and_methods_keep_their_capital(
    name: str, within: str
) -> None:
    assert choices.within_sentence(name) == within


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_words_without_room_end_in_an_ellipsis_and_are_whole_in_the_open_list(qtbot: QtBot) -> None:
    box = ChoiceBox(choices.SCHEDULE_NAMES)
    qtbot.addWidget(box)
    box.show()
    option: Any = QStyleOptionComboBox()
    box.resize(100, box.height())
    box.initStyleOption(option)
    assert option.currentText.endswith("…")
    box.showPopup()
    assert box.view().width() >= box.view().sizeHintForColumn(0)
    box.hidePopup()
    box.resize(400, box.height())
    box.initStyleOption(option)
    assert option.currentText == box.currentText()


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
