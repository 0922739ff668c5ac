"""The table of what tells three runs or more apart."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.runs.comparison import DifferenceRow
from desktop.train.runs.list_footer import ComparedRun, ComparisonModel, ComparisonTable
from desktop.workspace.kept_run_summary import KeptRunSummary
from nncore.recipes.recipe import Recipe

COLOURS = [QColor("#009E73"), QColor("#CC79A7"), QColor("#7A5BB5")]


@pytest.fixture
def table(qtbot: QtBot, theme: Theme) -> ComparisonTable:
    table = ComparisonTable(theme)
    qtbot.addWidget(table)
    table.resize(540, 100)
    with qtbot.waitExposed(table):
        table.show()
    return table


def lines(store: Any, *recipes: Recipe) -> list[KeptRunSummary]:
    runs = [store.add(f"Run {number}", recipe=each) for number, each in enumerate(recipes, 1)]
    return [KeptRunSummary.of(each) for each in runs]


def test_the_model_keeps_the_rules_of_models() -> None:
    model = ComparisonModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    runs = [ComparedRun(f"Run {each}", COLOURS[each]) for each in range(3)]
    model.show(runs, [DifferenceRow("Seed", ("7", "8", "9"))])
    assert (model.rowCount(), model.columnCount()) == (1, 4)
    model.show([], [])
    assert (model.rowCount(), model.columnCount()) == (0, 0)
    assert tester.model() is model


def test_a_cell_says_of_what_and_of_which_run_it_is() -> None:
    model = ComparisonModel()
    model.show([ComparedRun("<b>One</b>", COLOURS[0])], [DifferenceRow("Seed", ("7",))])
    cell = model.index(0, 1)
    assert cell.data() == "7"
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "Seed of <b>One</b>: 7"
    assert "<b>" not in str(cell.data(Qt.ItemDataRole.ToolTipRole))
    assert (
        model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole)
        == (COLOURS[0])
    )


def test_is_needed_for_three_runs_that_differ_alone(table: ComparisonTable, store: Any) -> None:
    table.tell(lines(store, Recipe(), Recipe(seed=8)), COLOURS[:2])
    needed = [table.is_needed]
    table.tell(lines(store, Recipe(), Recipe(), Recipe(seed=8)), COLOURS)
    needed.append(table.is_needed)
    table.tell([], [])
    needed.append(table.is_needed)
    assert needed == [False, True, False]


def test_takes_whole_rows_of_the_height_it_is_given(table: ComparisonTable, store: Any) -> None:
    differing = Recipe(hidden=(64, 32), batch_size=None, optimizer="nesterov", seed=8)
    table.tell(lines(store, Recipe(), Recipe(), differing), COLOURS)
    table.fit(1_000)
    whole = table.height()
    assert table.verticalScrollBar().maximum() == 0
    row = table.verticalHeader().sectionSize(0)
    table.fit(whole - 1)
    assert table.height() == whole - row
    table.fit(0)
    assert table.height() > 2 * row


def test_wide_columns_give_way_before_the_table_scrolls(
    qtbot: QtBot, table: ComparisonTable, store: Any
) -> None:
    long = Recipe(hidden=(512,) * 16)
    table.tell(lines(store, Recipe(), Recipe(), long), COLOURS)
    table.fit(1_000)
    assert table.horizontalHeader().length() <= table.viewport().width()
    assert table.rowHeight(0) > table.rowHeight(1)  # its words wrap
    six = [*lines(store, *[Recipe(seed=each) for each in range(7)])]
    table.tell(six, [COLOURS[0]] * 7)
    table.resize(300, table.height())
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() > 0)
