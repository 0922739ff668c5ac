"""What is offered and said of the run in sight, whatever became of it meanwhile."""

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar

from desktop import formats
from desktop.theme import Theme
from desktop.train.plots.style import overlay_colour
from desktop.train.runs.cells import RunColumn
from desktop.workspace import evaluation_service
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.evaluation import EvaluationColumns, EvaluationRequest
from desktop.workspace.jobs import Progress
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.run.state_and_actions import Action, RunState
from nncore.datasets import Dataset
from nncore.evaluation import evaluate
from nncore.events import RateChanged, StepFinished
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import Ending, RunStore, keep
from nncore.runs.commit import Commit
from nncore.runs.commit_steps import put
from tests.desktop.hands import bring_back
from tests.desktop.stand_ins import change

Hands = Any
"""The fixture `hands`: see conftest."""

DIVERGING = Recipe(hidden=(128,) * 4, optimizer="sgd", learning_rate=1000.0)
FOLLOW_UPS = ("train_more_button", "start_slower_button")


def keep_run(
    store: RunStore,
    name: str,
    recipe: Recipe,
    dataset: Dataset,
    *,
    steps: int = 10**9,
    rates: dict[int, float] | None = None,
) -> str:
    """A run in the store, stopped after so many steps. rates: from which steps on, which."""
    record = store.begin(name, recipe, dataset)
    run = recipe.start(dataset)
    events = keep(run, dataset, record)
    for event in events:
        if isinstance(event, StepFinished):
            run.optimizer.learning_rate = (rates or {}).get(
                event.step + 1, run.optimizer.learning_rate
            )
            if event.step == steps:
                record.end(Ending.STOPPED)
                break
    events.close()
    return record.id


def open_run(hands: Hands, kept_runs: KeptRuns, run_id: str) -> NamedNetwork:
    with hands.qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    hands.qtbot.waitUntil(lambda: kept_runs.get(run_id) is not None)  # else another one was read
    with hands.qtbot.waitSignal(hands.run.begun):
        hands.tab.runs.open_requested.emit(run_id)
    network = hands.workspace.network
    assert isinstance(network, NamedNetwork)
    assert network.ref == NetworkRef.of_run(run_id)
    return network


def diverge(hands: Hands) -> None:
    hands.tab.form.set_recipe(DIVERGING)
    hands.click("start_button")
    hands.wait_for(RunState.FAILED)


def test_a_run_opened_after_a_failure_can_be_gone_on_with(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe, small_dataset: Dataset
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    diverge(hands)
    assert hands.offered(*FOLLOW_UPS) == ["start_slower_button"]
    open_run(hands, kept_runs, run_id)
    assert hands.offered(*FOLLOW_UPS) == ["train_more_button"]
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert store.get(run_id).epochs == 7


def test_an_opened_run_that_diverged_can_be_started_again_slower(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, small_dataset: Dataset
) -> None:
    run_id = keep_run(store, "Yesterday", DIVERGING, small_dataset)
    assert store.get(run_id).ending is Ending.DIVERGED
    open_run(hands, kept_runs, run_id)
    assert hands.offered(*FOLLOW_UPS) == ["start_slower_button"]
    hands.click("start_slower_button")
    hands.qtbot.waitUntil(lambda: not hands.run.state.is_active, timeout=20_000)
    assert hands.run.recipe.learning_rate == 100.0


def test_with_other_data_chosen_going_on_fetches_its_own(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    short: Recipe,
    small_dataset: Dataset,
    data: DataChoice,
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    open_run(hands, kept_runs, run_id)
    data.choose("mnist")
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert store.get(run_id).epochs == 7
    assert data.chosen == "generated"


def test_a_run_that_waits_for_its_data_does_not_go_on_after_a_change_of_mind(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    short: Recipe,
    small_dataset: Dataset,
    data: DataChoice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change(monkeypatch, "mnist", fingerprint=small_dataset.fingerprint)
    data.library._datasets.clear()
    splits = small_dataset.training, small_dataset.validation, small_dataset.test
    run_id = keep_run(store, "Yesterday", short, Dataset("MNIST", *splits))
    open_run(hands, kept_runs, run_id)
    hands.click("train_more_button")
    assert data.chosen == "mnist"
    assert hands.run.state is RunState.IDLE
    data.choose("generated")
    data.choose("mnist")
    data.library._datasets["mnist"] = Dataset("MNIST", *splits)
    data.changed.emit()
    assert hands.run.state is RunState.IDLE


GONE = "“{}” is not kept any more. Its curves stay until the next run."


def seen(hands: Hands) -> tuple[Any, ...]:
    """What a person sees of the run in sight."""
    lines = ("status_line", "message_line", "accuracy_figure", "accuracy_moment")
    bar = hands.tab.findChild(QProgressBar, "training_progress").value()
    return hands.steps, bar, hands.offered(*FOLLOW_UPS), *map(hands.says, lines)


@pytest.mark.parametrize("steps", [10**9, 25], ids=["ended", "stopped"])
def test_of_a_run_deleted_while_in_sight_all_is_said_by_its_name_and_undo_brings_it_back(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    short: Recipe,
    small_dataset: Dataset,
    steps: int,
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset, steps=steps)
    open_run(hands, kept_runs, run_id)
    before = seen(hands)
    assert kept_runs.delete([run_id]) == [run_id]
    assert hands.offered(*FOLLOW_UPS) == []
    assert hands.says("status_line") == GONE.format("Yesterday")
    assert seen(hands)[:2] == before[:2], "the curves and the bar stay"
    bring_back(kept_runs, [run_id])
    assert seen(hands) == before


def test_of_a_run_that_another_window_deletes_the_same_is_said(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe, small_dataset: Dataset
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    open_run(hands, kept_runs, run_id)
    before = seen(hands)
    store.delete(run_id)
    kept_runs.refresh()
    hands.qtbot.waitUntil(lambda: hands.says("status_line") == GONE.format("Yesterday"))
    assert hands.offered(*FOLLOW_UPS) == []
    store.put_back(run_id)
    kept_runs.refresh()
    hands.qtbot.waitUntil(lambda: seen(hands) == before)


def test_of_a_run_that_ended_here_whose_folder_vanishes_the_same_is_said(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe
) -> None:
    hands.start(short)
    hands.wait_for(RunState.IDLE)
    run_id, name = hands.run.id, hands.run.name
    hands.qtbot.waitUntil(lambda: kept_runs.get(run_id) is not None)
    shutil.rmtree(store.folder / run_id)
    kept_runs.refresh()
    hands.qtbot.waitUntil(lambda: hands.says("status_line") == GONE.format(name))
    assert hands.offered(*FOLLOW_UPS) == []


def test_why_a_deleted_run_failed_is_said_below(
    hands: Hands, kept_runs: KeptRuns, data: DataChoice
) -> None:
    diverge(hands)
    before = seen(hands)
    failure = hands.run.failure
    hands.qtbot.waitUntil(lambda: kept_runs.get(hands.run.id) is not None)
    assert kept_runs.delete([hands.run.id])
    assert hands.says("status_line") == GONE.format(hands.run.name)
    assert failure in hands.says("message_line")
    data.choose("mnist")
    assert hands.says("message_line") == data.reason != ""
    data.choose("generated")
    bring_back(kept_runs, [hands.run.id])
    hands.qtbot.waitUntil(lambda: seen(hands) == before)


def test_what_is_deleted_and_brought_back_during_another_run_changes_nothing_of_that(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    short: Recipe,
    long: Recipe,
    small_dataset: Dataset,
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    open_run(hands, kept_runs, run_id)
    hands.start(long)
    kept_runs.delete([run_id])
    assert "not kept" not in hands.says("status_line")
    bring_back(kept_runs, [run_id])
    assert hands.run.state is RunState.RUNNING
    hands.click("stop_button")
    hands.wait_for(RunState.IDLE)
    assert hands.run.id != run_id
    assert hands.says("status_line").startswith("Stopped")


def test_a_run_started_after_a_deletion_takes_the_place_of_what_was_deleted(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe, small_dataset: Dataset
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    open_run(hands, kept_runs, run_id)
    kept_runs.delete([run_id])
    hands.start(short)
    hands.wait_for(RunState.IDLE)
    assert hands.says("status_line").startswith("Done")
    bring_back(kept_runs, [run_id])
    assert hands.says("status_line").startswith("Done")


def test_a_discarded_run_in_sight_comes_back_with_its_curves_and_its_offer(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe, small_dataset: Dataset
) -> None:
    record = store.begin("Left", short, small_dataset)
    events = keep(short.start(small_dataset), small_dataset, record)
    for _ in range(25):
        next(events)
    events.close()
    open_run(hands, kept_runs, record.id)
    before = seen(hands)
    hands.click("discard_button")
    assert hands.says("status_line") == GONE.format("Left")
    hands.click("discard_undo_delete_button")
    hands.qtbot.waitUntil(lambda: seen(hands) == before)
    assert hands.offered("resume_button") == ["resume_button"]


def discard(hands: Hands, kept_runs: KeptRuns, store: RunStore, dataset: Dataset) -> str:
    """Discard the offer of an interrupted run; returns its id."""
    recipe = Recipe(hidden=(4,), epochs=3)
    record = store.begin("Left", recipe, dataset)
    events = keep(recipe.start(dataset), dataset, record)
    for _ in range(30):
        next(events)
    events.close()
    with hands.qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    hands.click("discard_button")
    hands.qtbot.waitUntil(lambda: store.runs() == [])
    return record.id


def test_ctrl_z_brings_back_what_was_discarded_wherever_the_focus_is(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, small_dataset: Dataset
) -> None:
    run_id = discard(hands, kept_runs, store, small_dataset)
    hands.tab.activateWindow()
    hands.qtbot.waitUntil(hands.tab.isActiveWindow)
    hands.button("start_button").setFocus()
    QTest.keyClick(hands.button("start_button"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hands.qtbot.waitUntil(lambda: [each.id for each in store.runs()] == [run_id])


def test_a_run_that_starts_ends_the_undo_of_what_was_deleted_before(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, long: Recipe, small_dataset: Dataset
) -> None:
    discard(hands, kept_runs, store, small_dataset)
    assert hands.button("discard_undo_delete_button").isVisible()
    hands.start(long)
    assert not hands.button("discard_undo_delete_button").isVisible()
    assert hands.tab.offer.isHidden()
    hands.click("stop_button")
    hands.wait_for(RunState.IDLE)


def test_a_run_deleted_while_in_sight_and_brought_back_goes_on(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe, small_dataset: Dataset
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    open_run(hands, kept_runs, run_id)
    said = hands.says("status_line")
    kept_runs.delete([run_id])
    bring_back(kept_runs, [run_id])
    assert hands.says("status_line") == said
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert store.get(run_id).epochs == 7


def test_a_run_that_ended_here_is_deleted_and_brought_back_and_goes_on(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe
) -> None:
    hands.start(short)
    hands.wait_for(RunState.IDLE)
    run_id = hands.run.id
    hands.qtbot.waitUntil(lambda: kept_runs.get(run_id) is not None)
    said = hands.says("status_line")
    kept_runs.delete([run_id])
    assert hands.offered(*FOLLOW_UPS) == []
    bring_back(kept_runs, [run_id])
    hands.qtbot.waitUntil(lambda: hands.offered(*FOLLOW_UPS) == ["train_more_button"])
    assert hands.says("status_line") == said
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert store.get(run_id).epochs == 7


def test_a_run_renamed_while_in_sight_goes_on_by_its_new_name(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe, small_dataset: Dataset
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    open_run(hands, kept_runs, run_id)
    assert kept_runs.rename(run_id, "Tuesday")
    assert hands.says("status_line").startswith("“Tuesday”: 2 epochs")
    hands.go_on()
    assert hands.run.name == "Tuesday"
    hands.wait_for(RunState.IDLE)


def test_a_run_renamed_while_it_is_under_way_has_its_new_name_at_once_and_at_its_end(
    hands: Hands, kept_runs: KeptRuns, long: Recipe
) -> None:
    hands.start(long)
    hands.qtbot.waitUntil(lambda: kept_runs.get(hands.run.id) is not None, timeout=20_000)
    assert kept_runs.rename(hands.run.id, "Tuesday")
    assert hands.run.name == "Tuesday"
    hands.click("stop_button")
    hands.wait_for(RunState.IDLE)
    assert hands.run.name == "Tuesday"


def test_of_an_opened_run_that_stopped_early_the_best_epoch_is_told(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, impatient: Recipe, small_dataset: Dataset
) -> None:
    run_id = keep_run(store, "Yesterday", impatient, small_dataset)
    kept = store.get(run_id)
    assert kept.ending is Ending.EARLY
    best = min(kept.history().epochs, key=lambda each: each.validation_loss or 0.0)
    assert best != kept.last_epoch
    network = open_run(hands, kept_runs, run_id)
    assert network.epoch == best.epoch
    assert network.accuracy == Accuracy.of_epoch(kept, best)
    assert hands.says("accuracy_figure") == f"{(best.validation_accuracy or 0) * 100:.1f}\u00a0%"
    with hands.qtbot.waitSignal(hands.run.published) as published:
        hands.click("train_more_button")
    assert published.args[0].accuracy == Accuracy.of_epoch(kept, best)
    hands.click("stop_button")
    hands.wait_for(RunState.IDLE)


def test_nothing_is_claimed_of_weights_between_two_epochs(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe, small_dataset: Dataset
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset, steps=25)
    network = open_run(hands, kept_runs, run_id)
    assert (network.accuracy, network.epoch, network.step) == (None, None, 25)
    last = store.get(run_id).last_epoch
    assert last is not None
    assert hands.says("accuracy_figure") == f"{(last.validation_accuracy or 0) * 100:.1f}\u00a0%"
    assert hands.says("accuracy_moment") == "after epoch 1"
    assert "25 steps, 1 epoch of 2, on" in hands.says("status_line")


def test_of_a_run_that_was_stopped_each_figure_says_of_which_moment_it_is(
    hands: Hands, store: RunStore
) -> None:
    hands.start(Recipe(hidden=(16,), batch_size=4, epochs=100))
    hands.wait_for_steps(310)
    hands.click("pause_button")
    hands.wait_for(RunState.PAUSED)
    if hands.steps % 300 == 0:  # between two epochs
        hands.click("step_button")
        hands.wait_for_steps(hands.steps + 1)
    hands.click("stop_button")
    hands.wait_for(RunState.IDLE)
    steps = hands.steps
    hands.qtbot.waitUntil(lambda: hands.says("accuracy_moment") == f"after step {steps:,}")
    assert hands.says("message_line").startswith(f"Epoch {steps // 300:,} · ")
    last = store.get(hands.run.id).last_epoch
    assert last is not None
    assert last.validation_accuracy is not None
    told = [formats.accuracy(last.validation_accuracy, 2), f"{steps // 300:,}"]
    row = [hands.tab.runs.model.index(0, each) for each in (RunColumn.ACCURACY, RunColumn.EPOCH)]
    hands.qtbot.waitUntil(lambda: [each.data() for each in row] == told)


def test_the_form_says_the_rate_that_a_run_goes_on_with(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, long: Recipe, small_dataset: Dataset
) -> None:
    run_id = keep_run(store, "Yesterday", long, small_dataset, steps=25, rates={20: 0.03})
    assert store.get(run_id).rate_changes == (RateChanged(20, long.learning_rate, 0.03),)
    open_run(hands, kept_runs, run_id)
    hands.go_on()
    assert hands.tab.form.recipe.learning_rate == 0.03
    assert hands.tab.form.recipe.hidden == long.hidden


def test_a_run_that_goes_on_is_as_long_as_what_is_done_now(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe, small_dataset: Dataset
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    before = store.get(run_id).seconds
    open_run(hands, kept_runs, run_id)
    with hands.qtbot.waitSignal(hands.run.ended, timeout=20_000):
        hands.click("train_more_button")
    assert hands.run.progress is not None
    assert hands.run.seconds_here == pytest.approx(hands.run.progress.seconds - before)


def test_nothing_is_started_again_without_data_to_learn_from(
    hands: Hands, data: DataChoice
) -> None:
    diverge(hands)
    data.choose("mnist")
    assert hands.offered(*FOLLOW_UPS) == []
    data.choose("generated")
    assert hands.offered(*FOLLOW_UPS) == ["start_slower_button"]


def test_a_diverged_run_on_other_data_than_the_chosen_is_not_started_again_on_these(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, small_dataset: Dataset
) -> None:
    others = Dataset("Others", small_dataset.training, small_dataset.test, small_dataset.validation)
    run_id = keep_run(store, "Lost", DIVERGING, others)
    open_run(hands, kept_runs, run_id)
    assert hands.run.slower is not None
    assert hands.offered(*FOLLOW_UPS) == []
    hands.tab.actions_of_run.asked.emit(Action.START_SLOWER)
    assert not hands.run.is_active


def test_which_run_is_in_sight_stays_above_why_nothing_can_be_started(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    short: Recipe,
    small_dataset: Dataset,
    data: DataChoice,
) -> None:
    open_run(hands, kept_runs, keep_run(store, "Yesterday", short, small_dataset))
    said = hands.says("status_line")
    data.choose("mnist")
    assert hands.says("status_line") == said
    assert hands.says("message_line") == data.reason != ""


def test_why_a_run_failed_stays_above_why_nothing_can_be_started(
    hands: Hands, data: DataChoice
) -> None:
    diverge(hands)
    failure = hands.says("status_line")
    data.choose("mnist")
    assert hands.says("status_line") == failure
    assert hands.says("message_line") == data.reason != ""
    data.choose("generated")
    assert hands.says("status_line") == failure
    assert "MNIST" not in hands.says("message_line")


@pytest.mark.parametrize("recipe", ["impatient", "diverging"])
def test_an_opened_run_tells_of_its_end_as_it_did_when_it_came(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, impatient: Recipe, recipe: str
) -> None:
    hands.tab.form.set_recipe(impatient if recipe == "impatient" else DIVERGING)
    hands.click("start_button")
    hands.qtbot.waitUntil(lambda: not hands.run.state.is_active, timeout=20_000)
    lines = hands.run.log.lines
    open_run(hands, kept_runs, store.runs()[0].id)
    assert hands.run.log.lines == lines


def test_a_compared_run_is_drawn_by_its_new_name_and_as_long_as_it_is_by_now(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    short: Recipe,
    small_dataset: Dataset,
    theme: Theme,
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    other = keep_run(store, "Other", short, small_dataset)
    open_run(hands, kept_runs, run_id)
    model = hands.tab.runs.model
    row = [each.id for each in model.lines].index(run_id)
    model.setData(model.index(row, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert model.colour_of(run_id) == theme.training
    assert kept_runs.rename(run_id, "Tuesday")
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert hands.tab.plots.overlay_words == ""
    open_run(hands, kept_runs, other)
    hands.qtbot.waitUntil(lambda: "Tuesday" in hands.tab.plots.overlay_words)
    assert model.colour_of(run_id) == overlay_colour(theme, 0)
    hands.qtbot.waitUntil(lambda: len(hands.tab.plots._overlays[0].history) == 7 * 19)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A disk that has room for a first epoch and for no more, as long as the list is not empty."""
    is_full = [True]

    def put_or_refuse(folder: Path, commit: Commit) -> None:
        if is_full and commit.epochs > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        put(folder, commit)

    monkeypatch.setattr("nncore.runs.run_writer.put", put_or_refuse)
    return is_full


def test_after_a_full_disk_the_plots_show_what_the_run_goes_on_from(
    hands: Hands, store: RunStore, full_disk: list[bool]
) -> None:
    told: list[str] = []
    hands.tab.announced.connect(told.append)
    hands.start(Recipe(hidden=(16,), epochs=4))
    hands.wait_for(RunState.IDLE)
    (kept,) = store.runs()
    assert (hands.steps, kept.steps) == (4 * 19, 19)
    full_disk.clear()
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    history = hands.tab.plots.history
    recorded = store.get(kept.id).history()
    assert hands.steps == len(recorded.losses) == 4 * 19
    assert list(history.epoch_ends) == [19, 38, 57, 76]
    assert any("after step 19" in each for each in told)


def test_a_run_that_another_window_went_on_with_is_shown_whole_before_it_goes_on(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe, small_dataset: Dataset
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    open_run(hands, kept_runs, run_id)
    go_on_elsewhere(store, run_id, small_dataset, more_epochs=1)
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert hands.steps == 8 * 19
    assert list(hands.tab.plots.history.epoch_ends) == [19 * epoch for epoch in range(1, 9)]


def go_on_elsewhere(store: RunStore, run_id: str, dataset: Dataset, *, more_epochs: int) -> None:
    """As another window does."""
    kept = store.get(run_id)
    state = kept.state()
    list(keep(resume(state, dataset, more_epochs=more_epochs), dataset, store.reopen(kept)))


def test_a_run_opened_while_another_is_on_its_way_to_go_on_only_comes_into_sight(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe, small_dataset: Dataset
) -> None:
    first = keep_run(store, "Yesterday", short, small_dataset, steps=25)
    second = keep_run(store, "Today", short, small_dataset)
    with hands.qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    hands.tab.runs.resume_requested.emit(first)
    hands.tab.runs.open_requested.emit(second)
    hands.qtbot.waitUntil(lambda: hands.workspace.choice == NetworkRef.of_run(second))
    assert hands.run.state is RunState.IDLE
    assert store.get(first).steps == 25


def test_a_run_in_sight_that_another_window_goes_on_with_is_read_anew_with_the_list(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    short: Recipe,
    small_dataset: Dataset,
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    open_run(hands, kept_runs, run_id)
    hands.tab.form.set_recipe(Recipe(hidden=(24,)))
    go_on_elsewhere(store, run_id, small_dataset, more_epochs=1)
    kept_runs.refresh()
    hands.wait_for_steps(3 * 19)
    assert list(hands.tab.plots.history.epoch_ends) == [19, 38, 57]
    assert "3 epochs" in hands.says("status_line")
    assert hands.tab.form.recipe == Recipe(hidden=(24,)), "what was entered meanwhile stays"
    hands.qtbot.waitUntil(lambda: hands.workspace.network.epoch == 3)
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert hands.steps == 8 * 19


def test_another_window_that_goes_on_with_a_run_as_soon_as_it_ends_here_is_followed(
    hands: Hands, store: RunStore, short: Recipe, small_dataset: Dataset
) -> None:
    def go_on() -> None:
        go_on_elsewhere(store, hands.run.id, small_dataset, more_epochs=1)

    hands.run.ended.connect(go_on)
    hands.start(short)
    hands.wait_for(RunState.IDLE)
    hands.qtbot.waitUntil(lambda: hands.workspace.network.epoch == 3)


def test_a_list_that_tells_nothing_new_of_the_run_in_sight_leaves_it_as_it_is(
    hands: Hands, kept_runs: KeptRuns, short: Recipe
) -> None:
    hands.start(short)
    hands.wait_for(RunState.IDLE)
    history, said = hands.tab.plots.history, hands.says("status_line")
    for _ in range(2):
        with hands.qtbot.waitSignal(kept_runs.changed):
            kept_runs.refresh()
    assert not hands.tab.opener._opening.is_busy
    assert hands.tab.plots.history is history
    assert hands.says("status_line") == said


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


def test_what_is_measured_of_the_last_run_is_not_said_of_one_that_was_opened_since(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    short: Recipe,
    small_dataset: Dataset,
    slow_readings: Event,
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    hands.start(Recipe(hidden=(16,), batch_size=1, epochs=100))
    hands.click("stop_button")
    hands.wait_for(RunState.IDLE)
    opened = open_run(hands, kept_runs, run_id)
    assert opened.accuracy is not None
    figures = [hands.says(f"accuracy_{each}") for each in ("figure", "images", "moment")]
    assert figures[2] == "after epoch 2"
    with hands.qtbot.waitSignal(hands.workspace.networks_changed):
        slow_readings.set()
    assert [hands.says(f"accuracy_{each}") for each in ("figure", "images", "moment")] == figures
    assert hands.says("status_line").startswith("“Yesterday”")
    assert hands.workspace.network is opened


def test_what_is_measured_of_a_run_does_not_replace_what_another_window_made_of_it_since(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    small_dataset: Dataset,
    slow_readings: Event,
) -> None:
    hands.start(Recipe(hidden=(16,), batch_size=1, epochs=2))
    hands.click("stop_button")
    hands.wait_for(RunState.IDLE)
    kept = store.get(hands.run.id)
    hands.qtbot.waitUntil(lambda: getattr(kept_runs.get(kept.id), "ending", None) is not None)
    for _ in keep(resume(kept.state(), small_dataset), small_dataset, store.reopen(kept)):
        pass
    open_run(hands, kept_runs, kept.id)
    hands.qtbot.waitUntil(lambda: hands.workspace.network.epoch == 2)
    slow_readings.set()
    hands.qtbot.waitUntil(lambda: not hands.tab.controller._networks._measuring.is_busy)
    assert hands.workspace.network.epoch == 2


def test_what_is_measured_of_a_run_does_not_bring_it_back_where_another_window_deleted_it(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, slow_readings: Event
) -> None:
    hands.start(Recipe(hidden=(16,), batch_size=1, epochs=100))
    hands.click("stop_button")
    hands.wait_for(RunState.IDLE)
    run_id = hands.run.id
    hands.qtbot.waitUntil(lambda: kept_runs.get(run_id) is not None)
    store.delete(run_id)
    kept_runs.refresh()
    hands.qtbot.waitUntil(lambda: kept_runs.get(run_id) is None)
    slow_readings.set()
    hands.qtbot.waitUntil(lambda: not hands.tab.controller._networks._measuring.is_busy)
    assert hands.workspace.network_store.get(NetworkRef.of_run(run_id)) is None


def test_weights_of_an_epoch_before_a_run_went_on_are_measured(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    impatient: Recipe,
    small_dataset: Dataset,
) -> None:
    whole = store.get(keep_run(store, "Whole", impatient, small_dataset))
    best, last = whole.weights_epoch, whole.last_epoch
    assert best is not None
    assert last is not None
    run_id = keep_run(store, "Yesterday", impatient, small_dataset, steps=last.step - 5)
    open_run(hands, kept_runs, run_id)
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert store.get(run_id).ending is Ending.EARLY
    measured = evaluate(store.get(run_id).network(), small_dataset.validation).accuracy
    hands.qtbot.waitUntil(lambda: hands.says("accuracy_moment") == f"after epoch {best.epoch}")
    assert hands.says("accuracy_figure") == f"{measured * 100:.1f}\u00a0%"
