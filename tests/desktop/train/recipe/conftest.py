"""Fixtures of the recipe form: the form by itself, on screen."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.recipe.form import RecipeForm


@pytest.fixture
def form(qtbot: QtBot, theme: Theme) -> RecipeForm:
    """The form, in front, as wide as in the window."""
    form = RecipeForm(theme, QWidget())
    qtbot.addWidget(form)
    form.resize(300, 640)
    with qtbot.waitActive(form):
        form.show()
    return form
