"""A run from the form to the drawers by mouse and keyboard alone: no recipe is handed in."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.formats import NOTHING
from desktop.train.inside.layers_model import LayerColumn
from desktop.workspace.run.state_and_actions import RunState
from nncore.events import StoppedEarly
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, RunStore
from tests.desktop.hands import find
from tests.desktop.train.tab_hands import Hands


def widget(hands: Hands, name: str) -> QWidget:
    return find(hands.tab, QWidget, name)


def enter(hands: Hands, name: str, text: str) -> None:
    """Type over what stands in a field, and leave it."""
    field = widget(hands, name)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Tab)


def test_a_run_is_set_up_in_the_form_and_stops_early(hands: Hands, store: RunStore) -> None:
    box = widget(hands, "preset_box")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    assert hands.tab.form.recipe == PRESETS["quick"]
    hands.click("more_button")
    enter(hands, "hidden_layers_edit", "16")
    enter(hands, "learning_rate_box", "0.1")
    enter(hands, "epochs_box", "90")
    enter(hands, "patience_box", "2")
    QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.wait_for(RunState.RUNNING)
    hands.wait_for(RunState.IDLE)
    assert isinstance(hands.run.ending, StoppedEarly)
    (kept,) = store.runs()
    assert kept.ending is Ending.EARLY
    recipe = kept.recipe
    assert (recipe.hidden, recipe.learning_rate, recipe.patience) == ((16,), 0.1, 2)


def test_kernels_are_typed_and_learn(hands: Hands) -> None:
    enter(hands, "hidden_layers_edit", "5x5x4, pool, 16")
    hands.click("step_button")
    hands.wait_for(RunState.PAUSED)
    assert hands.recipe.hidden == ("5x5x4", "pool", 16)
    hands.stop()


@pytest.mark.parametrize("by_key", [False, True])
def test_drawers_open_and_close_while_the_network_learns(
    hands: Hands, long: Recipe, by_key: bool
) -> None:
    def toggle(name: str) -> None:
        if by_key:
            widget(hands, name).setFocus()
            QTest.keyClick(widget(hands, name), Qt.Key.Key_Space)
        else:
            hands.click(name)

    hands.start(long)
    layers, journal = widget(hands, "layers_view"), widget(hands, "epoch_log_list")
    assert isinstance(layers, QAbstractItemView)
    assert isinstance(journal, QAbstractItemView)
    toggle("inside_toggle")
    assert layers.isVisible()
    hands.qtbot.waitUntil(lambda: layers.model().rowCount() > 0, timeout=20_000)
    toggle("epoch_log_toggle")
    assert not layers.isVisible()
    hands.qtbot.waitUntil(journal.isVisible, timeout=20_000)  # a sentence stands there before
    assert journal.model().rowCount() > 0
    toggle("epoch_log_toggle")
    assert not journal.isVisible()
    hands.stop()


def test_of_a_run_that_waits_the_layers_have_figures_too(hands: Hands, long: Recipe) -> None:
    hands.start(long)
    hands.wait_for_steps(1)
    hands.pause()
    hands.click("inside_toggle")
    layers = widget(hands, "layers_view")
    assert isinstance(layers, QAbstractItemView)
    gradient = layers.model().index(0, LayerColumn.GRADIENT)
    hands.qtbot.waitUntil(lambda: gradient.data() not in (None, NOTHING), timeout=20_000)
    hands.stop()


def test_keys_alone_lead_a_run_from_begin_to_end(hands: Hands, long: Recipe) -> None:
    def press_space_on(name: str) -> None:
        hands.qtbot.waitUntil(hands.button(name).hasFocus, timeout=20_000)
        QTest.keyClick(hands.button(name), Qt.Key.Key_Space)

    hands.tab.form.set_recipe(long)
    hands.tab.activateWindow()
    hands.qtbot.waitUntil(hands.tab.isActiveWindow)
    hands.button("start_button").setFocus()
    press_space_on("start_button")
    press_space_on("pause_button")
    hands.wait_for(RunState.PAUSED)
    hands.button("stop_button").setFocus()
    press_space_on("stop_button")
    hands.wait_for(RunState.IDLE)
    hands.qtbot.waitUntil(hands.button("start_button").hasFocus, timeout=20_000)


@pytest.mark.parametrize("stops", [False, True])
def test_a_run_that_ended_took_as_long_as_the_list_says(
    hands: Hands, store: RunStore, short: Recipe, long: Recipe, stops: bool
) -> None:
    if stops:
        hands.start(long)
        hands.wait_for_steps(50)
        hands.stop()
    else:
        hands.train(short)
    (kept,) = store.runs()
    assert hands.progress.seconds == kept.seconds
