"""The form in its place: what is typed half-way when a run is started by the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.train.recipe.rate_boxes import RateBox
from desktop.train.view import TrainTab
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.states import RunState
from nncore.recipes.recipe import Recipe


def test_a_run_goes_by_what_the_fields_show(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, long: Recipe
) -> None:
    tab.form.set_recipe(long)
    box = tab.findChild(RateBox, "learning_rate_box")
    assert box is not None
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "0.0")
    assert tab.form.recipe == long
    with qtbot.waitSignal(tab.controller.started) as started:
        QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert started.args is not None
    assert started.args[0].recipe == long
    assert box.text() == "0.002"
    tab.actions_of_run.stop.trigger()
    qtbot.waitUntil(lambda: run.state is RunState.IDLE, timeout=20_000)


def test_layers_typed_half_way_start_nothing(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, long: Recipe
) -> None:
    tab.form.set_recipe(long)
    edit = tab.findChild(QWidget, "hidden_layers_edit")
    assert edit is not None
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_End)
    QTest.keyClicks(edit, ", 5x")
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert run.state is RunState.IDLE
