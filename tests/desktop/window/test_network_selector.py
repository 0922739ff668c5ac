"""The selector names every network, however long its name, and leaves the tabs their room."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from desktop.window.network_selector import NetworkSelector
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import SplitName
from nncore.recipes.recipe import Recipe

LONG = "28×28–5×5×16–pool–3×3×32–3×3×32–pool–3×3×64–3×3×64–pool–128–10"


@pytest.fixture
def selector(qtbot: QtBot, workspace: Workspace) -> NetworkSelector:
    selector = NetworkSelector(workspace)
    qtbot.addWidget(selector)
    selector.show()
    return selector


def box(selector: NetworkSelector) -> QComboBox:
    found = selector.findChild(QComboBox, "network_box")
    assert found is not None
    return found


def put(workspace: Workspace, name: str, accuracy: float | None = None) -> None:
    network = Recipe(hidden=("5x5x8", "pool", 16)).build()[0]
    measured = None if accuracy is None else Accuracy(accuracy, "MNIST", SplitName.TEST)
    named = NamedNetwork(name, NetworkRef.of_file(Path("network")), network, measured)
    workspace.put(named, choose=True)


def test_a_short_name_is_shown_whole(selector: NetworkSelector, workspace: Workspace) -> None:
    put(workspace, "Reader", 0.996)
    assert box(selector).currentText() == "Reader · 99.6 % test"


def test_a_long_name_gives_way_and_its_accuracy_stays(
    selector: NetworkSelector, workspace: Workspace
) -> None:
    put(workspace, LONG, 0.996)
    text = box(selector).currentText()
    assert "…" in text
    assert text.startswith("28×28")
    assert text.endswith(" · 99.6 % test")
    assert selector.sizeHint().width() < 400


def test_the_hint_tells_all(selector: NetworkSelector, workspace: Workspace) -> None:
    put(workspace, LONG, 0.9957)
    told = box(selector).accessibleDescription()
    assert told == f"{LONG}: 28×28–5×5×8–pool–16–10, 99.57 % of the test images of MNIST read right"
    assert LONG in box(selector).toolTip()
    assert LONG in box(selector).itemData(0, Qt.ItemDataRole.ToolTipRole)


def test_what_was_not_measured_says_so(selector: NetworkSelector, workspace: Workspace) -> None:
    put(workspace, "Mine")
    assert box(selector).accessibleDescription().endswith("not measured yet")


def test_a_measurement_that_comes_later_is_shown(
    selector: NetworkSelector, workspace: Workspace
) -> None:
    put(workspace, LONG)
    put(workspace, LONG, 0.5)
    assert box(selector).count() == 1
    assert box(selector).currentText().endswith(" · 50.0 % test")


def test_a_run_that_another_one_took_the_place_of_is_in_the_list_no_more(
    selector: NetworkSelector, workspace: Workspace
) -> None:
    network = Recipe(hidden=(4,)).build()[0]
    put(workspace, "Mine")
    for name in ("Quick", "Quick 2"):
        workspace.put(NamedNetwork(name, NetworkRef.of_run(name), network))
    shown = [box(selector).itemText(row) for row in range(box(selector).count())]
    assert shown == [each.title for each in workspace.networks]
