"""The drawer of runs, used as a person would: clicks, keys, editing in place, undo."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.train.runs import wording
from desktop.train.runs.drawer import RunsDrawer
from desktop.workspace import kept_run_summary
from desktop.workspace.kept_run_summary import KeptRunStatus
from desktop.workspace.kept_runs import KeptRuns
from nncore.runs import Ending
from tests.desktop.hands import SHIFT, button, click, label, listen, press_keys, words
from tests.desktop.train.runs.drawer_hands import chosen, click_cell, double_click, names


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
    assert words(three, "runs_summary") == "3 runs · 7.2\u00a0MB"
    for name in ("open_button", "rename_button", "delete_button"):
        assert not button(three, name).isEnabled()
    assert not button(three, "go_on_button").isVisible()


def test_double_click_enter_and_the_button_open_a_run(qtbot: QtBot, three: RunsDrawer) -> None:
    opened = listen(three.open_requested)
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


def test_an_interrupted_run_can_be_resumed(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    store.add("Quick 4", ending=None)
    kept_runs.refresh("run-004")
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
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    store.add("Quick 4", ending=None)
    kept_runs.refresh("run-004")
    qtbot.waitUntil(lambda: "Quick 4" in names(three))
    opened = listen(three.open_requested)
    three.set_busy(True, "run-003")
    click_cell(three, "Quick 4")
    assert not button(three, "open_button").isEnabled()
    assert not button(three, "go_on_button").isEnabled()
    assert "under way" in button(three, "open_button").toolTip()
    press_keys(three.view, Qt.Key.Key_Return)
    with qtbot.waitSignal(three.announced) as told:
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
