"""Networks are opened from files and saved to them, and no file is replaced unasked."""

import errno
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMessageBox,
)
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.demo.walkthrough import PAGES
from desktop.window import network_file_actions
from desktop.window.main_window import MainWindow
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import Origin
from desktop.workspace.run_bin import BinContents, RunBin
from nncore.recipes.recipe import Recipe
from tests.desktop.hands import find
from tests.desktop.whole_window import network_name, save_network


def test_a_network_with_a_long_name_leaves_the_window_as_small_as_before(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    before = window.minimumSizeHint()
    path = tmp_path / f"{'28x28-5x5x16-pool-3x3x32-' * 4}10.safetensors"
    nn.save(Recipe(hidden=("5x5x16", "pool", "3x3x32", "pool", 64)).build()[0], path)
    window.open_requested.emit(path)
    qtbot.waitUntil(lambda: network_name(window) == path.stem, timeout=5_000)
    for name in PAGES:
        window.show_page(name)
        qtbot.wait(20)
        assert window.minimumSizeHint().width() <= max(before.width(), 900)
    corner = find(window, QComboBox, "network_box")
    assert "…" in corner.currentText()
    assert window.rect().contains(corner.mapTo(window, corner.rect().bottomRight()))


def test_network_is_saved_and_opened_again(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.safetensors"
    save_network(qtbot, window, path)
    window.open_requested.emit(path)
    qtbot.waitUntil(lambda: network_name(window) == "mine", timeout=5_000)
    assert window.workspace.network is not None
    assert window.workspace.network.ref.origin is Origin.FILE
    assert not window.notice.isVisible()


class Saving(QObject):
    """Goes through the Save dialog: types a name, and answers whether to replace a file."""

    def __init__(self, name: str, answer: QMessageBox.StandardButton) -> None:
        super().__init__()
        self.questions: list[str] = []
        self._name = name
        self._answer = answer

    def save(self, window: MainWindow) -> None:
        QTimer.singleShot(0, self._on_dialog_shown)
        actions = window.findChildren(QAction)
        next(each for each in actions if each.text().startswith("&Save network")).trigger()

    @Slot()
    def _on_dialog_shown(self) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        buttons = dialog.findChild(QDialogButtonBox)
        assert line is not None
        assert buttons is not None
        line.setText(self._name)
        QTimer.singleShot(0, self._on_saved)
        QTest.mouseClick(
            buttons.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton
        )
        if dialog.isVisible():  # a question was answered with no
            dialog.reject()

    @Slot()
    def _on_saved(self) -> None:
        question = QApplication.activeModalWidget()
        if isinstance(question, QMessageBox):
            self.questions.append(question.text())
            QTest.mouseClick(question.button(self._answer), Qt.MouseButton.LeftButton)


@pytest.fixture
def valued(tmp_path: Path) -> Path:
    """A file in the place where Save puts a network named `network`."""
    path = tmp_path / "network.safetensors"
    path.write_text("of value")
    return path


def test_save_replaces_no_file_without_a_yes(window: MainWindow, valued: Path) -> None:
    saving = Saving(str(valued.with_suffix("")), QMessageBox.StandardButton.No)
    saving.save(window)
    assert len(saving.questions) == 1
    assert valued.name in saving.questions[0]
    assert valued.read_text() == "of value"


def test_save_replaces_a_file_after_a_yes(window: MainWindow, qtbot: QtBot, valued: Path) -> None:
    saving = Saving(str(valued.with_suffix("")), QMessageBox.StandardButton.Yes)
    saving.save(window)
    assert len(saving.questions) == 1
    qtbot.waitUntil(lambda: valued.read_bytes() != b"of value", timeout=10_000)
    assert nn.load(valued).parameters
    assert [path.name for path in valued.parent.glob("network*")] == [valued.name]


def test_save_proposes_the_name_of_the_network(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[str] = []

    def change_mind(dialog: QFileDialog) -> int:
        proposed.extend(Path(each).name for each in dialog.selectedFiles())
        return 0

    monkeypatch.setattr(QFileDialog, "exec", change_mind)
    save = next(each for each in window.findChildren(QAction) if "Save network" in each.text())
    save.trigger()
    hostile = tmp_path / "a:b..\\c|<b>.safetensors"
    save_network(qtbot, window, hostile)
    window.open_requested.emit(hostile)
    qtbot.waitUntil(lambda: network_name(window) != "Reader", timeout=5_000)
    save.trigger()
    assert proposed == ["Reader.safetensors", "a-b..-c-b.safetensors"]


def test_save_completes_a_new_name_without_a_question(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    saving = Saving(str(tmp_path / "mine"), QMessageBox.StandardButton.No)
    saving.save(window)
    assert saving.questions == []
    qtbot.waitUntil((tmp_path / "mine.safetensors").exists, timeout=10_000)
    assert nn.load(tmp_path / "mine.safetensors").parameters


def test_file_that_is_no_network_is_told_and_nothing_changes(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    before = window.workspace.network
    path = tmp_path / "letter.safetensors"
    path.write_text("Dear reader")
    window.open_requested.emit(path)
    qtbot.waitUntil(window.notice.isVisible, timeout=5_000)
    assert "letter.safetensors" in window.notice.text
    assert window.workspace.network is before


def test_saving_where_nothing_can_be_written_is_told(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.save_requested.emit(tmp_path / "missing" / "mine.safetensors")
    qtbot.waitUntil(window.notice.isVisible)
    assert "could not be saved" in window.notice.text


def test_saving_on_a_full_disk_tells_what_deleted_runs_take_there(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_network: NamedNetwork, path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(network_file_actions, "save_network", refuse)
    run_bin = find(window, RunBin)
    run_bin.contents = BinContents(deleted=160_000_000)
    run_bin._store.folder.mkdir(parents=True, exist_ok=True)
    window.save_requested.emit(tmp_path / "mine.safetensors")
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.text.endswith(f"{os.strerror(errno.ENOSPC)}. {run_bin.contents.advice}")
    assert not run_bin.is_on_the_disk_of(tmp_path / "missing" / "mine.safetensors")


def test_library_reads_what_the_window_saved(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.safetensors"
    save_network(qtbot, window, path)
    network = nn.load(path)
    assert window.workspace.network is not None
    assert str(network) == str(window.workspace.network.network)


def test_good_news_take_the_place_of_bad(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.save_requested.emit(tmp_path / "missing" / "mine.safetensors")
    qtbot.waitUntil(window.notice.isVisible)
    assert "No such file" in window.notice.text
    assert "Errno" not in window.notice.text
    window.save_requested.emit(tmp_path / "mine.safetensors")
    qtbot.waitUntil(lambda: not window.notice.isVisible())
