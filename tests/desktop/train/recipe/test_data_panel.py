from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.recipe.data_panel import DataPanel
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.data_library import DataLibrary
from desktop.workspace.jobs import Progress
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from tests.desktop.stand_ins import change, download_instead, load_instead


class Gate:
    """Work that reports half of its way, and then waits for the test."""

    def __init__(self, result: Dataset) -> None:
        self.opened = Event()
        self._result = result

    def __call__(self, progress: Progress) -> Dataset:
        progress(0.5)
        while not self.opened.wait(0.01):
            progress(0.5)
        return self._result


@pytest.fixture
def panel(qtbot: QtBot, data: DataChoice, theme: Theme) -> DataPanel:
    panel = DataPanel(data, theme)
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.fixture
def mnist(small_dataset: Dataset) -> Dataset:
    return replace(small_dataset, name="MNIST", key="mnist")


def button(panel: DataPanel, name: str) -> QPushButton:
    found = panel.findChild(QPushButton, name)
    assert found is not None, name
    return found


def click(qtbot: QtBot, panel: DataPanel, name: str) -> None:
    QTest.mouseClick(button(panel, name), Qt.MouseButton.LeftButton)


def cancel(qtbot: QtBot, panel: DataPanel) -> None:
    """Press Cancel, which is there after a while."""
    qtbot.waitUntil(button(panel, "data_cancel_button").isVisible)
    click(qtbot, panel, "data_cancel_button")


def wait_for_the_end(qtbot: QtBot, library: DataLibrary) -> None:
    qtbot.waitUntil(lambda: not any(map(library.is_under_way, ("generated", "mnist"))))


def note(panel: DataPanel) -> str:
    label = panel.findChild(QLabel, "data_note")
    assert label is not None
    return label.text().replace("\u200b", "")


def choose(qtbot: QtBot, panel: DataPanel, text: str) -> None:
    box = panel.findChild(QComboBox, "dataset_box")
    assert box is not None
    steps = box.findText(text, Qt.MatchFlag.MatchStartsWith) - box.currentIndex()
    for _ in range(abs(steps)):
        QTest.keyClick(box, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)


def test_it_says_why_there_is_nothing_to_start_with(panel: DataPanel, data: DataChoice) -> None:
    assert data.dataset is None
    assert "Generated digits" in data.reason


def test_generated_digits_show_their_progress_and_become_the_data_set(
    qtbot: QtBot,
    panel: DataPanel,
    library: DataLibrary,
    workspace: Workspace,
    small_dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    gate = Gate(small_dataset)
    load_instead(monkeypatch, "generated", gate)
    library.load("generated")
    bar = panel.findChild(QProgressBar, "data_progress")
    assert bar is not None
    qtbot.waitUntil(lambda: bar.value() == 500)
    qtbot.waitUntil(bar.isVisible)
    assert "Drawing digits" in note(panel)
    assert data.reason
    with qtbot.waitSignal(library.loaded):
        gate.opened.set()
    assert workspace.dataset is small_dataset
    assert not bar.isVisible()
    assert note(panel) == "1,200 to learn from, 300 to check"
    assert data.reason == ""


def test_what_is_here_at_once_shows_no_bar(
    qtbot: QtBot,
    panel: DataPanel,
    library: DataLibrary,
    small_dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bar = panel.findChild(QProgressBar, "data_progress")
    assert bar is not None
    gate = Gate(small_dataset)
    gate.opened.set()
    load_instead(monkeypatch, "generated", gate)
    with qtbot.waitSignal(library.loaded):
        library.load("generated")
        assert "Drawing digits" in note(panel)
        assert not button(panel, "data_cancel_button").isVisible()
    qtbot.wait(500)  # longer than the note has patience
    assert not bar.isVisible()
    assert not button(panel, "data_cancel_button").isVisible()


def test_making_digits_can_be_cancelled_and_begun_again(
    qtbot: QtBot,
    panel: DataPanel,
    library: DataLibrary,
    small_dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    gate = Gate(small_dataset)
    load_instead(monkeypatch, "generated", gate)
    library.load("generated")
    cancel(qtbot, panel)
    wait_for_the_end(qtbot, library)
    assert "Cancelled" in note(panel)
    gate.opened.set()
    with qtbot.waitSignal(library.loaded):
        click(qtbot, panel, "data_retry_button")
    assert data.dataset is small_dataset


def test_without_mnist_the_panel_offers_to_get_it(
    qtbot: QtBot, panel: DataPanel, data: DataChoice
) -> None:
    assert button(panel, "get_mnist_button").isVisible()
    assert not button(panel, "mnist_folder_button").isVisible()
    choose(qtbot, panel, "MNIST")
    assert data.chosen == "mnist"
    assert "MNIST" in data.reason
    assert button(panel, "mnist_folder_button").isVisible()


def test_getting_mnist_chooses_it(
    qtbot: QtBot,
    panel: DataPanel,
    library: DataLibrary,
    workspace: Workspace,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    download_instead(monkeypatch, mnist)
    with qtbot.waitSignal(library.loaded):
        click(qtbot, panel, "get_mnist_button")
    assert data.chosen == "mnist"
    assert workspace.dataset is mnist
    assert not button(panel, "get_mnist_button").isVisible()


def test_a_failed_download_says_so_and_can_be_tried_again(
    qtbot: QtBot,
    panel: DataPanel,
    library: DataLibrary,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    def offline(_progress: Progress) -> Dataset:
        raise OSError("no network in reach")

    download_instead(monkeypatch, offline)
    click(qtbot, panel, "get_mnist_button")
    wait_for_the_end(qtbot, library)
    assert "no network in reach" in note(panel)
    assert button(panel, "data_retry_button").isVisible()
    assert not button(panel, "get_mnist_button").isVisible()
    assert button(panel, "mnist_folder_button").isVisible()
    download_instead(monkeypatch, mnist)
    with qtbot.waitSignal(library.loaded):
        click(qtbot, panel, "data_retry_button")
    assert data.dataset is mnist


def test_a_cancelled_download_offers_it_again(
    qtbot: QtBot,
    panel: DataPanel,
    library: DataLibrary,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    download_instead(monkeypatch, Gate(mnist))
    click(qtbot, panel, "get_mnist_button")
    cancel(qtbot, panel)
    wait_for_the_end(qtbot, library)
    assert data.dataset is None
    assert button(panel, "get_mnist_button").isVisible()


def test_a_folder_of_the_user_is_loaded(
    qtbot: QtBot,
    panel: DataPanel,
    library: DataLibrary,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    data: DataChoice,
) -> None:
    asked: list[Path | None] = []

    def load(folder: Path | None, _progress: Progress) -> Dataset:
        asked.append(folder)
        return mnist

    change(monkeypatch, "mnist", load=load)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    choose(qtbot, panel, "MNIST")
    with qtbot.waitSignal(library.loaded):
        click(qtbot, panel, "mnist_folder_button")
    assert asked == [tmp_path]
    assert data.dataset is mnist


def test_a_folder_without_mnist_is_told(
    qtbot: QtBot,
    panel: DataPanel,
    library: DataLibrary,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    choose(qtbot, panel, "MNIST")
    click(qtbot, panel, "mnist_folder_button")
    wait_for_the_end(qtbot, library)
    assert "does not hold MNIST" in note(panel)
    assert not button(panel, "data_retry_button").isVisible()
    assert button(panel, "get_mnist_button").isVisible()
    assert button(panel, "mnist_folder_button").isVisible()


def test_files_that_cannot_be_read_are_got_anew(
    qtbot: QtBot,
    library: DataLibrary,
    workspace: Workspace,
    theme: Theme,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    def damaged(_progress: Progress) -> Dataset:
        raise ValueError("the images are cut off")

    change(monkeypatch, "mnist", find=lambda folder: folder or Path("somewhere"))
    load_instead(monkeypatch, "mnist", damaged)
    panel = DataPanel(data, theme)
    qtbot.addWidget(panel)
    panel.show()
    choose(qtbot, panel, "MNIST")
    wait_for_the_end(qtbot, library)
    assert "cut off" in note(panel)
    assert not button(panel, "data_retry_button").isVisible()
    download_instead(monkeypatch, mnist)
    with qtbot.waitSignal(library.loaded):
        click(qtbot, panel, "get_mnist_button")
    assert data.dataset is mnist


def test_files_whose_reading_was_cancelled_are_read_again(
    qtbot: QtBot,
    library: DataLibrary,
    workspace: Workspace,
    theme: Theme,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    gate = Gate(mnist)
    change(monkeypatch, "mnist", find=lambda folder: folder or Path("somewhere"))
    load_instead(monkeypatch, "mnist", gate)
    panel = DataPanel(data, theme)
    qtbot.addWidget(panel)
    panel.show()
    choose(qtbot, panel, "MNIST")
    cancel(qtbot, panel)
    wait_for_the_end(qtbot, library)
    assert not button(panel, "get_mnist_button").isVisible()
    gate.opened.set()
    with qtbot.waitSignal(library.loaded):
        click(qtbot, panel, "data_retry_button")
    assert data.dataset is mnist


def test_a_failed_download_is_offered_anew_beside_other_digits(
    qtbot: QtBot, panel: DataPanel, library: DataLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(_progress: Progress) -> Dataset:
        raise OSError("no network in reach")

    download_instead(monkeypatch, offline)
    click(qtbot, panel, "get_mnist_button")
    wait_for_the_end(qtbot, library)
    with qtbot.waitSignal(library.loaded):
        choose(qtbot, panel, "Generated")
    assert button(panel, "get_mnist_button").isVisible()
    assert not button(panel, "data_retry_button").isVisible()


def test_mnist_on_the_machine_is_loaded_when_it_is_chosen(
    qtbot: QtBot,
    library: DataLibrary,
    workspace: Workspace,
    theme: Theme,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    change(monkeypatch, "mnist", find=lambda folder: folder or Path("somewhere"))
    load_instead(monkeypatch, "mnist", mnist)
    panel = DataPanel(data, theme)
    qtbot.addWidget(panel)
    panel.show()
    assert not button(panel, "get_mnist_button").isVisible()
    with qtbot.waitSignal(library.loaded):
        choose(qtbot, panel, "MNIST")
    assert workspace.dataset is mnist


def test_going_back_and_forth_changes_the_data_set(
    qtbot: QtBot,
    panel: DataPanel,
    library: DataLibrary,
    workspace: Workspace,
    small_dataset: Dataset,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    download_instead(monkeypatch, mnist)
    with qtbot.waitSignal(library.loaded):
        library.load("generated")
    with qtbot.waitSignal(library.loaded):
        click(qtbot, panel, "get_mnist_button")
    choose(qtbot, panel, "Generated")
    assert workspace.dataset is small_dataset
    choose(qtbot, panel, "MNIST")
    assert workspace.dataset is mnist
