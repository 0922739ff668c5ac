"""Kept runs from elsewhere, well formed and absurd, in the whole window: each is shown as far as it
makes sense or said to be damaged, and nothing raises in a slot.
"""

import os
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QWidget
from pytestqt.qtbot import QtBot

from desktop.train.controller import TrainController
from desktop.train.plots.plots import Plots
from desktop.train.run import opener
from desktop.train.runs.runs_model import RunRole
from desktop.widgets import file_dialogs
from desktop.workspace.jobs import Progress
from desktop.workspace.kept_run_summary import KeptRunStatus
from desktop.workspace.run import opened_run as opened_runs
from nncore.datasets import Dataset
from nncore.events import EpochFinished
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore, keep
from tests.desktop.absurd_runs import DAMAGED, SHOWN, Change, kept_in, rows
from tests.desktop.hands import button, click, find, label
from tests.desktop.stand_ins import load_instead
from tests.desktop.whole_window import opened


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory: pytest.TempPathFactory, small_dataset: Dataset) -> KeptRun:
    """A run as it should be, of which four of five epochs are done."""
    store = RunStore(tmp_path_factory.mktemp("interrupted"))
    recipe = Recipe(hidden=(8,), epochs=5, batch_size=200)
    record = store.begin("interrupted", recipe, small_dataset)
    events = keep(recipe.start(small_dataset), small_dataset, record)
    for event in events:
        if isinstance(event, EpochFinished) and event.epoch == 4:
            break
    events.close()
    return store.get(record.id)


@pytest.fixture
def storage(tmp_path: Path, small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty storage folder; the window makes the small data set."""
    load_instead(monkeypatch, "generated", small_dataset)
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    return tmp_path / "storage"


class Drawer:
    """A person at the drawer of runs."""

    def __init__(self, qtbot: QtBot, storage: Path, count: int) -> None:
        self.qtbot = qtbot
        self.window = opened(qtbot, storage)
        self.window.resize(1200, 800)
        self.click("runs_toggle")
        view = find(self.window, QAbstractItemView, "runs_view")
        self.view = view
        qtbot.waitUntil(lambda: view.model().rowCount() == count, timeout=20_000)

    def button(self, name: str) -> QAbstractButton:
        return button(self.window, name)

    def click(self, name: str) -> None:
        click(self.window, name)

    def says(self, name: str) -> str:
        return label(self.window, name).text()

    def wait_for_words(self, label: str, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.says(label), timeout=20_000)

    def wait_for_overlay(self, name: str) -> None:
        self.qtbot.waitUntil(lambda: name in self.plots.overlay_words, timeout=20_000)

    def row(self, name: str, column: int = 1) -> QModelIndex:
        model = self.view.model()
        names = [model.index(row, 1).data() for row in range(model.rowCount())]
        return model.index(names.index(name), column)

    def choose(self, name: str) -> None:
        self.view.setFocus()
        self.view.setCurrentIndex(self.row(name))

    def open(self, name: str) -> None:
        self.choose(name)
        QTest.keyClick(self.view, Qt.Key.Key_Return)

    def tick(self, name: str, state: Qt.CheckState) -> None:
        role = Qt.ItemDataRole.CheckStateRole
        self.view.model().setData(self.row(name, 0), state, role)

    @property
    def plots(self) -> Plots:
        return find(self.window, Plots)

    def look_closely(self) -> None:
        """Move over the plots, and turn every switch that they have twice."""
        plots = self.plots
        for chart in (plots.loss, plots.accuracy, plots.rate):
            QTest.mouseMove(chart, chart.rect().center())
            chart.grab()
        for switch in [each for each in plots.findChildren(QAbstractButton) if each.isVisible()]:
            for _ in range(2):
                if switch.isEnabled():
                    switch.click()
                    plots.grab()
        self.window.grab()


def test_absurd_figures_are_shown_as_far_as_they_make_sense(
    qtbot: QtBot, storage: Path, interrupted: KeptRun, tmp_path: Path
) -> None:
    for name, change in SHOWN.items():
        kept_in(storage, interrupted, name, change)
    drawer = Drawer(qtbot, storage, len(SHOWN))
    drawer.click("epoch_log_toggle")
    for name in SHOWN:
        drawer.click("runs_toggle")
        drawer.open(name)
        drawer.wait_for_words("status_line", f"“{name}”")
        drawer.click("epoch_log_toggle")
        drawer.look_closely()
        for suffix in ("png", "svg"):
            drawer.plots.export(tmp_path / f"plot.{suffix}")
    drawer.window.close()


def test_absurd_figures_are_laid_over_others(
    qtbot: QtBot, storage: Path, interrupted: KeptRun
) -> None:
    for name, change in SHOWN.items():
        kept_in(storage, interrupted, name, change)
    drawer = Drawer(qtbot, storage, len(SHOWN))
    for name in SHOWN:
        drawer.tick(name, Qt.CheckState.Checked)
        drawer.wait_for_overlay(name)
        assert len(drawer.says("comparison_note")) < 1_000
        drawer.window.grab()
        drawer.tick(name, Qt.CheckState.Unchecked)
    drawer.window.close()


def test_what_no_run_can_be_is_listed_as_unreadable_with_its_reason(
    qtbot: QtBot, storage: Path, interrupted: KeptRun
) -> None:
    folders = [kept_in(storage, interrupted, name, change) for name, change in DAMAGED.items()]
    kept_in(storage, interrupted, "good", lambda _folder: None)
    drawer = Drawer(qtbot, storage, 1)
    summary = find(drawer.window, QWidget, "runs_summary")
    assert f"{len(DAMAGED)} unreadable" in drawer.says("runs_summary")
    bar = summary.parentWidget()
    assert bar is not None
    assert [each.name for each in folders if each.name not in bar.toolTip()] == []
    drawer.window.close()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (rows("epochs", ["epoch"], slice(0, 2), 3), "row 0 must tell of epoch 1"),
        (rows("epochs", ["step"], slice(0, 2), 2**60), "row 0 must tell of epoch 1"),
        (lambda folder: os.truncate(next(folder.glob("state-*")), 99), "is not a saved run"),
        (lambda folder: os.truncate(next(folder.glob("state-*")), 2**33), "must have at most"),
    ],
)
def test_a_run_that_cannot_be_opened_says_why(
    qtbot: QtBot, storage: Path, interrupted: KeptRun, change: Change, words: str
) -> None:
    kept_in(storage, interrupted, "odd", change)
    drawer = Drawer(qtbot, storage, 1)
    drawer.open("odd")
    drawer.wait_for_words("notice_label", "cannot be opened")
    assert words in drawer.says("notice_label")
    drawer.window.close()


def test_an_absurd_run_is_renamed_exported_deleted_and_brought_back(
    qtbot: QtBot,
    storage: Path,
    interrupted: KeptRun,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(file_dialogs, "ask_where", lambda *_: tmp_path / "table.csv")
    folder = kept_in(storage, interrupted, "odd", SHOWN["no loss at all"])
    drawer = Drawer(qtbot, storage, 1)
    drawer.view.model().setData(drawer.row("odd"), "even", Qt.ItemDataRole.EditRole)
    drawer.choose("even")
    export = next(each for each in drawer.view.actions() if "Export" in each.text())
    export.trigger()
    qtbot.waitUntil((tmp_path / "table.csv").exists, timeout=20_000)
    QTest.keyClick(drawer.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not folder.exists())
    QTest.keyClick(drawer.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: drawer.view.model().rowCount() == 1)
    assert folder.exists()
    assert drawer.row("even").data(RunRole.STATUS) is KeptRunStatus.INTERRUPTED
    drawer.window.close()


@pytest.mark.parametrize("name", ["losses without end at last", "an epoch of NaN", "no rate"])
def test_a_run_with_odd_figures_in_its_past_is_gone_on_with(
    qtbot: QtBot, storage: Path, interrupted: KeptRun, name: str
) -> None:
    folder = kept_in(storage, interrupted, name, SHOWN[name])
    drawer = Drawer(qtbot, storage, 1)
    qtbot.waitUntil(drawer.button("resume_button").isVisible, timeout=20_000)
    drawer.click("resume_button")
    qtbot.waitUntil(lambda: KeptRun.read(folder).ending is not None, timeout=60_000)
    qtbot.waitUntil(drawer.button("start_button").isEnabled, timeout=20_000)
    assert drawer.says("status_line").startswith("Done")
    drawer.window.close()


def test_opening_the_window_removes_nothing_behind_a_link(
    qtbot: QtBot, storage: Path, interrupted: KeptRun, tmp_path: Path
) -> None:
    precious = tmp_path / "elsewhere" / "2020-01-01-000000-0000"
    precious.mkdir(parents=True)
    (precious / "thesis.txt").write_text("years of work")
    os.utime(precious, (0, 0))
    kept_in(storage, interrupted, "good", lambda _folder: None)
    (storage / "runs" / ".deleted").symlink_to(precious.parent)
    drawer = Drawer(qtbot, storage, 1)
    assert (precious / "thesis.txt").exists()
    drawer.choose("good")
    QTest.keyClick(drawer.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: "link" in drawer.says("notice_label"))
    assert [each.name for each in precious.parent.iterdir()] == [precious.name]
    drawer.window.close()


def test_a_run_that_comes_while_the_window_closes_is_not_gone_on_with(
    qtbot: QtBot, storage: Path, interrupted: KeptRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_begun = Event()

    def read(listed: KeptRun, progress: Progress) -> opened_runs.OpenedRun:
        has_begun.set()
        return opened_runs.read(listed, progress)

    monkeypatch.setattr(opener, "read", read)
    folder = kept_in(storage, interrupted, "late", lambda _folder: None)
    drawer = Drawer(qtbot, storage, 1)
    qtbot.waitUntil(drawer.button("resume_button").isVisible, timeout=20_000)
    controller = find(drawer.window, TrainController)
    drawer.click("resume_button")
    assert has_begun.wait(20)

    drawer.window.close()

    with qtbot.assertNotEmitted(controller.started, wait=200):
        pass  # what was read in the meantime arrives now
    assert KeptRun.read(folder).epochs == 4
