"""The drawer of runs, used as a person would: clicks, keys, editing in place, undo."""

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.runs import undo_line, wording
from desktop.train.runs.cells import RunColumn
from desktop.train.runs.drawer import RunsDrawer
from desktop.train.runs.list_footer import ComparisonTable
from desktop.train.runs.runs_model import TOO_MANY
from desktop.widgets import file_dialogs
from desktop.widgets.wrapped_caption import WrappedCaption
from desktop.workspace import kept_run_summary
from desktop.workspace.kept_run_summary import KeptRunStatus
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.settings import Appearance
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending
from tests.desktop.fake_runs import LAST_WEIGHTS

Part = TypeVar("Part", bound=QWidget)

FULL = OSError(28, "No space left on device", "/runs/name.json")


def part(drawer: RunsDrawer, kind: type[Part], name: str) -> Part:
    found = drawer.findChild(kind, name)
    assert found is not None, name
    return found


def button(drawer: RunsDrawer, name: str) -> QPushButton:
    return part(drawer, QPushButton, name)


def names(drawer: RunsDrawer) -> list[str]:
    model = drawer.view.model()
    return [str(model.index(row, RunColumn.NAME).data()) for row in range(model.rowCount())]


def cell(drawer: RunsDrawer, name: str, column: RunColumn = RunColumn.NAME) -> QPoint:
    index = drawer.view.model().index(names(drawer).index(name), column)
    return drawer.view.visualRect(index).center()


def click(
    drawer: RunsDrawer,
    name: str,
    column: RunColumn = RunColumn.NAME,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    place = cell(drawer, name, column)
    QTest.mouseClick(drawer.view.viewport(), Qt.MouseButton.LeftButton, keys, place)


def press(drawer: RunsDrawer, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = Qt.KeyboardModifier.NoModifier
    for each in modifiers:
        held |= each
    QTest.keyClick(drawer.view, key, held)


def press_button(drawer: RunsDrawer, name: str) -> None:
    QTest.mouseClick(button(drawer, name), Qt.MouseButton.LeftButton)


def chosen(drawer: RunsDrawer) -> list[str]:
    rows = range(drawer.model.rowCount())
    return [drawer.model.line(row).name for row in rows if _is_chosen(drawer, row)]


def _is_chosen(drawer: RunsDrawer, row: int) -> bool:
    return drawer.model.line(row).id in drawer.view.chosen_ids


def edit_name(drawer: RunsDrawer, text: str, *, key: Qt.Key = Qt.Key.Key_Return) -> None:
    editor = part(drawer, QLineEdit, "run_name_edit")
    editor.selectAll()
    QTest.keyClicks(editor, text) if text else QTest.keyClick(editor, Qt.Key.Key_Delete)
    QTest.keyClick(editor, key)
    QApplication.processEvents()  # Qt commits what was typed a little later


def note(drawer: RunsDrawer) -> str:
    label = part(drawer, WrappedCaption, "comparison_note")
    return label.text() if label.isVisible() else ""


def undo_text(drawer: RunsDrawer) -> str:
    line = part(drawer, QWidget, "undo_line")
    return part(drawer, QLabel, "undo_label").text() if line.isVisible() else ""


def test_says_one_sentence_where_there_are_no_runs(
    drawer: RunsDrawer, read: Callable[[], None]
) -> None:
    label = part(drawer, QLabel, "runs_empty_label")
    assert label.text() == ""  # nobody knows yet
    read()
    assert label.text() == wording.EMPTY
    assert label.isVisible()
    assert not button(drawer, "open_button").isVisible()


def test_lists_the_newest_first_with_nothing_selected(three: RunsDrawer) -> None:
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]
    assert part(three, QLabel, "runs_summary").text() == "3 runs · 7.2\u00a0MB"
    for name in ("open_button", "rename_button", "delete_button"):
        assert not button(three, name).isEnabled()
    assert not button(three, "go_on_button").isVisible()


def test_double_click_enter_and_the_button_open_a_run(qtbot: QtBot, three: RunsDrawer) -> None:
    opened: list[str] = []
    three.open_requested.connect(opened.append)
    click(three, "Quick 1")
    QTest.mouseDClick(
        three.view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        cell(three, "Quick 1"),
    )
    press(three, Qt.Key.Key_Return)
    press(three, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    press_button(three, "open_button")
    assert opened == ["run-001"] * 4


def test_several_runs_cannot_be_opened_at_once(three: RunsDrawer) -> None:
    click(three, "Quick 3")
    click(three, "Quick 1", keys=Qt.KeyboardModifier.ShiftModifier)
    assert len(chosen(three)) == 3
    assert not button(three, "open_button").isEnabled()
    assert not button(three, "rename_button").isEnabled()
    assert button(three, "delete_button").isEnabled()


def test_f2_renames_in_place(three: RunsDrawer, store: Any) -> None:
    opened: list[str] = []
    three.open_requested.connect(opened.append)
    click(three, "Quick 2")
    press(three, Qt.Key.Key_F2)
    edit_name(three, "My best")
    assert names(three) == ["Quick 3", "My best", "Quick 1"]
    assert store.kept["run-002"].name == "My best"
    assert opened == []  # Enter ended the editing, and no more


def test_escape_leaves_the_name_as_it_was(three: RunsDrawer) -> None:
    click(three, "Quick 2")
    press_button(three, "rename_button")
    edit_name(three, "My best", key=Qt.Key.Key_Escape)
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]


def test_an_empty_name_is_refused_in_words(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns
) -> None:
    click(three, "Quick 2")
    press(three, Qt.Key.Key_F2)
    with qtbot.waitSignal(kept_runs.failed) as failed:
        edit_name(three, "   ")
    assert failed.args == ["A run needs a name."]
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]


def test_a_name_has_no_more_letters_than_it_may(three: RunsDrawer) -> None:
    click(three, "Quick 2")
    press(three, Qt.Key.Key_F2)
    edit_name(three, "x" * 100)
    assert "x" * 80 in names(three)


def test_a_name_that_cannot_be_written_stays_as_it_was(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    store.refusals["rename"] = FULL
    click(three, "Quick 2")
    press(three, Qt.Key.Key_F2)
    with qtbot.waitSignal(kept_runs.failed) as failed:
        edit_name(three, "My best")
    assert failed.args is not None
    assert "No space left on device" in failed.args[0]
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]


def test_an_epoch_that_ends_takes_back_nothing_that_is_being_typed(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    click(three, "Quick 3")
    press(three, Qt.Key.Key_F2)
    editor = part(three, QLineEdit, "run_name_edit")
    QTest.keyClicks(editor, "half a na")
    store.kept["run-003"] = replace(store.kept["run-003"], epochs=6, ending=None)
    store.add("Quick 4")
    kept_runs.refresh()
    qtbot.waitUntil(lambda: len(names(three)) == 4)
    assert editor.isVisible()
    assert editor.text() == "half a na"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert store.kept["run-003"].name == "half a na"


def test_keys_in_the_editor_are_the_editors(three: RunsDrawer) -> None:
    click(three, "Quick 2")
    press(three, Qt.Key.Key_F2)
    editor = part(three, QLineEdit, "run_name_edit")
    QTest.keyClicks(editor, "abc")
    QTest.keyClick(editor, Qt.Key.Key_Home)
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert names(three) == ["Quick 3", "bc", "Quick 1"]


def test_delete_has_undo(three: RunsDrawer, store: Any) -> None:
    click(three, "Quick 2")
    press(three, Qt.Key.Key_Delete)
    assert names(three) == ["Quick 3", "Quick 1"]
    assert "run-002" not in store.kept
    assert undo_text(three) == "“Quick 2” deleted."
    QTest.mouseClick(button(three, "undo_delete_button"), Qt.MouseButton.LeftButton)
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]
    assert "run-002" in store.kept
    assert chosen(three) == ["Quick 2"]
    assert undo_text(three) == ""


def test_ctrl_z_undoes_the_deletion_of_several(three: RunsDrawer) -> None:
    click(three, "Quick 3")
    click(three, "Quick 1", keys=Qt.KeyboardModifier.ControlModifier)
    press_button(three, "delete_button")
    assert names(three) == ["Quick 2"]
    assert undo_text(three) == "2 runs deleted."
    three.view.setFocus()
    press(three, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]


def test_what_ctrl_z_brings_back_is_selected_alone(three: RunsDrawer) -> None:
    click(three, "Quick 2")
    press(three, Qt.Key.Key_Delete)
    assert chosen(three) == ["Quick 1"]
    QTest.keyPress(three.view, Qt.Key.Key_Control)  # it is still held when the shortcut is obeyed
    press(three, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyRelease(three.view, Qt.Key.Key_Control)
    assert chosen(three) == ["Quick 2"]


def test_the_last_run_deleted_can_be_brought_back(three: RunsDrawer) -> None:
    three.view.selectAll()
    press_button(three, "delete_button")
    assert part(three, QLabel, "runs_empty_label").isVisible()
    QTest.mouseClick(button(three, "undo_delete_button"), Qt.MouseButton.LeftButton)
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]


def test_undo_stays_until_the_next_deletion_or_until_it_is_dismissed(
    three: RunsDrawer, read: Callable[[], None]
) -> None:
    click(three, "Quick 2")
    press(three, Qt.Key.Key_Delete)
    click(three, "Quick 1")
    assert undo_text(three) == "“Quick 2” deleted."
    press(three, Qt.Key.Key_Delete)
    assert undo_text(three) == "“Quick 1” deleted."
    close = part(three, QToolButton, "undo_close_button")
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert undo_text(three) == ""
    press(three, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert names(three) == ["Quick 3"]


def test_undo_ends_with_the_next_deletion_wherever_that_is(
    three: RunsDrawer, kept_runs: KeptRuns
) -> None:
    click(three, "Quick 2")
    press(three, Qt.Key.Key_Delete)
    assert kept_runs.delete(["run-001"])
    assert undo_text(three) == ""


def test_undo_stays_where_nothing_was_to_be_reduced(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    click(three, "Quick 2")
    press(three, Qt.Key.Key_Delete)
    store.kept["run-001"] = replace(store.kept["run-001"], bytes_on_disk=LAST_WEIGHTS)
    with qtbot.waitSignal(kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    assert undo_text(three) == "“Quick 2” deleted."


def test_undo_ends_of_itself_before_what_was_deleted_is_gone_for_good(
    qtbot: QtBot, kept_runs: KeptRuns, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert undo_line.LONGEST < 1_000 * kept_run_summary.DELETED_FOR
    monkeypatch.setattr(undo_line, "LONGEST", 1)
    line = undo_line.UndoLine(kept_runs, theme)
    qtbot.addWidget(line)
    with qtbot.waitSignal(line.let_go) as let_go:
        line.tell(undo_line.Deed.DELETED, ["run-001"], "“Quick 1” deleted.")
    assert let_go.args == [undo_line.Deed.DELETED, ["run-001"]]
    assert line.isHidden()


def test_what_cannot_be_deleted_stays_and_offers_no_undo(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    store.refusals["delete"] = FULL
    click(three, "Quick 2")
    with qtbot.waitSignal(kept_runs.failed):
        press(three, Qt.Key.Key_Delete)
    assert len(names(three)) == 3
    assert undo_text(three) == ""


def test_after_a_deletion_the_keys_go_on_from_there(three: RunsDrawer) -> None:
    click(three, "Quick 2")
    press(three, Qt.Key.Key_Delete)
    assert three.view.chosen_ids == ["run-001"]
    press(three, Qt.Key.Key_Up)
    assert three.view.chosen_ids == ["run-003"]


def test_an_interrupted_run_can_be_resumed(
    qtbot: QtBot, three: RunsDrawer, store: Any, read: Callable[[], None]
) -> None:
    store.add("Quick 4", ending=None)
    three._kept_runs.refresh("run-004")
    qtbot.waitUntil(lambda: "Quick 4" in names(three))
    click(three, "Quick 4")
    resume = button(three, "go_on_button")
    assert resume.isVisible()
    with qtbot.waitSignal(three.resume_requested) as resumed:
        QTest.mouseClick(resume, Qt.MouseButton.LeftButton)
    assert resumed.args == ["run-004"]
    click(three, "Quick 3")
    assert not resume.isVisible()


def test_the_run_under_way_can_be_renamed_and_exported_only(three: RunsDrawer) -> None:
    three.set_busy(True, "run-003")
    click(three, "Quick 3")
    assert not button(three, "open_button").isEnabled()
    assert not button(three, "delete_button").isEnabled()
    assert button(three, "rename_button").isEnabled()
    press(three, Qt.Key.Key_Delete)
    assert len(names(three)) == 3


def test_while_a_run_goes_no_other_is_opened_or_resumed(
    qtbot: QtBot, three: RunsDrawer, store: Any
) -> None:
    store.add("Quick 4", ending=None)
    three._kept_runs.refresh("run-004")
    qtbot.waitUntil(lambda: "Quick 4" in names(three))
    opened: list[str] = []
    three.open_requested.connect(opened.append)
    three.set_busy(True, "run-003")
    click(three, "Quick 4")
    assert not button(three, "open_button").isEnabled()
    assert not button(three, "go_on_button").isEnabled()
    assert "under way" in button(three, "open_button").toolTip()
    press(three, Qt.Key.Key_Return)
    with qtbot.waitSignal(three.announced) as told:
        QTest.mouseDClick(
            three.view.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            cell(three, "Quick 4"),
        )
    assert told.args == [wording.BUSY]
    assert opened == []
    assert button(three, "delete_button").isEnabled()
    three.set_busy(False, None)
    assert button(three, "open_button").isEnabled()
    assert button(three, "go_on_button").isEnabled()


def test_how_a_run_ended_is_read_when_it_has(
    qtbot: QtBot, three: RunsDrawer, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_run_summary, "SHORTEST_REST", 1)
    run = store.add("Quick 4", ending=None, is_under_way=True)
    three.set_busy(True, run.id)
    qtbot.waitUntil(lambda: "Quick 4" in names(three))
    store.kept[run.id] = replace(run, ending=Ending.STOPPED, is_under_way=False)
    three.set_busy(False, None)
    qtbot.waitUntil(lambda: three.model.line(0).status is KeptRunStatus.STOPPED)


def test_a_run_is_read_as_it_begins_and_as_it_ends_and_not_in_between(
    three: RunsDrawer, kept_runs: KeptRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []
    monkeypatch.setattr(kept_runs, "refresh", asked.append)
    for _ in range(3):  # as whenever the list was read
        three.set_busy(True, "run-003")
    assert asked == ["run-003"]
    for _ in range(3):
        three.set_busy(False, "run-003")
    assert asked == ["run-003", "run-003"]


def test_of_several_the_running_one_is_not_deleted(three: RunsDrawer) -> None:
    three.set_busy(True, "run-003")
    three.view.selectAll()
    press_button(three, "delete_button")
    assert names(three) == ["Quick 3"]
    assert undo_text(three) == "2 runs deleted."


def test_runs_are_reduced_with_undo(qtbot: QtBot, three: RunsDrawer, store: Any) -> None:
    click(three, "Quick 2")
    with qtbot.waitSignal(three._kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    assert undo_text(three) == "“Quick 2” reduced to the last weights: 1.2\u00a0MB less."
    assert "run-002" in store.reduced
    size = three.view.index_of("run-002", RunColumn.SIZE)
    qtbot.waitUntil(lambda: size.data() == "1.2\u00a0MB")
    summary = part(three, QLabel, "runs_summary")
    assert summary.text() == "3 runs · 6.0\u00a0MB"
    with qtbot.waitSignal(three._kept_runs.reduction.brought_back):
        QTest.mouseClick(button(three, "undo_delete_button"), Qt.MouseButton.LeftButton)
    assert undo_text(three) == ""
    qtbot.waitUntil(lambda: summary.text() == "3 runs · 7.2\u00a0MB")


def test_several_runs_are_reduced_at_once_but_none_that_is_under_way(
    qtbot: QtBot, three: RunsDrawer, store: Any
) -> None:
    three.set_busy(True, "run-003")
    three.view.selectAll()
    with qtbot.waitSignal(three._kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    assert undo_text(three) == "2 runs reduced to the last weights: 2.4\u00a0MB less."
    assert [*store.reduced] == ["run-002", "run-001"]
    click(three, "Quick 3")
    assert not row_action(three, "Keep").isEnabled()


def test_what_was_reduced_is_freed_when_the_line_about_it_goes(
    qtbot: QtBot, three: RunsDrawer, store: Any
) -> None:
    click(three, "Quick 2")
    with qtbot.waitSignal(three._kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    assert store.reduced
    press(three, Qt.Key.Key_Delete)
    assert undo_text(three) == "“Quick 2” deleted."
    qtbot.waitUntil(lambda: not store.reduced)


def test_a_run_with_its_last_weights_alone_is_said_to_have_no_others(
    qtbot: QtBot, three: RunsDrawer, store: Any
) -> None:
    store.kept["run-002"] = replace(store.kept["run-002"], bytes_on_disk=1_200_000)
    click(three, "Quick 2")
    told: list[str] = []
    three.announced.connect(told.append)
    with qtbot.waitSignal(three._kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    assert told == ["“Quick 2” is being reduced to the last weights…", wording.NOTHING_TO_REDUCE]
    assert undo_text(three) == ""


def test_a_run_that_cannot_be_reduced_is_not_said_to_be_on_the_way(
    qtbot: QtBot, three: RunsDrawer, store: Any
) -> None:
    store.refusals["reduce"] = OSError(errno.EROFS, "Read-only file system", "lock")
    click(three, "Quick 2")
    told: list[str] = []
    three.announced.connect(told.append)
    with qtbot.waitSignal(three._kept_runs.failed) as failed:
        row_action(three, "Keep").trigger()
    assert failed.args == ["“Quick 2” could not be reduced: lock: Read-only file system."]
    assert told == ["“Quick 2” is being reduced to the last weights…", ""]


def test_ticking_compares_and_tells_the_differences(qtbot: QtBot, three: RunsDrawer) -> None:
    with qtbot.waitSignal(three.model.comparison_changed) as changed:
        click(three, "Quick 1", RunColumn.COMPARE)
    assert changed.args == [["run-001"]]
    assert note(three) == wording.TICK_ANOTHER
    with qtbot.waitSignal(three.model.comparison_changed) as changed:
        click(three, "Quick 2", RunColumn.COMPARE)
    assert changed.args == [["run-001", "run-002"]]
    assert note(three) == (
        "Quick 2 against Quick 1: learning rate 0.01 instead of 0.002, "
        "5 epochs instead of 10, same data."
    )
    click(three, "Quick 1", RunColumn.COMPARE)
    click(three, "Quick 2", RunColumn.COMPARE)
    assert three.model.compared == []
    assert note(three) == ""


def test_the_differences_of_three_runs_are_a_table(three: RunsDrawer) -> None:
    three.set_shown("run-003")
    click(three, "Quick 1", RunColumn.COMPARE)
    click(three, "Quick 2", RunColumn.COMPARE)
    table = part(three, ComparisonTable, "comparison_table")
    assert table.isVisible()
    assert note(three) == ""
    model = table.model()
    heads = [model.headerData(each, Qt.Orientation.Horizontal) for each in range(1, 4)]
    assert heads == ["Quick 3", "Quick 1", "Quick 2"]
    assert model.index(0, 0).data() == "Hidden layers"
    assert three.view.height() >= three.view.least_height
    click(three, "Quick 2", RunColumn.COMPARE)
    assert not table.isVisible()
    assert note(three).startswith("Quick 3 against Quick 1: ")


def test_in_a_low_drawer_list_table_and_undo_stand_below_each_other(
    qtbot: QtBot, three: RunsDrawer
) -> None:
    three.setFixedSize(582, 184)
    for row in range(3):
        box = three.model.index(row, RunColumn.COMPARE)
        three.model.setData(box, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    three.view.choose("run-002")
    with qtbot.waitSignal(three._kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    places = [part(three, QWidget, name) for name in ("runs_view", "comparison_table", "undo_line")]
    qtbot.waitUntil(places[-1].isVisible)
    QApplication.processEvents()
    tops = [each.mapTo(three, QPoint(0, 0)).y() for each in places]
    bottoms = [top + each.height() for top, each in zip(tops, places, strict=True)]
    assert bottoms[0] <= tops[1]
    assert bottoms[1] <= tops[2]
    assert bottoms[2] <= 184


def test_a_ticked_run_is_compared_with_the_one_in_the_plots(three: RunsDrawer) -> None:
    three.set_shown("run-001")
    click(three, "Quick 2", RunColumn.COMPARE)
    assert note(three).startswith("Quick 1 against Quick 2: ")
    three.set_shown("run-003")
    assert note(three).startswith("Quick 3 against Quick 2: ")


def test_the_run_under_way_is_the_one_in_the_plots(three: RunsDrawer) -> None:
    three.set_busy(True, "run-003")
    click(three, "Quick 2", RunColumn.COMPARE)
    assert note(three).startswith("Quick 3 against Quick 2: ")


def test_space_ticks_the_row_that_the_keys_are_at(three: RunsDrawer) -> None:
    click(three, "Quick 2")
    press(three, Qt.Key.Key_Space)
    assert three.model.compared == ["run-002"]
    press(three, Qt.Key.Key_Space)
    assert three.model.compared == []


def test_a_tick_opens_nothing(three: RunsDrawer) -> None:
    opened: list[str] = []
    three.open_requested.connect(opened.append)
    QTest.mouseDClick(
        three.view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        cell(three, "Quick 2", RunColumn.COMPARE),
    )
    assert opened == []


def test_says_why_no_seventh_run_is_compared(
    qtbot: QtBot, drawer: RunsDrawer, store: Any, read: Callable[[], None]
) -> None:
    drawer.resize(800, 400)
    for number in range(1, 8):
        store.add(f"Quick {number}")
    read()
    for number in range(1, 7):
        click(drawer, f"Quick {number}", RunColumn.COMPARE)
    with qtbot.waitSignal(drawer.announced) as told:
        click(drawer, "Quick 7", RunColumn.COMPARE)
    assert told.args == [TOO_MANY]
    assert len(drawer.model.compared) == 6


def test_a_click_on_a_header_sorts(three: RunsDrawer) -> None:
    header = three.view.horizontalHeader()
    place = header.sectionViewportPosition(RunColumn.ACCURACY) + 20
    click_header = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QTest.mouseClick(header.viewport(), *click_header, QPoint(place, 8))
    assert names(three) == ["Quick 2", "Quick 3", "Quick 1"]
    QTest.mouseClick(header.viewport(), *click_header, QPoint(place, 8))
    assert names(three) == ["Quick 1", "Quick 3", "Quick 2"]


class Asked:
    """Answers where to write something to, and remembers the questions."""

    def __init__(self, path: Path | None) -> None:
        self.questions: list[tuple[Any, ...]] = []
        self._path = path

    def __call__(self, *question: Any) -> Path | None:
        self.questions.append(question[:3])
        return self._path


TABLE_OR_PICTURE = (*file_dialogs.HISTORY_FILES, *file_dialogs.PLOT_FILES)


def test_the_selected_run_is_exported_by_its_name(
    qtbot: QtBot, three: RunsDrawer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plots show another one: so there is a table of it, and no picture."""
    asked = Asked(tmp_path / "history.csv")
    monkeypatch.setattr(file_dialogs, "ask_where", asked)
    three.set_shown("run-001")
    click(three, "Quick 2")
    assert row_action(three, "Export").text() == "Export “Quick 2”…"
    with qtbot.waitSignal(three.announced) as told:
        QTest.mouseClick(button(three, "export_button"), Qt.MouseButton.LeftButton)
    assert asked.questions == [("Export “Quick 2”", file_dialogs.HISTORY_FILES, "Quick 2")]
    assert told.args == [f"The history of “Quick 2” was written to {tmp_path / 'history.csv'}"]


def test_the_run_in_sight_is_exported_whatever_is_selected(
    qtbot: QtBot, three: RunsDrawer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kind of file that is chosen says whether it is a picture or a table."""
    asked = Asked(tmp_path / "plot.svg")
    monkeypatch.setattr(file_dialogs, "ask_where", asked)
    three.set_shown("run-001")
    click(three, "Quick 2")
    with qtbot.waitSignal(three.plot_export_requested) as requested:
        three.export_in_sight("Quick 1")
    assert requested.args == [tmp_path / "plot.svg"]
    assert asked.questions == [("Export “Quick 1”", TABLE_OR_PICTURE, "Quick 1")]

    monkeypatch.setattr(file_dialogs, "ask_where", Asked(tmp_path / "table.CSV"))
    with qtbot.waitSignal(three.announced) as told:
        three.export_in_sight("Quick 1")
    assert told.args == [f"The history of “Quick 1” was written to {tmp_path / 'table.CSV'}"]


def test_the_selected_run_in_sight_may_be_a_picture_too(
    qtbot: QtBot, three: RunsDrawer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(tmp_path / "plot.png")
    monkeypatch.setattr(file_dialogs, "ask_where", asked)
    three.set_shown("run-002")
    click(three, "Quick 2")
    with qtbot.waitSignal(three.plot_export_requested):
        row_action(three, "Export").trigger()
    assert asked.questions == [("Export “Quick 2”", TABLE_OR_PICTURE, "Quick 2")]


def test_a_run_in_sight_that_is_not_kept_is_a_picture(
    qtbot: QtBot, three: RunsDrawer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(tmp_path / "plot.png")
    monkeypatch.setattr(file_dialogs, "ask_where", asked)
    with qtbot.waitSignal(three.plot_export_requested):
        three.export_in_sight("Deep")
    assert asked.questions == [("Export “Deep”", file_dialogs.PLOT_FILES, "Deep")]


def test_a_change_of_mind_exports_nothing(
    qtbot: QtBot, three: RunsDrawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(None)
    monkeypatch.setattr(file_dialogs, "ask_where", asked)
    three.set_shown("run-002")
    click(three, "Quick 2")
    with (
        qtbot.assertNotEmitted(three.plot_export_requested),
        qtbot.assertNotEmitted(three.announced),
    ):
        row_action(three, "Export").trigger()
        three.export_in_sight("Deep")
    assert len(asked.questions) == 2


def test_several_are_not_exported_at_once(three: RunsDrawer) -> None:
    three.view.selectAll()
    assert not row_action(three, "Export").isEnabled()
    assert row_action(three, "Export").text() == "Export…"


def test_the_menu_of_a_row_offers_the_same(three: RunsDrawer) -> None:
    texts = [each.text() for each in three.view.actions()]
    assert texts[:5] == ["Open", "Resume", "Rename", "Keep only the last weights", "Delete"]
    assert three.view.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu


def test_tab_leads_into_the_list_and_on(qtbot: QtBot, three: RunsDrawer) -> None:
    button(three, "export_button").setFocus()
    QTest.keyClick(button(three, "export_button"), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is three.view
    assert three.view.chosen_ids == ["run-003"]
    press(three, Qt.Key.Key_Down)
    assert three.view.chosen_ids == ["run-002"]
    press(three, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not three.view


def test_everything_has_a_name_for_those_who_do_not_see(three: RunsDrawer) -> None:
    click(three, "Quick 2")
    press(three, Qt.Key.Key_Delete)
    for kind in (QPushButton, QToolButton):
        for each in three.findChildren(kind):
            assert each.accessibleName() or each.parent() is three.view, each.objectName()
    assert three.view.accessibleName() == "Kept runs"


def test_selection_and_place_stay_when_the_list_is_read_anew(
    qtbot: QtBot, three: RunsDrawer, store: Any
) -> None:
    click(three, "Quick 2")
    store.add("Quick 4")
    store.kept["run-002"] = replace(store.kept["run-002"], accuracy=0.5)
    three._kept_runs.refresh()
    qtbot.waitUntil(lambda: "Quick 4" in names(three))
    assert three.view.chosen_ids == ["run-002"]


def test_unreadable_folders_are_counted_and_named(
    drawer: RunsDrawer, store: Any, read: Callable[[], None]
) -> None:
    store.unreadable.append((Path("/runs/old"), "run.json is no JSON"))
    read()
    summary = part(drawer, QLabel, "runs_summary")
    assert summary.text() == "0 runs · 1 unreadable"
    bar = summary.parentWidget()
    assert bar is not None
    assert "run.json is no JSON" in bar.toolTip()


def test_narrow_windows_lose_the_time_and_neither_size_nor_name(three: RunsDrawer) -> None:
    three.resize(900, 200)
    assert not three.view.isColumnHidden(RunColumn.TIME)
    three.resize(540, 190)
    assert three.view.isColumnHidden(RunColumn.TIME)
    assert not three.view.isColumnHidden(RunColumn.SIZE)
    name = three.view.model().index(0, RunColumn.NAME)
    assert "5 of 5 epochs in 12\u00a0s at work" in name.data(Qt.ItemDataRole.ToolTipRole)
    assert three.view.columnWidth(RunColumn.NAME) >= 140
    assert three.view.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_is_painted_in_either_appearance(
    drawer: RunsDrawer,
    store: Any,
    read: Callable[[], None],
    theme: Theme,
    appearance: Appearance,
) -> None:
    for ending in (*Ending, None):
        store.add("A run with a long name that has no room", ending=ending, recipe=Recipe())
    read()
    drawer.view.setCurrentIndex(drawer.view.model().index(1, RunColumn.COMPARE))
    press(drawer, Qt.Key.Key_Space)
    theme.set_appearance(appearance)
    assert not drawer.grab().isNull()
    theme.set_appearance(Appearance.SYSTEM)


def test_three_hundred_runs_are_asked_for_no_more_than_is_in_sight(
    qtbot: QtBot,
    drawer: RunsDrawer,
    store: Any,
    read: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(300):
        store.add(f"Quick {number}")
    read()
    assert drawer.view.model().rowCount() == 300
    asked = set()
    data = drawer.model.data

    def counted(index: Any, *role: Any) -> Any:
        asked.add(index.row())
        return data(index, *role)

    monkeypatch.setattr(drawer.model, "data", counted)
    for _ in range(5):
        drawer.view.verticalScrollBar().setValue(drawer.view.verticalScrollBar().value() + 60)
        drawer.view.viewport().repaint()
    assert 5 <= len(asked) < 40


def row_action(drawer: RunsDrawer, begin: str) -> QAction:
    return next(each for each in drawer.view.actions() if each.text().startswith(begin))
