"""Fixtures of the recipe form: the form by itself, on screen."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.recipe.data_panel import DataPanel
from desktop.train.recipe.form import RecipeForm
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.run_costs import RunCost, RunCosts
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe


class KnownCosts(RunCosts):
    """Costs that a test names: the same for every recipe; None at first, as without data."""

    def __init__(self) -> None:
        QObject.__init__(self)
        self.cost: RunCost | None = None

    def of(self, recipe: Recipe) -> RunCost | None:
        return self.cost

    def name(self, cost: RunCost) -> None:
        """From now on runs cost so much."""
        self.cost = cost
        self.changed.emit()


@pytest.fixture
def costs() -> KnownCosts:
    return KnownCosts()


@pytest.fixture
def form(qtbot: QtBot, theme: Theme, costs: KnownCosts) -> RecipeForm:
    """The form, in front, as wide as in the window."""
    form = RecipeForm(theme, QWidget(), costs)
    qtbot.addWidget(form)
    form.resize(300, 640)
    with qtbot.waitActive(form):
        form.show()
    return form


@pytest.fixture
def panel(qtbot: QtBot, data: DataChoice, theme: Theme) -> DataPanel:
    """The row for the data set by itself; none is loaded yet, and MNIST is known not to be here."""
    panel = DataPanel(data, theme)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: data.library.is_here("mnist") is False)
    return panel


@pytest.fixture
def mnist(small_dataset: Dataset) -> Dataset:
    """The small data set, called MNIST."""
    return replace(small_dataset, name="MNIST", key="mnist")
