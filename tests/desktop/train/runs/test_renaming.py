"""Runs are renamed in place, in the drawer."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.train.runs.drawer import RunsDrawer
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run_names import problem_of_name
from tests.desktop.hands import click, find, listen, press_keys
from tests.desktop.train.runs.drawer_hands import click_cell, edit_name, names

FULL = OSError(28, "No space left on device", "/runs/name.json")


def test_f2_renames_in_place(qtbot: QtBot, three: RunsDrawer, store: Any) -> None:
    opened = listen(three.open_requested)
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_F2)
    edit_name(three, "My best")
    assert names(three) == ["Quick 3", "My best", "Quick 1"]
    qtbot.waitUntil(lambda: store.kept["run-002"].name == "My best")
    assert opened == []  # Enter ended the editing, and no more


def test_escape_leaves_the_name_as_it_was(three: RunsDrawer) -> None:
    click_cell(three, "Quick 2")
    click(three, "rename_button")
    edit_name(three, "My best", key=Qt.Key.Key_Escape)
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]


def test_an_empty_name_is_refused_in_words(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns
) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_F2)
    with qtbot.waitSignal(kept_runs.failed) as failed:
        edit_name(three, "   ")
    assert failed.args == [problem_of_name("")]
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]


def test_a_name_has_no_more_letters_than_it_may(three: RunsDrawer) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_F2)
    edit_name(three, "x" * 100)
    assert "x" * 80 in names(three)


def test_a_name_that_cannot_be_written_stays_as_it_was(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    store.refusals["rename"] = FULL
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_F2)
    with qtbot.waitSignal(kept_runs.failed) as failed:
        edit_name(three, "My best")
    assert failed.args is not None
    assert "No space left on device" in failed.args[0]
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]


def test_an_epoch_that_ends_takes_back_nothing_that_is_being_typed(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    click_cell(three, "Quick 3")
    press_keys(three.view, Qt.Key.Key_F2)
    editor = find(three, QLineEdit, "run_name_edit")
    QTest.keyClicks(editor, "half a na")
    store.kept["run-003"] = replace(store.kept["run-003"], epochs=6, ending=None)
    store.add("Quick 4")
    kept_runs.refresh()
    qtbot.waitUntil(lambda: len(names(three)) == 4)
    assert editor.isVisible()
    assert editor.text() == "half a na"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: store.kept["run-003"].name == "half a na")


def test_keys_in_the_editor_are_the_editors(three: RunsDrawer) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_F2)
    editor = find(three, QLineEdit, "run_name_edit")
    QTest.keyClicks(editor, "abc")
    QTest.keyClick(editor, Qt.Key.Key_Home)
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert names(three) == ["Quick 3", "bc", "Quick 1"]


def edited(drawer: RunsDrawer) -> list[str]:
    """What stands in the editors of names that are open."""
    return [each.text() for each in drawer.view.findChildren(QLineEdit) if each.isVisible()]


def test_a_run_that_goes_away_while_its_name_is_edited_takes_the_editor_along(
    three: RunsDrawer, store: Any, read: Callable[[], None]
) -> None:
    first, second, _third = [each.id for each in store.runs()]
    three.view.edit_name(first)
    assert edited(three)
    del store.kept[first]
    read()
    three.view.edit_name(second)
    assert edited(three) == [store.get(second).name]


def test_another_name_is_edited_though_the_first_editor_never_had_the_keys(
    three: RunsDrawer, store: Any
) -> None:
    first, second, _third = [each.id for each in store.runs()]
    three.view.edit_name(first)
    three.view.edit_name(second)
    assert edited(three) == [store.get(second).name]
