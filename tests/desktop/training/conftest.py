"""Fixtures of the Train tab: sessions that are joined, a library with small data, and the tab."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.shared import data_library
from desktop.shared.data_library import DataLibrary
from desktop.shared.jobs import Jobs
from desktop.shared.theme import Theme
from desktop.shared.workspace import Workspace
from desktop.training.run.session import TrainingSession
from desktop.training.view import TrainTab
from nncore.datasets import Dataset
from nncore.recipes import Recipe


@pytest.fixture
def session(qapp: QApplication, jobs: Jobs) -> Iterator[TrainingSession]:
    """A session whose thread is joined after the test."""
    session = TrainingSession(jobs)
    yield session
    session.close()


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
def convolutional() -> Recipe:
    """A run over kernels that no test waits for the end of."""
    return Recipe(hidden=("5x5x8", "pool", "3x3x16", "pool", 32), epochs=10_000)


@pytest.fixture
def library(jobs: Jobs, small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> DataLibrary:
    """A library that makes the small data set, and finds no MNIST."""
    monkeypatch.setattr(data_library, "_generated", lambda _progress: small_dataset)
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    return DataLibrary(jobs)


@pytest.fixture
def tab(
    qtbot: QtBot,
    session: TrainingSession,
    library: DataLibrary,
    workspace: Workspace,
    theme: Theme,
) -> TrainTab:
    """The Train tab on screen, its data ready."""
    tab = TrainTab(session, library, workspace, theme)
    qtbot.addWidget(tab)
    tab.resize(900, 560)
    with qtbot.waitExposed(tab):
        tab.show()
    with qtbot.waitSignal(library.loaded):
        library.load_generated()
    return tab
