from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QSpinBox, QWidget

from desktop.train.recipe import wording
from desktop.train.recipe.choices import CUSTOM, PRESET_NAMES
from desktop.train.recipe.count_boxes import BatchBox, SeedBox
from desktop.train.recipe.fields import hidden_problem
from desktop.train.recipe.form import RecipeForm
from desktop.train.recipe.rate_boxes import RateBox
from desktop.widgets.labels import with_warning_sign
from nncore.augmentation import AUGMENTATIONS, Augmentation
from nncore.recipes.architecture import Hidden
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from tests.desktop.hands import find, press_keys
from tests.desktop.train.recipe.form_hands import FIELDS, FULL, fill, note, show_more, type_choice


def test_it_begins_with_the_quick_preset(form: RecipeForm) -> None:
    assert form.recipe == PRESETS["quick"]
    assert find(form, QComboBox, "preset_box").currentText() == "Quick (dense 128)"
    assert note(form, "parameters_label") == wording.parameters(101_770)


def test_the_seed_preset_fills_the_fields(form: RecipeForm) -> None:
    type_choice(find(form, QComboBox, "preset_box"), "Seed")
    assert form.recipe == PRESETS["seed"]
    assert find(form, QLineEdit, "hidden_layers_edit").text() == "10"
    assert find(form, BatchBox, "batch_size_box").text() == "all"
    assert find(form, QSpinBox, "epochs_box").value() == 500
    assert find(form, RateBox, "learning_rate_box").value() == 0.1
    assert find(form, QComboBox, "optimizer_box").currentData() == "sgd"


def test_the_original_initialisation_can_be_chosen(form: RecipeForm) -> None:
    type_choice(find(form, QComboBox, "preset_box"), "Seed")
    type_choice(find(form, QComboBox, "initializer_box"), "Uniform")
    assert form.recipe is not None
    assert form.recipe.initializer == "uniform"


@pytest.mark.parametrize(
    ("text", "hidden", "count"),
    [
        ("64, 32", (64, 32), 52_650),
        ("5x5x16, pool, 128", ("5x5x16", "pool", 128), 403_242),
        ("", (), 7_850),
    ],
)
def test_typed_layers_count_their_parameters(
    form: RecipeForm, text: str, hidden: Hidden, count: int
) -> None:
    fill(find(form, QLineEdit, "hidden_layers_edit"), text)
    assert form.recipe == replace(PRESETS["quick"], hidden=hidden)
    assert note(form, "parameters_label") == wording.parameters(count)


def test_layers_too_long_for_their_field_are_told_whole(form: RecipeForm) -> None:
    hidden = (*("5x5x16", "pool", "3x3x32", "3x3x32", "pool", "3x3x64", "3x3x64", "pool"), 128)
    form.set_recipe(Recipe(hidden=hidden))
    edit = find(form, QLineEdit, "hidden_layers_edit")
    assert edit.cursorPosition() == 0
    assert note(form, "parameters_label") == f"{edit.text()}\n144,874 parameters"
    assert form.recipe is not None
    assert form.recipe.hidden == hidden


@pytest.mark.parametrize("text", ["12x", "128,", "128, pool"])
def test_layers_that_cannot_be_read_are_told_plainly(form: RecipeForm, text: str) -> None:
    fill(find(form, QLineEdit, "hidden_layers_edit"), text)
    assert form.recipe is None
    assert hidden_problem(text)
    assert note(form, "parameters_label") == with_warning_sign(hidden_problem(text))


def test_the_problem_goes_with_its_cause(form: RecipeForm) -> None:
    edit = find(form, QLineEdit, "hidden_layers_edit")
    QTest.keyClick(edit, Qt.Key.Key_End)
    QTest.keyClicks(edit, "x")
    assert "128x" in note(form, "parameters_label")
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    assert form.recipe == PRESETS["quick"]
    assert note(form, "parameters_label") == wording.parameters(101_770)


@pytest.mark.parametrize("key", PRESET_NAMES)
def test_each_preset_arrives_whole(form: RecipeForm, key: str) -> None:
    box = find(form, QComboBox, "preset_box")
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())
    assert form.recipe == PRESETS[key]
    assert box.currentData() == key


def test_what_has_no_field_survives_a_change_of_the_fields(form: RecipeForm) -> None:
    form.set_recipe(FULL)
    type_choice(find(form, QComboBox, "optimizer_box"), "AdamW")
    type_choice(find(form, QComboBox, "schedule_box"), "Warm-up")
    find(form, QSpinBox, "epochs_box").setValue(4)
    assert form.recipe == replace(FULL, optimizer="adamw", schedule="warm-up", epochs=4)


def test_a_run_can_be_told_to_stop_early(form: RecipeForm) -> None:
    show_more(form)
    patience = find(form, QSpinBox, "patience_box")
    assert patience.text() == "never"
    fill(patience, "3")
    assert patience.text() == "after 3 epochs"
    assert form.recipe == replace(PRESETS["quick"], patience=3)
    press_keys(patience, *[Qt.Key.Key_Down] * 3)
    assert form.recipe == PRESETS["quick"]


def test_weights_can_be_told_to_decay(form: RecipeForm) -> None:
    fill(find(form, RateBox, "weight_decay_box"), "0.01")
    assert form.recipe == replace(PRESETS["quick"], weight_decay=0.01)


def test_a_recipe_shows_the_beginning_of_its_layers(form: RecipeForm) -> None:
    edit = find(form, QLineEdit, "hidden_layers_edit")
    form.set_recipe(PRESETS["reader"])
    assert edit.cursorPosition() == 0


def test_the_cursor_stays_where_somebody_types(form: RecipeForm) -> None:
    form.set_recipe(Recipe(hidden=(128, 64)))
    edit = find(form, QLineEdit, "hidden_layers_edit")
    edit.setCursorPosition(3)
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.text() == "12, 64"
    assert edit.cursorPosition() == 2
    QTest.keyClicks(edit, "x")
    assert edit.cursorPosition() == 3
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    QTest.keyClicks(edit, "0")
    assert edit.text() == "120, 64"
    assert edit.cursorPosition() == 3


def test_layers_say_what_reading_costs(form: RecipeForm) -> None:
    edit = find(form, QLineEdit, "hidden_layers_edit")
    assert "101,632 multiplications" in edit.accessibleDescription()
    edit.setText("64")
    assert "50,816 multiplications" in edit.accessibleDescription()
    assert "50,816 multiplications" in find(form, QLabel, "parameters_label").toolTip()


def test_the_batch_says_its_range_and_its_steps(form: RecipeForm) -> None:
    form.limit_batch(12_000)
    box = find(form, BatchBox, "batch_size_box")
    assert "12,000" in box.accessibleDescription()
    assert "188 steps" in box.accessibleDescription()
    box.setValue(0)
    assert "1 step an epoch" in box.accessibleDescription()


@pytest.mark.parametrize("key", AUGMENTATIONS)
def test_images_are_varied_as_chosen(form: RecipeForm, key: str) -> None:
    box = find(form, QComboBox, "augmentation_box")
    box.setCurrentIndex(box.findData(key))
    assert form.recipe is not None
    assert form.recipe.augmentation == AUGMENTATIONS[key]


def test_an_augmentation_without_a_name_stays_what_it_is(form: RecipeForm) -> None:
    own = Recipe(augmentation=Augmentation(shift=3, elastic=1))
    box = find(form, QComboBox, "augmentation_box")
    count = box.count()
    form.set_recipe(own)
    assert box.currentText() == "Custom"
    assert form.recipe == own
    box.setCurrentIndex(box.findData("none"))
    assert form.recipe == Recipe()
    box.setCurrentIndex(box.findData(CUSTOM))
    assert form.recipe == own
    form.set_recipe(Recipe())
    assert box.count() == count
    assert box.findData(CUSTOM) == -1


def test_more_shows_what_is_rarely_needed(form: RecipeForm) -> None:
    seed = find(form, SeedBox, "seed_box")
    assert not seed.isVisible()
    show_more(form)
    assert seed.isVisible()


def test_few_fields_are_in_sight_at_first(form: RecipeForm) -> None:
    in_sight = [name for name in FIELDS if find(form, QWidget, name).isVisible()]
    assert len(in_sight) <= 6


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_a_name_and_help(form: RecipeForm, name: str) -> None:
    field = find(form, QWidget, name)
    assert field.accessibleName()
    assert field.toolTip().startswith("<qt>")
    assert len(field.accessibleDescription()) > 20


def test_no_two_fields_answer_to_one_key(form: RecipeForm) -> None:
    letters = [
        label.text()[label.text().index("&") + 1].lower()
        for label in form.findChildren(QLabel)
        if "&" in label.text()
    ]
    assert len(letters) >= 10
    assert len(set(letters)) == len(letters)
