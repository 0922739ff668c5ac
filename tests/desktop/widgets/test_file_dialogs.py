"""Where an export goes: the dialog, its ending, and a file that is there already."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.file_dialogs import (
    HISTORY_FILES,
    PLOT_FILES,
    SaveDialog,
    ask_where,
    file_name,
)
from tests.desktop.hands import find


@pytest.fixture(autouse=True)
def _own_dialogs(qapp: QApplication) -> Iterator[None]:
    """Qt's own dialog, whatever the platform has."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    yield
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> Iterator[SaveDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = SaveDialog("Export", PLOT_FILES, "rate 0.1 / 2", parent)
    dialog.setDirectory(str(tmp_path))
    yield dialog
    parent.close()  # which lives as long as the dialog


def test_begins_with_a_name_that_every_system_takes(dialog: SaveDialog) -> None:
    assert dialog.path.name == "rate 0.1 - 2.png"


def test_the_ending_follows_the_kind_that_is_chosen(dialog: SaveDialog) -> None:
    dialog.selectFile("mine.png")
    dialog.selectNameFilter(PLOT_FILES[1])
    dialog.filterSelected.emit(PLOT_FILES[1])
    assert dialog.path.name == "mine.svg"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("mine", "mine.png"),
        ("mine.svg", "mine.svg"),
        ("mine.PNG", "mine.PNG"),
        ("v1.2", "v1.2.png"),
    ],
)
def test_what_is_typed_gets_an_ending_of_ours(dialog: SaveDialog, typed: str, written: str) -> None:
    dialog.selectFile(typed)
    dialog.accept()
    assert dialog.path.name == written


def test_the_uppermost_folder_is_gone_to(dialog: SaveDialog) -> None:
    line = find(dialog, QLineEdit, "fileNameEdit")
    line.setText("/")
    dialog.accept()
    assert dialog.result() == QFileDialog.DialogCode.Rejected
    assert dialog.directory().isRoot()


@pytest.mark.parametrize("name", ["CON", "nul.txt", "aux .b", "COM¹", "lpt9", "conin$"])
def test_names_that_windows_keeps_for_itself_are_not_proposed(name: str) -> None:
    assert file_name(name, ".csv") == f"run {name}.csv"


def test_a_change_of_mind_is_none(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    monkeypatch.setattr(QFileDialog, "exec", lambda _dialog: 0)
    assert ask_where("Export", HISTORY_FILES, "Quick 1", parent) is None
    monkeypatch.setattr(QFileDialog, "exec", lambda _dialog: 1)
    path = ask_where("Export", HISTORY_FILES, "Quick 1", parent)
    assert path is not None
    assert path.name == "Quick 1.csv"
