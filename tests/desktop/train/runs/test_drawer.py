"""The drawer of runs, used as a person would: clicks, keys, editing in place, undo."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QToolButton,
)
from pytestqt.qtbot import QtBot

from desktop.train.runs import wording
from desktop.train.runs.cells import RunColumn
from desktop.train.runs.drawer import RunsDrawer
from desktop.workspace import kept_run_reader
from desktop.workspace.kept_run_summary import KeptRunStatus
from desktop.workspace.kept_runs import KeptRuns
from nncore.runs import Ending
from tests.desktop.hands import (
    CONTROL,
    SHIFT,
    button,
    click,
    find,
    label,
    press_keys,
    words,
)
from tests.desktop.train.runs.drawer_hands import (
    chosen,
    click_cell,
    double_click,
    names,
    row_action,
    undo_text,
)

FULL = OSError(28, "No space left on device", "/runs/name.json")


def test_says_one_sentence_where_there_are_no_runs(
    drawer: RunsDrawer, read: Callable[[], None]
) -> None:
    empty = label(drawer, "runs_empty_label")
    assert empty.text() == ""  # nobody knows yet
    read()
    assert empty.text() == wording.EMPTY
    assert empty.isVisible()
    assert not button(drawer, "open_button").isVisible()


def test_lists_the_newest_first_with_nothing_selected(three: RunsDrawer) -> None:
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]
    assert words(three, "runs_summary") == "3 runs · 7.2 MB"
    for name in ("open_button", "rename_button", "delete_button"):
        assert not button(three, name).isEnabled()
    assert not button(three, "go_on_button").isVisible()


def test_double_click_enter_and_the_button_open_a_run(qtbot: QtBot, three: RunsDrawer) -> None:
    opened: list[str] = []
    three.open_requested.connect(opened.append)
    click_cell(three, "Quick 1")
    double_click(three, "Quick 1")
    press_keys(three.view, Qt.Key.Key_Return)
    press_keys(three.view, Qt.Key.Key_Enter, modifier=Qt.KeyboardModifier.KeypadModifier)
    click(three, "open_button")
    assert opened == ["run-001"] * 4


def test_several_runs_cannot_be_opened_at_once(three: RunsDrawer) -> None:
    click_cell(three, "Quick 3")
    click_cell(three, "Quick 1", keys=SHIFT)
    assert len(chosen(three)) == 3
    assert not button(three, "open_button").isEnabled()
    assert not button(three, "rename_button").isEnabled()
    assert button(three, "delete_button").isEnabled()


def test_delete_has_undo(three: RunsDrawer, store: Any) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_Delete)
    assert names(three) == ["Quick 3", "Quick 1"]
    assert "run-002" not in store.kept
    assert undo_text(three) == "“Quick 2” deleted."
    click(three, "undo_delete_button")
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]
    assert "run-002" in store.kept
    assert chosen(three) == ["Quick 2"]
    assert undo_text(three) == ""


def test_ctrl_z_undoes_the_deletion_of_several(three: RunsDrawer) -> None:
    click_cell(three, "Quick 3")
    click_cell(three, "Quick 1", keys=CONTROL)
    click(three, "delete_button")
    assert names(three) == ["Quick 2"]
    assert undo_text(three) == "2 runs deleted."
    three.view.setFocus()
    press_keys(three.view, Qt.Key.Key_Z, modifier=CONTROL)
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]


def test_what_ctrl_z_brings_back_is_selected_alone(three: RunsDrawer) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_Delete)
    assert chosen(three) == ["Quick 1"]
    QTest.keyPress(three.view, Qt.Key.Key_Control)  # it is still held when the shortcut is obeyed
    press_keys(three.view, Qt.Key.Key_Z, modifier=CONTROL)
    QTest.keyRelease(three.view, Qt.Key.Key_Control)
    assert chosen(three) == ["Quick 2"]


def test_the_last_run_deleted_can_be_brought_back(three: RunsDrawer) -> None:
    three.view.selectAll()
    click(three, "delete_button")
    assert label(three, "runs_empty_label").isVisible()
    click(three, "undo_delete_button")
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]


def test_undo_stays_until_the_next_deletion_or_until_it_is_dismissed(
    three: RunsDrawer, read: Callable[[], None]
) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_Delete)
    click_cell(three, "Quick 1")
    assert undo_text(three) == "“Quick 2” deleted."
    press_keys(three.view, Qt.Key.Key_Delete)
    assert undo_text(three) == "“Quick 1” deleted."
    close = find(three, QToolButton, "undo_close_button")
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert undo_text(three) == ""
    press_keys(three.view, Qt.Key.Key_Z, modifier=CONTROL)
    assert names(three) == ["Quick 3"]


def test_what_cannot_be_deleted_stays_and_offers_no_undo(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    store.refusals["delete"] = FULL
    click_cell(three, "Quick 2")
    with qtbot.waitSignal(kept_runs.failed):
        press_keys(three.view, Qt.Key.Key_Delete)
    assert len(names(three)) == 3
    assert undo_text(three) == ""


def test_after_a_deletion_the_keys_go_on_from_there(three: RunsDrawer) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_Delete)
    assert three.view.chosen_ids == ["run-001"]
    press_keys(three.view, Qt.Key.Key_Up)
    assert three.view.chosen_ids == ["run-003"]


def test_an_interrupted_run_can_be_resumed(
    qtbot: QtBot, three: RunsDrawer, store: Any, read: Callable[[], None]
) -> None:
    store.add("Quick 4", ending=None)
    three._kept_runs.refresh("run-004")
    qtbot.waitUntil(lambda: "Quick 4" in names(three))
    click_cell(three, "Quick 4")
    resume = button(three, "go_on_button")
    assert resume.isVisible()
    with qtbot.waitSignal(three.resume_requested) as resumed:
        QTest.mouseClick(resume, Qt.MouseButton.LeftButton)
    assert resumed.args == ["run-004"]
    click_cell(three, "Quick 3")
    assert not resume.isVisible()


def test_the_run_under_way_can_be_renamed_and_exported_only(three: RunsDrawer) -> None:
    three.set_busy(True, "run-003")
    click_cell(three, "Quick 3")
    assert not button(three, "open_button").isEnabled()
    assert not button(three, "delete_button").isEnabled()
    assert button(three, "rename_button").isEnabled()
    press_keys(three.view, Qt.Key.Key_Delete)
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
    click_cell(three, "Quick 4")
    assert not button(three, "open_button").isEnabled()
    assert not button(three, "go_on_button").isEnabled()
    assert "under way" in button(three, "open_button").toolTip()
    press_keys(three.view, Qt.Key.Key_Return)
    with qtbot.waitSignal(three.told) as told:
        double_click(three, "Quick 4")
    assert told.args == [wording.BUSY]
    assert opened == []
    assert button(three, "delete_button").isEnabled()
    three.set_busy(False, None)
    assert button(three, "open_button").isEnabled()
    assert button(three, "go_on_button").isEnabled()


def test_how_a_run_ended_is_read_when_it_has(
    qtbot: QtBot, three: RunsDrawer, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_run_reader, "SHORTEST_REST", 1)
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
    click(three, "delete_button")
    assert names(three) == ["Quick 3"]
    assert undo_text(three) == "2 runs deleted."


def test_runs_are_reduced_with_undo(qtbot: QtBot, three: RunsDrawer, store: Any) -> None:
    click_cell(three, "Quick 2")
    with qtbot.waitSignal(three._kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    assert undo_text(three) == "“Quick 2” reduced to the last weights: 1.2 MB less."
    assert "run-002" in store.reduced
    size = three.view.index_of("run-002", RunColumn.SIZE)
    qtbot.waitUntil(lambda: size.data() == "1.2 MB")
    summary = label(three, "runs_summary")
    assert summary.text() == "3 runs · 6.0 MB"
    with qtbot.waitSignal(three._kept_runs.reduction.brought_back):
        click(three, "undo_delete_button")
    assert undo_text(three) == ""
    qtbot.waitUntil(lambda: summary.text() == "3 runs · 7.2 MB")


def test_several_runs_are_reduced_at_once_but_none_that_is_under_way(
    qtbot: QtBot, three: RunsDrawer, store: Any
) -> None:
    three.set_busy(True, "run-003")
    three.view.selectAll()
    with qtbot.waitSignal(three._kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    assert undo_text(three) == "2 runs reduced to the last weights: 2.4 MB less."
    assert [*store.reduced] == ["run-002", "run-001"]
    click_cell(three, "Quick 3")
    assert not row_action(three, "Keep").isEnabled()


def test_what_was_reduced_is_freed_when_the_line_about_it_goes(
    qtbot: QtBot, three: RunsDrawer, store: Any
) -> None:
    click_cell(three, "Quick 2")
    with qtbot.waitSignal(three._kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    assert store.reduced
    press_keys(three.view, Qt.Key.Key_Delete)
    assert undo_text(three) == "“Quick 2” deleted."
    qtbot.waitUntil(lambda: not store.reduced)


def test_a_run_with_its_last_weights_alone_is_said_to_have_no_others(
    qtbot: QtBot, three: RunsDrawer, store: Any
) -> None:
    store.kept["run-002"] = replace(store.kept["run-002"], bytes_on_disk=1_200_000)
    click_cell(three, "Quick 2")
    told: list[str] = []
    three.told.connect(told.append)
    with qtbot.waitSignal(three._kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    assert told == ["“Quick 2” is being reduced to the last weights…", wording.NOTHING_TO_REDUCE]
    assert undo_text(three) == ""
