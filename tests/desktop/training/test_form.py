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

from desktop.shared.theme import Theme
from desktop.training.fields import BatchBox, RateBox
from desktop.training.form import RecipeForm
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


@pytest.mark.parametrize("text", ["12x", "0", "128,", "5000", "-3", "1 2", "9,9,9,9,9,9,9,9,9"])
def test_layers_that_cannot_be_read_are_told_plainly(
    qtbot: QtBot, form: RecipeForm, text: str
) -> None:
    edit = find(form, QLineEdit, "hidden_layers_edit")
    edit.selectAll()
    QTest.keyClicks(edit, text)
    assert form.recipe is None
    assert "Whole numbers from 1 to 4096" in find(form, QLabel, "parameters_label").text()


def test_every_field_can_be_set_and_read(form: RecipeForm) -> None:
    recipe = Recipe(
        hidden=(20, 30),
        optimizer="momentum",
        learning_rate=0.05,
        batch_size=17,
        epochs=3,
        seed=99,
        initializer="glorot",
        schedule="constant",
    )
    form.set_recipe(recipe)
    assert form.recipe == recipe


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
        hidden=(20,), optimizer="momentum", initializer="glorot", schedule="cosine", seed=99
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
    assert len(field.toolTip()) > 20
