"""A number that no run can have is refused in words below its box, and nothing typed is lost."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractSpinBox, QLabel, QSpinBox

from desktop.train.recipe.count_boxes import BatchBox
from desktop.train.recipe.form import RecipeForm
from desktop.train.recipe.rate_boxes import RateBox
from nncore.recipes.presets import PRESETS
from tests.desktop.hands import click, find
from tests.desktop.train.recipe.form_hands import enter, fill, note, paste, show_more

REFUSED = {
    "epochs_box": ("99999", "“99999” is too large: 1 to 10,000."),
    "batch_size_box": ("70000", "“70000” is too large: 1 to 60,000, or “all”."),
    "learning_rate_box": ("-1", "“-1” is too small: 0.000001 to 1000."),
    "weight_decay_box": ("11", "“11” is too large: 0.000001 to 10, or “none”."),
    "non_digit_share_box": ("4.5", "“4.5” is too large: 0.000001 to 4, or “none”."),
    "patience_box": ("soon", "“soon” is no whole number: 1 to 10,000, or “never”."),
    "seed_box": ("1.5", "“1.5” is no whole number: 0 or more, of at most 4,300 digits."),
}
"""By the name of a box, what it cannot take, and what is said of it."""


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("give", [enter, paste])
def test_a_number_that_cannot_be_is_refused_below_its_box(
    form: RecipeForm, name: str, give: Callable[[QAbstractSpinBox, str], None]
) -> None:
    show_more(form)
    box = find(form, QAbstractSpinBox, name)
    told = find(
        form,
        QLabel,
        {"learning_rate_box": "rate_note", "epochs_box": "cost_note"}.get(name, f"{name}_note"),
    )
    text, problem = REFUSED[name]
    before = told.text()
    give(box, text)
    assert told.text() == f"⚠ {problem}"
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
    assert note(form, "rate_note") == "⚠ “0.0” is too small: 0.000001 to 1000."
    assert rate.text() == "0.0"


def test_a_share_that_brings_no_non_digit_to_a_batch_is_refused_until_either_is_larger(
    form: RecipeForm,
) -> None:
    show_more(form)
    box, batch = (
        find(form, QAbstractSpinBox, name) for name in ("non_digit_share_box", "batch_size_box")
    )
    problem = "Brings none to a batch of 64: take more, or larger batches."
    enter(box, "0.007")
    assert note(form, "non_digit_share_box_note") == f"⚠ {problem}"
    assert box.accessibleDescription().endswith(problem)
    assert (form.recipe, form.problem) == (None, f"Non-digits: {problem}")
    enter(batch, "128")
    assert form.recipe == replace(PRESETS["quick"], non_digit_share=0.007, batch_size=128)
    assert note(form, "non_digit_share_box_note") == form.problem == ""
    enter(box, "0.000001")
    enter(batch, "all")
    assert note(form, "non_digit_share_box_note").startswith("⚠ Brings none to a batch of 60,000:")
    form.limit_batch(600_000)
    assert form.problem == ""


def test_the_batch_goes_no_further_than_the_data(form: RecipeForm) -> None:
    form.limit_batch(1_200)
    box = find(form, BatchBox, "batch_size_box")
    enter(box, "2000")
    assert note(form, "batch_size_box_note") == ("⚠ “2000” is too large: 1 to 1,200, or “all”.")
    assert form.problem
    form.limit_batch(12_000)
    assert form.recipe == replace(PRESETS["quick"], batch_size=2_000)
    assert note(form, "batch_size_box_note") == ""
