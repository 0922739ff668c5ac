"""The drawer over runs that were really made: trained a little, kept on the disk, read back."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.runs.cells import RunColumn
from desktop.train.runs.drawer import RunsDrawer
from desktop.train.runs.runs_model import RunRole
from desktop.widgets import file_dialogs
from desktop.widgets.wrapped_caption import WrappedCaption
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_run_summary import KeptRunStatus
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.history import History
from nncore.datasets import Dataset
from nncore.evaluation import evaluate
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore, keep
from tests.desktop.hands import find

RECIPE = Recipe(hidden=(8,), epochs=2)


@pytest.fixture
def folder(tmp_path: Path, small_dataset: Dataset) -> Path:
    """A store with “Quick 1”, which is complete, and “Quick 2”, which was interrupted."""
    store = RunStore(tmp_path / "runs")
    record = store.begin("Quick 1", RECIPE, small_dataset)
    for _ in keep(RECIPE.start(small_dataset), small_dataset, record):
        pass
    other = Recipe(hidden=(8,), epochs=3, learning_rate=0.01)
    record = store.begin("Quick 2", other, small_dataset)
    events = keep(other.start(small_dataset), small_dataset, record)
    for _ in range(30):
        next(events)
    events.close()
    return store.folder


@pytest.fixture
def kept_runs(qtbot: QtBot, folder: Path, jobs: Jobs) -> KeptRuns:
    """What the drawer knows of them, read."""
    kept_runs = KeptRuns(RunStore(folder), jobs)
    with qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    return kept_runs


@pytest.fixture
def drawer(qtbot: QtBot, kept_runs: KeptRuns, theme: Theme) -> RunsDrawer:
    """The drawer on screen."""
    drawer = RunsDrawer(kept_runs, theme)
    qtbot.addWidget(drawer)
    drawer.resize(800, 240)
    with qtbot.waitExposed(drawer):
        drawer.show()
    drawer.activateWindow()
    drawer.view.setFocus()
    return drawer


def column(
    drawer: RunsDrawer, column: RunColumn, role: int = Qt.ItemDataRole.DisplayRole
) -> list[str]:
    model = drawer.view.model()
    return [str(model.index(row, column).data(role)) for row in range(model.rowCount())]


def named(kept_runs: KeptRuns, name: str) -> KeptRun:
    return next(each for each in kept_runs.runs if each.name == name)


def test_shows_what_is_on_the_disk(drawer: RunsDrawer, kept_runs: KeptRuns) -> None:
    assert sorted(column(drawer, RunColumn.NAME)) == ["Quick 1", "Quick 2"]
    statuses = {KeptRunStatus.FINISHED, KeptRunStatus.INTERRUPTED}
    assert set(column(drawer, RunColumn.NAME, RunRole.STATUS)) == {*map(str, statuses)}
    assert all(each.endswith("\u00a0%") for each in column(drawer, RunColumn.ACCURACY))
    assert set(column(drawer, RunColumn.DATA)) == {"Generated digits"}
    assert all(each.startswith("today") for each in column(drawer, RunColumn.BEGUN))
    assert [each.name for each in kept_runs.interrupted] == ["Quick 2"]


def test_the_accuracy_of_a_run_that_stopped_early_is_that_of_the_weights_that_are_kept(
    drawer: RunsDrawer, kept_runs: KeptRuns, folder: Path, qtbot: QtBot, small_dataset: Dataset
) -> None:
    recipe = Recipe(
        hidden=(16,), learning_rate=0.05, epochs=60, schedule="constant", patience=2, seed=7
    )
    store = RunStore(folder)
    record = store.begin("Impatient", recipe, small_dataset)
    list(keep(recipe.start(small_dataset), small_dataset, record))
    kept = store.get(record.id)
    report = evaluate(kept.network(), small_dataset.validation)
    assert kept.last_epoch is not None
    assert kept.last_epoch.validation_accuracy != report.accuracy
    with qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    row = column(drawer, RunColumn.NAME).index("Impatient")
    assert column(drawer, RunColumn.ACCURACY)[row] == f"{report.accuracy * 100:.2f}\u00a0%"
    line = kept_runs.summary(kept.id)
    assert line is not None
    assert line.accuracy is not None
    assert line.accuracy.epoch == kept.epochs - 2


def test_a_run_whose_epochs_cannot_be_read_is_damaged_and_hides_no_other(
    kept_runs: KeptRuns, folder: Path, qtbot: QtBot
) -> None:
    kept = named(kept_runs, "Quick 1")
    commit = kept.folder / "commit.json"
    commit.write_text(commit.read_text("utf-8").replace('"finished"', '"early"'), "utf-8")
    table = kept.folder / "epochs.npy"
    rows = np.load(table)
    rows["validation_loss"] = np.nan
    np.save(table, rows)
    with qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    assert [each.name for each in kept_runs.runs] == ["Quick 2"]
    ((path, why),) = kept_runs.damaged
    assert path == kept.folder
    assert "no validated epoch" in why


def test_a_run_is_renamed_deleted_and_brought_back_on_the_disk(
    qtbot: QtBot, drawer: RunsDrawer, kept_runs: KeptRuns, folder: Path
) -> None:
    run_id = named(kept_runs, "Quick 1").id
    assert kept_runs.rename(run_id, "My best")
    qtbot.waitUntil(lambda: RunStore(folder).get(run_id).name == "My best")
    drawer.view.choose(run_id)
    QTest.keyClick(drawer.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: on_disk(folder) == ["Quick 2"])
    QTest.keyClick(drawer.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: on_disk(folder) == ["My best", "Quick 2"])


def on_disk(folder: Path) -> list[str]:
    return sorted(each.name for each in RunStore(folder).runs())


def test_the_history_is_the_one_that_was_kept(qtbot: QtBot, kept_runs: KeptRuns) -> None:
    kept = named(kept_runs, "Quick 1")
    with qtbot.waitSignal(kept_runs.history_loaded) as loaded:
        kept_runs.load_history(kept.id)
    assert loaded.args is not None
    run_id, history = loaded.args
    assert run_id == kept.id
    assert isinstance(history, History)
    assert len(history.losses) == kept.steps == 38
    assert len(history.epoch_ends) == 2


def test_exports_every_step(
    qtbot: QtBot,
    drawer: RunsDrawer,
    kept_runs: KeptRuns,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "history.csv"
    monkeypatch.setattr(file_dialogs, "ask_where", lambda *_: path)
    drawer.view.choose(named(kept_runs, "Quick 1").id)
    with qtbot.waitSignal(drawer.announced):
        drawer._actions.export.trigger()
    assert len(path.read_text("utf-8").splitlines()) == 1 + 38


def test_a_run_under_way_cannot_be_deleted(qtbot: QtBot, kept_runs: KeptRuns, folder: Path) -> None:
    kept = named(kept_runs, "Quick 2")
    record = RunStore(folder).reopen(kept)
    try:
        with qtbot.waitSignal(kept_runs.failed) as failed:
            kept_runs.delete([kept.id])
        assert failed.args is not None
        assert "“Quick 2” could not be deleted" in failed.args[0]
        assert kept_runs.get(kept.id) is not None
    finally:
        record.close()


def test_differences_are_told_in_words(drawer: RunsDrawer) -> None:
    for row in range(2):
        drawer.view.setCurrentIndex(drawer.view.model().index(row, RunColumn.NAME))
        QTest.keyClick(drawer.view, Qt.Key.Key_Space)
    note = find(drawer, WrappedCaption, "comparison_note")
    assert note.text() == (
        "Quick 2 against Quick 1: learning rate 0.01 instead of 0.002, "
        "3 epochs instead of 2, same data."
    )
