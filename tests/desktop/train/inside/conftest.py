"""Looks into real, short runs, and a drawer on screen."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.inside.drawer import InsideDrawer
from desktop.workspace.settings import Appearance
from nncore.datasets import Dataset
from nncore.events import LayersProbed
from nncore.recipes.recipe import Recipe
from nncore.training_handle import TrainingHandle

ProbePoller = Callable[..., list[LayersProbed]]


@pytest.fixture(scope="session")
def looks(small_dataset: Dataset) -> ProbePoller:
    """Trains so many steps, and looks at each of them."""

    def train(*hidden: int | str, steps: int = 3) -> list[LayersProbed]:
        handle, seen = TrainingHandle(), []
        probe = handle.probe
        run = Recipe(hidden=hidden, epochs=4).start(small_dataset, handle=handle)
        probe.ask()
        for event in run.events:
            if isinstance(event, LayersProbed):
                seen.append(event)
                probe.ask()
            if len(seen) == steps:
                break
        run.events.close()
        return seen

    return train


@pytest.fixture
def drawer(qtbot: QtBot, theme: Theme) -> Iterator[InsideDrawer]:
    """The drawer on screen, as wide as in a window of the usual size."""
    drawer = InsideDrawer(theme)
    qtbot.addWidget(drawer)
    drawer.resize(860, 220)
    with qtbot.waitExposed(drawer):
        drawer.show()
    yield drawer
    theme.set_appearance(Appearance.SYSTEM)
