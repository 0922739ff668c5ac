"""The drawer "Why" as tests reach into it, with networks and data that are quickly compared."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

import nncore as nn
from desktop.draw.view import DrawTab
from desktop.widgets.alike_rows import AlikeRows
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace


def button(tab: DrawTab, name: str) -> QToolButton:
    found = tab.findChild(QToolButton, name)
    assert found is not None
    return found


def click(tab: DrawTab, name: str) -> None:
    QTest.mouseClick(button(tab, name), Qt.MouseButton.LeftButton)


def words(tab: DrawTab) -> str:
    found = tab.findChild(QLabel, "why_words")
    assert found is not None
    return found.text()


def rows(tab: DrawTab) -> AlikeRows:
    found = tab.findChild(AlikeRows, "draw_alike_rows")
    assert found is not None
    return found


def shows_alike(tab: DrawTab) -> Callable[[], bool]:
    return lambda: rows(tab).isVisible() and bool(rows(tab).groups)


def small_network(seed: int) -> nn.Network:
    rng = np.random.default_rng(seed)
    return nn.Network([nn.Dense(784, 24, rng=rng), nn.ReLU(), nn.Dense(24, 10, rng=rng)])


def put(workspace: Workspace, network: nn.Network, epoch: int = 1) -> None:
    named = NamedNetwork("Run", NetworkRef.of_run("run"), network, None, epoch)
    workspace.put(named, choose=True)
