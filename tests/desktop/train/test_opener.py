"""Kept runs at the tab: opened, gone on with, laid over each other, as a person does it."""

from dataclasses import replace
from pathlib import Path
from threading import current_thread, main_thread

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from desktop import formats
from desktop.train import wording
from desktop.train.plots.wording import unknown_picture, written
from desktop.trainer.client import TrainerClient
from desktop.trainer.task import Task
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.run.state_and_actions import RunState
from nncore.datasets import Dataset
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, KeptRun, RunStore
from tests.desktop.hands import find, listen
from tests.desktop.in_process import start_in_process
from tests.desktop.train.runs.drawer_hands import click_cell, names
from tests.desktop.train.tab_hands import Hands
from tests.desktop.workspace.real_runs import Keep, make_run

IN_FOUR = Recipe(hidden=(16,), epochs=4)


@pytest.fixture
def shown(hands: Hands) -> Hands:
    """The tab with the list of runs open."""
    hands.click("runs_toggle")
    return hands


def open_by_mouse(shown: Hands, name: str) -> None:
    shown.refresh()
    click_cell(shown.tab.runs, name)
    shown.click("open_button")


def tick(shown: Hands, name: str) -> None:
    model = shown.tab.runs.model
    cell = model.index(names(shown.tab.runs).index(name), 0)
    model.setData(cell, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)


def test_a_finished_run_stands_in_the_list(shown: Hands, short: Recipe, store: RunStore) -> None:
    shown.train(short)
    (kept,) = store.runs()
    assert kept.last_epoch is not None
    accuracy = formats.accuracy(kept.last_epoch.validation_accuracy, 2)
    model = shown.tab.runs.model

    def row() -> list[str]:
        return [str(model.index(0, column).data()) for column in range(model.columnCount())]

    shown.qtbot.waitUntil(lambda: model.rowCount() == 1 and accuracy in row())
    assert kept.name in row()


def test_an_opened_run_is_in_sight_with_its_curves_network_and_words(
    shown: Hands, yesterday: KeptRun, short: Recipe
) -> None:
    open_by_mouse(shown, "Yesterday")
    shown.qtbot.waitUntil(lambda: shown.workspace.network is not None)
    assert shown.steps == yesterday.steps == 38
    assert shown.network.ref == NetworkRef.of_run(yesterday.id)
    assert shown.network.name == "Yesterday"
    ours, theirs = shown.network.network.parameters, yesterday.network().parameters
    assert all(map(np.array_equal, ours, theirs))
    assert shown.tab.form.recipe == short
    assert shown.says("status_line") == wording.summary(yesterday, "Yesterday")
    assert shown.run.log is not None
    assert shown.run.log.headline is not None
    assert shown.says("message_line") == wording.news(shown.run.log.headline)
    assert shown.offered("train_more_button") == ["train_more_button"]


def test_an_opened_run_shows_what_was_changed_of_its_own_preset(
    shown: Hands, keep_run: Keep
) -> None:
    recipe = replace(PRESETS["quick"], epochs=2)
    keep_run("Yesterday", recipe)
    shown.tab.form.set_recipe(PRESETS["reader-dense"], "reader-dense")
    open_by_mouse(shown, "Yesterday")
    shown.qtbot.waitUntil(lambda: shown.tab.form.recipe == recipe)
    assert shown.tab.form.preset == "quick"
    assert shown.title("reset_button") == "Undo 1 change"


def test_the_event_loop_waits_for_no_reading_of_a_run(
    hands: Hands, yesterday: KeptRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = KeptRun.read

    def refused(folder: Path) -> KeptRun:
        assert current_thread() is not main_thread()
        return read(folder)

    monkeypatch.setattr(KeptRun, "read", refused)
    hands.open(yesterday.id)
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert hands.run.kept is not None
    assert hands.run.kept.epochs == 7


def test_a_run_that_is_reduced_while_it_is_in_sight_is_trained_on(
    hands: Hands, opened: KeptRun, kept_runs: KeptRuns, store: RunStore
) -> None:
    with hands.qtbot.waitSignal(kept_runs.reduction.reduced):
        kept_runs.reduction.reduce({opened.id: "Yesterday"})
    assert store.get(opened.id).weights_epochs == (2,)
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert store.get(opened.id).epochs == 7
    assert hands.steps == 7 * 19


def test_the_next_start_offers_to_resume_and_ends_as_if_never_interrupted(
    hands: Hands, keep_run: Keep, store: RunStore, small_dataset: Dataset
) -> None:
    whole = IN_FOUR.start(small_dataset)
    list(whole.events)
    run_id = keep_run("Yesterday", IN_FOUR, epochs=2).id
    hands.refresh()
    assert hands.tab.offer.isVisible()
    assert hands.tab.offer.run_id == run_id
    with hands.qtbot.waitSignal(hands.tab.controller.started):
        hands.click("resume_button")
    hands.wait_for(RunState.IDLE)
    assert store.get(run_id).ending is Ending.FINISHED
    assert hands.steps == 4 * 19
    ours = store.get(run_id).network().parameters
    assert all(map(np.array_equal, ours, whole.network.parameters))
    assert not hands.tab.offer.isVisible()
    hands.refresh()
    assert not hands.tab.offer.isVisible()


def test_not_now_takes_the_offer_away_and_keeps_the_run(
    hands: Hands, keep_run: Keep, short: Recipe, store: RunStore
) -> None:
    run_id = keep_run("Yesterday", short, epochs=1).id
    hands.refresh()
    hands.click("later_button")
    assert not hands.tab.offer.isVisible()
    assert store.get(run_id).is_interrupted


@pytest.mark.parametrize("images", ["Generated digits", "My own", "My\nown\u202e"])
def test_a_run_on_data_that_nobody_has_is_not_resumed_on_others(
    hands: Hands, store: RunStore, small_dataset: Dataset, short: Recipe, images: str
) -> None:
    few = small_dataset.training.between(0, 300)
    theirs = Dataset(images, few, small_dataset.validation, small_dataset.test)
    kept = make_run(store, "Yester\n\u202eday", short, theirs, epochs=1)
    hands.refresh()
    told = listen(hands.tab.announced)
    hands.click("resume_button")
    hands.qtbot.waitUntil(lambda: bool(told))
    assert told == [wording.missing_data(kept.name, images)]
    assert not hands.run.is_active


def test_a_run_goes_on_with_its_images_whatever_they_are_called_now(
    hands: Hands, store: RunStore, small_dataset: Dataset, short: Recipe
) -> None:
    splits = small_dataset.training, small_dataset.validation, small_dataset.test
    run_id = make_run(store, "Yesterday", short, Dataset("My own", *splits), epochs=1).id
    hands.refresh()
    with hands.qtbot.waitSignal(hands.tab.controller.started, timeout=20_000):
        hands.click("resume_button")
    hands.wait_for(RunState.IDLE)
    assert store.get(run_id).epochs == short.epochs


def test_runs_are_laid_over_each_other_with_their_differences_in_a_table(
    shown: Hands, keep_run: Keep, short: Recipe
) -> None:
    keep_run("Fast", replace(short, learning_rate=0.02))
    keep_run("Slow", short)
    shown.refresh()
    shown.train(short)
    tick(shown, "Fast")
    tick(shown, "Slow")
    shown.qtbot.waitUntil(lambda: len(shown.tab.runs.model.compared) == 2)
    shown.qtbot.waitUntil(lambda: "Slow" in shown.tab.plots.overlay_words)
    table = find(shown.tab, QTableView, "comparison_table").model()
    shown.qtbot.waitUntil(lambda: table.columnCount() == 1 + 3)
    rows = {str(table.index(row, 0).data()): row for row in range(table.rowCount())}
    rates = [table.index(rows["Learning rate"], column).data() for column in (2, 3)]
    assert rates == ["0.02", "0.002"]


def test_a_plot_is_exported_as_a_file(shown: Hands, short: Recipe, tmp_path: Path) -> None:
    shown.train(short)
    for suffix in ("png", "svg"):
        path = tmp_path / f"plot.{suffix}"
        with shown.qtbot.waitSignal(shown.tab.runs.announced) as told:
            shown.tab.runs.plot_export_requested.emit(path)
        assert path.stat().st_size > 1000
        assert told.args == [written(shown.run.name, path)]


def test_a_plot_that_cannot_be_written_says_why(
    shown: Hands, short: Recipe, tmp_path: Path
) -> None:
    shown.train(short)
    for path, problem in (
        (tmp_path / "nowhere" / "plot.png", "No such file or directory"),
        (tmp_path / "plot.gif", unknown_picture(tmp_path / "plot.gif")),
    ):
        with shown.qtbot.waitSignal(shown.tab.announced) as told:
            shown.tab.runs.plot_export_requested.emit(path)
        assert told.args is not None
        assert problem in told.args[0]


def test_while_a_run_goes_no_other_is_opened(
    shown: Hands, yesterday: KeptRun, long: Recipe
) -> None:
    shown.refresh()
    shown.start(long)
    click_cell(shown.tab.runs, yesterday.name)
    assert not shown.button("open_button").isEnabled()


def test_a_closed_window_leaves_a_run_that_can_be_resumed_to_the_bit(
    hands: Hands, store: RunStore, small_dataset: Dataset
) -> None:
    recipe = Recipe(hidden=(16,), batch_size=8, epochs=30)
    whole = recipe.start(small_dataset)
    list(whole.events)
    hands.start(recipe)
    hands.wait_for_steps(20)
    hands.trainer.close()
    (kept,) = store.runs()
    assert kept.is_interrupted
    assert kept.steps >= 20
    again = TrainerClient(store, start_in_process)
    assert again.train(Task.going_on(kept, small_dataset, 0))
    hands.qtbot.waitUntil(lambda: not again.is_busy, timeout=20_000)
    again.close()
    (done,) = store.runs()
    assert done.ending is Ending.FINISHED
    assert all(map(np.array_equal, done.network().parameters, whole.network.parameters))
