"""The selector names every network, however long its name, and leaves the tabs their room."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.window.network_selector import NetworkSelector
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import SplitName
from nncore.recipes.recipe import Recipe
from tests.desktop.hands import bring_back, find

LONG = "28×28–5×5×16–pool–3×3×32–3×3×32–pool–3×3×64–3×3×64–pool–128–10"


@pytest.fixture
def selector(qtbot: QtBot, workspace: Workspace) -> NetworkSelector:
    selector = NetworkSelector(workspace)
    qtbot.addWidget(selector)
    selector.show()
    return selector


def box(selector: NetworkSelector) -> QComboBox:
    return find(selector, QComboBox, "network_box")


def put(workspace: Workspace, name: str, accuracy: float | None = None) -> None:
    network = Recipe(hidden=("5x5x8", "pool", 16)).build()[0]
    measured = None if accuracy is None else Accuracy(accuracy, "MNIST", SplitName.TEST)
    named = NamedNetwork(name, NetworkRef.of_file(Path("network")), network, measured)
    workspace.put(named, choose=True)


def test_a_short_name_is_shown_whole(selector: NetworkSelector, workspace: Workspace) -> None:
    put(workspace, "Reader", 0.996)
    assert box(selector).currentText() == "Reader · 99.6\u00a0% test"


def test_a_long_name_gives_way_and_its_accuracy_stays(
    selector: NetworkSelector, workspace: Workspace
) -> None:
    put(workspace, LONG, 0.996)
    text = box(selector).currentText()
    assert "…" in text
    assert text.startswith("28×28")
    assert text.endswith(" · 99.6\u00a0% test")
    assert selector.sizeHint().width() < 440


def test_the_hint_tells_all(selector: NetworkSelector, workspace: Workspace) -> None:
    put(workspace, LONG, 0.9957)
    told = box(selector).accessibleDescription()
    measured = Accuracy(0.9957, "MNIST", SplitName.TEST).whole
    assert told == f"{LONG}: 28×28–5×5×8–pool–16–10, {measured}"
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
    assert box(selector).currentText().endswith(" · 50.0\u00a0% test")


class _Page(QWidget):
    """What the selector stands on; counts how often it is laid out anew."""

    layouts = 0

    def event(self, event: QEvent) -> bool:
        self.layouts += event.type() == QEvent.Type.LayoutRequest
        return super().event(event)


def test_another_accuracy_leaves_the_page_as_it_is(
    qtbot: QtBot, selector: NetworkSelector, workspace: Workspace
) -> None:
    page = _Page()
    qtbot.addWidget(page)
    selector.setParent(page)
    with qtbot.waitExposed(page):
        page.show()
    put(workspace, "Quick", 0.974)
    QApplication.processEvents()
    before = page.layouts
    put(workspace, "Quick", 0.979)
    QApplication.processEvents()
    assert box(selector).currentText() == "Quick · 97.9\u00a0% test"
    assert page.layouts == before


def test_a_longer_name_and_larger_letters_get_their_room(
    selector: NetworkSelector, workspace: Workspace
) -> None:
    put(workspace, "Quick", 0.974)
    short = box(selector).width()
    put(workspace, LONG, 0.974)
    assert box(selector).minimumWidth() > short
    font = selector.font()
    font.setPointSizeF(2 * font.pointSizeF())
    long = box(selector).minimumWidth()
    selector.setFont(font)
    assert box(selector).minimumWidth() > 1.5 * long


@pytest.fixture
def many(
    selector: NetworkSelector, workspace: Workspace, store: Any, read: Callable[[], None]
) -> QComboBox:
    """The box with a file and hundreds of runs."""
    put(workspace, "mine", 0.5)
    for number in range(500):
        store.add(f"Quick {number}")
    read()
    return box(selector)


def test_runs_stand_below_a_line_the_newest_first(many: QComboBox) -> None:
    assert [many.itemText(row) for row in range(4)] == [
        "mine · 50.0\u00a0% test",
        "",
        "Quick 499 · 97.0\u00a0% validation",
        "Quick 498 · 97.0\u00a0% validation",
    ]
    assert many.itemData(1, Qt.ItemDataRole.AccessibleDescriptionRole) == "separator"
    many.setFocus()
    QTest.keyClick(many, Qt.Key.Key_Down)
    assert many.currentText() == "Opening Quick 499…", "the line is no stop"


def test_without_files_there_is_no_line(
    selector: NetworkSelector, store: Any, read: Callable[[], None]
) -> None:
    store.add("Quick")
    read()
    assert box(selector).count() == 1
    assert box(selector).currentText() == "", "nobody chose it"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_hundreds_of_runs_open_as_a_list_that_scrolls(many: QComboBox) -> None:
    many.showPopup()
    assert many.view().verticalScrollBar().isVisible()
    assert many.view().height() < 30 * many.fontMetrics().height()
    many.hidePopup()


def test_a_run_that_changes_touches_its_own_row_alone(
    many: QComboBox, kept_runs: KeptRuns, store: Any
) -> None:
    touched: list[str] = []
    model = many.model()
    model.dataChanged.connect(lambda first, last: touched.append(f"{first.row()}-{last.row()}"))
    model.rowsInserted.connect(lambda *_: touched.append("in"))
    model.rowsRemoved.connect(lambda *_: touched.append("out"))
    assert kept_runs.rename("run-250", "Mine")
    assert set(touched) == {"252-252"}
    assert many.itemText(252) == "Mine · 97.0\u00a0% validation"
    touched.clear()
    kept_runs.delete(["run-250"])
    assert touched == ["out"]
    bring_back(kept_runs, ["run-250"])
    assert touched[:2] == ["out", "in"]
    assert many.itemText(252) == "Mine · 97.0\u00a0% validation"


def test_long_names_that_differ_where_they_gave_way_are_told_apart(
    selector: NetworkSelector, store: Any, read: Callable[[], None]
) -> None:
    for middle in ("left", "right"):
        store.add(f"{'x' * 40}{middle}{'y' * 40}")
    read()
    texts = [box(selector).itemText(row) for row in range(2)]
    assert len(set(texts)) == 2
    assert all("…" in each for each in texts)


@pytest.mark.parametrize("name", ["<b>bold</b>", "a\nb", "\u202eevil", "x" * 5_000])
def test_a_hostile_name_is_shown_as_text_on_one_line(
    selector: NetworkSelector, store: Any, read: Callable[[], None], name: str
) -> None:
    store.add(name)
    read()
    assert box(selector).itemText(0).replace("\u00a0", " ").isprintable()
    assert "<b>" not in box(selector).itemData(0, Qt.ItemDataRole.ToolTipRole)
    assert selector.sizeHint().width() < 440
