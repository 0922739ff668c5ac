"""A folder with other digits, in the whole window: under its own name, and beside MNIST."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.window.main_window import MainWindow
from desktop.workspace.jobs import Progress
from nncore import datasets
from nncore.datasets import Dataset, idx
from tests.desktop.hands import button, click, label
from tests.desktop.stand_ins import change, download_instead, load_instead
from tests.desktop.whole_window import OpenWindow, choose_data, dataset_box, epochs_box


@pytest.fixture(autouse=True)
def _small_data(small_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MISREAD_CACHE", str(tmp_path / "cache"))
    load_instead(monkeypatch, "generated", small_dataset)


def write_digits(folder: Path) -> Path:
    folder.mkdir(parents=True)
    rng = np.random.default_rng(5)
    for name, count in (("train", 120), ("t10k", 20)):
        images = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        idx.write(folder / f"{name}-images-idx3-ubyte", images)
        idx.write(folder / f"{name}-labels-idx1-ubyte", np.arange(count, dtype=np.uint8) % 10)
    return folder


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with somebody's own digits."""
    return write_digits(tmp_path / "my digits")


@pytest.fixture
def counted_as_mnist(mine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, whose digits count as MNIST's."""
    fingerprint = datasets.load_mnist(mine).fingerprint
    monkeypatch.setattr(datasets.mnist, "FINGERPRINT", fingerprint)
    return mine


def entries(window: MainWindow) -> list[str]:
    return [dataset_box(window).itemText(row) for row in range(dataset_box(window).count())]


def wait_for_data(window: MainWindow, qtbot: QtBot, name: str) -> None:
    def is_there() -> bool:
        dataset = window.workspace.dataset
        return dataset is not None and dataset.name == name

    qtbot.waitUntil(is_there, timeout=10_000)


def test_other_digits_bear_their_folders_name_and_mnist_stays_in_reach(
    open_window: OpenWindow, qtbot: QtBot, mine: Path
) -> None:
    window = open_window()
    window.folder_requested.emit(mine)
    wait_for_data(window, qtbot, "my digits")

    assert entries(window) == ["Generated digits", "MNIST", "my digits"]
    assert dataset_box(window).currentText() == "my digits"
    assert label(window, "data_label").text() == "my digits · 120 + 20 images"
    assert label(window, "data_folder_label").isVisible()
    assert label(window, "data_folder_label").text() == str(mine)
    qtbot.waitUntil(button(window, "get_mnist_button").isVisible)
    assert button(window, "mnist_folder_button").isVisible()
    assert button(window, "start_button").isEnabled()
    choose_data(window, "MNIST")
    assert button(window, "get_mnist_button").isVisible()
    assert not label(window, "data_folder_label").isVisible()
    choose_data(window, "my digits")
    assert not label(window, "data_note").text().startswith("⚠")
    assert button(window, "start_button").isEnabled()


def test_they_come_back_under_their_name(open_window: OpenWindow, qtbot: QtBot, mine: Path) -> None:
    wait_for_data(open_window(mine), qtbot, "my digits")

    window = open_window()

    assert dataset_box(window).currentText() == "my digits"
    wait_for_data(window, qtbot, "my digits")
    assert button(window, "get_mnist_button").isVisible()


def test_they_come_back_beside_a_folder_that_the_environment_names(
    open_window: OpenWindow,
    qtbot: QtBot,
    mine: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wait_for_data(open_window(mine), qtbot, "my digits")
    named = write_digits(tmp_path / "named")
    idx.write(named / "t10k-labels-idx1-ubyte", np.zeros(20, np.uint8))
    monkeypatch.setattr(datasets.mnist, "FINGERPRINT", datasets.load_mnist(named).fingerprint)
    monkeypatch.setenv("MISREAD_DATA", str(named))

    window = open_window()

    wait_for_data(window, qtbot, "my digits")
    choose_data(window, "MNIST")
    wait_for_data(window, qtbot, "MNIST")
    assert label(window, "data_folder_label").text() == str(named)


def test_a_folder_that_has_gone_leaves_the_generated_digits(
    open_window: OpenWindow, qtbot: QtBot, mine: Path
) -> None:
    wait_for_data(open_window(mine), qtbot, "my digits")
    mine.rename(mine.with_name("elsewhere"))

    window = open_window()

    wait_for_data(window, qtbot, "Generated digits")
    choose_data(window, "my digits")
    note = label(window, "data_note")
    qtbot.waitUntil(lambda: "No such file or directory" in note.text(), timeout=5_000)
    assert button(window, "mnist_folder_button").isVisible()


@pytest.mark.parametrize("place", ["MNIST", "MNIST/raw"])
def test_a_folder_called_mnist_makes_no_mnist(
    place: str, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(write_digits(tmp_path / place))

    wait_for_data(window, qtbot, "Other digits (MNIST)")
    assert entries(window) == ["Generated digits", "MNIST", "Other digits (MNIST)"]


def test_a_name_with_markup_is_shown_as_it_is(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(write_digits(tmp_path / "<img src='x.png'>"))

    wait_for_data(window, qtbot, "<img src='x.png'>")
    shown = (label(window, "data_label"), label(window, "data_folder_label"))
    assert all(each.textFormat() is Qt.TextFormat.PlainText for each in shown)
    tip = dataset_box(window).itemData(2, Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip


def test_a_long_name_leaves_the_form_as_wide_as_it_was(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    before = window.minimumSizeHint().width()
    folder = write_digits(tmp_path / ("digits of everybody " * 8) / ("that I know " * 9))
    window.folder_requested.emit(folder)
    qtbot.waitUntil(lambda: dataset_box(window).count() == 3, timeout=10_000)

    assert window.minimumSizeHint().width() <= before


def test_the_folder_of_mnist_itself_fills_mnist(
    open_window: OpenWindow, qtbot: QtBot, counted_as_mnist: Path
) -> None:
    window = open_window()
    window.folder_requested.emit(counted_as_mnist)
    wait_for_data(window, qtbot, "MNIST")

    assert entries(window) == ["Generated digits", "MNIST"]
    assert dataset_box(window).currentText() == "MNIST"
    assert not button(window, "get_mnist_button").isVisible()
    assert label(window, "data_folder_label").text() == str(counted_as_mnist)


def test_a_folder_once_called_mnist_is_called_what_it_is(
    open_window: OpenWindow, qtbot: QtBot, counted_as_mnist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_data(open_window(counted_as_mnist), qtbot, "MNIST")
    monkeypatch.setattr(datasets.mnist, "FINGERPRINT", "0" * 64)

    window = open_window()  # which chooses MNIST, as it was left

    note = label(window, "data_note")
    qtbot.waitUntil(lambda: "holds other digits than MNIST" in note.text().replace("\u200b", ""))
    assert entries(window)[2] == "my digits"
    assert dataset_box(window).currentText() == "MNIST"
    assert button(window, "get_mnist_button").isVisible()


def test_other_digits_in_the_environment_do_not_stand_in_mnists_way(
    open_window: OpenWindow,
    qtbot: QtBot,
    mine: Path,
    small_dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def load(folder: Path | None, _progress: Progress | None) -> Dataset:
        if folder == datasets.mnist_cache():
            return replace(small_dataset, name="MNIST", key="mnist")
        return datasets.load_mnist(folder)

    monkeypatch.setenv("MISREAD_DATA", str(mine))
    download_instead(monkeypatch, small_dataset)
    change(monkeypatch, "mnist", load=load)
    window = open_window()
    qtbot.waitUntil(lambda: dataset_box(window).count() == 3, timeout=10_000)
    assert dataset_box(window).currentText() == "Generated digits"
    qtbot.waitUntil(button(window, "get_mnist_button").isVisible)

    click(window, "get_mnist_button")

    wait_for_data(window, qtbot, "MNIST")
    assert entries(window) == ["Generated digits", "MNIST", "my digits"]
    assert not button(window, "get_mnist_button").isVisible()


def test_a_folder_opened_during_a_run_is_looked_at_after_it(
    open_window: OpenWindow, qtbot: QtBot, mine: Path, tmp_path: Path
) -> None:
    window = open_window(mine)
    wait_for_data(window, qtbot, "my digits")
    other = write_digits(tmp_path / "other")
    images = idx.read(other / "train-images-idx3-ubyte")
    idx.write(other / "train-images-idx3-ubyte", 255 - images)
    click(window, "start_button")
    window.folder_requested.emit(other)
    qtbot.waitUntil(lambda: entries(window)[2] == "other", timeout=10_000)
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=30_000)

    wait_for_data(window, qtbot, "other")
    assert label(window, "data_folder_label").text() == str(other)


def test_a_folder_opened_while_a_run_learns_from_others_is_announced_and_chosen_after_it(
    open_window: OpenWindow, qtbot: QtBot, mine: Path
) -> None:
    window = open_window()
    wait_for_data(window, qtbot, "Generated digits")
    epochs_box(window).setValue(1_000)
    qtbot.waitUntil(button(window, "start_button").isEnabled)
    click(window, "start_button")
    window.notice.tell("The disk is full.")
    window.folder_requested.emit(mine)
    assert "“my digits” follows when the run has ended." in label(window, "data_note").text()
    assert window.notice.isVisible(), "it is of something else"
    qtbot.waitUntil(lambda: len(entries(window)) == 3, timeout=10_000)
    assert "“my digits” follows when the run has ended." in label(window, "data_note").text()
    assert dataset_box(window).currentText() == "Generated digits"
    click(window, "stop_button")

    wait_for_data(window, qtbot, "my digits")
    assert dataset_box(window).currentText() == "my digits"
    assert "follows" not in label(window, "data_note").text()


def test_what_the_environment_named_is_not_remembered(
    open_window: OpenWindow, qtbot: QtBot, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISREAD_DATA", str(mine))
    window = open_window()
    qtbot.waitUntil(lambda: dataset_box(window).count() == 3, timeout=10_000)
    monkeypatch.delenv("MISREAD_DATA")

    assert entries(open_window()) == ["Generated digits", "MNIST"]
