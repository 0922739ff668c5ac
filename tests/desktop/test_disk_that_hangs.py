"""A drive that does not answer holds up what lies on it, and neither the window nor its end."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot

from desktop.application import create_window
from desktop.draw.importing import source
from desktop.draw.view import DrawTab
from desktop.window.main_window import MainWindow
from desktop.workspace import network_files
from desktop.workspace.data_library import DataLibrary
from nncore.datasets import Dataset
from tests.desktop.hands import button, click, find, label
from tests.desktop.stand_ins import GatedDisk, change, load_instead
from tests.desktop.whole_window import (
    OpenWindow,
    choose_data,
    close_within_a_second,
    dataset_box,
    opened,
    wait_until_enabled,
)


@pytest.fixture
def disk(
    small_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[GatedDisk]:
    """Where MNIST lies; a window that opens remembers that MNIST was chosen from there."""
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    load_instead(monkeypatch, "generated", small_dataset)
    disk = GatedDisk(replace(small_dataset, name="MNIST", key="mnist"))
    change(monkeypatch, "mnist", find=disk.find, load=disk.load)
    (tmp_path / "storage").mkdir()
    remembered = {"mnist_folder": str(tmp_path / "drive"), "data_source": "MNIST"}
    (tmp_path / "storage" / "settings.json").write_text(json.dumps(remembered))
    yield disk
    disk.gate.set()


@pytest.fixture
def open_window(open_window: OpenWindow, qtbot: QtBot, disk: GatedDisk) -> OpenWindow:
    """Opens the window, and waits until it has asked the drive."""

    def open_one(data: Path | None = None) -> MainWindow:
        window = open_window(data)
        qtbot.waitUntil(disk.asked.is_set)
        return window

    return open_one


def wait_for_data(window: MainWindow, qtbot: QtBot, name: str) -> None:
    def is_there() -> bool:
        dataset = window.workspace.dataset
        return dataset is not None and dataset.name == name

    qtbot.waitUntil(is_there, timeout=10_000)


def test_the_window_opens_changes_tabs_and_learns_from_what_is_here(
    open_window: OpenWindow, qtbot: QtBot, disk: GatedDisk
) -> None:
    window = open_window()
    assert dataset_box(window).currentText() == "MNIST"
    assert label(window, "data_note").text() == "Getting MNIST…"
    assert not button(window, "get_mnist_button").isVisible()
    for page in ("mistakes_tab", "draw_tab", "train_tab"):
        window.show_page(page)
    choose_data(window, "Generated digits")
    wait_until_enabled(qtbot, window, "start_button")
    choose_data(window, "MNIST")
    assert not button(window, "start_button").isEnabled()
    disk.gate.set()
    wait_for_data(window, qtbot, "MNIST")


def test_the_wait_can_be_given_up_and_begun_again(
    open_window: OpenWindow, qtbot: QtBot, disk: GatedDisk
) -> None:
    window = open_window()
    qtbot.waitUntil(button(window, "data_cancel_button").isVisible)
    click(window, "data_cancel_button")
    assert "Cancelled" in label(window, "data_note").text()
    assert button(window, "mnist_folder_button").isVisible()
    disk.gate.set()
    click(window, "data_retry_button")
    wait_for_data(window, qtbot, "MNIST")


def test_a_reading_that_hangs_can_be_given_up(
    open_window: OpenWindow, qtbot: QtBot, disk: GatedDisk
) -> None:
    window = open_window()
    qtbot.waitUntil(button(window, "data_cancel_button").isVisible)
    click(window, "data_cancel_button")
    click(window, "data_retry_button")
    qtbot.waitUntil(button(window, "data_cancel_button").isVisible)
    click(window, "data_cancel_button")
    qtbot.waitUntil(lambda: "Cancelled" in label(window, "data_note").text())


def test_a_folder_that_turns_out_to_be_gone_is_said_then(
    open_window: OpenWindow, qtbot: QtBot, disk: GatedDisk, tmp_path: Path
) -> None:
    window = open_window()
    disk.is_there = False
    disk.gate.set()
    wait_for_data(window, qtbot, "Generated digits")
    assert f"The folder of digits, {tmp_path / 'drive'}, cannot be used now" in window.notice.text
    assert dataset_box(window).currentText() == "Generated digits"
    assert button(window, "get_mnist_button").isVisible()


def test_a_given_folder_is_opened_as_soon_as_the_drive_answers(
    open_window: OpenWindow, qtbot: QtBot, disk: GatedDisk, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "given")
    assert dataset_box(window).currentText() == "MNIST"
    disk.gate.set()
    wait_for_data(window, qtbot, "MNIST")
    assert label(window, "data_folder_label").text() == str(tmp_path / "given")


def test_who_chose_others_while_a_given_folder_hung_keeps_them(
    open_window: OpenWindow, qtbot: QtBot, disk: GatedDisk, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "given")
    choose_data(window, "Generated digits")
    library = find(window, DataLibrary)
    disk.gate.set()
    qtbot.waitUntil(lambda: library.get("mnist") is not None, timeout=10_000)
    assert dataset_box(window).currentText() == "Generated digits"


def test_another_folder_can_be_opened_meanwhile(
    open_window: OpenWindow,
    qtbot: QtBot,
    disk: GatedDisk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = open_window(tmp_path / "given")
    load_instead(monkeypatch, "mnist", disk.dataset)
    window.folder_requested.emit(tmp_path / "other")
    wait_for_data(window, qtbot, "MNIST")
    disk.gate.set()
    assert label(window, "data_folder_label").text() == str(tmp_path / "other")


@pytest.mark.parametrize("is_given", [False, True])
def test_the_window_closes_within_a_second(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, is_given: bool
) -> None:
    window = open_window(tmp_path / "given" if is_given else None)
    qtbot.waitUntil(button(window, "data_cancel_button").isVisible)
    close_within_a_second(window)


def test_the_window_closes_within_a_second_while_a_reading_hangs(
    open_window: OpenWindow, qtbot: QtBot, disk: GatedDisk, tmp_path: Path
) -> None:
    window = open_window()
    disk.asked.clear()
    window.folder_requested.emit(tmp_path / "other")
    qtbot.waitUntil(disk.asked.is_set)
    close_within_a_second(window)


@pytest.mark.parametrize("name", ["mine.safetensors", "mine.png"])
def test_the_window_closes_within_a_second_while_a_file_hangs(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    window = opened(qtbot, tmp_path / "storage")
    asked, gate = Event(), Event()

    def hang(*_arguments: object, **_options: object) -> None:
        asked.set()
        assert gate.wait(20)
        raise OSError("nobody waits for it any more")

    monkeypatch.setattr(network_files, "load_with_notes", hang)
    monkeypatch.setattr(source, "read_regular", hang)
    if name.endswith(".png"):
        page = window.page("draw_tab")
        assert isinstance(page, DrawTab)
        page.importer.open_file(tmp_path / name)
    else:
        window.open_requested.emit(tmp_path / name)
    qtbot.waitUntil(asked.is_set)
    close_within_a_second(window)
    gate.set()


class ShownCounter(QObject):
    """Counts how often a widget came into sight."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Show
        return False


def test_what_is_here_is_never_offered_to_be_got(
    qtbot: QtBot, tmp_path: Path, disk: GatedDisk
) -> None:
    window = create_window(tmp_path / "storage", None)
    qtbot.addWidget(window)
    counter = ShownCounter()
    button(window, "get_mnist_button").installEventFilter(counter)
    window.show()
    qtbot.waitUntil(disk.asked.is_set)
    disk.gate.set()
    wait_for_data(window, qtbot, "MNIST")
    assert counter.count == 0
    window.close()
