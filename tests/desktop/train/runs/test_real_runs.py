"""The drawer over runs that were really made: trained a little, kept on the disk, read back."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop import formats
from desktop.train.runs import comparison
from desktop.train.runs.cells import RunColumn
from desktop.train.runs.drawer import RunsDrawer
from desktop.train.runs.runs_model import RunRole
from desktop.widgets import file_dialogs
from desktop.workspace.kept_run_summary import KeptRunStatus
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.history import History
from nncore.datasets import Dataset
from nncore.evaluation import evaluate
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore
from tests.desktop.hands import CONTROL, button, click, press_keys
from tests.desktop.train.runs.drawer_hands import names, note
from tests.desktop.workspace.real_runs import Keep

Two = tuple[KeptRun, KeptRun]


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    """Runs on the disk, as they are."""
    return RunStore(tmp_path / "runs")


@pytest.fixture
def two(keep_run: Keep, drawer: RunsDrawer, read: Callable[[], None]) -> Two:
    """In the list: “Quick 1”, which is complete, and “Quick 2”, which was interrupted."""
    first = keep_run("Quick 1", Recipe(hidden=(8,), epochs=2))
    other = Recipe(hidden=(8,), epochs=3, learning_rate=0.01)
    kept = first, keep_run("Quick 2", other, epochs=1)
    read()
    return kept


def column(
    drawer: RunsDrawer, column: RunColumn, role: int = Qt.ItemDataRole.DisplayRole
) -> list[str]:
    model = drawer.view.model()
    return [str(model.index(row, column).data(role)) for row in range(model.rowCount())]


def test_shows_what_is_on_the_disk(two: Two, drawer: RunsDrawer, kept_runs: KeptRuns) -> None:
    assert sorted(names(drawer)) == ["Quick 1", "Quick 2"]
    statuses = {KeptRunStatus.FINISHED, KeptRunStatus.INTERRUPTED}
    assert set(column(drawer, RunColumn.NAME, RunRole.STATUS)) == {*map(str, statuses)}
    assert all(each.endswith("\u00a0%") for each in column(drawer, RunColumn.ACCURACY))
    assert set(column(drawer, RunColumn.DATA)) == {"Generated digits"}
    assert all(each.startswith("today") for each in column(drawer, RunColumn.BEGUN))
    assert [each.name for each in kept_runs.interrupted] == ["Quick 2"]


def test_the_accuracy_of_a_run_that_stopped_early_is_that_of_the_weights_that_are_kept(
    drawer: RunsDrawer,
    kept_runs: KeptRuns,
    keep_run: Keep,
    read: Callable[[], None],
    impatient: Recipe,
    small_dataset: Dataset,
) -> None:
    kept = keep_run("Impatient", impatient)
    accuracy = evaluate(kept.network(), small_dataset.validation).accuracy
    assert kept.last_epoch is not None
    assert kept.last_epoch.validation_accuracy != accuracy
    read()
    assert column(drawer, RunColumn.ACCURACY) == [formats.accuracy(accuracy, 2)]
    line = kept_runs.summary(kept.id)
    assert line is not None
    assert line.accuracy is not None
    assert line.accuracy.epoch == kept.epochs - 2


def test_a_run_whose_epochs_cannot_be_read_is_damaged_and_hides_no_other(
    two: Two, kept_runs: KeptRuns, read: Callable[[], None]
) -> None:
    folder = two[0].folder
    commit = folder / "commit.json"
    commit.write_text(commit.read_text("utf-8").replace('"finished"', '"early"'), "utf-8")
    rows = np.load(folder / "epochs.npy")
    rows["validation_loss"] = np.nan
    np.save(folder / "epochs.npy", rows)
    read()
    assert [each.name for each in kept_runs.runs] == ["Quick 2"]
    ((path, why),) = kept_runs.damaged
    assert path == folder
    assert "no validated epoch" in why


def test_a_run_is_renamed_deleted_and_brought_back_on_the_disk(
    qtbot: QtBot, two: Two, drawer: RunsDrawer, kept_runs: KeptRuns, store: RunStore
) -> None:
    run_id = two[0].id
    assert kept_runs.rename(run_id, "My best")
    qtbot.waitUntil(lambda: store.get(run_id).name == "My best")
    drawer.view.setFocus()
    drawer.view.choose(run_id)
    press_keys(drawer.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: [each.name for each in store.runs()] == ["Quick 2"])
    press_keys(drawer.view, Qt.Key.Key_Z, modifier=CONTROL)
    qtbot.waitUntil(lambda: sorted(each.name for each in store.runs()) == ["My best", "Quick 2"])


def test_the_history_is_the_one_that_was_kept(qtbot: QtBot, two: Two, kept_runs: KeptRuns) -> None:
    kept = two[0]
    with qtbot.waitSignal(kept_runs.history_loaded) as loaded:
        kept_runs.load_history(kept.id)
    assert loaded.args is not None
    run_id, history = loaded.args
    assert run_id == kept.id
    assert isinstance(history, History)
    assert len(history.losses) == kept.steps == 38
    assert len(history.epoch_ends) == 2


def test_exports_every_step(
    qtbot: QtBot, two: Two, drawer: RunsDrawer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "history.csv"
    monkeypatch.setattr(file_dialogs, "ask_where", lambda *_: path)
    drawer.view.choose(two[0].id)
    assert button(drawer, "export_button").isVisible()
    with qtbot.waitSignal(drawer.announced):
        click(drawer, "export_button")
    assert len(path.read_text("utf-8").splitlines()) == 1 + 38


def test_a_run_under_way_cannot_be_deleted(
    qtbot: QtBot, two: Two, kept_runs: KeptRuns, store: RunStore
) -> None:
    with store.reopen(two[1]), qtbot.waitSignal(kept_runs.failed) as failed:
        kept_runs.delete([two[1].id])
    assert failed.args is not None
    assert "Quick 2" in failed.args[0]
    assert kept_runs.get(two[1].id) is not None


def test_differences_are_told_in_words(two: Two, drawer: RunsDrawer) -> None:
    for row in range(2):
        drawer.view.setCurrentIndex(drawer.view.model().index(row, RunColumn.NAME))
        press_keys(drawer.view, Qt.Key.Key_Space)
    assert note(drawer) == comparison.in_words([two[1], two[0]]) != ""
