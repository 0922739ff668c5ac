"""A run steered by mouse and keyboard: paused, stepped, stopped, and taught at another rate."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox

from desktop import formats
from desktop.train import wording
from desktop.workspace.run.state_and_actions import RunState
from nncore.datasets import Dataset
from nncore.events import NonDigitsDrawn, RateChanged
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore
from tests.desktop.hands import find
from tests.desktop.train.tab_hands import Hands

BUTTONS = ("start_button", "pause_button", "step_button", "stop_button", "train_more_button")
FOUR_STEPS = Recipe(hidden=(4,), batch_size=600, epochs=2)


def test_what_can_be_pressed_follows_the_state(hands: Hands, long: Recipe) -> None:
    assert hands.offered(*BUTTONS) == ["start_button", "step_button"]
    hands.start(long)
    assert hands.offered(*BUTTONS) == ["pause_button", "stop_button"]
    hands.pause()
    assert hands.offered(*BUTTONS) == ["pause_button", "step_button", "stop_button"]


def test_a_step_is_one_batch_and_then_it_waits(hands: Hands, long: Recipe) -> None:
    hands.start(long)
    hands.pause()
    before = hands.steps
    for count in (1, 2, 3):
        hands.click("step_button")
        hands.wait_for_steps(before + count)
    assert hands.run.state is RunState.PAUSED
    assert hands.steps == before + 3


def test_a_run_can_begin_with_a_single_step(hands: Hands, long: Recipe) -> None:
    hands.tab.form.set_recipe(long)
    hands.click("step_button")
    hands.wait_for(RunState.PAUSED)
    assert hands.steps == 1
    hands.click("pause_button")
    hands.wait_for(RunState.RUNNING)
    hands.wait_for_steps(20)


def test_single_steps_over_the_end_of_an_epoch_and_of_the_run(hands: Hands) -> None:
    hands.tab.form.set_recipe(FOUR_STEPS)
    for step in (1, 2, 3, 4):
        hands.click("step_button")
        hands.wait_for_steps(step)
        hands.wait_for(RunState.PAUSED)
    hands.click("step_button")
    hands.wait_for(RunState.IDLE)
    assert hands.progress.is_complete


def test_stepped_or_not_the_weights_are_the_same(
    hands: Hands, small_dataset: Dataset, store: RunStore
) -> None:
    whole = FOUR_STEPS.start(small_dataset)
    list(whole.events)
    hands.tab.form.set_recipe(FOUR_STEPS)
    for step in (1, 2, 3):
        hands.click("step_button")
        hands.wait_for_steps(step)
        hands.wait_for(RunState.PAUSED)
    hands.click("pause_button")
    hands.wait_for(RunState.IDLE)
    stepped = store.runs()[0].network()
    assert all(map(np.array_equal, stepped.parameters, whole.network.parameters))


def test_of_a_step_that_draws_what_it_learns_from_first_the_status_says_how_far_that_is(
    hands: Hands, small_dataset: Dataset
) -> None:
    hands.run.begin(Recipe(non_digit_share=0.5), small_dataset, "Mine")
    for state in (RunState.RUNNING, RunState.PAUSED):
        hands.run.enter(state)
    for part in (0.2, 0.6):
        hands.run.append((NonDigitsDrawn(part),))
        assert formats.part_done(part) in hands.says("status_line")


@pytest.mark.parametrize(
    ("keys", "state"),
    [("Control+P", RunState.PAUSED), ("Control+Period", RunState.IDLE)],
)
def test_a_run_obeys_the_keyboard(hands: Hands, long: Recipe, keys: str, state: RunState) -> None:
    hands.start(long)
    hands.press(keys)
    hands.wait_for(state)


def test_the_keyboard_starts_steps_resumes(hands: Hands, long: Recipe) -> None:
    hands.tab.form.set_recipe(long)
    hands.press("Control+B")
    hands.wait_for(RunState.PAUSED)
    hands.press("Control+B")
    hands.wait_for_steps(2)
    hands.press("Control+P")
    hands.wait_for(RunState.RUNNING)
    hands.press("Control+Period")
    hands.wait_for(RunState.IDLE)
    hands.press("Control+Return")
    hands.wait_for(RunState.RUNNING)


def test_a_rate_changed_while_it_runs_is_followed_marked_and_kept(
    hands: Hands, long: Recipe, store: RunStore
) -> None:
    hands.start(long)
    rate = find(hands.tab, QDoubleSpinBox, "learning_rate_box")
    assert rate.isEnabled()
    rate.setFocus()
    rate.selectAll()
    QTest.keyClicks(rate, "0.0005")
    assert not hands.tab.plots.history.rate_changes  # not while it is being typed
    QTest.keyClick(rate, Qt.Key.Key_Return)
    hands.qtbot.waitUntil(lambda: len(hands.tab.plots.history.rate_changes) == 1)
    step, before, after = hands.tab.plots.history.rate_changes[0]
    assert (before, after) == (long.learning_rate, 0.0005)
    hands.wait_for_steps(step + 30)
    hands.stop()
    kept = store.runs()[0]
    assert kept.rate_changes == (RateChanged(step, before, after),)
    assert kept.recipe.learning_rate == long.learning_rate
    assert hands.entered.learning_rate == 0.0005


def test_a_run_that_is_stopped_while_it_waits_is_shown_whole(hands: Hands, long: Recipe) -> None:
    hands.start(replace(long, batch_size=4))
    hands.wait_for_steps(1_500)
    hands.pause()
    assert hands.tab.plots.sight.low > 1
    hands.stop()
    assert hands.tab.plots.sight.low <= 1


def test_a_run_that_is_paused_and_stepped_by_hand_shows_its_last_steps(
    hands: Hands, long: Recipe
) -> None:
    hands.start(replace(long, batch_size=4))
    hands.wait_for_steps(1_500)
    hands.pause()
    plots, done = hands.tab.plots, hands.steps
    assert plots.sight.high >= done
    assert plots.sight.low > done - 200
    hands.click("step_button")
    hands.wait_for_steps(done + 1)
    assert plots.sight.low <= done + 1 <= plots.sight.high
    last_loss = hands.run.history.losses.latest
    assert hands.says("status_line") == wording.paused(hands.progress, last_loss)
    assert hands.progress.step == done + 1
    hands.click("pause_button")
    hands.wait_for_steps(done + 200)
    hands.qtbot.waitUntil(lambda: plots.sight.low <= 1)
