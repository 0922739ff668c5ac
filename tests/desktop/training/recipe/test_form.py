from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.shared.hints import hint
from desktop.shared.theme import Theme
from desktop.training.recipe.choices import CUSTOM, PRESET_NAMES
from desktop.training.recipe.fields import BatchBox, RateBox
from desktop.training.recipe.form import RecipeForm
from desktop.training.recipe.hidden_problem import hidden_problem
from nncore.augmentation import AUGMENTATIONS, Augmentation
from nncore.presets import PRESETS
from nncore.recipes import Recipe

FIELDS = (
    "preset_box",
    "hidden_layers_edit",
    "learning_rate_box",
    "batch_size_box",
    "epochs_box",
    "optimizer_box",
    "schedule_box",
    "augmentation_box",
    "initializer_box",
    "seed_box",
)


@pytest.fixture
def form(qtbot: QtBot, theme: Theme) -> RecipeForm:
    form = RecipeForm(theme, QWidget())
    qtbot.addWidget(form)
    form.show()
    return form


WidgetType = TypeVar("WidgetType", bound=QWidget)


def find(form: QWidget, kind: type[WidgetType], name: str) -> WidgetType:
    widget = form.findChild(kind, name)
    assert widget is not None, name
    return widget


def pick(qtbot: QtBot, box: QComboBox, text: str) -> None:
    """Choose by typing, as the keyboard does."""
    box.setFocus()
    QTest.keyClicks(box, text)
    box.activated.emit(box.currentIndex())


def test_it_begins_with_the_quick_preset(form: RecipeForm) -> None:
    assert form.recipe == PRESETS["quick"]
    assert find(form, QComboBox, "preset_box").currentText() == "Quick (dense 128)"
    assert find(form, QLabel, "parameters_label").text() == "101,770 parameters"


def test_the_seed_preset_fills_the_fields(qtbot: QtBot, form: RecipeForm) -> None:
    pick(qtbot, find(form, QComboBox, "preset_box"), "Seed")
    assert form.recipe == PRESETS["seed"]
    assert find(form, QLineEdit, "hidden_layers_edit").text() == "10"
    assert find(form, BatchBox, "batch_size_box").text() == "all"
    assert find(form, QSpinBox, "epochs_box").value() == 500
    assert find(form, RateBox, "learning_rate_box").value() == 0.1
    assert find(form, QComboBox, "optimizer_box").currentData() == "sgd"


def test_the_original_initialisation_can_be_chosen(qtbot: QtBot, form: RecipeForm) -> None:
    pick(qtbot, find(form, QComboBox, "preset_box"), "Seed")
    pick(qtbot, find(form, QComboBox, "initializer_box"), "Uniform")
    assert form.recipe is not None
    assert form.recipe.initializer == "uniform"


def test_a_changed_preset_is_custom_until_it_is_changed_back(
    qtbot: QtBot, form: RecipeForm
) -> None:
    presets = find(form, QComboBox, "preset_box")
    epochs = find(form, QSpinBox, "epochs_box")
    epochs.setFocus()
    QTest.keyClick(epochs, Qt.Key.Key_Up)
    assert presets.currentText() == "Custom"
    QTest.keyClick(epochs, Qt.Key.Key_Down)
    assert presets.currentText() == "Quick (dense 128)"


def test_choosing_custom_changes_nothing(qtbot: QtBot, form: RecipeForm) -> None:
    before = form.recipe
    pick(qtbot, find(form, QComboBox, "preset_box"), "Custom")
    assert form.recipe == before


def test_typed_layers_count_their_parameters(qtbot: QtBot, form: RecipeForm) -> None:
    edit = find(form, QLineEdit, "hidden_layers_edit")
    edit.selectAll()
    with qtbot.waitSignal(form.changed):
        QTest.keyClicks(edit, "64, 32")
    assert find(form, QLabel, "parameters_label").text() == "52,650 parameters"
    assert form.recipe is not None
    assert form.recipe.hidden == (64, 32)


def test_no_layers_are_a_network_without_hidden_ones(form: RecipeForm) -> None:
    find(form, QLineEdit, "hidden_layers_edit").clear()
    assert form.recipe is not None
    assert form.recipe.hidden == ()
    assert find(form, QLabel, "parameters_label").text() == "7,850 parameters"


def test_typed_kernels_count_their_parameters(qtbot: QtBot, form: RecipeForm) -> None:
    edit = find(form, QLineEdit, "hidden_layers_edit")
    edit.selectAll()
    QTest.keyClicks(edit, "5x5x16, pool, 128")
    assert form.recipe is not None
    assert form.recipe.hidden == ("5x5x16", "pool", 128)
    assert find(form, QLabel, "parameters_label").text() == "403,242 parameters"


def test_layers_too_long_for_their_field_are_told_whole(form: RecipeForm) -> None:
    hidden = (*("5x5x16", "pool", "3x3x32", "3x3x32", "pool", "3x3x64", "3x3x64", "pool"), 128)
    form.set_recipe(Recipe(hidden=hidden))
    edit = find(form, QLineEdit, "hidden_layers_edit")
    assert edit.cursorPosition() == 0
    note = find(form, QLabel, "parameters_label").text()
    assert note == f"{edit.text()}\n144,874 parameters"
    assert form.recipe is not None
    assert form.recipe.hidden == hidden


@pytest.mark.parametrize("text", ["12x", "0", "128,", "5000", "-3", "1 2", "128, pool", "5x5"])
def test_layers_that_cannot_be_read_are_told_plainly(
    qtbot: QtBot, form: RecipeForm, text: str
) -> None:
    edit = find(form, QLineEdit, "hidden_layers_edit")
    edit.selectAll()
    QTest.keyClicks(edit, text)
    assert form.recipe is None
    assert find(form, QLabel, "parameters_label").text() == f"⚠ {hidden_problem(text)}"
    assert hidden_problem(text)


def test_the_problem_goes_with_its_cause(qtbot: QtBot, form: RecipeForm) -> None:
    edit = find(form, QLineEdit, "hidden_layers_edit")
    QTest.keyClick(edit, Qt.Key.Key_End)
    QTest.keyClicks(edit, "x")
    assert "128x" in find(form, QLabel, "parameters_label").text()
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    assert form.recipe == PRESETS["quick"]
    assert find(form, QLabel, "parameters_label").text() == "101,770 parameters"


@pytest.mark.parametrize("key", [key for key in PRESET_NAMES if key != CUSTOM])
def test_each_preset_arrives_whole(form: RecipeForm, key: str) -> None:
    box = find(form, QComboBox, "preset_box")
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())
    assert form.recipe == PRESETS[key]
    assert box.currentData() == key


FULL = Recipe(
    hidden=("5x5x4", "pool", "dropout 0.3", 20),
    optimizer="nesterov",
    learning_rate=0.05,
    batch_size=17,
    epochs=3,
    seed=99,
    initializer="glorot",
    schedule="one-cycle",
    weight_decay=0.004,
    augmentation=AUGMENTATIONS["elastic"],
    patience=2,
)
"""A recipe that says something of its own everywhere."""


def test_every_field_can_be_set_and_read(form: RecipeForm) -> None:
    form.set_recipe(FULL)
    assert form.recipe == FULL


def test_what_has_no_field_survives_a_change_of_the_fields(qtbot: QtBot, form: RecipeForm) -> None:
    form.set_recipe(FULL)
    pick(qtbot, find(form, QComboBox, "optimizer_box"), "AdamW")
    pick(qtbot, find(form, QComboBox, "schedule_box"), "Warm-up")
    find(form, QSpinBox, "epochs_box").setValue(4)
    assert form.recipe == replace(FULL, optimizer="adamw", schedule="warm-up", epochs=4)


def test_what_has_no_field_is_told_and_goes_with_its_recipe(qtbot: QtBot, form: RecipeForm) -> None:
    QTest.mouseClick(find(form, QToolButton, "more_button"), Qt.MouseButton.LeftButton)
    note = find(form, QLabel, "unshown_label")
    assert not note.isVisible()
    form.set_recipe(FULL)
    assert note.isVisible()
    assert note.text() == "Also: weight decay 0.004; stops after 2 epochs without progress."
    form.set_recipe(Recipe())
    assert not note.isVisible()
    assert form.recipe == Recipe()


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


def test_the_batch_goes_no_further_than_the_data(form: RecipeForm) -> None:
    form.limit_batch(1_200)
    box = find(form, BatchBox, "batch_size_box")
    box.setValue(60_000)
    assert box.value() == 1_200


def test_more_shows_what_is_rarely_needed(qtbot: QtBot, form: RecipeForm) -> None:
    seed = find(form, QSpinBox, "seed_box")
    assert not seed.isVisible()
    QTest.mouseClick(find(form, QToolButton, "more_button"), Qt.MouseButton.LeftButton)
    assert seed.isVisible()


def test_few_fields_are_in_sight_at_first(form: RecipeForm) -> None:
    in_sight = [name for name in FIELDS if find(form, QWidget, name).isVisible()]
    assert len(in_sight) <= 6


@pytest.mark.parametrize("degrees", [15, -15])
@pytest.mark.parametrize("name", FIELDS)
def test_the_wheel_changes_no_field_without_focus(
    form: RecipeForm, name: str, degrees: int
) -> None:
    field = find(form, QWidget, name)
    field.clearFocus()
    recipe = Recipe(
        hidden=(20,),
        optimizer="momentum",
        initializer="glorot",
        schedule="one-cycle",
        augmentation=AUGMENTATIONS["affine"],
        seed=99,
    )
    form.set_recipe(recipe)
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, 8 * degrees),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, turn)
    assert form.recipe == recipe
    assert find(form, QComboBox, "preset_box").currentText() == "Custom"


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_a_name_and_help(form: RecipeForm, name: str) -> None:
    field = find(form, QWidget, name)
    assert field.accessibleName()
    assert field.toolTip() == hint(field.accessibleDescription())
    assert len(field.accessibleDescription()) > 20
