"""The item model of the runs: Qt's own tester over it, ticks and their colours, roles."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.train.runs import wording
from desktop.train.runs.cells import RunColumn
from desktop.train.runs.comparison import MOST_COMPARED
from desktop.train.runs.runs_model import MOST_SINGLE, RunRole, RunsModel
from desktop.workspace.kept_run_summary import KeptRunStatus
from desktop.workspace.kept_runs import KeptRuns
from tests.desktop.hands import bring_back, listen

ROLE = Qt.ItemDataRole
PALETTE = ["#111111", "#222222", "#333333", "#444444", "#555555", "#666666"]


def colour(place: int) -> QColor:
    return QColor(PALETTE[place])


@pytest.fixture
def model(qtbot: QtBot, kept_runs: KeptRuns) -> Iterator[RunsModel]:
    """A model that Qt's tester watches all the time."""
    model = RunsModel(kept_runs, colour)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, mode)
    yield model
    assert tester.model() is model


def said(model: RunsModel, row: int, column: RunColumn, role: int = ROLE.DisplayRole) -> Any:
    return model.data(model.index(row, column), role)


def tick(model: RunsModel, row: int, ticked: bool = True) -> bool:
    state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
    return model.setData(model.index(row, RunColumn.COMPARE), state, ROLE.CheckStateRole)


def test_stays_a_sound_model_whatever_happens(
    model: RunsModel, kept_runs: KeptRuns, store: Any, read: Callable[[], None]
) -> None:
    runs = [store.add(f"Quick {number}") for number in range(8)]
    read()
    tick(model, 2)
    kept_runs.rename(runs[3].id, "other")
    kept_runs.delete([runs[0].id, runs[4].id, runs[7].id])
    bring_back(kept_runs, [runs[4].id])
    bring_back(kept_runs, [runs[0].id, runs[7].id])
    model.set_running(runs[1].id)
    model.set_shown(runs[1].id)
    assert [model.line(row).id for row in range(8)] == [each.id for each in reversed(runs)]
    kept_runs.delete([each.id for each in runs])
    assert model.rowCount() == 0


def test_says_figures_as_people_read_them(
    model: RunsModel, store: Any, read: Callable[[], None]
) -> None:
    store.add("Quick 1", accuracy=0.98421, seconds=200)
    read()
    assert said(model, 0, RunColumn.NAME) == "Quick 1"
    assert said(model, 0, RunColumn.ACCURACY) == "98.42\u00a0%"
    heading = model.headerData(RunColumn.ACCURACY, Qt.Orientation.Horizontal)
    assert heading == "Validation"
    assert said(model, 0, RunColumn.EPOCH) == "5"
    assert said(model, 0, RunColumn.TIME) == "3\u00a0min 20\u00a0s"
    assert said(model, 0, RunColumn.DATA) == "Generated digits"
    assert said(model, 0, RunColumn.SIZE) == "2.4\u00a0MB"
    for column in (RunColumn.ACCURACY, RunColumn.TIME, RunColumn.SIZE):
        assert said(model, 0, column, ROLE.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"ending": None}, "interrupted"),
        ({"ending": None, "is_under_way": True}, "running"),
        ({"ending": "diverged"}, "diverged"),
        ({"ending": "stopped"}, "stopped"),
        ({"ending": "finished"}, ""),
        ({"ending": "early"}, ""),
    ],
)
def test_a_word_says_how_a_run_stands(
    model: RunsModel, store: Any, read: Callable[[], None], facts: dict[str, Any], word: str
) -> None:
    store.add("Quick 1", **facts)
    read()
    assert wording.status(said(model, 0, RunColumn.NAME, RunRole.STATUS)) == word
    spoken = said(model, 0, RunColumn.NAME, ROLE.AccessibleTextRole)
    assert spoken == ", ".join(filter(None, ("Quick 1", word)))


def test_a_ticked_run_wears_its_colour(
    qtbot: QtBot, model: RunsModel, store: Any, read: Callable[[], None]
) -> None:
    runs = [store.add(f"Quick {number}") for number in range(3)]
    read()
    with qtbot.waitSignal(model.comparison_changed) as changed:
        assert tick(model, 2)
    assert changed.args == [[runs[0].id]]
    assert said(model, 2, RunColumn.COMPARE, ROLE.CheckStateRole) == Qt.CheckState.Checked
    assert said(model, 2, RunColumn.COMPARE, ROLE.DecorationRole) == QColor(PALETTE[0])
    assert model.colour_of(runs[0].id) == QColor(PALETTE[0])
    assert said(model, 1, RunColumn.COMPARE, ROLE.DecorationRole) is None


def test_a_run_keeps_its_colour_when_another_is_unticked(
    model: RunsModel, store: Any, read: Callable[[], None]
) -> None:
    runs = [store.add(f"Quick {number}") for number in range(4)]
    read()
    for row in (0, 1, 2):
        tick(model, row)
    tick(model, 1, ticked=False)
    assert model.compared == [runs[3].id, runs[1].id]
    assert [model.colour_index(each.id) for each in runs] == [None, 2, None, 0]
    tick(model, 3)
    assert model.compared == [runs[3].id, runs[0].id, runs[1].id]


def test_no_more_are_ticked_than_there_are_colours(
    qtbot: QtBot, model: RunsModel, store: Any, read: Callable[[], None]
) -> None:
    for number in range(MOST_COMPARED + 1):
        store.add(f"Quick {number}")
    read()
    assert all(tick(model, row) for row in range(MOST_COMPARED))
    assert not said(model, MOST_COMPARED, RunColumn.COMPARE, RunRole.CAN_COMPARE)
    with qtbot.waitSignal(model.refused):
        assert not tick(model, MOST_COMPARED)
    assert len(model.compared) == MOST_COMPARED
    tick(model, 0, ticked=False)
    assert tick(model, MOST_COMPARED)


def test_a_deleted_run_is_compared_no_more_and_is_again_when_it_comes_back(
    model: RunsModel, kept_runs: KeptRuns, store: Any, read: Callable[[], None]
) -> None:
    first, second = store.add("Quick 1"), store.add("Quick 2")
    read()
    tick(model, 1)
    tick(model, 0)
    told = listen(model.comparison_changed)
    kept_runs.delete([first.id])
    bring_back(kept_runs, [first.id])
    assert told == [[second.id], [first.id, second.id]]


def test_only_what_changed_is_told(
    qtbot: QtBot, model: RunsModel, kept_runs: KeptRuns, store: Any, read: Callable[[], None]
) -> None:
    first = store.add("Quick 1", epochs=1, seconds=1.0)
    store.add("Quick 2")
    read()
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda top, _bottom, *_: told.append((top.row(), top.column())))
    store.kept[first.id] = replace(first, epochs=2, seconds=2.0)
    kept_runs.refresh(first.id)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert told == [(1, column) for column in (RunColumn.ACCURACY, RunColumn.EPOCH, RunColumn.TIME)]


def test_the_run_under_way_is_running_before_its_files_say_so(
    model: RunsModel, store: Any, read: Callable[[], None]
) -> None:
    run = store.add("Quick 1", ending=None)
    read()
    model.set_running(run.id)
    assert said(model, 0, RunColumn.NAME, RunRole.STATUS) is KeptRunStatus.RUNNING
    model.set_running(None)
    assert said(model, 0, RunColumn.NAME, RunRole.STATUS) is KeptRunStatus.INTERRUPTED


def test_every_column_sorts_by_its_figures(
    model: RunsModel, store: Any, read: Callable[[], None]
) -> None:
    store.add("b", accuracy=0.9, seconds=100, bytes_on_disk=10)
    store.add("A", accuracy=None, epochs=0, seconds=9, bytes_on_disk=2_000)
    read()
    keys = {
        column: [said(model, row, column, RunRole.SORT) for row in range(2)] for column in RunColumn
    }
    assert keys[RunColumn.NAME] == ["a", "b"]
    assert keys[RunColumn.ACCURACY] == [-1.0, 0.9]
    assert keys[RunColumn.TIME] == [9, 100]
    assert keys[RunColumn.SIZE] == [2_000, 10]
    assert keys[RunColumn.BEGUN][0] > keys[RunColumn.BEGUN][1]


def test_very_many_rows_come_and_go_at_once(
    model: RunsModel, kept_runs: KeptRuns, store: Any, read: Callable[[], None]
) -> None:
    runs = [store.add(f"Quick {number}") for number in range(2 * MOST_SINGLE)]
    read()
    single: list[object] = []
    model.rowsRemoved.connect(lambda *_: single.append("removed"))
    model.rowsInserted.connect(lambda *_: single.append("inserted"))
    some = [each.id for each in runs[::2]] + [runs[1].id]
    kept_runs.delete(some)
    assert model.rowCount() == len(runs) - len(some)
    bring_back(kept_runs, some)
    assert [each.id for each in model.lines] == [each.id for each in reversed(runs)]
    assert single == []
