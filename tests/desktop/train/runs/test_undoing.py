"""What is deleted or reduced in the drawer comes back, as long as it is offered."""

import errno
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.runs import undo_line, wording
from desktop.train.runs.cells import RunColumn
from desktop.train.runs.drawer import RunsDrawer
from desktop.workspace import kept_run_summary
from desktop.workspace.kept_runs import KeptRuns
from tests.desktop.fake_runs import LAST_WEIGHTS
from tests.desktop.hands import CONTROL, click, find, label, listen, press_keys
from tests.desktop.train.runs.drawer_hands import chosen, click_cell, names, row_action, undo_text

FULL = OSError(28, "No space left on device", "/runs/name.json")


def test_delete_has_undo(qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_Delete)
    assert names(three) == ["Quick 3", "Quick 1"]
    qtbot.waitUntil(lambda: "run-002" not in store.kept)
    assert undo_text(three) == wording.deleted(["Quick 2"])
    with qtbot.waitSignal(kept_runs.restored):
        click(three, "undo_delete_button")
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]
    assert "run-002" in store.kept
    assert chosen(three) == ["Quick 2"]
    assert undo_text(three) == ""


def test_ctrl_z_undoes_the_deletion_of_several(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns
) -> None:
    click_cell(three, "Quick 3")
    click_cell(three, "Quick 1", keys=CONTROL)
    click(three, "delete_button")
    assert names(three) == ["Quick 2"]
    assert undo_text(three) == wording.deleted(["", ""])
    three.view.setFocus()
    with qtbot.waitSignal(kept_runs.restored):
        press_keys(three.view, Qt.Key.Key_Z, modifier=CONTROL)
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]


def test_what_ctrl_z_brings_back_is_selected_alone(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns
) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_Delete)
    assert chosen(three) == ["Quick 1"]
    QTest.keyPress(three.view, Qt.Key.Key_Control)  # it is still held when the shortcut is obeyed
    with qtbot.waitSignal(kept_runs.restored):
        press_keys(three.view, Qt.Key.Key_Z, modifier=CONTROL)
    QTest.keyRelease(three.view, Qt.Key.Key_Control)
    assert chosen(three) == ["Quick 2"]


def test_the_last_run_deleted_can_be_brought_back(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns
) -> None:
    three.view.selectAll()
    click(three, "delete_button")
    assert label(three, "runs_empty_label").isVisible()
    with qtbot.waitSignal(kept_runs.restored):
        click(three, "undo_delete_button")
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]


def test_undo_stays_until_the_next_deletion_or_until_it_is_dismissed(
    three: RunsDrawer, read: Callable[[], None]
) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_Delete)
    click_cell(three, "Quick 1")
    assert undo_text(three) == wording.deleted(["Quick 2"])
    press_keys(three.view, Qt.Key.Key_Delete)
    assert undo_text(three) == wording.deleted(["Quick 1"])
    close = find(three, QToolButton, "undo_close_button")
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert undo_text(three) == ""
    press_keys(three.view, Qt.Key.Key_Z, modifier=CONTROL)
    assert names(three) == ["Quick 3"]


def test_undo_ends_with_the_next_deletion_wherever_that_is(
    three: RunsDrawer, kept_runs: KeptRuns
) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_Delete)
    assert kept_runs.delete(["run-001"])
    assert undo_text(three) == ""


def test_undo_stays_where_nothing_was_to_be_reduced(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_Delete)
    store.kept["run-001"] = replace(store.kept["run-001"], bytes_on_disk=LAST_WEIGHTS)
    with qtbot.waitSignal(kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    assert undo_text(three) == wording.deleted(["Quick 2"])


def test_undo_ends_of_itself_before_what_was_deleted_is_gone_for_good(
    qtbot: QtBot, kept_runs: KeptRuns, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert undo_line.LONGEST < 1_000 * kept_run_summary.DELETED_FOR
    monkeypatch.setattr(undo_line, "LONGEST", 1)
    line = undo_line.UndoLine(kept_runs, theme)
    qtbot.addWidget(line)
    with qtbot.waitSignal(line.let_go) as let_go:
        line.tell(undo_line.Done(undo_line.Deed.DELETED, {"run-001": "Quick 1"}))
    assert let_go.args == [undo_line.Deed.DELETED, ["run-001"]]
    assert line.isHidden()


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


def test_of_several_the_running_one_is_not_deleted(three: RunsDrawer) -> None:
    three.set_busy(True, "run-003")
    three.view.selectAll()
    click(three, "delete_button")
    assert names(three) == ["Quick 3"]
    assert undo_text(three) == wording.deleted(["", ""])


def test_runs_are_reduced_with_undo(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    click_cell(three, "Quick 2")
    with qtbot.waitSignal(kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    assert undo_text(three) == wording.reduced(["Quick 2"], LAST_WEIGHTS)
    assert "run-002" in store.reduced
    size = three.view.index_of("run-002", RunColumn.SIZE)
    qtbot.waitUntil(lambda: size.data() == "1.2\u00a0MB")
    summary = label(three, "runs_summary")
    assert summary.text() == "3 runs · 6.0\u00a0MB"
    with qtbot.waitSignal(kept_runs.reduction.brought_back):
        click(three, "undo_delete_button")
    assert undo_text(three) == ""
    qtbot.waitUntil(lambda: summary.text() == "3 runs · 7.2\u00a0MB")


def test_several_runs_are_reduced_at_once_but_none_that_is_under_way(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    three.set_busy(True, "run-003")
    three.view.selectAll()
    with qtbot.waitSignal(kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    assert undo_text(three) == wording.reduced(["", ""], 2 * LAST_WEIGHTS)
    assert [*store.reduced] == ["run-002", "run-001"]
    click_cell(three, "Quick 3")
    assert not row_action(three, "Keep").isEnabled()


def test_what_was_reduced_is_freed_when_the_line_about_it_goes(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    click_cell(three, "Quick 2")
    with qtbot.waitSignal(kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    assert store.reduced
    press_keys(three.view, Qt.Key.Key_Delete)
    assert undo_text(three) == wording.deleted(["Quick 2"])
    qtbot.waitUntil(lambda: not store.reduced)


def test_a_run_with_its_last_weights_alone_is_said_to_have_no_others(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    store.kept["run-002"] = replace(store.kept["run-002"], bytes_on_disk=LAST_WEIGHTS)
    click_cell(three, "Quick 2")
    told = listen(three.announced)
    with qtbot.waitSignal(kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    assert told == [wording.reducing(["Quick 2"]), wording.NOTHING_TO_REDUCE]
    assert undo_text(three) == ""


def test_a_run_that_cannot_be_reduced_is_not_said_to_be_on_the_way(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    store.refusals["reduce"] = OSError(errno.EROFS, "Read-only file system", "lock")
    click_cell(three, "Quick 2")
    told = listen(three.announced)
    with qtbot.waitSignal(kept_runs.failed) as failed:
        row_action(three, "Keep").trigger()
    assert failed.args is not None
    assert "Read-only file system" in failed.args[0]
    assert told == [wording.reducing(["Quick 2"]), ""]
