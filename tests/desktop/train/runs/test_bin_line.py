"""The line about what deleted and reduced runs still take, and about what is being moved."""

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.train.runs import bin_line, wording
from desktop.train.runs.bin_line import BinLine
from desktop.train.runs.cells import RunColumn
from desktop.train.runs.drawer import RunsDrawer
from desktop.train.runs.list_footer import ComparisonTable
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run_bin import BinContents
from nncore.recipes.recipe import Recipe
from tests.desktop.fake_runs import LAST_WEIGHTS
from tests.desktop.hands import button, click, find, listen, words
from tests.desktop.train.runs.drawer_hands import click_cell, names, row_action, undo_text

DELETED = wording.in_bin(BinContents(deleted=2 * LAST_WEIGHTS))


def line(drawer: RunsDrawer) -> str:
    """What the line says; empty while it is hidden."""
    return words(drawer, "bin_label") if find(drawer, BinLine).isVisible() else ""


def delete(drawer: RunsDrawer, name: str) -> None:
    click_cell(drawer, name)
    click(drawer, "delete_button")


@pytest.fixture
def gate(store: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Nothing is moved before it is set; what takes long is said at once."""
    monkeypatch.setattr(bin_line, "PATIENCE", 1)
    gate = Event()
    for deed in ("delete", "put_back", "remove"):
        monkeypatch.setattr(store, deed, gated(gate, getattr(store, deed)))
    yield gate
    gate.set()


def gated(gate: Event, does: Callable[[Any], None]) -> Callable[[Any], None]:
    def do(what: Any) -> None:
        assert gate.wait(20)
        does(what)

    return do


def test_the_line_is_there_only_where_there_is_something_to_free(
    qtbot: QtBot, three: RunsDrawer
) -> None:
    assert line(three) == ""
    delete(three, "Quick 2")
    qtbot.waitUntil(lambda: line(three) != "")
    assert line(three) == DELETED
    assert button(three, "free_button").accessibleName() == "Free 2.4\u00a0MB now: Undo ends"
    click(three, "undo_delete_button")
    qtbot.waitUntil(lambda: line(three) == "")


def test_what_is_freed_can_be_undone_no_more(qtbot: QtBot, three: RunsDrawer, store: Any) -> None:
    told = listen(three.announced)
    delete(three, "Quick 2")
    qtbot.waitUntil(lambda: line(three) != "")
    click(three, "free_button")
    qtbot.waitUntil(lambda: line(three) == "")
    assert undo_text(three) == ""
    assert not store.aside
    assert told == [wording.freed(2 * LAST_WEIGHTS)]


def test_weights_that_were_freed_can_be_undone_no_more(
    qtbot: QtBot, three: RunsDrawer, store: Any
) -> None:
    click_cell(three, "Quick 2")
    row_action(three, "Keep").trigger()
    qtbot.waitUntil(lambda: line(three) != "")
    assert line(three) == wording.in_bin(BinContents(reduced=LAST_WEIGHTS))
    click(three, "free_button")
    qtbot.waitUntil(lambda: line(three) == "")
    assert undo_text(three) == ""
    assert not store.reduced


def test_what_was_deleted_after_the_click_can_be_undone(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, gate: Event
) -> None:
    gate.set()
    delete(three, "Quick 2")
    qtbot.waitUntil(lambda: line(three).startswith("Deleted"))
    gate.clear()
    click(three, "free_button")
    delete(three, "Quick 1")
    with qtbot.waitSignal(kept_runs.bin.emptied):
        gate.set()
    assert undo_text(three) == wording.deleted(["Quick 1"])
    click(three, "undo_delete_button")
    qtbot.waitUntil(lambda: names(three) == ["Quick 3", "Quick 1"])


def test_what_could_not_be_freed_can_be_undone(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    store.refusals["remove"] = PermissionError(13, "Permission denied", ".deleted")
    delete(three, "Quick 2")
    qtbot.waitUntil(lambda: line(three) != "")
    with qtbot.waitSignal(kept_runs.failed):
        click(three, "free_button")
    assert undo_text(three) == wording.deleted(["Quick 2"])
    assert line(three) == DELETED


def test_the_line_says_what_is_under_way_on_a_slow_disk(
    qtbot: QtBot, gate: Event, three: RunsDrawer
) -> None:
    delete(three, "Quick 2")
    qtbot.waitUntil(lambda: line(three) == "“Quick 2” is being deleted…")
    assert not button(three, "free_button").isVisible()
    click(three, "undo_delete_button")
    qtbot.waitUntil(lambda: line(three).endswith("“Quick 2” is being brought back…"))
    gate.set()
    qtbot.waitUntil(lambda: line(three) == "")
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]


def test_what_is_moved_at_once_is_not_said_to_be_moved(
    qtbot: QtBot, three: RunsDrawer, store: Any
) -> None:
    told = []
    find(three, BinLine).changed.connect(lambda: told.append(line(three)))
    delete(three, "Quick 2")
    qtbot.waitUntil(lambda: line(three) != "")
    assert {*told} == {"", DELETED}


@pytest.mark.parametrize(
    ("going", "coming", "frees", "text"),
    [
        ([], [], False, ""),
        (["A", "B"], [], False, "2 runs are being deleted…"),
        ([], ["A", "B"], False, "2 runs are being brought back…"),
        (["A"], [], True, "“A” is being deleted… What deleted runs take is being freed…"),
    ],
)
def test_it_is_said_what_is_moved(
    going: list[str], coming: list[str], frees: bool, text: str
) -> None:
    assert wording.moving(going, coming, frees=frees) == text


def test_what_is_in_the_bin_and_what_was_freed_is_said_with_its_size() -> None:
    assert wording.in_bin(BinContents()) == ""
    assert DELETED == "Deleted runs still take 2.4\u00a0MB. Freeing it ends Undo."
    assert wording.freed(2_400_000) == "2.4\u00a0MB freed for good."


def test_in_a_low_drawer_the_line_stands_below_the_table(
    qtbot: QtBot, store: Any, read: Callable[[], None], drawer: RunsDrawer
) -> None:
    for number in range(1, 5):
        recipe = Recipe(hidden=(number,), batch_size=number, epochs=number, seed=number)
        store.add(f"Quick {number}", recipe=recipe)
    read()
    drawer.setFixedSize(900, 220)
    for row in range(1, 4):
        box = drawer.model.index(row, RunColumn.COMPARE)
        drawer.model.setData(box, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    delete(drawer, "Quick 4")
    qtbot.waitUntil(lambda: line(drawer) != "")
    click(drawer, "undo_close_button")
    table, below = find(drawer, ComparisonTable), find(drawer, BinLine)
    qtbot.waitUntil(lambda: table.geometry().bottom() < below.y())
    assert drawer.view.height() >= drawer.view.least_height
