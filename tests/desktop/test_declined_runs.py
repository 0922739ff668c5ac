"""Not now: that holds for an interrupted run from one start to the next; Discard deletes it."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractItemView, QWidget
from pytestqt.qtbot import QtBot

from desktop.window.main_window import MainWindow
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore, keep
from tests.desktop.hands import button, find
from tests.desktop.whole_window import opened


@pytest.fixture(autouse=True)
def no_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MISREAD_DATA", raising=False)


@pytest.fixture
def store(tmp_path: Path, small_dataset: Dataset) -> RunStore:
    """A store with a run that was interrupted."""
    store = RunStore(tmp_path / "runs")
    recipe = Recipe(hidden=(4,), epochs=3)
    events = keep(
        recipe.start(small_dataset), small_dataset, store.begin("Left", recipe, small_dataset)
    )
    for _ in range(30):
        next(events)
    events.close()
    return store


def offer(window: MainWindow) -> QWidget:
    return find(window, QWidget, "resume_offer")


def wait_for_the_list(qtbot: QtBot, window: MainWindow, count: int) -> None:
    view = find(window, QAbstractItemView, "runs_view")
    qtbot.waitUntil(lambda: view.model().rowCount() == count)


def declined(storage: Path) -> object:
    return json.loads((storage / "settings.json").read_text("utf-8"))["declined_runs"]


def test_a_run_that_was_declined_is_not_offered_at_the_next_start(
    qtbot: QtBot, tmp_path: Path, store: RunStore
) -> None:
    window = opened(qtbot, tmp_path)
    qtbot.waitUntil(offer(window).isVisible)
    button(window, "later_button").click()
    assert not offer(window).isVisible()
    (left,) = store.runs()
    assert declined(tmp_path) == [left.id]  # also if the window is killed
    window.close()
    assert declined(tmp_path) == [left.id]

    again = opened(qtbot, tmp_path)
    wait_for_the_list(qtbot, again, 1)
    assert not offer(again).isVisible()
    again.close()
    assert left.is_interrupted


def test_a_run_that_was_discarded_is_deleted_and_comes_back(
    qtbot: QtBot, tmp_path: Path, store: RunStore
) -> None:
    window = opened(qtbot, tmp_path)
    qtbot.waitUntil(offer(window).isVisible)
    button(window, "discard_button").click()
    qtbot.waitUntil(lambda: store.runs() == [])
    assert button(window, "discard_undo_delete_button").isVisible()
    button(window, "discard_undo_delete_button").click()
    qtbot.waitUntil(button(window, "resume_button").isVisible)
    assert [each.name for each in store.runs()] == ["Left"]
    button(window, "discard_button").click()
    button(window, "discard_undo_close_button").click()
    assert not offer(window).isVisible()
    window.close()
    assert store.runs() == []


@pytest.mark.parametrize("value", ['"2026"', "[7]", "{}", "[[]]", "true"])
def test_what_is_no_list_of_runs_hides_none(
    qtbot: QtBot, tmp_path: Path, store: RunStore, value: str
) -> None:
    (tmp_path / "settings.json").write_text(f'{{"declined_runs": {value}}}')
    window = opened(qtbot, tmp_path)
    qtbot.waitUntil(offer(window).isVisible)
    window.close()
