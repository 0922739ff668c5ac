"""What was changed since the preset is marked, told in words, and can be undone."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QToolButton, QWidget

from desktop.train.recipe import wording
from desktop.train.recipe.choices import CUSTOM
from desktop.train.recipe.count_boxes import CountBox
from desktop.train.recipe.form import RecipeForm
from desktop.train.recipe.rate_boxes import RateBox
from desktop.train.recipe.rows import FieldLabel
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from tests.desktop.hands import find
from tests.desktop.train.recipe.form_hands import choose, fill, note, show_more

QUICK = PRESETS["quick"]


def marked(form: RecipeForm) -> set[str]:
    """The words of the labels that wear a mark."""
    labels = form.findChildren(FieldLabel)
    return {label.text().replace("&", "") for label in labels if label.toolTip()}


def preset_text(form: RecipeForm) -> str:
    return find(form, QComboBox, "preset_box").currentText()


def undo(form: RecipeForm) -> QPushButton:
    return find(form, QPushButton, "reset_button")


def test_a_preset_wears_no_marks(form: RecipeForm) -> None:
    assert marked(form) == set()
    assert not undo(form).isVisible()
    assert preset_text(form) == "Quick (dense 128)"
    assert find(form, QComboBox, "preset_box").findData(CUSTOM) == -1
    assert note(form, "preset_note") == "To try things with"


def test_a_typed_rate_is_marked_and_says_what_the_preset_has(form: RecipeForm) -> None:
    fill(find(form, QWidget, "learning_rate_box"), "0.005")
    assert marked(form) == {"Learning rate"}
    box = find(form, RateBox, "learning_rate_box")
    told = wording.preset_has("Quick", "0.002")
    assert told in box.toolTip()
    assert box.accessibleDescription().endswith(told)
    label = next(label for label in form.findChildren(FieldLabel) if label.toolTip())
    assert told in label.toolTip()
    assert label.font().bold()
    fill(find(form, QWidget, "learning_rate_box"), "0.002")
    assert marked(form) == set()
    assert told not in box.toolTip()
    assert not label.font().bold()


def test_the_box_says_whose_change_it_is_until_it_is_changed_back(form: RecipeForm) -> None:
    epochs = find(form, CountBox, "epochs_box")
    epochs.setFocus()
    QTest.keyClick(epochs, Qt.Key.Key_Up)
    assert preset_text(form) == "Quick, changed"
    assert find(form, QComboBox, "preset_box").currentData() == CUSTOM
    assert form.preset == "quick"
    QTest.keyClick(epochs, Qt.Key.Key_Down)
    assert preset_text(form) == "Quick (dense 128)"
    assert find(form, QComboBox, "preset_box").findData(CUSTOM) == -1


def test_undo_counts_the_changes_and_brings_the_preset_back(form: RecipeForm) -> None:
    choose(find(form, QComboBox, "preset_box"), "reader")
    fill(find(form, QWidget, "learning_rate_box"), "0.005")
    assert undo(form).isVisible()
    assert undo(form).text() == "Undo 1 change"
    fill(find(form, QWidget, "hidden_layers_edit"), "5x5x16, pool, 64")
    assert undo(form).text() == "Undo 2 changes"
    assert preset_text(form) == "Reader, changed"
    QTest.mouseClick(undo(form), Qt.MouseButton.LeftButton)
    assert form.recipe == PRESETS["reader"]
    assert marked(form) == set()
    assert not undo(form).isVisible()
    assert find(form, QLineEdit, "hidden_layers_edit").cursorPosition() == 0


def test_undo_works_by_keyboard_and_leaves_the_focus_at_the_preset(form: RecipeForm) -> None:
    fill(find(form, QWidget, "epochs_box"), "3")
    undo(form).setFocus()
    QTest.keyClick(undo(form), Qt.Key.Key_Space)
    assert form.recipe == QUICK
    assert find(form, QComboBox, "preset_box").hasFocus()


def test_what_was_undone_can_be_chosen_again(form: RecipeForm) -> None:
    fill(find(form, QWidget, "epochs_box"), "3")
    QTest.mouseClick(undo(form), Qt.MouseButton.LeftButton)
    box = find(form, QComboBox, "preset_box")
    assert box.itemText(box.findData(CUSTOM)) == "Quick, changed"
    choose(find(form, QComboBox, "preset_box"), "deep")
    assert form.recipe == PRESETS["deep"]
    choose(find(form, QComboBox, "preset_box"), CUSTOM)
    assert form.recipe == replace(QUICK, epochs=3)
    assert form.preset == "quick"
    assert marked(form) == {"Epochs"}


def test_a_new_change_takes_the_place_of_one_that_was_left(form: RecipeForm) -> None:
    fill(find(form, QWidget, "epochs_box"), "3")
    choose(find(form, QComboBox, "preset_box"), "deep")
    fill(find(form, QWidget, "learning_rate_box"), "0.01")
    assert preset_text(form) == "Deep, changed"
    box = find(form, QComboBox, "preset_box")
    assert box.count() == len(PRESETS) + 1


def test_choosing_the_changed_recipe_itself_changes_nothing(form: RecipeForm) -> None:
    fill(find(form, QWidget, "epochs_box"), "3")
    choose(find(form, QComboBox, "preset_box"), CUSTOM)
    assert form.recipe == replace(QUICK, epochs=3)
    assert preset_text(form) == "Quick, changed"


def test_layers_that_cannot_be_read_are_marked_and_can_be_undone(form: RecipeForm) -> None:
    fill(find(form, QWidget, "hidden_layers_edit"), "128x")
    assert marked(form) == {"Hidden layers"}
    assert preset_text(form) == "Quick, changed"
    QTest.mouseClick(undo(form), Qt.MouseButton.LeftButton)
    assert form.recipe == QUICK


def test_changes_that_are_folded_away_are_told(form: RecipeForm) -> None:
    more = find(form, QToolButton, "more_button")
    assert more.text() == "More"
    show_more(form)
    fill(find(form, QWidget, "seed_box"), "9")
    fill(find(form, QWidget, "epochs_box"), "3")
    show_more(form)
    assert more.text() == wording.more(1)
    assert more.accessibleName() == wording.more_spoken(1)
    assert marked(form) == {"Epochs", "Seed"}
    assert undo(form).text() == "Undo 2 changes"
    QTest.mouseClick(undo(form), Qt.MouseButton.LeftButton)
    assert more.text() == "More"


@pytest.mark.parametrize("preset", ["quick", "reader"])
def test_nothing_moves_when_a_mark_comes(form: RecipeForm, preset: str) -> None:
    choose(find(form, QComboBox, "preset_box"), preset)

    def places() -> list[QPoint]:
        layout = form.layout()
        assert layout is not None
        layout.activate()
        names = ("hidden_layers_edit", "learning_rate_box", "epochs_box", "more_button")
        return [find(form, QWidget, name).mapTo(form, QPoint()) for name in names]

    before = places()
    fill(find(form, QWidget, "learning_rate_box"), "0.005")
    fill(find(form, QWidget, "epochs_box"), "3")
    assert places() == before


def test_a_recipe_from_elsewhere_is_compared_with_the_preset_it_names(form: RecipeForm) -> None:
    form.set_recipe(replace(PRESETS["deep"], epochs=3), "deep")
    assert form.preset == "deep"
    assert preset_text(form) == "Deep, changed"
    assert marked(form) == {"Epochs"}


def test_a_recipe_without_a_preset_is_compared_with_the_last_one(form: RecipeForm) -> None:
    choose(find(form, QComboBox, "preset_box"), "deep")
    form.set_recipe(replace(PRESETS["deep"], learning_rate=1e-4))
    assert form.preset == "deep"
    assert marked(form) == {"Learning rate"}
    form.set_recipe(PRESETS["seed"])
    assert form.preset == "seed"
    assert marked(form) == set()


def test_an_unknown_preset_is_none(form: RecipeForm) -> None:
    form.set_recipe(Recipe(hidden=(77,)), "unheard of")
    assert form.preset == "quick"
    assert form.recipe == Recipe(hidden=(77,))
