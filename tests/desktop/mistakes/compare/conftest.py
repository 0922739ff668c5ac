"""A tab that compares two networks."""

import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.view import MistakesTab
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.workspace import Workspace
from tests.desktop.mistakes.compare.helpers import FILE, show_mode, words


@pytest.fixture
def comparing(
    qtbot: QtBot, read_tab: MistakesTab, workspace: Workspace, other_network: nn.Network
) -> MistakesTab:
    """The tab that compares the network "Run" with the file "File"."""
    read_tab.resize(1_200, 700)
    workspace.put(NamedNetwork("File", FILE, other_network))
    show_mode(read_tab, "Compare")
    qtbot.waitUntil(lambda: words(read_tab) != "")
    return read_tab
