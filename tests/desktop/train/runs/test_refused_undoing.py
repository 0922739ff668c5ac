"""What could not be undone can be tried again; what cannot be any more is not offered."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.train.runs import wording
from desktop.train.runs.drawer import RunsDrawer
from desktop.workspace.kept_runs import KeptRuns
from tests.desktop.fake_runs import LAST_WEIGHTS
from tests.desktop.hands import click, press_keys
from tests.desktop.train.runs.drawer_hands import chosen, click_cell, names, row_action, undo_text

DENIED = PermissionError(13, "Permission denied", "/runs/run-002")


def test_an_undo_that_the_disk_refused_is_offered_again(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_Delete)
    store.refusals["restore"] = DENIED
    with qtbot.waitSignal(kept_runs.failed):
        click(three, "undo_delete_button")
    qtbot.waitUntil(lambda: undo_text(three) == wording.deleted(["Quick 2"]))
    store.refusals.clear()
    with qtbot.waitSignal(kept_runs.restored):
        click(three, "undo_delete_button")
    assert names(three) == ["Quick 3", "Quick 2", "Quick 1"]


def test_weights_that_could_not_be_brought_back_are_offered_again(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    click_cell(three, "Quick 2")
    with qtbot.waitSignal(kept_runs.reduction.reduced):
        row_action(three, "Keep").trigger()
    store.refusals["restore_weights"] = DENIED
    with qtbot.waitSignal(kept_runs.failed):
        click(three, "undo_delete_button")
    qtbot.waitUntil(lambda: undo_text(three) == wording.reduced(["Quick 2"], LAST_WEIGHTS))
    assert "run-002" in store.reduced
    store.refusals.clear()
    with qtbot.waitSignal(kept_runs.reduction.brought_back):
        click(three, "undo_delete_button")
    assert undo_text(three) == ""
    assert not store.reduced


def test_of_several_deletions_the_one_that_was_refused_is_not_said_to_be_undone(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    three.view.selectAll()
    del store.kept["run-001"]  # by another window
    with qtbot.waitSignal(kept_runs.restored):
        click(three, "delete_button")
    assert undo_text(three) == wording.deleted(["", ""])


def test_what_is_gone_for_good_is_not_offered_again(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: bool(store.aside))
    store.aside.clear()  # by another window
    with qtbot.waitSignal(kept_runs.failed):
        click(three, "undo_delete_button")
    assert undo_text(three) == ""


def test_who_selected_another_run_meanwhile_keeps_it_selected(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns
) -> None:
    click_cell(three, "Quick 2")
    press_keys(three.view, Qt.Key.Key_Delete)
    with qtbot.waitSignal(kept_runs.restored):
        click(three, "undo_delete_button")
        click_cell(three, "Quick 3")
    assert chosen(three) == ["Quick 3"]


def test_a_run_that_was_reduced_twice_has_its_way_back_still(
    qtbot: QtBot, three: RunsDrawer, kept_runs: KeptRuns, store: Any
) -> None:
    reduction = kept_runs.reduction
    for size in (2, 3):
        store.kept["run-002"] = replace(store.kept["run-002"], bytes_on_disk=size * LAST_WEIGHTS)
        with qtbot.waitSignal(reduction.reduced):
            reduction.reduce({"run-002": "Quick 2"})
    assert reduction.can_bring_back(["run-002"])
    with qtbot.waitSignal(reduction.brought_back):
        click(three, "undo_delete_button")
