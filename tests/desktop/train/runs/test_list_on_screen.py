"""The list of kept runs as it stands on the screen: sorted, reached by keys, narrow, and long."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.theme import Theme, sized
from desktop.train.runs import wording
from desktop.train.runs.cells import RunColumn
from desktop.train.runs.drawer import RunsDrawer
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.settings import Appearance
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending
from tests.desktop.hands import button, label, press_keys
from tests.desktop.train.runs.drawer_hands import click_cell, names


def test_a_click_on_a_header_sorts(three: RunsDrawer) -> None:
    header = three.view.horizontalHeader()
    place = header.sectionViewportPosition(RunColumn.ACCURACY) + 20
    click_header = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QTest.mouseClick(header.viewport(), *click_header, QPoint(place, 8))
    assert names(three) == ["Quick 2", "Quick 3", "Quick 1"]
    QTest.mouseClick(header.viewport(), *click_header, QPoint(place, 8))
    assert names(three) == ["Quick 1", "Quick 3", "Quick 2"]


def test_the_menu_of_a_row_offers_the_same(three: RunsDrawer) -> None:
    texts = [each.text() for each in three.view.actions()]
    assert texts[:5] == ["Open", "Resume", "Rename", "Keep only the last weights", "Delete"]
    assert three.view.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu


def test_tab_leads_into_the_list_and_on(qtbot: QtBot, three: RunsDrawer) -> None:
    button(three, "export_button").setFocus()
    QTest.keyClick(button(three, "export_button"), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is three.view
    assert three.view.chosen_ids == ["run-003"]
    press_keys(three.view, Qt.Key.Key_Down)
    assert three.view.chosen_ids == ["run-002"]
    press_keys(three.view, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not three.view


def test_everything_has_a_name_for_those_who_do_not_see(three: RunsDrawer) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_Delete)
    for kind in (QPushButton, QToolButton):
        for each in three.findChildren(kind):
            assert each.accessibleName() or each.parent() is three.view, each.objectName()
    assert three.view.accessibleName() == "Kept runs"


def test_selection_and_place_stay_when_the_list_is_read_anew(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    click_cell(three, "Quick 2")
    store.add("Quick 4")
    store.kept["run-002"] = replace(store.kept["run-002"], accuracy=0.5)
    kept_runs.refresh()
    qtbot.waitUntil(lambda: "Quick 4" in names(three))
    assert three.view.chosen_ids == ["run-002"]


def test_unreadable_folders_are_counted_and_named(
    drawer: RunsDrawer, store: Any, read: Callable[[], None]
) -> None:
    store.unreadable.append((Path("/runs/old"), "run.json is no JSON"))
    read()
    summary = label(drawer, "runs_summary")
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
    assert wording.time_note(three.model.line(0)) in name.data(Qt.ItemDataRole.ToolTipRole)
    assert three.view.columnWidth(RunColumn.NAME) >= 140
    assert three.view.horizontalScrollBar().maximum() == 0


def test_with_large_letters_names_give_way_before_a_figure_goes(three: RunsDrawer) -> None:
    view = three.view
    for widget in (view, view.horizontalHeader()):
        widget.setFont(sized(widget.font(), 1.5))
    letter = view.fontMetrics().averageCharWidth()
    shown_before = set[RunColumn]()
    for width in range(440, 900, 10):
        three.resize(width, 240)
        shown = {each for each in RunColumn if not view.isColumnHidden(each)}
        assert shown >= shown_before, "wider windows show no less"
        shown_before = shown
        left = view.columnWidth(RunColumn.NAME)
        for column in (RunColumn.BEGUN, RunColumn.SIZE):
            if column not in shown:
                assert left - view._width(column) < 19 * letter
                break  # one after the other
    assert shown_before >= {RunColumn.BEGUN, RunColumn.SIZE}


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
    press_keys(drawer.view, Qt.Key.Key_Space)
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
