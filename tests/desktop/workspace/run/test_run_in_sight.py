"""The run in sight, told by hand: its states, its figures, what it offers and when it says so."""

from collections.abc import Callable
from dataclasses import replace
from math import inf
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from desktop.workspace.accuracy import Accuracy
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.run.opened_run import OpenedRun, read
from desktop.workspace.run.progress import RunProgress
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import OFFERS, Action, RunState
from nncore.datasets import Dataset, SplitName
from nncore.events import (
    Diverged,
    EpochFinished,
    Event,
    KeepingFailed,
    RateChanged,
    StepFinished,
    StoppedEarly,
    ValidationAdvanced,
)
from nncore.network import Network
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, KeptRun, RunStore, keep

RECIPE = Recipe(hidden=(4,), learning_rate=0.5, schedule="constant", epochs=2)
ACTIVE = [RunState.RUNNING, RunState.PAUSED, RunState.STOPPING]
EARLY = StoppedEarly(1, 1, 0.9)
LOST = Diverged(3, 1, inf, 0.5, 0)
OVERFLOWING = Recipe(hidden=(128,) * 4, optimizer="sgd", learning_rate=1000.0)

Keep = Callable[..., KeptRun]


class Listener(QObject):
    """Writes down the signals, and what could be read of the run when they came."""

    def __init__(self, run: RunInSight) -> None:
        super().__init__()
        self.log: list[str] = []
        self.states: list[RunState] = []
        self.known_steps: list[tuple[int, int]] = []
        self._run = run
        run.begun.connect(self._on_begun)
        run.appended.connect(self._on_appended)
        run.published.connect(self._on_published)
        run.changed.connect(self._on_changed)
        run.ended.connect(self._on_ended)

    def heard(self) -> list[str]:
        """The signals since this was asked last."""
        heard, self.log = self.log, []
        return heard

    def _note(self, word: str) -> None:
        self.log.append(word)
        self.states.append(self._run.state)

    @Slot()
    def _on_begun(self) -> None:
        self._note("begun")

    @Slot(tuple)
    def _on_appended(self, _events: tuple[Event, ...]) -> None:
        self._note("appended")
        assert self._run.progress is not None
        self.known_steps.append((len(self._run.history), self._run.progress.step))

    @Slot(NamedNetwork)
    def _on_published(self, _network: NamedNetwork) -> None:
        self._note("published")

    @Slot()
    def _on_changed(self) -> None:
        self._note("changed")

    @Slot()
    def _on_ended(self) -> None:
        self._note("ended")


@pytest.fixture
def run(qapp: QApplication) -> RunInSight:
    return RunInSight()


@pytest.fixture
def listener(run: RunInSight) -> Listener:
    return Listener(run)


@pytest.fixture
def begun(run: RunInSight, listener: Listener, small_dataset: Dataset) -> RunInSight:
    """A run that has just begun: two epochs of 19 steps."""
    run.begin(RECIPE, small_dataset, "Mine")
    listener.heard()
    return run


@pytest.fixture
def keep_run(tmp_path: Path, small_dataset: Dataset) -> Keep:
    """Makes a run that lies on the disk, stopped after so many of its steps."""

    def make(recipe: Recipe = RECIPE, steps: int = 10**9) -> KeptRun:
        store = RunStore(tmp_path / "runs")
        record = store.begin("Yesterday", recipe, small_dataset)
        events = keep(recipe.start(small_dataset), small_dataset, record)
        for event in events if steps else ():
            if isinstance(event, StepFinished) and event.step == steps:
                record.end(Ending.STOPPED)
                break
        events.close()
        record.close()  # events that nobody pulled close nothing
        return store.get(record.id)

    return make


def opened(kept: KeptRun) -> OpenedRun:
    return read(kept, lambda _part: None)


def steps(first: int, last: int, loss: float = 1.0) -> tuple[Event, ...]:
    return tuple(
        StepFinished(step, (step - 1) // 19 + 1, loss, 0.5, 0.5, 64)
        for step in range(first, last + 1)
    )


def epoch(number: int, accuracy: float = 0.8) -> EpochFinished:
    return EpochFinished(number, 19 * number, 1.0, 0.5, 0.9, accuracy)


def snapshot(network: Network, accuracy: float | None = None) -> NamedNetwork:
    known = None
    if accuracy is not None:
        known = Accuracy(accuracy, "Generated digits", SplitName.VALIDATION, 300, 1)
    return NamedNetwork("Mine", NetworkRef.of_run("mine"), network, known)


def in_state(run: RunInSight, state: RunState) -> RunInSight:
    """The run, once it has come to an active state."""
    if state is not RunState.RUNNING:
        run.enter(state)
    assert run.state is state
    return run


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
    run.open(opened(keep_run(OVERFLOWING)))
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


def test_a_failure_is_over_when_another_run_is_opened(begun: RunInSight, keep_run: Keep) -> None:
    begun.append((KeepingFailed(3, "the disk is full"),))
    begun.end("Why.", None)
    begun.open(opened(keep_run()))
    assert begun.state is RunState.IDLE
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


@pytest.mark.parametrize("state", ACTIVE)
def test_what_the_state_allows_is_offered_while_it_is_under_way(
    begun: RunInSight, state: RunState
) -> None:
    assert in_state(begun, state).offers == OFFERS[state]


def test_a_run_that_ended_well_can_go_on_if_it_was_kept(begun: RunInSight, keep_run: Keep) -> None:
    begun.end("", None)
    assert Action.GO_ON not in begun.offers
    begun.end("", keep_run())
    assert begun.offers == {Action.START, Action.STEP, Action.GO_ON}


def test_what_was_deleted_cannot_go_on(run: RunInSight, listener: Listener, keep_run: Keep) -> None:
    found = opened(keep_run())
    run.open(found)
    assert Action.GO_ON in run.offers
    listener.heard()
    run.forget_kept()
    run.forget_kept()
    assert (run.kept, run.gone) == (None, found.kept)
    assert Action.GO_ON not in run.offers
    assert run.fraction == 1.0, "as much of it was done as before"
    assert listener.heard() == ["changed"]


def test_why_it_cannot_be_kept_is_noted_and_told(begun: RunInSight, listener: Listener) -> None:
    begun.note_trouble("The disk is full.")
    assert begun.trouble == "The disk is full."
    assert listener.heard() == ["changed"]


def test_what_was_deleted_and_is_back_can_go_on(
    run: RunInSight, listener: Listener, keep_run: Keep
) -> None:
    kept = keep_run()
    run.open(opened(kept))
    run.forget_kept()
    listener.heard()
    run.find_kept(kept)
    assert run.gone is None
    assert Action.GO_ON in run.offers
    assert listener.heard() == ["changed"]


def test_what_ended_here_and_was_deleted_is_back_as_it_ended_whatever_the_list_read_before(
    begun: RunInSight, keep_run: Keep
) -> None:
    kept = keep_run()
    begun.keep_as(kept.id)
    begun.end("", kept)
    begun.forget_kept()
    begun.find_kept(replace(kept, is_under_way=True))
    assert begun.kept is kept
    assert Action.GO_ON in begun.offers


def test_what_another_window_went_on_with_can_go_on_here_once_it_is_free(
    run: RunInSight, listener: Listener, keep_run: Keep
) -> None:
    kept = keep_run(steps=20)
    run.open(replace(opened(kept), kept=replace(kept, is_under_way=True)))
    assert Action.GO_ON not in run.offers
    listener.heard()
    run.find_kept(replace(kept, is_under_way=True))
    assert listener.heard() == []
    run.find_kept(kept)
    assert Action.GO_ON in run.offers
    assert listener.heard() == ["changed"]


def test_a_run_that_comes_into_sight_is_not_the_one_that_was_deleted(
    run: RunInSight, keep_run: Keep
) -> None:
    run.open(opened(keep_run()))
    run.forget_kept()
    run.open(opened(keep_run()))
    assert run.gone is None


@pytest.mark.parametrize("state", ACTIVE)
def test_of_a_run_under_way_nothing_lies_still_on_the_disk(
    begun: RunInSight, keep_run: Keep, state: RunState
) -> None:
    in_state(begun, state)
    kept = keep_run()
    begun.keep_as(kept.id)
    begun.find_kept(kept)
    assert begun.kept is None


def test_a_run_that_failed_goes_on_from_what_is_kept_of_it(
    begun: RunInSight, keep_run: Keep
) -> None:
    begun.end("Why.", None)
    assert begun.offers == {Action.START, Action.STEP, Action.TRY_AGAIN}
    begun.end("Why.", keep_run(steps=20))
    assert begun.offers == {Action.START, Action.STEP, Action.GO_ON, Action.TRY_AGAIN}


def test_a_run_that_diverged_does_not_go_on_even_where_its_end_could_not_be_written(
    begun: RunInSight, keep_run: Keep
) -> None:
    begun.append((*steps(1, 2), LOST))
    begun.end("It diverged.", keep_run(steps=20))
    assert Action.GO_ON not in begun.offers


def test_a_run_whose_loss_diverged_can_be_started_at_a_tenth_of_its_last_rate(
    begun: RunInSight,
) -> None:
    begun.append((*steps(1, 2), RateChanged(3, 0.5, 0.2), LOST))
    assert Action.START_SLOWER not in begun.offers, "as long as it is under way"
    begun.end("It diverged.", None)
    assert begun.slower == replace(RECIPE, learning_rate=0.2 / 10)
    assert Action.START_SLOWER in begun.offers


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
    begun: RunInSight, network: Network, keep_run: Keep
) -> None:
    blow_up(begun, network, 0.1)
    assert Action.START_SLOWER not in begun.offers, "as long as it is under way"
    begun.end("", keep_run())
    assert begun.never_came_back
    assert begun.slower == replace(RECIPE, learning_rate=0.05)
    assert begun.offers == {Action.START, Action.STEP, Action.START_SLOWER}


@pytest.mark.parametrize("accuracy", [0.2, 0.9, None])
def test_a_run_that_reads_digits_came_back_and_of_one_not_measured_nobody_knows(
    begun: RunInSight, network: Network, accuracy: float | None, keep_run: Keep
) -> None:
    blow_up(begun, network, accuracy)
    begun.end("", keep_run())
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


def test_an_opened_run_is_at_rest_with_all_that_was_kept_of_it(
    run: RunInSight, listener: Listener, keep_run: Keep
) -> None:
    kept = keep_run()
    run.open(opened(kept))
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
    run.open(opened(keep_run(steps=stop)))
    assert run.fraction == pytest.approx(fraction)


def test_between_two_epochs_an_opened_run_says_what_was_known_last(
    run: RunInSight, keep_run: Keep
) -> None:
    kept = keep_run(steps=25)
    assert kept.weights_epoch is None
    run.open(opened(kept))
    assert run.accuracy == Accuracy.of_epoch(kept, kept.last_epoch)
    assert run.accuracy is not None


def test_an_opened_run_that_stopped_early_is_done(
    run: RunInSight, keep_run: Keep, impatient: Recipe
) -> None:
    kept = keep_run(impatient)
    run.open(opened(kept))
    assert isinstance(run.ending, StoppedEarly)
    assert kept.epochs < impatient.epochs
    assert run.fraction == 1
    assert run.accuracy == Accuracy.of_epoch(kept, kept.weights_epoch)


def test_an_opened_run_that_diverged_can_be_started_slower_and_not_go_on(
    run: RunInSight, keep_run: Keep
) -> None:
    run.open(opened(keep_run(OVERFLOWING)))
    assert isinstance(run.ending, Diverged)
    assert run.slower == replace(OVERFLOWING, learning_rate=100.0)
    assert run.offers == {Action.START, Action.STEP, Action.START_SLOWER}


def test_a_run_that_goes_on_keeps_its_curves_and_begins_where_it_stood(
    run: RunInSight, listener: Listener, keep_run: Keep, small_dataset: Dataset
) -> None:
    kept = keep_run()
    run.open(opened(kept))
    network = run.network
    listener.heard()
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
