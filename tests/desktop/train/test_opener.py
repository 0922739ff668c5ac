"""Kept runs at the tab: opened, compared, resumed, exported, as a person does it."""

from dataclasses import replace
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QTableView

from desktop.train.plots.wording import unknown_picture, written
from desktop.trainer.client import TrainerClient
from desktop.trainer.task import Task
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.run.state_and_actions import RunState
from nncore.datasets import Dataset
from nncore.events import EpochFinished
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, KeptRun, RunStore, keep
from tests.desktop.hands import find
from tests.desktop.in_process import start_in_process

Hands = Any
"""The fixture `hands`: see conftest."""


def keep_run(store: RunStore, name: str, recipe: Recipe, dataset: Dataset, epochs: int = 99) -> str:
    """A run in the store, given up after so many epochs as when the power fails."""
    record = store.begin(name, recipe, dataset)
    events = keep(recipe.start(dataset), dataset, record)
    for event in events:
        if isinstance(event, EpochFinished) and event.epoch == epochs:
            break
    events.close()
    return record.id


@pytest.fixture
def shown(hands: Hands, kept_runs: KeptRuns) -> Hands:
    """The tab with the list of runs open."""
    hands.click("runs_toggle")
    return hands


def refresh(hands: Hands, kept_runs: KeptRuns) -> None:
    with hands.qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()


def row_of(hands: Hands, name: str) -> int:
    model = view(hands).model()
    rows = range(model.rowCount())
    return next(row for row in rows if name in texts(model, row))


def texts(model: Any, row: int) -> list[str]:
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def view(hands: Hands) -> QAbstractItemView:
    return find(hands.tab, QAbstractItemView, "runs_view")


def choose(hands: Hands, name: str) -> None:
    list_view, model = view(hands), view(hands).model()
    place = list_view.visualRect(model.index(row_of(hands, name), 2)).center()
    QTest.mouseClick(list_view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def tick(hands: Hands, name: str) -> None:
    model = view(hands).model()
    cell = model.index(row_of(hands, name), 0)
    model.setData(cell, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)


def test_a_finished_run_stands_in_the_list(shown: Hands, short: Recipe, store: RunStore) -> None:
    shown.start(short)
    shown.wait_for(RunState.IDLE)
    (kept,) = store.runs()
    last: Any = kept.last_epoch
    accuracy = f"{last.validation_accuracy * 100:.2f}\u00a0%"
    model = view(shown).model()
    shown.qtbot.waitUntil(lambda: model.rowCount() == 1 and accuracy in texts(model, 0))
    assert kept.name in texts(model, 0)


def test_an_opened_run_is_in_sight_with_its_curves_network_and_words(
    shown: Hands, kept_runs: KeptRuns, short: Recipe, store: RunStore, small_dataset: Dataset
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    refresh(shown, kept_runs)
    choose(shown, "Yesterday")
    shown.click("open_button")
    shown.qtbot.waitUntil(lambda: shown.workspace.network is not None)
    kept, opened = store.get(run_id), shown.workspace.network
    assert shown.steps == kept.steps == 38
    assert opened.ref == NetworkRef.of_run(run_id)
    assert opened.name == "Yesterday"
    ours, theirs = opened.network.parameters, kept.network().parameters
    assert all(map(np.array_equal, ours, theirs))
    assert shown.tab.form.recipe == short
    assert "Yesterday" in shown.says("status_line")
    assert "alidation loss" in shown.says("message_line")
    assert shown.offered("train_more_button") == ["train_more_button"]


def test_an_opened_run_shows_what_was_changed_of_its_own_preset(
    shown: Hands, kept_runs: KeptRuns, store: RunStore, small_dataset: Dataset
) -> None:
    recipe = replace(PRESETS["quick"], epochs=2)
    keep_run(store, "Yesterday", recipe, small_dataset)
    refresh(shown, kept_runs)
    shown.tab.form.set_recipe(PRESETS["reader-dense"], "reader-dense")
    choose(shown, "Yesterday")
    shown.click("open_button")
    shown.qtbot.waitUntil(lambda: shown.tab.form.recipe == recipe)
    assert shown.tab.form.preset == "quick"
    assert shown.button("reset_button").text() == "Undo 1 change"


def test_an_opened_run_is_trained_on(
    shown: Hands, kept_runs: KeptRuns, short: Recipe, store: RunStore, small_dataset: Dataset
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    refresh(shown, kept_runs)
    choose(shown, "Yesterday")
    shown.click("open_button")
    shown.wait_for_steps(38)
    shown.go_on()
    shown.wait_for(RunState.IDLE)
    assert store.get(run_id).epochs == 7
    assert shown.steps == 7 * 19


def test_the_event_loop_waits_for_no_reading_of_a_run(
    shown: Hands,
    kept_runs: KeptRuns,
    short: Recipe,
    store: RunStore,
    small_dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = KeptRun.read

    def refused(folder: Path) -> KeptRun:
        assert current_thread() is not main_thread()
        return read(folder)

    run_id = keep_run(store, "Yesterday", short, small_dataset)
    monkeypatch.setattr(KeptRun, "read", refused)
    refresh(shown, kept_runs)
    shown.tab.runs.open_requested.emit(run_id)
    shown.wait_for_steps(38)
    shown.go_on()
    shown.wait_for(RunState.IDLE)
    assert shown.run.kept is not None
    assert shown.run.kept.epochs == 7
    assert "7" in shown.says("status_line")


def test_a_run_that_is_reduced_while_it_is_in_sight_is_trained_on(
    shown: Hands, kept_runs: KeptRuns, short: Recipe, store: RunStore, small_dataset: Dataset
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset)
    refresh(shown, kept_runs)
    choose(shown, "Yesterday")
    shown.click("open_button")
    shown.wait_for_steps(38)
    with shown.qtbot.waitSignal(kept_runs.reduction.reduced):
        kept_runs.reduction.reduce({run_id: "Yesterday"})
    assert store.get(run_id).weights_epochs == (2,)
    shown.go_on()
    shown.wait_for(RunState.IDLE)
    assert store.get(run_id).epochs == 7
    assert shown.steps == 7 * 19


def test_the_next_start_offers_to_resume_and_ends_as_if_never_interrupted(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, small_dataset: Dataset
) -> None:
    recipe = Recipe(hidden=(16,), epochs=4)
    whole = recipe.start(small_dataset)
    list(whole.events)
    run_id = keep_run(store, "Yesterday", recipe, small_dataset, epochs=2)
    refresh(hands, kept_runs)
    assert hands.tab.offer.isVisible()
    assert "“Yesterday” was interrupted" in hands.tab.offer.text
    with hands.qtbot.waitSignal(hands.tab.controller.started):
        hands.click("resume_button")
    hands.wait_for(RunState.IDLE)
    assert store.get(run_id).ending is Ending.FINISHED
    assert hands.steps == 4 * 19
    ours = store.get(run_id).network().parameters
    assert all(map(np.array_equal, ours, whole.network.parameters))
    assert not hands.tab.offer.isVisible()
    refresh(hands, kept_runs)
    assert not hands.tab.offer.isVisible()


def test_not_now_takes_the_offer_away_and_keeps_the_run(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, small_dataset: Dataset, short: Recipe
) -> None:
    run_id = keep_run(store, "Yesterday", short, small_dataset, epochs=1)
    refresh(hands, kept_runs)
    hands.click("later_button")
    assert not hands.tab.offer.isVisible()
    assert store.get(run_id).is_interrupted


def test_a_run_on_other_data_is_not_resumed_on_these(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, small_dataset: Dataset, short: Recipe
) -> None:
    few = small_dataset.training.between(0, 300)
    other = Dataset("Generated digits", few, small_dataset.validation, small_dataset.test)
    keep_run(store, "Yesterday", short, other, epochs=1)
    refresh(hands, kept_runs)
    told: list[str] = []
    hands.tab.announced.connect(told.append)
    hands.click("resume_button")
    hands.qtbot.waitUntil(lambda: bool(told))
    assert "generated digits of another version" in told[0]
    assert hands.run.state is RunState.IDLE


def test_a_run_on_data_that_nobody_has_says_so(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, small_dataset: Dataset, short: Recipe
) -> None:
    few = small_dataset.training.between(0, 300)
    mine = Dataset("My own", few, small_dataset.validation, small_dataset.test)
    keep_run(store, "Yesterday", short, mine, epochs=1)
    refresh(hands, kept_runs)
    told: list[str] = []
    hands.tab.announced.connect(told.append)
    hands.click("resume_button")
    hands.qtbot.waitUntil(lambda: bool(told))
    assert "it learned from “My own”, whose images are not here. Open the folder" in told[0]
    assert hands.run.state is RunState.IDLE


def test_what_is_told_of_missing_data_stands_on_one_line_whatever_the_run_is_called(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, small_dataset: Dataset, short: Recipe
) -> None:
    few = small_dataset.training.between(0, 300)
    mine = Dataset("My\nown\u202e", few, small_dataset.validation, small_dataset.test)
    keep_run(store, "Yester\n\u202eday", short, mine, epochs=1)
    refresh(hands, kept_runs)
    told: list[str] = []
    hands.tab.announced.connect(told.append)
    hands.click("resume_button")
    hands.qtbot.waitUntil(lambda: bool(told))
    assert "whose images are not here" in told[0]
    assert told[0].isprintable()


def test_a_run_goes_on_with_its_images_whatever_they_are_called_now(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, small_dataset: Dataset, short: Recipe
) -> None:
    splits = small_dataset.training, small_dataset.validation, small_dataset.test
    run_id = keep_run(store, "Yesterday", short, Dataset("My own", *splits), epochs=1)
    refresh(hands, kept_runs)
    with hands.qtbot.waitSignal(hands.tab.controller.started, timeout=20_000):
        hands.click("resume_button")
    hands.wait_for(RunState.IDLE)
    assert store.get(run_id).epochs == short.epochs


def test_runs_are_laid_over_each_other_with_their_differences_in_a_table(
    shown: Hands, kept_runs: KeptRuns, short: Recipe, store: RunStore, small_dataset: Dataset
) -> None:
    keep_run(store, "Fast", Recipe(hidden=(16,), epochs=2, learning_rate=0.02), small_dataset)
    keep_run(store, "Slow", short, small_dataset)
    refresh(shown, kept_runs)
    shown.start(short)
    shown.wait_for(RunState.IDLE)
    tick(shown, "Fast")
    tick(shown, "Slow")
    shown.qtbot.waitUntil(lambda: len(shown.tab.runs.model.compared) == 2)
    shown.qtbot.waitUntil(lambda: "Slow" in shown.tab.plots.overlay_words)
    table = find(shown.tab, QTableView, "comparison_table")
    shown.qtbot.waitUntil(lambda: table.model().columnCount() == 1 + 3)
    rows = range(table.model().rowCount())
    rates = {str(table.model().index(row, 0).data()): row for row in rows}["Learning rate"]
    assert [table.model().index(rates, column).data() for column in (2, 3)] == ["0.02", "0.002"]


def test_a_plot_is_exported_as_a_file(shown: Hands, short: Recipe, tmp_path: Path) -> None:
    shown.start(short)
    shown.wait_for(RunState.IDLE)
    for suffix in ("png", "svg"):
        path = tmp_path / f"plot.{suffix}"
        with shown.qtbot.waitSignal(shown.tab.runs.announced) as told:
            shown.tab.runs.plot_export_requested.emit(path)
        assert path.stat().st_size > 1000
        assert told.args == [written(shown.run.name, path)]


def test_a_plot_that_cannot_be_written_says_why(
    shown: Hands, short: Recipe, tmp_path: Path
) -> None:
    shown.start(short)
    shown.wait_for(RunState.IDLE)
    for path, problem in (
        (tmp_path / "nowhere" / "plot.png", "No such file or directory"),
        (tmp_path / "plot.gif", unknown_picture(tmp_path / "plot.gif")),
    ):
        with shown.qtbot.waitSignal(shown.tab.announced) as told:
            shown.tab.runs.plot_export_requested.emit(path)
        assert problem in told.args[0]


def test_while_a_run_goes_no_other_is_opened(
    shown: Hands,
    kept_runs: KeptRuns,
    long: Recipe,
    short: Recipe,
    store: RunStore,
    small_dataset: Dataset,
) -> None:
    keep_run(store, "Yesterday", short, small_dataset)
    refresh(shown, kept_runs)
    shown.start(long)
    choose(shown, "Yesterday")
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
    ours = store.get(kept.id).network().parameters
    assert all(map(np.array_equal, ours, whole.network.parameters))
    assert kept_ending(store, kept) is Ending.FINISHED
    again.close()


def kept_ending(store: RunStore, kept: KeptRun) -> Ending | None:
    return store.get(kept.id).ending
