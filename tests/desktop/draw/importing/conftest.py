"""A digit as pictures have it, and a place to look at what is told."""

import numpy as np
import pytest

from desktop.draw.view import DrawTab
from nncore.array_types import ImageArray
from nncore.datasets import Dataset


class Told:
    """Everything that an importer told, in its order."""

    def __init__(self, tab: DrawTab) -> None:
        self.problems: list[str] = []
        self.retracted: list[str] = []
        self.done: list[str] = []
        tab.importer.told.connect(self.problems.append)
        tab.importer.retracted.connect(self.retracted.append)
        tab.importer.done.connect(self.done.append)


@pytest.fixture
def told(tab: DrawTab) -> Told:
    """What the tab's importer tells from now on."""
    return Told(tab)


@pytest.fixture(scope="session")
def dark_seven(small_dataset: Dataset) -> ImageArray:
    """A seven of dark ink on white, of 280 pixels in the upper left of 420 x 350."""
    test = small_dataset.test
    seven = test.images[int(np.flatnonzero(test.labels == 7)[1])]
    large = seven.repeat(10, axis=0).repeat(10, axis=1)
    return np.asarray(np.invert(np.pad(large, ((20, 120), (10, 60)))), np.uint8)
