"""A run steered by mouse and keyboard: paused, stepped, slowed down, gone on with."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox

from desktop.workspace.data_choice import DataChoice
from desktop.workspace.run.state_and_actions import Action, RunState
from nncore.datasets import Dataset
from nncore.events import NonDigitsDrawn, RateChanged, StepFinished
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, RunStore

Hands = Any
"""The fixture `hands`: see conftest."""

BUTTONS = ("start_button", "pause_button", "step_button", "stop_button", "train_more_button")
DIVERGING = Recipe(hidden=(128,) * 4, optimizer="sgd", learning_rate=1000.0)


def press(hands: Hands, keys: str) -> None:
    """Keys go to the whole window, wherever the focus is."""
    *modifiers, key = keys.split("+")
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= getattr(Qt.KeyboardModifier, f"{modifier}Modifier")
    hands.tab.activateWindow()
    hands.qtbot.waitUntil(hands.tab.isActiveWindow)
    QTest.keyClick(hands.tab, getattr(Qt.Key, f"Key_{key}"), held)


def test_before_a_run_it_can_be_started_or_stepped(hands: Hands) -> None:
    assert hands.offered(*BUTTONS) == ["start_button", "step_button"]


def test_while_it_runs_it_can_be_paused_or_stopped(hands: Hands, long: Recipe) -> None:
    hands.start(long)
    assert hands.offered(*BUTTONS) == ["pause_button", "stop_button"]


def test_while_it_waits_it_can_be_resumed_stepped_or_stopped(hands: Hands, long: Recipe) -> None:
    hands.start(long)
    hands.click("pause_button")
    hands.wait_for(RunState.PAUSED)
    assert hands.offered(*BUTTONS) == ["pause_button", "step_button", "stop_button"]


def test_a_step_is_one_batch_and_then_it_waits(hands: Hands, long: Recipe) -> None:
    hands.start(long)
    hands.click("pause_button")
    hands.wait_for(RunState.PAUSED)
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


def test_single_steps_over_the_end_of_an_epoch_and_of_the_run(
    hands: Hands, small_dataset: Dataset
) -> None:
    recipe = Recipe(hidden=(4,), batch_size=600, epochs=2)
    hands.tab.form.set_recipe(recipe)
    hands.click("step_button")
    hands.wait_for(RunState.PAUSED)
    for step in (2, 3, 4):
        hands.click("step_button")
        hands.wait_for_steps(step)
    hands.click("step_button")
    hands.wait_for(RunState.IDLE)
    assert hands.says("status_line").startswith("Done")


def test_of_a_step_that_draws_what_it_learns_from_first_the_status_says_how_far_that_is(
    hands: Hands, small_dataset: Dataset
) -> None:
    hands.run.begin(Recipe(non_digit_share=0.5), small_dataset, "Mine")
    hands.run.append((NonDigitsDrawn(0.2),))
    hands.run.enter(RunState.PAUSED)
    assert "20\u00a0%" in hands.says("status_line")
    hands.run.append((NonDigitsDrawn(0.6),))
    assert "60\u00a0%" in hands.says("status_line")


def test_stepped_or_not_the_weights_are_the_same(
    hands: Hands, small_dataset: Dataset, store: RunStore
) -> None:
    recipe = Recipe(hidden=(4,), batch_size=600, epochs=2)
    whole = recipe.start(small_dataset)
    list(whole.events)
    hands.tab.form.set_recipe(recipe)
    for step in (1, 2, 3):
        hands.click("step_button")
        hands.wait_for_steps(step)
        hands.wait_for(RunState.PAUSED)
    hands.click("pause_button")
    hands.wait_for(RunState.IDLE)
    stepped = store.runs()[0].network()
    assert all(map(np.array_equal, stepped.parameters, whole.network.parameters))


@pytest.mark.parametrize(
    ("keys", "state"),
    [("Control+P", RunState.PAUSED), ("Control+Period", RunState.IDLE)],
)
def test_a_run_obeys_the_keyboard(hands: Hands, long: Recipe, keys: str, state: RunState) -> None:
    hands.start(long)
    press(hands, keys)
    hands.wait_for(state)


def test_the_keyboard_starts_steps_resumes(hands: Hands, long: Recipe) -> None:
    hands.tab.form.set_recipe(long)
    press(hands, "Control+B")
    hands.wait_for(RunState.PAUSED)
    press(hands, "Control+B")
    hands.wait_for_steps(2)
    press(hands, "Control+P")
    hands.wait_for(RunState.RUNNING)
    press(hands, "Control+Period")
    hands.wait_for(RunState.IDLE)
    press(hands, "Control+Return")
    hands.wait_for(RunState.RUNNING)


def test_a_rate_changed_while_it_runs_is_followed_marked_and_kept(
    hands: Hands, long: Recipe, store: RunStore
) -> None:
    hands.start(long)
    rate = hands.tab.findChild(QDoubleSpinBox, "learning_rate_box")
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
    hands.click("stop_button")
    hands.wait_for(RunState.IDLE)
    kept = store.runs()[0]
    assert kept.rate_changes == (RateChanged(step, before, after),)
    assert kept.recipe.learning_rate == long.learning_rate
    assert hands.tab.form.recipe.learning_rate == 0.0005


def test_a_finished_run_is_trained_five_epochs_more(
    hands: Hands, short: Recipe, store: RunStore
) -> None:
    hands.start(short)
    hands.wait_for(RunState.IDLE)
    assert hands.button("train_more_button").text().replace("&", "") == "Train 5 more epochs"
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    (kept,) = store.runs()
    assert (kept.epochs, kept.ending) == (7, Ending.FINISHED)
    assert hands.steps == kept.steps == 7 * 19
    assert "7 epochs" in hands.says("status_line")
    hands.go_on()
    hands.wait_for(RunState.IDLE)


def test_a_stopped_run_goes_on_to_its_end_as_if_never_stopped(
    hands: Hands, small_dataset: Dataset, store: RunStore
) -> None:
    recipe = Recipe(hidden=(16,), batch_size=8, epochs=20)
    whole = recipe.start(small_dataset)
    steps = sum(isinstance(event, StepFinished) for event in whole.events)
    hands.start(recipe)
    hands.click("stop_button")
    hands.wait_for(RunState.IDLE)
    assert hands.button("train_more_button").text().replace("&", "") == "Go on to epoch 20"
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    (kept,) = store.runs()
    assert (kept.steps, kept.epochs) == (steps, 20)
    assert hands.steps == steps
    ours, theirs = kept.network().parameters, whole.network.parameters
    assert all(map(np.array_equal, ours, theirs))


def test_a_run_that_diverged_is_started_again_at_a_tenth_of_the_rate(hands: Hands) -> None:
    hands.tab.form.set_recipe(DIVERGING)
    hands.click("start_button")
    hands.wait_for(RunState.FAILED)
    assert hands.says("message_line") == (
        "Is the learning rate of 1000 too high? The weights are the first ones again."
    )
    assert hands.button("start_slower_button").text() == "Start again at 100"
    hands.click("start_slower_button")
    assert hands.run.recipe.learning_rate == 100
    assert hands.tab.form.recipe.learning_rate == 100
    hands.wait_for(RunState.FAILED)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_loss_that_stays_a_number_but_shoots_up_ends_the_run_with_the_weights_before(
    hands: Hands, optimizer: str
) -> None:
    recipe = Recipe(hidden=(16,), optimizer=optimizer, learning_rate=50.0, epochs=100)
    hands.tab.form.set_recipe(recipe)
    hands.click("start_button")
    hands.wait_for(RunState.FAILED)
    assert "beyond all measure in epoch 1." in hands.says("status_line")
    assert hands.says("message_line") == (
        "Is the learning rate of 50 too high? The weights are the first ones again."
    )
    assert hands.button("start_slower_button").text() == "Start again at 5"


@pytest.mark.parametrize(("optimizer", "rate", "tenth"), [("sgd", 5.0, 0.5), ("adam", 1.0, 0.1)])
def test_a_run_that_shot_up_and_only_guesses_is_started_again_at_a_tenth_of_the_rate(
    hands: Hands, optimizer: str, rate: float, tenth: float
) -> None:
    recipe = Recipe(hidden=(16,), optimizer=optimizer, learning_rate=rate, epochs=3)
    hands.tab.form.set_recipe(recipe)
    hands.click("start_button")
    hands.wait_for(RunState.RUNNING)
    hands.wait_for(RunState.IDLE)
    assert f"Is the learning rate of {rate:g} too high?" in hands.says("status_line")
    follow_ups = ("train_more_button", "start_slower_button")
    assert hands.offered(*follow_ups) == ["start_slower_button"]
    assert hands.button("start_slower_button").text() == f"Start again at {tenth:g}"
    press(hands, "Control+R")
    hands.wait_for(RunState.RUNNING)
    assert hands.tab.form.recipe.learning_rate == tenth
    hands.wait_for(RunState.IDLE)


def test_a_rate_that_was_raised_on_the_way_is_the_one_that_is_divided(
    hands: Hands, long: Recipe
) -> None:
    hands.start(Recipe(hidden=(128,) * 4, optimizer="sgd", learning_rate=0.01, epochs=1000))
    rate = hands.tab.findChild(QDoubleSpinBox, "learning_rate_box")
    rate.setFocus()
    rate.selectAll()
    QTest.keyClicks(rate, "1000")
    QTest.keyClick(rate, Qt.Key.Key_Return)
    hands.wait_for(RunState.FAILED)
    assert hands.button("start_slower_button").text() == "Start again at 100"


def test_more_epochs_are_not_offered_without_the_run_on_disk(
    hands: Hands, short: Recipe, store: RunStore
) -> None:
    hands.start(short)
    hands.wait_for(RunState.IDLE)
    store.delete(store.runs()[0].id)
    told: list[str] = []
    hands.tab.announced.connect(told.append)
    hands.click("train_more_button")
    hands.qtbot.waitUntil(lambda: bool(told))
    assert "not there any more" in told[0]
    assert hands.offered("start_button", "train_more_button") == ["start_button"]


def test_the_title_of_an_epoch_is_told_in_words(hands: Hands, short: Recipe) -> None:
    hands.start(short)
    hands.wait_for(RunState.IDLE)
    assert "alidation loss" in hands.says("message_line")


def test_a_run_that_cannot_be_kept_trains_all_the_same(
    hands: Hands, short: Recipe, store: RunStore
) -> None:
    store.folder.write_text("in the way")
    told: list[str] = []
    hands.tab.announced.connect(told.append)
    hands.start(short)
    hands.wait_for(RunState.IDLE)
    said = "⚠ Trained 2 epochs, but kept nothing of it: Not a directory."
    assert hands.says("status_line") == said
    assert told
    assert "cannot be kept" in told[0]
    assert not hands.button("train_more_button").isVisible()


def refuse() -> None:
    raise OSError("too many processes")


def test_a_process_that_cannot_be_started_is_told_and_tried_again(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, short: Recipe
) -> None:
    start = hands.trainer._start
    monkeypatch.setattr(hands.trainer, "_start", refuse)
    hands.tab.form.set_recipe(short)
    hands.click("start_button")
    hands.wait_for(RunState.FAILED)
    assert "cannot be started: too many processes" in hands.says("status_line")
    assert hands.offered("try_again_button") == ["try_again_button"]
    monkeypatch.setattr(hands.trainer, "_start", start)
    hands.click("try_again_button")
    hands.wait_for(RunState.RUNNING)
    assert not hands.button("try_again_button").isVisible()
    hands.wait_for(RunState.IDLE)
    assert hands.steps == 2 * 19


def test_a_run_that_is_stopped_while_it_waits_is_shown_whole(hands: Hands, long: Recipe) -> None:
    hands.start(replace(long, batch_size=4))
    hands.wait_for_steps(1_500)
    hands.click("pause_button")
    hands.wait_for(RunState.PAUSED)
    assert hands.tab.plots.sight.low > 1
    hands.click("stop_button")
    hands.wait_for(RunState.IDLE)
    assert hands.tab.plots.sight.low <= 1


def test_what_is_tried_again_is_what_the_form_says_by_then(
    hands: Hands, data: DataChoice, monkeypatch: pytest.MonkeyPatch, short: Recipe
) -> None:
    start = hands.trainer._start
    monkeypatch.setattr(hands.trainer, "_start", refuse)
    hands.tab.form.set_recipe(short)
    hands.click("start_button")
    hands.wait_for(RunState.FAILED)
    data.choose("mnist")
    assert hands.offered("try_again_button") == []
    data.choose("generated")
    other = replace(short, seed=short.seed + 1)
    hands.tab.form.set_recipe(other)
    monkeypatch.setattr(hands.trainer, "_start", start)
    hands.click("try_again_button")
    assert hands.run.recipe == other
    hands.wait_for(RunState.IDLE)


def test_a_kept_run_that_could_not_go_on_is_tried_again_itself(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, short: Recipe, store: RunStore
) -> None:
    start = hands.trainer._start
    hands.start(short)
    hands.wait_for(RunState.IDLE)
    hands.trainer._hang_up()
    monkeypatch.setattr(hands.trainer, "_start", refuse)
    hands.click("train_more_button")
    hands.wait_for(RunState.FAILED)
    hands.tab.form.set_recipe(replace(short, seed=short.seed + 1))
    assert "a kept one as it is" in hands.button("try_again_button").toolTip()
    monkeypatch.setattr(hands.trainer, "_start", start)
    with hands.qtbot.waitSignal(hands.run.ended, timeout=20_000):
        hands.tab.actions_of_run.asked.emit(Action.TRY_AGAIN)
    (kept,) = store.runs()
    assert kept.epochs == short.epochs + 5


def test_a_run_that_is_paused_and_stepped_by_hand_shows_its_last_steps(
    hands: Hands, long: Recipe
) -> None:
    hands.start(replace(long, batch_size=4))
    hands.wait_for_steps(1_500)
    hands.click("pause_button")
    hands.wait_for(RunState.PAUSED)
    plots, done = hands.tab.plots, hands.steps
    assert plots.sight.high >= done
    assert plots.sight.low > done - 200
    hands.click("step_button")
    hands.wait_for_steps(done + 1)
    assert plots.sight.low <= done + 1 <= plots.sight.high
    assert f"step {done + 1:,} of" in hands.says("status_line")
    hands.click("pause_button")
    hands.wait_for_steps(done + 200)
    hands.qtbot.waitUntil(lambda: plots.sight.low <= 1)
