"""A run that ended here goes on, or starts again at a tenth of its rate."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QDoubleSpinBox

from desktop.train import wording
from desktop.train.run.status import unkept
from desktop.widgets.labels import with_warning_sign
from desktop.workspace.run.epoch_sentences import divergence, shot_up
from desktop.workspace.run.state_and_actions import RunState
from nncore.datasets import Dataset
from nncore.events import Diverged, StepFinished
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, RunStore
from tests.desktop.hands import find, listen
from tests.desktop.train.recipe.form_hands import enter
from tests.desktop.train.tab_hands import DIVERGING, FOLLOW_UPS, Hands


def test_a_finished_run_is_trained_five_epochs_more(
    hands: Hands, short: Recipe, store: RunStore
) -> None:
    hands.train(short)
    assert hands.title("train_more_button") == "Train 5 more epochs"
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    (kept,) = store.runs()
    assert (kept.epochs, kept.ending) == (7, Ending.FINISHED)
    assert hands.steps == kept.steps == 7 * 19
    assert hands.progress.done_epochs == 7
    hands.go_on()
    hands.wait_for(RunState.IDLE)


def test_a_stopped_run_goes_on_to_its_end_as_if_never_stopped(
    hands: Hands, small_dataset: Dataset, store: RunStore
) -> None:
    recipe = Recipe(hidden=(16,), batch_size=8, epochs=20)
    whole = recipe.start(small_dataset)
    steps = sum(isinstance(event, StepFinished) for event in whole.events)
    hands.start(recipe)
    hands.stop()
    assert hands.title("train_more_button") == "Go on to epoch 20"
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    (kept,) = store.runs()
    assert (kept.steps, kept.epochs) == (steps, 20)
    assert hands.steps == steps
    ours, theirs = kept.network().parameters, whole.network.parameters
    assert all(map(np.array_equal, ours, theirs))


@pytest.mark.parametrize(
    ("recipe", "tenth"),
    [
        (DIVERGING, 100),
        # a loss that stays a number, but shoots up
        (Recipe(hidden=(16,), optimizer="sgd", learning_rate=50.0, epochs=100), 5),
        (Recipe(hidden=(16,), optimizer="adam", learning_rate=50.0, epochs=100), 5),
    ],
    ids=["no number", "sgd", "adam"],
)
def test_a_run_that_diverged_says_so_and_is_started_again_at_a_tenth_of_the_rate(
    hands: Hands, recipe: Recipe, tenth: float
) -> None:
    hands.fail(recipe)
    ending = hands.run.ending
    assert isinstance(ending, Diverged)
    assert ending.kept_epoch == 0
    said, weights = wording.in_two(divergence(ending, recipe, recipe.learning_rate))
    assert hands.says("status_line") == with_warning_sign(said)
    assert hands.says("message_line") == weights
    assert hands.title("start_slower_button") == f"Start again at {tenth}"
    hands.click("start_slower_button")
    assert hands.recipe.learning_rate == hands.entered.learning_rate == tenth
    hands.qtbot.waitUntil(lambda: not hands.run.state.is_active, timeout=20_000)


@pytest.mark.parametrize(("optimizer", "rate", "tenth"), [("sgd", 5.0, 0.5), ("adam", 1.0, 0.1)])
def test_a_run_that_shot_up_and_only_guesses_is_started_again_at_a_tenth_of_the_rate(
    hands: Hands, optimizer: str, rate: float, tenth: float
) -> None:
    recipe = Recipe(hidden=(16,), optimizer=optimizer, learning_rate=rate, epochs=3)
    hands.train(recipe)
    assert hands.says("status_line").endswith(shot_up(recipe, rate))
    assert hands.offered(*FOLLOW_UPS) == ["start_slower_button"]
    assert hands.title("start_slower_button") == f"Start again at {tenth:g}"
    hands.press("Control+R")
    hands.wait_for(RunState.RUNNING)
    assert hands.entered.learning_rate == tenth
    hands.wait_for(RunState.IDLE)


def test_a_rate_that_was_raised_on_the_way_is_the_one_that_is_divided(hands: Hands) -> None:
    recipe = replace(DIVERGING, learning_rate=0.01, epochs=1000)
    hands.start(recipe)
    enter(find(hands.tab, QDoubleSpinBox, "learning_rate_box"), "1000")
    hands.wait_for(RunState.FAILED)
    assert isinstance(hands.run.ending, Diverged)
    assert hands.run.failure == divergence(hands.run.ending, recipe, 1000.0)
    assert hands.title("start_slower_button") == "Start again at 100"


def test_more_epochs_are_not_offered_without_the_run_on_disk(
    hands: Hands, short: Recipe, store: RunStore
) -> None:
    hands.train(short)
    store.delete(store.runs()[0].id)
    told = listen(hands.tab.announced)
    hands.click("train_more_button")
    hands.qtbot.waitUntil(lambda: bool(told))
    assert told == [wording.vanished(hands.run.name)]
    assert hands.offered("start_button", "train_more_button") == ["start_button"]


def test_a_run_that_cannot_be_kept_trains_all_the_same(
    hands: Hands, short: Recipe, store: RunStore
) -> None:
    store.folder.write_text("in the way")
    told = listen(hands.tab.announced)
    hands.train(short)
    lost = unkept(hands.progress, None, "Not a directory.")
    assert lost is not None
    assert hands.says("status_line") == with_warning_sign(lost.said)
    assert told[0].startswith(wording.cannot_be_kept(""))
    assert not hands.button("train_more_button").isVisible()
