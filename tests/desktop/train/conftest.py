"""Fixtures of the Train tab: a trainer that is joined, a library with small data, and the tab."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.view import TrainTab
from desktop.trainer.client import TrainerClient
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.data_library import DataLibrary
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore
from tests.desktop.in_process import start_in_process
from tests.desktop.stand_ins import load_instead
from tests.desktop.train.tab_hands import Hands
from tests.desktop.workspace.real_runs import Keep
from tests.desktop.workspace.real_runs import go_on_elsewhere as go_on_elsewhere
from tests.desktop.workspace.real_runs import keep_run as keep_run


@pytest.fixture
def run(qapp: QApplication) -> RunInSight:
    """The run in sight: none at first."""
    return RunInSight()


@pytest.fixture
def trainer(run: RunInSight, store: RunStore) -> Iterator[TrainerClient]:
    """A trainer that keeps its runs, and whose threads are joined after the test."""
    trainer = TrainerClient(store, start_in_process)
    trainer.events_arrived.connect(run.append)
    yield trainer
    trainer.close()


@pytest.fixture
def convolutional() -> Recipe:
    """A run over kernels that no test waits for the end of."""
    return Recipe(hidden=("5x5x8", "pool", "3x3x16", "pool", 32), epochs=10_000)


@pytest.fixture
def library(jobs: Jobs, small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> DataLibrary:
    """A library that makes the small data set, and finds no MNIST."""
    load_instead(monkeypatch, "generated", small_dataset)
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    return DataLibrary(jobs)


@pytest.fixture
def data(library: DataLibrary, workspace: Workspace) -> DataChoice:
    """The data sets of that library, of which the small one is chosen."""
    return DataChoice(library, workspace)


@pytest.fixture
def tab(
    qtbot: QtBot,
    run: RunInSight,
    trainer: TrainerClient,
    evaluations: EvaluationService,
    kept_runs: KeptRuns,
    data: DataChoice,
    workspace: Workspace,
    jobs: Jobs,
    theme: Theme,
) -> TrainTab:
    """The Train tab on screen, its data ready."""
    tab = TrainTab(run, trainer, evaluations, kept_runs, data, workspace, jobs, theme)
    qtbot.addWidget(tab)
    tab.resize(900, 560)
    with qtbot.waitExposed(tab):
        tab.show()
    with qtbot.waitSignal(data.library.loaded):
        data.library.load("generated")
    return tab


@pytest.fixture
def yesterday(keep_run: Keep, short: Recipe) -> KeptRun:
    """A finished run of 38 steps on the disk; no list was read since."""
    return keep_run("Yesterday", short)


@pytest.fixture
def opened(hands: Hands, yesterday: KeptRun) -> KeptRun:
    """The same run, in sight."""
    hands.open(yesterday.id)
    return yesterday


@pytest.fixture
def hands(
    qtbot: QtBot,
    tab: TrainTab,
    run: RunInSight,
    trainer: TrainerClient,
    workspace: Workspace,
    kept_runs: KeptRuns,
    jobs: Jobs,
) -> Hands:
    """A person at the tab."""
    return Hands(qtbot, tab, run, trainer, workspace, kept_runs, jobs)
