"""File › Export run… writes the run in sight, and says so where there is none."""

from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.train.view import TrainTab
from desktop.widgets import file_dialogs
from desktop.window.main_window import MainWindow
from tests.desktop.hands import click, words
from tests.desktop.whole_window import epochs_box, wait_until_enabled
from tests.desktop.window.menus import offered


def test_without_a_run_in_sight_there_is_nothing_to_export(window: MainWindow) -> None:
    assert not offered(window, "File")["Export run…"].isEnabled()


def test_the_run_in_sight_is_written_from_any_tab(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    epochs_box(window).setValue(1)
    click(window, "start_button")
    qtbot.waitUntil(lambda: len(window.workspace.networks) == 2, timeout=20_000)
    wait_until_enabled(qtbot, window, "start_button")
    names: list[str] = []
    places = [tmp_path / "run.csv", tmp_path / "run.png", tmp_path / "no folder" / "run.png"]

    def answer(*question: object) -> Path:
        names.append(str(question[2]))
        return places[len(names) - 1]

    monkeypatch.setattr(file_dialogs, "ask_where", answer)
    window.show_page("draw_tab")
    QTest.keySequence(window, QKeySequence("Ctrl+Shift+E"))
    told = window.statusBar().currentMessage
    qtbot.waitUntil(lambda: "The history of “" in told(), timeout=10_000)
    QTest.keySequence(window, QKeySequence("Ctrl+Shift+E"))

    network = window.workspace.network
    assert network is not None
    written = f"The plots of “{network.name}” were written to {places[1]}"
    qtbot.waitUntil(lambda: written in told())
    QTest.keySequence(window, QKeySequence("Ctrl+Shift+E"))
    refused = f"The plots could not be exported. {places[2]}"
    qtbot.waitUntil(lambda: words(window, "notice_label").startswith(refused))

    assert (tmp_path / "run.png").stat().st_size > 1000
    assert len((tmp_path / "run.csv").read_text("utf-8").splitlines()) > 10
    assert names == [network.name] * 3


def test_the_moment_a_run_has_ended_it_is_written_as_a_table(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of runs is read a little later, and knows of no step yet."""
    kinds: list[object] = []

    def answer(*question: object) -> Path:
        kinds.append(question[1])
        return tmp_path / "run.csv"

    monkeypatch.setattr(file_dialogs, "ask_where", answer)
    tab = window.page("train_tab")
    assert isinstance(tab, TrainTab)
    tab.run.ended.connect(tab.export_action.trigger)
    epochs_box(window).setValue(1)
    click(window, "start_button")
    qtbot.waitUntil((tmp_path / "run.csv").exists, timeout=20_000)
    assert kinds == [(*file_dialogs.HISTORY_FILES, *file_dialogs.PLOT_FILES)]
