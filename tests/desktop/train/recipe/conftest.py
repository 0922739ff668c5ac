"""Fixtures of the recipe form: the form by itself, on screen."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.recipe.form import RecipeForm
from desktop.workspace.run_costs import RunCost, RunCosts
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
