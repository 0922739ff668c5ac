"""Each figure of the run in sight is of the weights, the images and the moment that it says."""

from collections.abc import Iterator
from threading import Event

import pytest

from desktop import formats
from desktop.train import wording
from desktop.train.runs.cells import RunColumn
from desktop.workspace import evaluation_service
from desktop.workspace.accuracy import Accuracy, moment
from desktop.workspace.evaluation import EvaluationColumns, EvaluationRequest
from desktop.workspace.jobs import Progress
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.run.state_and_actions import RunState
from nncore.datasets import Dataset
from nncore.evaluation import evaluate
from nncore.events import EpochFinished
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, KeptRun, RunStore
from tests.desktop.train.tab_hands import DIVERGING, Hands
from tests.desktop.workspace.real_runs import GoOn, Keep

ENDLESS = Recipe(hidden=(16,), batch_size=1, epochs=100)


def headline(hands: Hands) -> list[str]:
    """The large figure, its images and its moment."""
    return [hands.says(f"accuracy_{each}") for each in ("figure", "images", "moment")]


def last_accuracy(kept: KeptRun) -> float:
    """Of the validation images, after the last epoch."""
    assert kept.last_epoch is not None
    assert kept.last_epoch.validation_accuracy is not None
    return kept.last_epoch.validation_accuracy


def best_epoch(kept: KeptRun) -> EpochFinished:
    return min(kept.history().epochs, key=lambda each: each.validation_loss or 0.0)


def test_of_an_opened_run_that_stopped_early_the_best_epoch_is_told(
    hands: Hands, keep_run: Keep, impatient: Recipe
) -> None:
    kept = keep_run("Yesterday", impatient)
    assert kept.ending is Ending.EARLY
    best = best_epoch(kept)
    assert best != kept.last_epoch
    network = hands.open(kept.id)
    assert network.epoch == best.epoch
    assert network.accuracy == Accuracy.of_epoch(kept, best)
    assert hands.says("accuracy_figure") == formats.accuracy(best.validation_accuracy)
    with hands.qtbot.waitSignal(hands.run.published) as published:
        hands.click("train_more_button")
    assert published.args is not None
    assert published.args[0].accuracy == Accuracy.of_epoch(kept, best)
    hands.stop()


def test_nothing_is_claimed_of_weights_between_two_epochs(
    hands: Hands, keep_run: Keep, short: Recipe
) -> None:
    kept = keep_run("Yesterday", short, steps=25)
    network = hands.open(kept.id)
    assert (network.accuracy, network.epoch, network.step) == (None, None, 25)
    assert hands.says("accuracy_figure") == formats.accuracy(last_accuracy(kept))
    assert hands.says("accuracy_moment") == moment(1)
    assert hands.says("status_line") == wording.summary(kept, "Yesterday")


def test_of_a_run_that_was_stopped_each_figure_says_of_which_moment_it_is(
    hands: Hands, store: RunStore
) -> None:
    hands.start(Recipe(hidden=(16,), batch_size=4, epochs=100))
    hands.wait_for_steps(310)
    hands.pause()
    if hands.steps % 300 == 0:  # between two epochs
        hands.click("step_button")
        hands.wait_for_steps(hands.steps + 1)
    hands.stop()
    steps, epoch = hands.steps, formats.count(hands.steps // 300)
    hands.qtbot.waitUntil(lambda: hands.says("accuracy_moment") == moment(None, steps))
    assert hands.says("message_line").startswith(f"Epoch {epoch} · ")
    told = [formats.accuracy(last_accuracy(store.get(hands.run.id)), 2), epoch]
    row = [hands.tab.runs.model.index(0, each) for each in (RunColumn.ACCURACY, RunColumn.EPOCH)]
    hands.qtbot.waitUntil(lambda: [each.data() for each in row] == told)


@pytest.mark.parametrize("recipe", ["impatient", "diverging"])
def test_an_opened_run_tells_of_its_end_as_it_did_when_it_came(
    hands: Hands, store: RunStore, impatient: Recipe, recipe: str
) -> None:
    hands.begin(impatient if recipe == "impatient" else DIVERGING)
    hands.qtbot.waitUntil(lambda: not hands.run.state.is_active, timeout=20_000)
    assert hands.run.log is not None
    lines = hands.run.log.lines
    hands.open(store.runs()[0].id)
    assert hands.run.log.lines == lines


@pytest.fixture
def slow_readings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Images are read no sooner than this is set."""
    let_go, columns_of = Event(), evaluation_service.columns_of

    def slow(request: EvaluationRequest, progress: Progress) -> EvaluationColumns:
        let_go.wait(20)
        return columns_of(request, progress)

    monkeypatch.setattr(evaluation_service, "columns_of", slow)
    yield let_go
    let_go.set()


def stop_unmeasured(hands: Hands, recipe: Recipe) -> str:
    """The id of a run that was stopped between two epochs, and that the list has."""
    hands.start(recipe)
    hands.stop()
    hands.qtbot.waitUntil(
        lambda: getattr(hands.kept_runs.get(hands.run.id), "ending", None) is not None
    )
    return hands.run.id


def let_measure(hands: Hands, slow_readings: Event) -> None:
    slow_readings.set()
    hands.wait_until_idle()


def test_what_is_measured_of_the_last_run_is_not_said_of_one_that_was_opened_since(
    hands: Hands, yesterday: KeptRun, slow_readings: Event
) -> None:
    stop_unmeasured(hands, ENDLESS)
    network = hands.open(yesterday.id)
    assert network.accuracy is not None
    figures = headline(hands)
    assert figures[2] == moment(2)
    with hands.qtbot.waitSignal(hands.workspace.networks_changed):
        slow_readings.set()
    assert headline(hands) == figures
    assert hands.says("status_line") == wording.summary(yesterday, "Yesterday")
    assert hands.network is network


def test_what_is_measured_of_a_run_does_not_replace_what_another_window_made_of_it_since(
    hands: Hands, slow_readings: Event, go_on_elsewhere: GoOn
) -> None:
    run_id = stop_unmeasured(hands, Recipe(hidden=(16,), batch_size=1, epochs=2))
    go_on_elsewhere(run_id)
    hands.kept_runs.refresh()
    hands.qtbot.waitUntil(lambda: hands.network.epoch == 2, timeout=20_000)
    let_measure(hands, slow_readings)
    assert hands.network.epoch == 2


def test_what_is_measured_of_a_run_does_not_bring_it_back_where_another_window_deleted_it(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, slow_readings: Event
) -> None:
    run_id = stop_unmeasured(hands, ENDLESS)
    store.delete(run_id)
    kept_runs.refresh()
    hands.qtbot.waitUntil(lambda: kept_runs.get(run_id) is None)
    let_measure(hands, slow_readings)
    assert hands.workspace.network_store.get(NetworkRef.of_run(run_id)) is None


def test_weights_of_an_epoch_before_a_run_went_on_are_measured(
    hands: Hands, keep_run: Keep, store: RunStore, impatient: Recipe, small_dataset: Dataset
) -> None:
    whole = keep_run("Whole", impatient)
    best, last = whole.weights_epoch, whole.last_epoch
    assert best is not None
    assert last is not None
    run_id = keep_run("Yesterday", impatient, steps=last.step - 5).id
    hands.open(run_id)
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert store.get(run_id).ending is Ending.EARLY
    measured = evaluate(store.get(run_id).network(), small_dataset.validation).accuracy
    hands.qtbot.waitUntil(lambda: hands.says("accuracy_moment") == moment(best.epoch))
    assert hands.says("accuracy_figure") == formats.accuracy(measured)
