"""What the run in sight offers: to go on, to start again slower, to be tried again."""

from dataclasses import replace

import pytest

from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import OFFERS, Action, RunState
from nncore.datasets import Dataset
from nncore.events import Diverged, RateChanged
from nncore.network import Network
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun
from tests.desktop.workspace.real_runs import Keep
from tests.desktop.workspace.run.run_by_hand import (
    ACTIVE,
    LOST,
    OVERFLOWING,
    RECIPE,
    in_state,
    read_run,
    snapshot,
    steps,
)


@pytest.mark.parametrize("state", ACTIVE)
def test_what_the_state_allows_is_offered_while_it_is_under_way(
    begun: RunInSight, state: RunState
) -> None:
    assert in_state(begun, state).offers == OFFERS[state]


def test_a_run_that_ended_well_can_go_on_if_it_was_kept(begun: RunInSight, kept: KeptRun) -> None:
    begun.end("", None)
    assert Action.GO_ON not in begun.offers
    begun.end("", kept)
    assert begun.offers == {Action.START, Action.STEP, Action.GO_ON}


def test_a_run_that_failed_goes_on_from_what_is_kept_of_it(
    begun: RunInSight, keep_run: Keep
) -> None:
    begun.end("Why.", None)
    assert begun.offers == {Action.START, Action.STEP, Action.TRY_AGAIN}
    begun.end("Why.", keep_run("Yesterday", RECIPE, steps=20))
    assert begun.offers == {Action.START, Action.STEP, Action.GO_ON, Action.TRY_AGAIN}


def test_a_run_that_diverged_does_not_go_on_even_where_its_end_could_not_be_written(
    begun: RunInSight, keep_run: Keep
) -> None:
    begun.append((*steps(1, 2), LOST))
    begun.end("It diverged.", keep_run("Yesterday", RECIPE, steps=20))
    assert Action.GO_ON not in begun.offers


def test_a_run_whose_loss_diverged_can_be_started_at_a_tenth_of_its_last_rate(
    begun: RunInSight,
) -> None:
    begun.append((*steps(1, 2), RateChanged(3, 0.5, 0.2), LOST))
    assert Action.START_SLOWER not in begun.offers, "as long as it is under way"
    begun.end("It diverged.", None)
    assert begun.slower == replace(RECIPE, learning_rate=0.2 / 10)
    assert Action.START_SLOWER in begun.offers


def test_an_opened_run_that_diverged_can_be_started_slower_and_not_go_on(
    run: RunInSight, keep_run: Keep
) -> None:
    run.open(read_run(keep_run("Yesterday", OVERFLOWING)))
    assert isinstance(run.ending, Diverged)
    assert run.slower == replace(OVERFLOWING, learning_rate=100.0)
    assert run.offers == {Action.START, Action.STEP, Action.START_SLOWER}


def test_a_run_whose_loss_diverged_by_something_else_than_its_rate_is_not_to_be_slower(
    run: RunInSight, small_dataset: Dataset
) -> None:
    run.begin(Recipe(weight_decay=1e38), small_dataset, "Mine")
    run.append((*steps(1, 2), LOST))
    run.end("It diverged.", None)
    assert run.slower is None
    assert Action.START_SLOWER not in run.offers


def blow_up(run: RunInSight, network: Network, accuracy: float | None) -> None:
    """Its loss shoots up, and then it reads so many digits right."""
    run.append((*steps(1, 1), *steps(2, 5, loss=50.0), *steps(6, 19)))
    run.publish(snapshot(network, accuracy))


def test_a_run_that_only_guesses_since_its_loss_shot_up_can_be_started_slower_not_go_on(
    begun: RunInSight, network: Network, kept: KeptRun
) -> None:
    blow_up(begun, network, 0.1)
    assert Action.START_SLOWER not in begun.offers, "as long as it is under way"
    begun.end("", kept)
    assert begun.never_came_back
    assert begun.slower == replace(RECIPE, learning_rate=0.05)
    assert begun.offers == {Action.START, Action.STEP, Action.START_SLOWER}


@pytest.mark.parametrize("accuracy", [0.2, 0.9, None])
def test_a_run_that_reads_digits_came_back_and_of_one_not_measured_nobody_knows(
    begun: RunInSight, network: Network, accuracy: float | None, kept: KeptRun
) -> None:
    blow_up(begun, network, accuracy)
    begun.end("", kept)
    assert not begun.never_came_back
    assert begun.slower is None
    assert Action.GO_ON in begun.offers


def test_a_run_that_guesses_without_a_loss_that_shot_up_has_only_not_learned_yet(
    begun: RunInSight, network: Network
) -> None:
    begun.append(steps(1, 19))
    begun.publish(snapshot(network, 0.1))
    begun.end("", None)
    assert not begun.never_came_back
