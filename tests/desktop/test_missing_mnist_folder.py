"""A folder of MNIST that cannot be read: the window opens with generated digits and says which."""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QToolButton
from pytestqt.qtbot import QtBot

from desktop.window.main_window import MainWindow
from nncore import datasets
from nncore.datasets import idx
from tests.desktop.hands import find
from tests.desktop.whole_window import OpenWindow, wait_until_enabled


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    folder = tmp_path / "storage"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def _counted_as_mnist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `fill` makes is MNIST."""
    fill(tmp_path / "counted")
    fingerprint = datasets.load_mnist(tmp_path / "counted").fingerprint
    monkeypatch.setattr(datasets.mnist, "FINGERPRINT", fingerprint)


def remember(storage: Path, folder: str) -> None:
    remembered = {"mnist_folder": folder, "data_source": "MNIST"}
    (storage / "settings.json").write_text(json.dumps(remembered))


def remembered(storage: Path) -> tuple[object, object]:
    content = json.loads((storage / "settings.json").read_text())
    return content.get("mnist_folder"), content.get("data_source")


def fill(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, count in (("train", 120), ("t10k", 20)):
        labels = np.arange(count, dtype=np.uint8) % 10
        idx.write(folder / f"{name}-images-idx3-ubyte", np.zeros((count, 28, 28), np.uint8))
        idx.write(folder / f"{name}-labels-idx1-ubyte", labels)


def dataset_name(window: MainWindow) -> str:
    return "" if window.workspace.dataset is None else window.workspace.dataset.name


def offer_button(window: MainWindow) -> QToolButton:
    return find(window, QToolButton, "notice_offer_button")


def wait_until_told(window: MainWindow, qtbot: QtBot) -> None:
    """Until the disk has said that the folder cannot be read, and the window has."""
    qtbot.waitUntil(window.notice.isVisible, timeout=10_000)


def assert_begins_with_generated_digits(window: MainWindow, qtbot: QtBot, reason: str) -> None:
    wait_until_told(window, qtbot)
    assert "The folder of digits, " in window.notice.text
    assert reason in window.notice.text
    assert len(window.notice.text) < 400
    wait_until_enabled(qtbot, window, "start_button")
    assert dataset_name(window) == "Generated digits"


UNREADABLE = [
    ("/nowhere/at/all", "/nowhere/at/all, cannot be used now: No such file or directory."),
    ("/" + "x" * 300, "File name too long"),
    ("/x" * 3_000, "File name too long"),
    ("/nul\0", "no folder can have such a name"),
    ("\ud800", "no folder can have such a name"),
    ("/\udcff", "No such file"),
    ("~nobody-of-that-name/mnist", "No such file"),
    ("<img src=x>", "<img src=x>, cannot"),
    (".", "four files are not there"),
]


@pytest.mark.parametrize(("folder", "reason"), UNREADABLE)
def test_a_remembered_folder_that_cannot_be_read_is_said_and_stays_remembered(
    open_window: OpenWindow, storage: Path, qtbot: QtBot, folder: str, reason: str
) -> None:
    remember(storage, folder)
    window = open_window()
    assert_begins_with_generated_digits(window, qtbot, reason)
    assert offer_button(window).isVisible()
    window.close()
    assert remembered(storage) == (folder, "MNIST")


@pytest.mark.parametrize(("folder", "reason"), UNREADABLE)
def test_a_folder_given_with_data_that_cannot_be_read_is_said(
    open_window: OpenWindow, storage: Path, qtbot: QtBot, folder: str, reason: str
) -> None:
    remember(storage, "/mine")
    window = open_window(Path(folder))
    assert_begins_with_generated_digits(window, qtbot, reason)
    window.close()
    assert remembered(storage) == ("/mine", "MNIST")


@pytest.mark.parametrize(("folder", "reason"), [each for each in UNREADABLE if each[0].isascii()])
def test_a_folder_that_the_environment_names_and_that_cannot_be_read_is_said(
    open_window: OpenWindow,
    storage: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
    reason: str,
) -> None:
    if "\0" in folder:
        return  # no environment can hold it
    remember(storage, "/mine")
    monkeypatch.setenv("MISREAD_DATA", folder)
    window = open_window()
    assert_begins_with_generated_digits(window, qtbot, reason)
    window.close()
    assert remembered(storage) == ("/mine", "MNIST")


def test_a_folder_of_another_user_is_said(
    open_window: OpenWindow,
    storage: Path,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    theirs = tmp_path / "theirs"
    fill(theirs)
    look = os.stat

    def refuse(path: Path | str, **options: bool) -> os.stat_result:
        if str(path).startswith(f"{theirs}{os.sep}"):
            raise PermissionError(13, "Permission denied", str(path))
        return look(path, **options)

    monkeypatch.setattr(os, "stat", refuse)
    monkeypatch.setattr(Path, "stat", refuse)
    monkeypatch.setattr(Path, "lstat", refuse)
    remember(storage, str(theirs))
    window = open_window()
    assert_begins_with_generated_digits(window, qtbot, f"{theirs}, cannot be used now: Permission")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_pipes_in_place_of_its_files_are_not_waited_for(
    open_window: OpenWindow, storage: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    fill(tmp_path / "mnist")
    for path in (tmp_path / "mnist").iterdir():
        path.unlink()
        os.mkfifo(path)
    remember(storage, str(tmp_path / "mnist"))
    assert_begins_with_generated_digits(open_window(), qtbot, "four files are not there")


def test_the_notice_offers_to_choose_another_folder(
    open_window: OpenWindow,
    storage: Path,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    remember(storage, str(tmp_path / "gone"))
    fill(tmp_path / "another")
    window = open_window()
    wait_until_told(window, qtbot)
    another = str(tmp_path / "another")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: another)
    QTest.mouseClick(offer_button(window), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dataset_name(window) == "MNIST", timeout=10_000)
    assert not window.notice.isVisible()
    window.close()
    assert remembered(storage) == (another, "MNIST")


def test_a_drive_that_is_plugged_in_again_is_read_when_mnist_is_chosen(
    open_window: OpenWindow, storage: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    drive = tmp_path / "drive" / "mnist"
    remember(storage, str(drive))
    window = open_window()
    wait_until_told(window, qtbot)
    fill(drive)
    box = find(window, QComboBox, "dataset_box")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: dataset_name(window) == "MNIST", timeout=10_000)
    window.close()
    assert remembered(storage) == (str(drive), "MNIST")


def test_a_drive_that_is_plugged_in_before_the_next_start_is_read_at_once(
    open_window: OpenWindow, storage: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    drive = tmp_path / "drive" / "mnist"
    remember(storage, str(drive))
    open_window().close()
    fill(drive)
    window = open_window()
    qtbot.waitUntil(lambda: dataset_name(window) == "MNIST", timeout=10_000)
    assert not window.notice.isVisible()


def test_what_the_environment_names_is_not_remembered_in_place_of_a_folder(
    open_window: OpenWindow,
    storage: Path,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill(tmp_path / "for-once")
    remember(storage, "/mine")
    monkeypatch.setenv("MISREAD_DATA", str(tmp_path / "for-once"))
    window = open_window()
    qtbot.waitUntil(lambda: dataset_name(window) == "MNIST", timeout=10_000)
    window.close()
    assert remembered(storage)[0] == "/mine"


def test_a_remembered_folder_of_other_digits_that_is_gone_is_said_and_stays_remembered(
    open_window: OpenWindow, storage: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    gone = str(tmp_path / "letters")
    values = {"digits_folder": gone, "data_source": "FOLDER"}
    (storage / "settings.json").write_text(json.dumps(values))
    window = open_window()
    assert_begins_with_generated_digits(window, qtbot, gone)
    window.close()
    written = json.loads((storage / "settings.json").read_text())
    assert (written["digits_folder"], written["data_source"]) == (gone, "FOLDER")
