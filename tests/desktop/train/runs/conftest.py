"""Fixtures for the drawer of runs: kept runs in memory, and the drawer."""

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.runs.drawer import RunsDrawer
from desktop.workspace.kept_runs import KeptRuns
from nncore.recipes.recipe import Recipe
from tests.desktop.fake_runs import kept_runs as kept_runs
from tests.desktop.fake_runs import read as read
from tests.desktop.fake_runs import store as store


@pytest.fixture
def drawer(qtbot: QtBot, kept_runs: KeptRuns, theme: Theme) -> RunsDrawer:
    """The drawer on screen, before anything was read."""
    drawer = RunsDrawer(kept_runs, theme)
    qtbot.addWidget(drawer)
    drawer.resize(800, 240)
    with qtbot.waitExposed(drawer):
        drawer.show()
    drawer.activateWindow()
    return drawer


@pytest.fixture
def three(store: Any, read: Callable[[], None], drawer: RunsDrawer) -> RunsDrawer:
    """The drawer with “Quick 3”, “Quick 2” and “Quick 1”, the newest first."""
    store.add("Quick 1", recipe=Recipe(epochs=10), accuracy=0.9842, best_validation=0.9851)
    store.add("Quick 2", recipe=Recipe(learning_rate=0.01), accuracy=0.9611)
    store.add("Quick 3", recipe=Recipe(seed=8), accuracy=0.9702)
    read()
    return drawer
