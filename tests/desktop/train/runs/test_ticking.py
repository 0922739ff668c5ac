"""Runs that are ticked in the drawer are compared."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.train.runs import comparison, wording
from desktop.train.runs.cells import RunColumn
from desktop.train.runs.drawer import RunsDrawer
from desktop.train.runs.list_footer import ComparisonTable
from desktop.train.runs.runs_model import TOO_MANY
from desktop.workspace.kept_runs import KeptRuns
from tests.desktop.hands import find, listen, press_keys
from tests.desktop.train.runs.drawer_hands import click_cell, double_click, note, row_action


def differences(store: Any, number: int, other: int) -> str:
    """What tells two of the three runs apart."""
    said = comparison.in_words([store.get(f"run-00{each}") for each in (number, other)])
    assert said.startswith(f"Quick {number}")
    return said


def test_ticking_compares_and_tells_the_differences(
    qtbot: QtBot, three: RunsDrawer, store: Any
) -> None:
    with qtbot.waitSignal(three.model.comparison_changed) as changed:
        click_cell(three, "Quick 1", RunColumn.COMPARE)
    assert changed.args == [["run-001"]]
    assert note(three) == wording.TICK_ANOTHER
    with qtbot.waitSignal(three.model.comparison_changed) as changed:
        click_cell(three, "Quick 2", RunColumn.COMPARE)
    assert changed.args == [["run-001", "run-002"]]
    assert note(three) == differences(store, 2, 1)
    click_cell(three, "Quick 1", RunColumn.COMPARE)
    click_cell(three, "Quick 2", RunColumn.COMPARE)
    assert three.model.compared == []
    assert note(three) == ""


def test_the_differences_of_three_runs_are_a_table(three: RunsDrawer, store: Any) -> None:
    three.set_shown("run-003")
    click_cell(three, "Quick 1", RunColumn.COMPARE)
    click_cell(three, "Quick 2", RunColumn.COMPARE)
    table = find(three, ComparisonTable, "comparison_table")
    assert table.isVisible()
    assert note(three) == ""
    model = table.model()
    heads = [model.headerData(each, Qt.Orientation.Horizontal) for each in range(1, 4)]
    assert heads == ["Quick 3", "Quick 1", "Quick 2"]
    assert model.index(0, 0).data() == "Hidden layers"
    assert three.view.height() >= three.view.least_height
    click_cell(three, "Quick 2", RunColumn.COMPARE)
    assert not table.isVisible()
    assert note(three) == differences(store, 3, 1)


def test_in_a_low_drawer_list_table_and_undo_stand_below_each_other(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns
) -> None:
    three.setFixedSize(582, 184)
    for row in range(3):
        box = three.model.index(row, RunColumn.COMPARE)
        three.model.setData(box, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    three.view.choose("run-002")
    with qtbot.waitSignal(kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    places = [find(three, QWidget, name) for name in ("runs_view", "comparison_table", "undo_line")]
    qtbot.waitUntil(places[-1].isVisible)
    QApplication.processEvents()
    tops = [each.mapTo(three, QPoint(0, 0)).y() for each in places]
    bottoms = [top + each.height() for top, each in zip(tops, places, strict=True)]
    assert bottoms[0] <= tops[1]
    assert bottoms[1] <= tops[2]
    assert bottoms[2] <= 184


def test_a_ticked_run_is_compared_with_the_one_in_the_plots(three: RunsDrawer, store: Any) -> None:
    three.set_shown("run-001")
    click_cell(three, "Quick 2", RunColumn.COMPARE)
    assert note(three) == differences(store, 1, 2)
    three.set_shown("run-003")
    assert note(three) == differences(store, 3, 2)


def test_the_run_under_way_is_the_one_in_the_plots(three: RunsDrawer, store: Any) -> None:
    three.set_busy(True, "run-003")
    click_cell(three, "Quick 2", RunColumn.COMPARE)
    assert note(three) == differences(store, 3, 2)


def test_space_ticks_the_row_that_the_keys_are_at(three: RunsDrawer) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_Space)
    assert three.model.compared == ["run-002"]
    press_keys(three.view, Qt.Key.Key_Space)
    assert three.model.compared == []


def test_a_tick_opens_nothing(three: RunsDrawer) -> None:
    opened = listen(three.open_requested)
    double_click(three, "Quick 2", RunColumn.COMPARE)
    assert opened == []


def test_says_why_no_seventh_run_is_compared(
    qtbot: QtBot, drawer: RunsDrawer, store: Any, read: Callable[[], None]
) -> None:
    drawer.resize(800, 400)
    for number in range(1, 8):
        store.add(f"Quick {number}")
    read()
    for number in range(1, 7):
        click_cell(drawer, f"Quick {number}", RunColumn.COMPARE)
    with qtbot.waitSignal(drawer.announced) as told:
        click_cell(drawer, "Quick 7", RunColumn.COMPARE)
    assert told.args == [TOO_MANY]
    assert len(drawer.model.compared) == 6
