"""The run in sight, told by hand: its states, its figures, what it offers and when it says so."""

import pytest

from desktop.workspace.run.progress import RunProgress
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import Action, RunState
from nncore.datasets import Dataset
from nncore.events import Event, KeepingFailed, RateChanged, StoppedEarly, ValidationAdvanced
from nncore.network import Network
from tests.desktop.workspace.real_runs import Keep
from tests.desktop.workspace.run.run_by_hand import (
    ACTIVE,
    LOST,
    OVERFLOWING,
    RECIPE,
    Listener,
    epoch,
    in_state,
    read_run,
    snapshot,
    steps,
)

EARLY = StoppedEarly(1, 1, 0.9)


def test_without_a_run_nothing_is_known_and_one_can_be_started(run: RunInSight) -> None:
    assert run.state is RunState.IDLE
    assert (run.fraction, run.rate, run.planned_steps, run.seconds_here) == (0, 0, 0, 0)
    assert not run.is_active
    assert not run.never_came_back
    assert run.offers == {Action.START, Action.STEP}


def test_what_is_told_without_a_run_means_nothing(run: RunInSight, listener: Listener) -> None:
    run.append(steps(1, 3))
    for state in ACTIVE:
        run.enter(state)
    assert run.state is RunState.IDLE
    assert len(run.history) == 0
    assert listener.log == []


def test_a_run_that_begins_is_new_in_everything(
    run: RunInSight, listener: Listener, keep_run: Keep, small_dataset: Dataset
) -> None:
    run.open(read_run(keep_run("Yesterday", OVERFLOWING)))
    listener.heard()
    run.begin(RECIPE, small_dataset, "Mine")
    assert listener.heard() == ["begun", "changed"]
    assert run.state is RunState.RUNNING
    assert (run.name, run.data_name, run.recipe) == ("Mine", "Generated digits", RECIPE)
    assert (run.id, run.network, run.accuracy, run.kept, run.ending) == ("", None, None, None, None)
    assert (len(run.history), run.planned_steps, run.fraction) == (0, 38, 0)
    assert run.log is not None
    assert len(run.log) == 0
    assert run.rate == 0.5


def test_a_run_goes_from_start_over_pause_and_stop_to_its_end(
    begun: RunInSight, listener: Listener
) -> None:
    listener.states.clear()
    for state in (RunState.PAUSED, RunState.RUNNING, RunState.STOPPING):
        begun.enter(state)
        assert begun.state is state
    begun.end("", None)
    assert listener.heard() == ["changed", "changed", "changed", "changed", "ended"]
    assert listener.states == [
        RunState.PAUSED,
        RunState.RUNNING,
        RunState.STOPPING,
        RunState.IDLE,
        RunState.IDLE,
    ]


@pytest.mark.parametrize("state", ACTIVE)
@pytest.mark.parametrize(("failure", "end"), [("", RunState.IDLE), ("Why.", RunState.FAILED)])
def test_every_active_state_can_end_and_fail(
    begun: RunInSight, listener: Listener, state: RunState, failure: str, end: RunState
) -> None:
    in_state(begun, state)
    listener.heard()
    begun.end(failure, None)
    assert (begun.state, begun.failure) == (end, failure)
    assert listener.heard() == ["changed", "ended"]


@pytest.mark.parametrize("late", [RunState.PAUSED, RunState.RUNNING])
def test_what_comes_late_does_not_undo_a_stop(
    begun: RunInSight, listener: Listener, late: RunState
) -> None:
    begun.enter(RunState.STOPPING)
    listener.heard()
    begun.enter(late)
    assert begun.state is RunState.STOPPING
    assert listener.log == []


@pytest.mark.parametrize("failure", ["", "Why."])
@pytest.mark.parametrize("late", ACTIVE)
def test_nothing_but_a_start_moves_a_run_that_is_over(
    begun: RunInSight, listener: Listener, failure: str, late: RunState
) -> None:
    begun.end(failure, None)
    ended = begun.state
    listener.heard()
    begun.enter(late)
    begun.append(steps(1, 1))
    assert begun.state is ended
    assert len(begun.history) == 0
    assert listener.log == []


@pytest.mark.parametrize("state", [RunState.RUNNING, RunState.PAUSED])
def test_a_state_that_it_is_in_already_is_no_change(
    begun: RunInSight, listener: Listener, state: RunState
) -> None:
    in_state(begun, state)
    listener.heard()
    begun.enter(state)
    assert listener.log == []


def test_a_failure_is_over_when_another_run_begins(
    begun: RunInSight, small_dataset: Dataset
) -> None:
    begun.append((*steps(1, 3), KeepingFailed(3, "the disk is full"), LOST))
    begun.end("Why.", None)
    begun.begin(RECIPE, small_dataset, "Next")
    assert begun.state is RunState.RUNNING
    assert (begun.failure, begun.trouble, begun.ending) == ("", "", None)


def test_whoever_is_told_of_events_finds_them_known_already(
    begun: RunInSight, listener: Listener
) -> None:
    begun.append(steps(1, 10))
    begun.append((*steps(11, 19), ValidationAdvanced(1, 19, 300, 300), epoch(1)))
    assert listener.heard() == ["appended", "appended"]
    assert listener.known_steps == [(10, 10), (19, 19)]
    assert begun.log is not None
    assert begun.log.last_headline is not None
    assert [*begun.history.epoch_ends] == [19]
    assert begun.fraction == 0.5
    assert begun.planned_steps == 38


def test_what_happened_before_the_end_is_known_though_it_was_told_to_stop(
    begun: RunInSight,
) -> None:
    begun.enter(RunState.STOPPING)
    begun.append(steps(1, 4))
    begun.end("", None)
    assert len(begun.history) == begun.planned_steps == 4


def test_no_time_passes_during_a_pause_nor_after_the_end(begun: RunInSight) -> None:
    progress = begun.progress
    assert progress is not None
    begun.enter(RunState.PAUSED)
    waited = progress.seconds
    assert progress.seconds == waited
    begun.enter(RunState.RUNNING)
    assert progress.seconds > waited
    begun.end("", None)
    assert begun.seconds_here == progress.seconds == begun.seconds_here


def test_the_rate_is_the_last_that_was_set(begun: RunInSight) -> None:
    begun.append((*steps(1, 3), RateChanged(4, 0.5, 0.1), RateChanged(4, 0.1, 0.02)))
    assert begun.rate == 0.02


@pytest.mark.parametrize("ending", [EARLY, LOST], ids=["early", "diverged"])
def test_how_it_ended_is_what_the_event_says(begun: RunInSight, ending: Event) -> None:
    begun.append((*steps(1, 19), epoch(1), ending))
    assert begun.ending == ending
    assert begun.fraction == (1.0 if ending is EARLY else 0.5)


def test_trouble_with_writing_it_down_is_known(begun: RunInSight) -> None:
    begun.append((*steps(1, 3), KeepingFailed(3, "the disk is full")))
    assert begun.trouble == "the disk is full"


def test_its_network_is_the_last_that_was_published(
    begun: RunInSight, listener: Listener, network: Network
) -> None:
    for each in (snapshot(network, 0.5), snapshot(network)):
        begun.publish(each)
        assert begun.network is each
        assert begun.accuracy == each.accuracy
    assert listener.heard() == ["published", "published"]


@pytest.mark.parametrize("state", [RunState.PAUSED, RunState.STOPPING, RunState.IDLE])
def test_an_accuracy_that_comes_while_it_does_not_run_may_change_what_is_offered(
    begun: RunInSight, listener: Listener, network: Network, state: RunState
) -> None:
    if state is RunState.IDLE:
        begun.end("", None)
    else:
        begun.enter(state)
    listener.heard()
    begun.publish(snapshot(network, 0.5))
    assert listener.heard() == ["published", "changed"]


def test_the_time_of_a_run_begins_when_it_is_kept(
    begun: RunInSight, small_dataset: Dataset
) -> None:
    moments = iter([100.0, 105.0, 107.0])
    begun.progress = RunProgress(RECIPE, small_dataset, lambda: next(moments))
    begun.keep_as("2026-11-28")
    assert begun.progress.seconds == 2


def test_the_names_that_it_has_and_is_kept_under_are_told(
    begun: RunInSight, listener: Listener
) -> None:
    begun.keep_as("2026-11-28")
    assert begun.id == "2026-11-28"
    begun.rename("Yours")
    assert begun.name == "Yours"
    begun.rename("Yours")
    assert listener.heard() == ["changed", "changed"]


def test_why_it_cannot_be_kept_is_noted_and_told(begun: RunInSight, listener: Listener) -> None:
    begun.note_trouble("The disk is full.")
    assert begun.trouble == "The disk is full."
    assert listener.heard() == ["changed"]
