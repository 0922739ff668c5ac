"""The drawer "Why", open, with a quick network and data to compare with."""

import pytest

from desktop.draw.view import DrawTab
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from tests.desktop.draw.why.drawer import put, small_network
from tests.desktop.hands import click


@pytest.fixture
def drawer(tab: DrawTab, workspace: Workspace, small_dataset: Dataset) -> DrawTab:
    """A tab whose drawer is open, with a quick network and data to compare with."""
    put(workspace, small_network(3))
    workspace.set_dataset(small_dataset)
    click(tab, "evidence_toggle")
    return tab
