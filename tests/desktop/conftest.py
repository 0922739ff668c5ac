"""Fixtures for the window's tests: a theme, a workspace, jobs that are joined, small data sets."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytestqt.qtbot
from PySide6.QtCore import QEvent, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from desktop.application import create_window
from desktop.theme import Theme
from desktop.window.main_window import MainWindow
from desktop.workspace import feature_store, run_costs
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.settings import Appearance
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, generated
from nncore.layers import Dense
from nncore.network import Network
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore
from tests.desktop.gated_features import GatedReading
from tests.desktop.in_process import trainer_threads
from tests.desktop.whole_window import OpenWindow, opened


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The theme of the application."""
    return Theme(qapp)


@pytest.fixture
def workspace(kept_runs: KeptRuns, jobs: Jobs) -> Iterator[Workspace]:
    """A workspace without a network."""
    workspace = Workspace(kept_runs, jobs)
    yield workspace
    workspace.deleteLater()  # as the list of kept runs


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    """Background jobs, cancelled and joined after the test."""
    jobs = Jobs()
    yield jobs
    jobs.close()


@pytest.fixture
def evaluations(jobs: Jobs) -> EvaluationService:
    """An evaluation service that has read nothing yet."""
    return EvaluationService(jobs)


@pytest.fixture(scope="session")
def small_dataset() -> Dataset:
    """Generated digits in a second or less: 1,200 for training, 300 and 300 to measure on."""
    rng = np.random.default_rng(1)
    return generated(rng=rng, training=1_200, validation=300, test=300)


@pytest.fixture(scope="session")
def kernels() -> Network:
    """An untrained convolutional network as large as a good reader."""
    hidden = (*("5x5x16", "pool", "3x3x32", "3x3x32", "pool", "3x3x64", "3x3x64", "pool"), 128)
    return Recipe(hidden=hidden).build()[0]


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    """Where runs are kept; empty at first."""
    return RunStore(tmp_path / "runs")


@pytest.fixture
def kept_runs(store: RunStore, jobs: Jobs) -> Iterator[KeptRuns]:
    """The list of kept runs, not read yet."""
    kept_runs = KeptRuns(store, jobs)
    yield kept_runs
    # else Python may free it in a thread that trains, where its timers cannot be stopped
    kept_runs.deleteLater()


@pytest.fixture
def short() -> Recipe:
    """A run of 38 steps on the small data set: done in the blink of an eye."""
    return Recipe(hidden=(16,), epochs=2)


@pytest.fixture
def long() -> Recipe:
    """A run that no test waits for the end of."""
    return Recipe(hidden=(16,), epochs=10_000)


@pytest.fixture
def impatient() -> Recipe:
    """A run that stops early: its steps are too long to come any closer."""
    return Recipe(hidden=(16,), learning_rate=0.05, epochs=60, schedule="constant", patience=2)


@pytest.fixture
def network() -> Network:
    """An untrained network: it reads most digits wrong."""
    return Network([Dense(784, 10, rng=np.random.default_rng(1))])


@pytest.fixture
def other_network() -> Network:
    """An untrained network that errs in other ways."""
    return Network([Dense(784, 10, rng=np.random.default_rng(2))])


@pytest.fixture(autouse=True)
def known_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine is as fast as the one of the figures: no window computes to find that out."""
    monkeypatch.setattr(run_costs, "slowness", lambda: 1.0)


@pytest.fixture(autouse=True)
def no_thread_left(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a thread running.

    Its widgets are held until Qt has deleted them: pytest-qt knows them weakly, and a window that
    Python's garbage collection finds first is taken apart in an order that kills the process.
    """
    held: list[Any] = []
    add_widget = pytestqt.qtbot._add_widget

    def hold(item: Any, widget: Any, **options: Any) -> None:
        held.append(widget)
        add_widget(item, widget, **options)

    monkeypatch.setattr(pytestqt.qtbot, "_add_widget", hold)
    yield
    # what was to be deleted later goes now: else Python's garbage collection may come first, in the
    # middle of the next test, or in a thread where its timers cannot be stopped
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    held.clear()
    wrappers = Shiboken.getAllValidWrappers()
    threads = [each for each in wrappers if isinstance(each, QThread)]
    left = [each for each in threads if each.isRunning() and not each.isCurrentThread()]
    assert not left, f"threads left running: {left}"
    assert not trainer_threads(), "a trainer was not closed"


@pytest.fixture
def gated_reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[GatedReading]:
    """How the training images are read, by whoever asks for what is alike."""
    reading = GatedReading()
    monkeypatch.setattr(feature_store, "read_features", reading)
    yield reading
    reading.gate.set()


@pytest.fixture
def window(qtbot: QtBot, storage: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """The whole window in sight and active, on an empty storage folder and without MNIST."""
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    window = opened(qtbot, storage)
    window.resize(1200, 800)
    window.activateWindow()
    yield window
    window.close()


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    """Where the window keeps its things; not there yet."""
    return tmp_path / "storage"


@pytest.fixture
def open_window(
    qtbot: QtBot, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenWindow]:
    """Opens the window on the storage folder; it is closed at the end, or before the next one.

    data: where MNIST lies, if anywhere.
    """
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    windows: list[MainWindow] = []  # held until the end: Qt's parts of a window live as long as it

    def open_one(data: Path | None = None) -> MainWindow:
        for each in windows:
            each.close()
        window = create_window(storage, data)
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        return window

    yield open_one
    for each in windows:
        each.close()


@pytest.fixture(params=[1.0, 1.5], ids=["usual letters", "large letters"])
def letters(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    """The application's font, and one half as large again."""
    usual, font = qapp.font(), qapp.font()
    font.setPointSizeF(usual.pointSizeF() * request.param)
    qapp.setFont(font)
    yield request.param
    qapp.setFont(usual)


@pytest.fixture(params=[Appearance.LIGHT, Appearance.DARK])
def appearance(request: pytest.FixtureRequest, theme: Theme) -> Iterator[Appearance]:
    """Light, and dark."""
    theme.set_appearance(request.param)
    yield request.param
    theme.set_appearance(Appearance.SYSTEM)
