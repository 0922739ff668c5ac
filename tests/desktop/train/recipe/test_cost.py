"""Before Start the form says what a run will take: time here, and room on the disk."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from desktop.train.recipe import wording
from desktop.train.recipe.choices import PRESET_NAMES, SHORT_PRESET_NAMES
from desktop.train.recipe.count_boxes import CountBox
from desktop.train.recipe.form import RecipeForm
from desktop.widgets.labels import with_warning_sign
from desktop.workspace.run_bin import BinContents
from desktop.workspace.run_costs import RunCost
from tests.desktop.hands import find
from tests.desktop.train.recipe.conftest import KnownCosts
from tests.desktop.train.recipe.form_hands import enter, fill, note

CHEAP = RunCost(12.3, 4_100_000, 5_000_000, 50_000_000_000)
DEAR = RunCost(4_000.0, 1_130_000_000, 2_260_000_000, 50_000_000_000)


def test_nothing_is_said_as_long_as_nothing_is_known(form: RecipeForm) -> None:
    assert note(form, "cost_note") == ""


def test_a_run_says_how_long_it_takes_and_how_much_of_the_disk(
    form: RecipeForm, costs: KnownCosts
) -> None:
    costs.name(CHEAP)
    assert note(form, "cost_note") == wording.cost(CHEAP)
    spoken = find(form, QLabel, "cost_note").accessibleDescription()
    assert all(each in spoken for each in wording.cost_details(CHEAP))


def test_much_of_the_disk_is_said_as_a_warning(form: RecipeForm, costs: KnownCosts) -> None:
    costs.name(DEAR)
    assert note(form, "cost_note") == with_warning_sign(wording.cost(DEAR))
    assert form.recipe is not None


def test_what_could_be_freed_is_said_where_a_run_lacks_room(
    form: RecipeForm, costs: KnownCosts
) -> None:
    held = BinContents(deleted=160_000_000)
    costs.name(replace(DEAR, held=held))
    assert note(form, "cost_note") == with_warning_sign(wording.cost(DEAR))
    costs.name(replace(DEAR, free=2_000_000_000, held=held))
    assert note(form, "cost_note").endswith(f". {held.in_words}: free it in Runs.")


def test_what_cannot_be_run_costs_nothing(form: RecipeForm, costs: KnownCosts) -> None:
    costs.name(CHEAP)
    layers = find(form, QWidget, "hidden_layers_edit")
    fill(layers, "12x")
    assert note(form, "cost_note") == ""
    fill(layers, "12")
    assert note(form, "cost_note") == wording.cost(CHEAP)
    epochs = find(form, CountBox, "epochs_box")
    enter(epochs, "99999")
    assert note(form, "cost_note") == with_warning_sign(epochs.problem)


def test_nothing_moves_when_a_cost_comes_or_goes(form: RecipeForm, costs: KnownCosts) -> None:
    def height() -> int:
        return form.minimumSizeHint().height()

    before = height()
    costs.name(CHEAP)
    assert height() == before
    fill(find(form, QWidget, "hidden_layers_edit"), "128, ")
    assert note(form, "cost_note") == ""
    assert height() == before


def test_each_preset_says_how_long_it_takes_here(form: RecipeForm, costs: KnownCosts) -> None:
    box = find(form, QComboBox, "preset_box")
    assert [box.itemText(row) for row in range(box.count())] == [*PRESET_NAMES.values()]
    costs.name(CHEAP)
    assert [box.itemText(row) for row in range(box.count())] == [
        f"{name} · about 12\u00a0s" for name in SHORT_PRESET_NAMES.values()
    ]
    assert [box.itemData(row) for row in range(box.count())] == [*PRESET_NAMES]
    assert form.preset == box.currentData() == "quick"


@pytest.mark.parametrize("key", PRESET_NAMES)
def test_the_label_of_a_preset_and_the_note_of_its_run_agree(
    form: RecipeForm, costs: KnownCosts, key: str
) -> None:
    costs.name(replace(CHEAP, seconds=95.0))
    box = find(form, QComboBox, "preset_box")
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())
    assert box.currentText().endswith("· about 1\u00a0min 40\u00a0s")
    assert note(form, "cost_note").startswith("About 1\u00a0min 40\u00a0s here")
