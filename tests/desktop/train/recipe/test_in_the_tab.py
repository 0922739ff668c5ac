"""The form in its place: what is typed half-way when a run is started by the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.train.recipe.count_boxes import CountBox
from desktop.train.recipe.rate_boxes import RateBox
from desktop.train.view import TrainTab
from desktop.widgets.labels import with_warning_sign
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import RunState
from nncore.recipes.recipe import Recipe
from tests.desktop.hands import find
from tests.desktop.train.recipe.form_hands import fill, note


def test_a_number_typed_half_way_starts_nothing_and_is_refused_in_words(
    tab: TrainTab, run: RunInSight, long: Recipe
) -> None:
    tab.form.set_recipe(long)
    box = find(tab, RateBox, "learning_rate_box")
    fill(box, "0.0")
    assert tab.form.recipe == long
    QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert run.state is RunState.IDLE
    assert box.text() == "0.0"
    assert note(tab, "rate_note") == with_warning_sign(box.problem)
    start = find(tab, QPushButton, "start_button")
    assert not start.isEnabled()
    assert box.problem in start.toolTip() != ""
    fill(box, "0.01")
    assert start.isEnabled()


def test_epochs_beyond_all_measure_start_nothing(
    tab: TrainTab, run: RunInSight, long: Recipe
) -> None:
    tab.form.set_recipe(long)
    box = find(tab, CountBox, "epochs_box")
    fill(box, "99999")
    QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert run.state is RunState.IDLE
    assert box.text() == "99999"
    assert "99999" in box.problem
    assert box.problem in note(tab, "status_line")


def test_layers_typed_half_way_start_nothing(tab: TrainTab, run: RunInSight, long: Recipe) -> None:
    tab.form.set_recipe(long)
    edit = find(tab, QWidget, "hidden_layers_edit")
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_End)
    QTest.keyClicks(edit, ", 5x")
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert run.state is RunState.IDLE
