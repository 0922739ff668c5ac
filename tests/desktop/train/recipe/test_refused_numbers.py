"""A number that no run can have is refused in words below its box, and nothing typed is lost."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractSpinBox, QLabel, QSpinBox

from desktop.train.recipe.count_boxes import BatchBox
from desktop.train.recipe.fields import share_problem
from desktop.train.recipe.form import RecipeForm
from desktop.train.recipe.number_box import NumberBox
from desktop.train.recipe.rate_boxes import RateBox
from desktop.widgets.labels import with_warning_sign
from nncore.recipes.presets import PRESETS
from tests.desktop.hands import click, find
from tests.desktop.train.recipe.form_hands import enter, fill, note, paste, show_more

REFUSED = {
    "epochs_box": "99999",
    "batch_size_box": "70000",
    "learning_rate_box": "-1",
    "weight_decay_box": "11",
    "non_digit_share_box": "4.5",
    "patience_box": "soon",
    "seed_box": "1.5",
}
"""By the name of a box, what it cannot take."""


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("give", [enter, paste])
def test_a_number_that_cannot_be_is_refused_below_its_box(
    form: RecipeForm, name: str, give: Callable[[QAbstractSpinBox, str], None]
) -> None:
    show_more(form)
    box = find(form, QAbstractSpinBox, name)
    assert isinstance(box, NumberBox)
    told = find(
        form,
        QLabel,
        {"learning_rate_box": "rate_note", "epochs_box": "cost_note"}.get(name, f"{name}_note"),
    )
    text = REFUSED[name]
    before = told.text()
    give(box, text)
    problem = box.problem
    assert text in problem
    assert told.text() == with_warning_sign(problem)
    assert box.accessibleDescription().endswith(problem)
    assert told.isVisible()
    assert form.recipe is None
    assert form.problem == f"{box.accessibleName()}: {problem}"
    assert box.text() == text
    enter(box, "1")
    assert told.text() == before
    assert form.problem == ""
    assert form.recipe is not None


def test_what_was_refused_goes_with_the_change_that_is_undone(form: RecipeForm) -> None:
    epochs = find(form, QSpinBox, "epochs_box")
    enter(epochs, "99999")
    click(form, "reset_button")
    assert form.recipe == PRESETS["quick"]
    assert epochs.text() == "10"


def test_what_is_typed_half_way_is_refused_when_the_form_is_to_be_whole(form: RecipeForm) -> None:
    rate = find(form, RateBox, "learning_rate_box")
    fill(rate, "0.0")
    assert form.recipe == PRESETS["quick"]
    assert form.settle() is None
    assert note(form, "rate_note") == with_warning_sign(rate.problem) != with_warning_sign("")
    assert rate.text() == "0.0"


def test_a_share_that_brings_no_non_digit_to_a_batch_is_refused_until_either_is_larger(
    form: RecipeForm,
) -> None:
    show_more(form)
    box, batch = (
        find(form, QAbstractSpinBox, name) for name in ("non_digit_share_box", "batch_size_box")
    )
    problem = share_problem(0.007, 64)
    enter(box, "0.007")
    assert note(form, "non_digit_share_box_note") == with_warning_sign(problem)
    assert box.accessibleDescription().endswith(problem)
    assert (form.recipe, form.problem) == (None, f"Non-digits: {problem}")
    enter(batch, "128")
    assert form.recipe == replace(PRESETS["quick"], non_digit_share=0.007, batch_size=128)
    assert note(form, "non_digit_share_box_note") == form.problem == ""
    enter(box, "0.000001")
    enter(batch, "all")
    assert note(form, "non_digit_share_box_note") == with_warning_sign(
        share_problem(0.000001, 60_000)
    )
    form.limit_batch(600_000)
    assert form.problem == ""


def test_the_batch_goes_no_further_than_the_data(form: RecipeForm) -> None:
    form.limit_batch(1_200)
    box = find(form, BatchBox, "batch_size_box")
    enter(box, "2000")
    assert "1,200" in box.problem
    assert note(form, "batch_size_box_note") == with_warning_sign(box.problem)
    assert form.problem
    form.limit_batch(12_000)
    assert form.recipe == replace(PRESETS["quick"], batch_size=2_000)
    assert note(form, "batch_size_box_note") == ""
