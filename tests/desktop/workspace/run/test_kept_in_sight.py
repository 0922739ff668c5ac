"""A run on the disk comes into sight, goes on, is deleted and brought back."""

from dataclasses import replace

import pytest

from desktop.workspace.accuracy import Accuracy
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import Action, RunState
from nncore.datasets import Dataset
from nncore.events import KeepingFailed, StoppedEarly
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun
from tests.desktop.workspace.real_runs import Keep
from tests.desktop.workspace.run.run_by_hand import (
    ACTIVE,
    RECIPE,
    Listener,
    epoch,
    in_state,
    read_run,
    steps,
)


def test_an_opened_run_is_at_rest_with_all_that_was_kept_of_it(
    run: RunInSight, listener: Listener, kept: KeptRun
) -> None:
    run.open(read_run(kept))
    assert listener.heard() == ["begun", "changed"]
    assert not run.is_active
    assert (run.name, run.id, run.recipe) == ("Yesterday", kept.id, RECIPE)
    assert run.data_name == "Generated digits"
    assert len(run.history) == run.planned_steps == 38
    assert run.log is not None
    assert sum(line.ends_epoch for line in run.log.lines) == 2
    assert run.accuracy == Accuracy.of_epoch(kept, kept.last_epoch)
    assert run.network is not None
    assert run.network.ref == NetworkRef.of_run(kept.id)
    assert run.seconds_here == 0
    assert run.fraction == 1


@pytest.mark.parametrize(("stop", "fraction"), [(0, 0.0), (10, 10 / 38), (19, 0.5), (38, 1.0)])
def test_of_an_opened_run_that_was_stopped_the_part_that_was_made_is_done(
    run: RunInSight, keep_run: Keep, stop: int, fraction: float
) -> None:
    run.open(read_run(keep_run("Yesterday", RECIPE, steps=stop)))
    assert run.fraction == pytest.approx(fraction)


def test_between_two_epochs_an_opened_run_says_what_was_known_last(
    run: RunInSight, keep_run: Keep
) -> None:
    kept = keep_run("Yesterday", RECIPE, steps=25)
    assert kept.weights_epoch is None
    run.open(read_run(kept))
    assert run.accuracy == Accuracy.of_epoch(kept, kept.last_epoch)
    assert run.accuracy is not None


def test_an_opened_run_that_stopped_early_is_done(
    run: RunInSight, keep_run: Keep, impatient: Recipe
) -> None:
    kept = keep_run("Yesterday", impatient)
    run.open(read_run(kept))
    assert isinstance(run.ending, StoppedEarly)
    assert kept.epochs < impatient.epochs
    assert run.fraction == 1
    assert run.accuracy == Accuracy.of_epoch(kept, kept.weights_epoch)


def test_a_run_that_goes_on_keeps_its_curves_and_begins_where_it_stood(
    opened: RunInSight, listener: Listener, kept: KeptRun, small_dataset: Dataset
) -> None:
    run, network = opened, opened.network
    run.go_on(replace(RECIPE, epochs=4), small_dataset, kept)
    assert listener.heard() == ["begun", "changed"]
    assert run.state is RunState.RUNNING
    assert (run.id, run.network, run.name) == (kept.id, network, "Yesterday")
    assert run.accuracy == Accuracy.of_epoch(kept, kept.weights_epoch)
    assert run.kept is None
    assert (len(run.history), run.planned_steps, run.fraction) == (38, 4 * 19, 0.5)
    assert run.progress is not None
    assert run.progress.seconds > kept.seconds > run.seconds_here
    run.append((*steps(39, 57), epoch(3)))
    assert len(run.history) == 57
    assert [*run.history.epoch_ends] == [19, 38, 57]
    run.end("", kept)
    assert run.planned_steps == 57


def test_a_failure_is_over_when_another_run_is_opened(begun: RunInSight, kept: KeptRun) -> None:
    begun.append((KeepingFailed(3, "the disk is full"),))
    begun.end("Why.", None)
    begun.open(read_run(kept))
    assert begun.state is RunState.IDLE
    assert (begun.failure, begun.trouble, begun.ending) == ("", "", None)


def test_what_was_deleted_cannot_go_on(opened: RunInSight, listener: Listener) -> None:
    assert Action.GO_ON in opened.offers
    found = opened.kept
    opened.forget_kept()
    opened.forget_kept()
    assert (opened.kept, opened.gone) == (None, found)
    assert Action.GO_ON not in opened.offers
    assert opened.fraction == 1.0, "as much of it was done as before"
    assert listener.heard() == ["changed"]


def test_what_was_deleted_and_is_back_can_go_on(
    opened: RunInSight, listener: Listener, kept: KeptRun
) -> None:
    opened.forget_kept()
    listener.heard()
    opened.find_kept(kept)
    assert opened.gone is None
    assert Action.GO_ON in opened.offers
    assert listener.heard() == ["changed"]


def test_what_ended_here_and_was_deleted_is_back_as_it_ended_whatever_the_list_read_before(
    begun: RunInSight, kept: KeptRun
) -> None:
    begun.keep_as(kept.id)
    begun.end("", kept)
    begun.forget_kept()
    begun.find_kept(replace(kept, is_under_way=True))
    assert begun.kept is kept
    assert Action.GO_ON in begun.offers


def test_what_another_window_went_on_with_can_go_on_here_once_it_is_free(
    run: RunInSight, listener: Listener, keep_run: Keep
) -> None:
    kept = keep_run("Yesterday", RECIPE, steps=20)
    run.open(replace(read_run(kept), kept=replace(kept, is_under_way=True)))
    assert Action.GO_ON not in run.offers
    listener.heard()
    run.find_kept(replace(kept, is_under_way=True))
    assert listener.heard() == []
    run.find_kept(kept)
    assert Action.GO_ON in run.offers
    assert listener.heard() == ["changed"]


def test_a_run_that_comes_into_sight_is_not_the_one_that_was_deleted(
    opened: RunInSight, kept: KeptRun
) -> None:
    opened.forget_kept()
    opened.open(read_run(kept))
    assert opened.gone is None


@pytest.mark.parametrize("state", ACTIVE)
def test_of_a_run_under_way_nothing_lies_still_on_the_disk(
    begun: RunInSight, kept: KeptRun, state: RunState
) -> None:
    in_state(begun, state)
    begun.keep_as(kept.id)
    begun.find_kept(kept)
    assert begun.kept is None
