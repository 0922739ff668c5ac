"""Before Start the form says what a run will take: time here, and room on the disk."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from desktop.train.recipe.choices import PRESET_NAMES, SHORT_PRESET_NAMES
from desktop.train.recipe.form import RecipeForm
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
    assert note(form, "cost_note") == "About 12\u00a0s here · 4.1\u00a0MB\u00a0on\u00a0disk"
    assert "50.0\u00a0GB are free there." in find(form, QLabel, "cost_note").accessibleDescription()


def test_the_size_is_said_while_the_time_is_not_known(form: RecipeForm, costs: KnownCosts) -> None:
    costs.name(replace(CHEAP, seconds=None))
    assert note(form, "cost_note") == "4.1\u00a0MB\u00a0on\u00a0disk"


def test_a_run_that_may_stop_early_takes_at_most_so_long(
    form: RecipeForm, costs: KnownCosts
) -> None:
    costs.name(replace(CHEAP, may_end_early=True))
    assert (
        note(form, "cost_note")
        == "Up to 12\u00a0s here · up\u00a0to\u00a04.1\u00a0MB\u00a0on\u00a0disk"
    )


def test_a_gigabyte_is_said_as_a_warning(form: RecipeForm, costs: KnownCosts) -> None:
    costs.name(DEAR)
    assert (
        note(form, "cost_note")
        == "⚠ About 1\u00a0h 10\u00a0min here · 1.1\u00a0GB\u00a0on\u00a0disk"
    )
    assert form.recipe is not None


def test_a_disk_that_has_too_little_room_is_said_plainly(
    form: RecipeForm, costs: KnownCosts
) -> None:
    costs.name(replace(DEAR, free=2_000_000_000))
    assert note(form, "cost_note") == (
        "⚠ About 1\u00a0h 10\u00a0min here · needs 2.3\u00a0GB on a disk with 2.0\u00a0GB free"
    )


def test_a_full_disk_is_said_in_words(form: RecipeForm, costs: KnownCosts) -> None:
    costs.name(replace(CHEAP, free=0))
    assert note(form, "cost_note").endswith("needs 5.0\u00a0MB on a disk that is full")
    assert "Nothing is free there." in find(form, QLabel, "cost_note").accessibleDescription()


def test_what_could_be_freed_is_said_where_a_run_lacks_room(
    form: RecipeForm, costs: KnownCosts
) -> None:
    held = BinContents(deleted=160_000_000)
    costs.name(replace(DEAR, held=held))
    assert note(form, "cost_note").endswith("on\u00a0disk")
    costs.name(replace(DEAR, free=2_000_000_000, held=held))
    assert note(form, "cost_note").endswith(
        "with 2.0\u00a0GB free. Deleted runs still take 160\u00a0MB: free it in Runs."
    )


def test_what_cannot_be_run_costs_nothing(form: RecipeForm, costs: KnownCosts) -> None:
    costs.name(CHEAP)
    layers = find(form, QWidget, "hidden_layers_edit")
    fill(layers, "12x")
    assert note(form, "cost_note") == ""
    fill(layers, "12")
    assert note(form, "cost_note") == "About 12\u00a0s here · 4.1\u00a0MB\u00a0on\u00a0disk"
    enter(find(form, QWidget, "epochs_box"), "99999")
    assert note(form, "cost_note") == "⚠ “99999” is too large: 1 to 10,000."


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
