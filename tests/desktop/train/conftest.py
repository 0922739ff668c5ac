"""Fixtures of the Train tab: a trainer that is joined, a library with small data, and the tab."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication
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
from desktop.workspace.run.state_and_actions import RunState
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore
from tests.desktop.hands import button, click, words
from tests.desktop.in_process import start_in_process
from tests.desktop.stand_ins import load_instead


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


class Hands:
    """Works the tab as a person does: clicks, keys, and a look at what it says."""

    def __init__(
        self,
        qtbot: QtBot,
        tab: TrainTab,
        run: RunInSight,
        trainer: TrainerClient,
        workspace: Workspace,
    ) -> None:
        self.qtbot = qtbot
        self.tab = tab
        self.run = run
        self.trainer = trainer
        self.workspace = workspace

    def button(self, name: str) -> QAbstractButton:
        return button(self.tab, name)

    def click(self, name: str) -> None:
        assert self.button(name).isVisible(), name
        assert self.button(name).isEnabled(), name
        click(self.tab, name)

    def start(self, recipe: Recipe) -> None:
        """Fill the form, press Start, and wait for the first points."""
        self.tab.form.set_recipe(recipe)
        self.click("start_button")
        self.wait_for_steps(1)

    def go_on(self) -> None:
        """Press what goes on with the run in sight, and wait until it does."""
        with self.qtbot.waitSignal(self.tab.controller.started, timeout=20_000):
            self.click("train_more_button")

    def wait_for(self, state: RunState) -> None:
        self.qtbot.waitUntil(lambda: self.run.state is state, timeout=20_000)

    def wait_for_steps(self, count: int) -> None:
        self.qtbot.waitUntil(lambda: self.steps >= count, timeout=20_000)

    @property
    def steps(self) -> int:
        """How many steps the plots know of."""
        return len(self.tab.plots.history)

    def says(self, name: str) -> str:
        """The words of a label."""
        return words(self.tab, name)

    def offered(self, *names: str) -> list[str]:
        """Which of the buttons can be pressed."""
        buttons = {name: self.button(name) for name in names}
        return [name for name, each in buttons.items() if each.isEnabled() and each.isVisible()]


@pytest.fixture
def hands(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, trainer: TrainerClient, workspace: Workspace
) -> Hands:
    """A person at the tab."""
    return Hands(qtbot, tab, run, trainer, workspace)
