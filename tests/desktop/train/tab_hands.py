"""The Train tab as a person works it, for its tests."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QProgressBar
from pytestqt.qtbot import QtBot

from desktop.train.view import TrainTab
from desktop.trainer.client import TrainerClient
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.run.progress import RunProgress
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import RunState
from desktop.workspace.workspace import Workspace
from nncore.recipes.recipe import Recipe
from tests.desktop.hands import button, click, find, words
from tests.desktop.workspace.helpers import wait_until_idle

DIVERGING = Recipe(hidden=(128,) * 4, optimizer="sgd", learning_rate=1000.0)
"""A run whose loss is beyond all measure within its first steps."""

FOLLOW_UPS = ("train_more_button", "start_slower_button")

_LONGEST = 20_000
"""Milliseconds that a run of a test may take on a busy machine."""


class Hands:
    """Works the tab as a person does: clicks, keys, and a look at what it says."""

    def __init__(
        self,
        qtbot: QtBot,
        tab: TrainTab,
        run: RunInSight,
        trainer: TrainerClient,
        workspace: Workspace,
        kept_runs: KeptRuns,
        jobs: Jobs,
    ) -> None:
        self.qtbot = qtbot
        self.tab = tab
        self.run = run
        self.trainer = trainer
        self.workspace = workspace
        self.kept_runs = kept_runs
        self._jobs = jobs

    def button(self, name: str) -> QAbstractButton:
        return button(self.tab, name)

    def click(self, name: str) -> None:
        assert self.button(name).isVisible(), name
        assert self.button(name).isEnabled(), name
        click(self.tab, name)

    def press(self, keys: str) -> None:
        """Press keys as in "Control+P": they go to the whole window, wherever the focus is."""
        *modifiers, key = keys.split("+")
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= getattr(Qt.KeyboardModifier, f"{modifier}Modifier")
        self.tab.activateWindow()
        self.qtbot.waitUntil(self.tab.isActiveWindow)
        QTest.keyClick(self.tab, getattr(Qt.Key, f"Key_{key}"), held)

    def begin(self, recipe: Recipe) -> None:
        """Fill the form and press Start."""
        self.tab.form.set_recipe(recipe)
        self.click("start_button")

    def start(self, recipe: Recipe) -> None:
        """The same, and wait for the first points."""
        self.begin(recipe)
        self.wait_for_steps(1)

    def train(self, recipe: Recipe) -> None:
        """Train a run to its end."""
        self.start(recipe)
        self.wait_for(RunState.IDLE)

    def fail(self, recipe: Recipe = DIVERGING) -> None:
        """Start a run that cannot end well, and wait until it does not."""
        self.begin(recipe)
        self.wait_for(RunState.FAILED)

    def pause(self) -> None:
        self.click("pause_button")
        self.wait_for(RunState.PAUSED)

    def stop(self) -> None:
        self.click("stop_button")
        self.wait_for(RunState.IDLE)

    def go_on(self) -> None:
        """Press what goes on with the run in sight, and wait until it does."""
        with self.qtbot.waitSignal(self.tab.controller.started, timeout=_LONGEST):
            self.click("train_more_button")

    def refresh(self) -> None:
        """Read the list of runs, and wait for it."""
        with self.qtbot.waitSignal(self.kept_runs.changed):
            self.kept_runs.refresh()

    def open(self, run_id: str) -> NamedNetwork:
        """Bring a kept run into sight; returns its network, which all tabs look at then."""
        self.refresh()
        self.qtbot.waitUntil(lambda: self.kept_runs.get(run_id) is not None)  # else another one
        with self.qtbot.waitSignal(self.run.begun):
            self.tab.runs.open_requested.emit(run_id)
        assert self.network.ref == NetworkRef.of_run(run_id)
        return self.network

    def wait_for(self, state: RunState) -> None:
        self.qtbot.waitUntil(lambda: self.run.state is state, timeout=_LONGEST)

    def wait_for_steps(self, count: int) -> None:
        self.qtbot.waitUntil(lambda: self.steps >= count, timeout=_LONGEST)

    def wait_until_idle(self) -> None:
        """Until nothing is read or measured in the background any more."""
        wait_until_idle(self.qtbot, self._jobs)

    @property
    def steps(self) -> int:
        """How many steps the plots know of."""
        return len(self.tab.plots.history)

    @property
    def network(self) -> NamedNetwork:
        """The network that all tabs look at."""
        assert self.workspace.network is not None
        return self.workspace.network

    @property
    def recipe(self) -> Recipe:
        """Of the run in sight."""
        assert self.run.recipe is not None
        return self.run.recipe

    @property
    def entered(self) -> Recipe:
        """What stands in the form."""
        assert self.tab.form.recipe is not None
        return self.tab.form.recipe

    @property
    def progress(self) -> RunProgress:
        """How far the run in sight is; none that was only opened."""
        assert self.run.progress is not None
        return self.run.progress

    @property
    def bar(self) -> float:
        """How much of the bar is filled, 0..1."""
        bar = find(self.tab, QProgressBar, "training_progress")
        return bar.value() / bar.maximum()

    def says(self, name: str) -> str:
        """The words of a label."""
        return words(self.tab, name)

    def title(self, name: str) -> str:
        """The words on a button."""
        return self.button(name).text().replace("&", "")

    def offered(self, *names: str) -> list[str]:
        """Which of the buttons can be pressed."""
        buttons = {name: self.button(name) for name in names}
        return [name for name, each in buttons.items() if each.isEnabled() and each.isVisible()]
