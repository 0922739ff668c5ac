"""Fixtures for the gallery's cards: a model with headings, and a gallery of it that is shown."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.mistakes.cards.model import Groups
from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.examples import Examples
from desktop.theme import Theme
from tests.desktop.mistakes.cards.helpers import GroupedModel, ShownModel
from tests.desktop.mistakes.helpers import expose


@pytest.fixture
def grouped_model(qtbot: QtBot, examples: Examples) -> GroupedModel:
    """Mistakes in three groups: ten rows, none, all others."""
    model = GroupedModel(Groups(("4 → 9", "7 → 1", "others"), np.array([0, 10, 10])))
    model.give(examples)
    return model


@pytest.fixture
def gallery(qtbot: QtBot, grouped_model: GroupedModel, theme: Theme) -> MistakesView:
    """Five columns of medium cards under headings."""
    return expose(qtbot, MistakesView(grouped_model, theme), 600, 400)


@pytest.fixture
def model(qtbot: QtBot, examples: Examples) -> ShownModel:
    """All mistakes, in no groups."""
    model = ShownModel()
    model.give(examples)
    return model
