"""While a run goes by what the form says, it takes another learning rate and nothing else."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.train.recipe.count_boxes import BatchBox
from desktop.train.recipe.form import RecipeForm
from desktop.train.recipe.rate_boxes import RateBox
from nncore.recipes.presets import PRESETS
from tests.desktop.hands import find, listen
from tests.desktop.train.recipe.form_hands import FIELDS, enter, fill, note

QUICK = PRESETS["quick"]
LOCKED = [name for name in FIELDS if name != "learning_rate_box"]


@pytest.fixture
def rate_box(form: RecipeForm) -> RateBox:
    return find(form, RateBox, "learning_rate_box")


@pytest.mark.parametrize("name", LOCKED)
def test_a_field_is_locked_for_the_time_of_the_run(form: RecipeForm, name: str) -> None:
    form.set_running(True)
    assert not find(form, QWidget, name).isEnabled()
    form.set_running(False)
    assert find(form, QWidget, name).isEnabled()


def test_a_typed_rate_is_told_when_it_is_entered(
    qtbot: QtBot, form: RecipeForm, rate_box: RateBox
) -> None:
    told = listen(form.rate_changed)
    form.set_running(True)
    with qtbot.assertNotEmitted(form.changed):
        fill(rate_box, "0.0005")
        assert told == []
        QTest.keyClick(rate_box, Qt.Key.Key_Return)
    assert told == [0.0005]


def test_a_typed_rate_is_told_when_the_field_is_left(form: RecipeForm, rate_box: RateBox) -> None:
    told = listen(form.rate_changed)
    form.set_running(True)
    fill(rate_box, "0,01")
    QTest.keyClick(rate_box, Qt.Key.Key_Tab)
    assert told == [0.01]
    assert rate_box.text() == "0.01"


def test_the_arrows_are_told_at_once(form: RecipeForm, rate_box: RateBox) -> None:
    told = listen(form.rate_changed)
    form.set_running(True)
    rate_box.setFocus()
    QTest.keyClick(rate_box, Qt.Key.Key_Up)
    QTest.keyClick(rate_box, Qt.Key.Key_Down)
    assert told == [0.005, 0.002]


@pytest.mark.parametrize("text", ["0", "0.00", "1e-", "5000"])
def test_a_rate_that_cannot_be_is_refused_and_never_told(
    form: RecipeForm, rate_box: RateBox, text: str
) -> None:
    told = listen(form.rate_changed)
    form.set_running(True)
    enter(rate_box, text)
    assert told == []
    assert note(form, "rate_note").startswith(f"⚠ “{text}” is ")
    enter(rate_box, "")
    assert rate_box.text() == "0.002"
    enter(rate_box, "0.004")
    assert told[-1] == 0.004
    assert note(form, "rate_note") == "Takes effect at once"


def test_while_nothing_runs_typing_is_live_and_no_rate_is_told(
    qtbot: QtBot, form: RecipeForm, rate_box: RateBox
) -> None:
    told = listen(form.rate_changed)
    form.set_running(True)
    form.set_running(False)
    with qtbot.waitSignal(form.changed):
        fill(rate_box, "0.5")
    assert form.recipe == replace(QUICK, learning_rate=0.5)
    assert told == []


def test_the_field_says_when_a_rate_takes_effect(form: RecipeForm, rate_box: RateBox) -> None:
    assert note(form, "rate_note") == "How far each step goes"
    form.set_running(True)
    assert note(form, "rate_note") == "Takes effect at once"
    assert "Takes effect at once." in rate_box.toolTip()
    assert "Takes effect at once." in rate_box.accessibleDescription()
    form.set_running(False)
    assert note(form, "rate_note") == "How far each step goes"
    assert "at once" not in rate_box.toolTip()


def test_after_the_run_the_recipe_has_the_rate_that_is_shown(
    qtbot: QtBot, form: RecipeForm, rate_box: RateBox
) -> None:
    form.set_running(True)
    rate_box.setFocus()
    QTest.keyClick(rate_box, Qt.Key.Key_Up)
    assert find(form, QComboBox, "preset_box").currentText() == "Quick, changed"
    assert not find(form, QPushButton, "reset_button").isVisible()
    assert note(form, "preset_note") == "1 change"
    with qtbot.waitSignal(form.changed):
        form.set_running(False)
    assert form.recipe == replace(QUICK, learning_rate=0.005)
    assert find(form, QPushButton, "reset_button").isVisible()


def test_a_run_that_changed_nothing_tells_of_no_change(qtbot: QtBot, form: RecipeForm) -> None:
    with qtbot.assertNotEmitted(form.changed):
        form.set_running(True)
        form.set_running(True)
        form.set_running(False)


def test_a_rate_typed_when_the_run_ends_is_the_next_runs(
    form: RecipeForm, rate_box: RateBox
) -> None:
    told = listen(form.rate_changed)
    form.set_running(True)
    fill(rate_box, "0.01")
    form.set_running(False)
    assert told == []
    assert form.recipe == replace(QUICK, learning_rate=0.01)


def test_what_is_typed_half_way_is_given_up_when_another_run_begins(
    form: RecipeForm, rate_box: RateBox
) -> None:
    fill(rate_box, "0.0")
    batch = find(form, BatchBox, "batch_size_box")
    fill(batch, "al")
    assert form.problem
    form.set_running(True)
    assert form.recipe == QUICK
    assert rate_box.text() == "0.002"
    assert batch.text() == "64 images"


def test_a_recipe_set_meanwhile_tells_of_no_rate(form: RecipeForm) -> None:
    told = listen(form.rate_changed)
    form.set_running(True)
    form.set_recipe(PRESETS["deep"])
    assert told == []
    assert form.recipe == PRESETS["deep"]


def test_the_focus_does_not_slip_to_the_rate_and_comes_back(
    form: RecipeForm, rate_box: RateBox
) -> None:
    edit = find(form, QLineEdit, "hidden_layers_edit")
    edit.setFocus()
    form.set_running(True)
    assert form.hasFocus()
    QTest.keyClick(form, Qt.Key.Key_Up)
    assert rate_box.value() == 0.002
    form.set_running(False)
    assert edit.hasFocus()


def test_the_focus_stays_where_somebody_put_it_during_the_run(
    form: RecipeForm, rate_box: RateBox
) -> None:
    find(form, QLineEdit, "hidden_layers_edit").setFocus()
    form.set_running(True)
    rate_box.setFocus()
    form.set_running(False)
    assert rate_box.hasFocus()
