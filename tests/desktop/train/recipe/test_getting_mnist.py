from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.recipe.data_panel import DataPanel
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.data_library import DataLibrary
from desktop.workspace.jobs import Progress
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from tests.desktop.hands import click, find
from tests.desktop.stand_ins import change, download_instead, load_instead
from tests.desktop.train.recipe.form_hands import Gate, cancel, data_note, step_to, wait_for_the_end


def let_mnist_be_here(qtbot: QtBot, library: DataLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the disk says that MNIST's files lie somewhere."""
    change(monkeypatch, "mnist", find=lambda folder: folder or Path("somewhere"))
    library.look_for("mnist")
    qtbot.waitUntil(lambda: library.is_here("mnist") is True)


def test_without_mnist_the_panel_offers_to_get_it(
    qtbot: QtBot, panel: DataPanel, data: DataChoice
) -> None:
    assert find(panel, QPushButton, "get_mnist_button").isVisible()
    assert not find(panel, QPushButton, "mnist_folder_button").isVisible()
    step_to(find(panel, QComboBox, "dataset_box"), "MNIST")
    assert data.chosen == "mnist"
    assert "MNIST" in data.reason
    assert find(panel, QPushButton, "mnist_folder_button").isVisible()


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
        click(panel, "get_mnist_button")
    assert data.chosen == "mnist"
    assert workspace.dataset is mnist
    assert not find(panel, QPushButton, "get_mnist_button").isVisible()


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
    click(panel, "get_mnist_button")
    wait_for_the_end(qtbot, library)
    assert "no network in reach" in data_note(panel)
    assert find(panel, QPushButton, "data_retry_button").isVisible()
    assert not find(panel, QPushButton, "get_mnist_button").isVisible()
    assert find(panel, QPushButton, "mnist_folder_button").isVisible()
    download_instead(monkeypatch, mnist)
    with qtbot.waitSignal(library.loaded):
        click(panel, "data_retry_button")
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
    click(panel, "get_mnist_button")
    cancel(qtbot, panel)
    wait_for_the_end(qtbot, library)
    assert data.dataset is None
    assert find(panel, QPushButton, "get_mnist_button").isVisible()


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
    step_to(find(panel, QComboBox, "dataset_box"), "MNIST")
    with qtbot.waitSignal(library.loaded):
        click(panel, "mnist_folder_button")
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
    step_to(find(panel, QComboBox, "dataset_box"), "MNIST")
    click(panel, "mnist_folder_button")
    wait_for_the_end(qtbot, library)
    assert "does not hold MNIST" in data_note(panel)
    assert not find(panel, QPushButton, "data_retry_button").isVisible()
    assert find(panel, QPushButton, "get_mnist_button").isVisible()
    assert find(panel, QPushButton, "mnist_folder_button").isVisible()


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

    let_mnist_be_here(qtbot, library, monkeypatch)
    load_instead(monkeypatch, "mnist", damaged)
    panel = DataPanel(data, theme)
    qtbot.addWidget(panel)
    panel.show()
    step_to(find(panel, QComboBox, "dataset_box"), "MNIST")
    wait_for_the_end(qtbot, library)
    assert "cut off" in data_note(panel)
    assert not find(panel, QPushButton, "data_retry_button").isVisible()
    download_instead(monkeypatch, mnist)
    with qtbot.waitSignal(library.loaded):
        click(panel, "get_mnist_button")
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
    let_mnist_be_here(qtbot, library, monkeypatch)
    load_instead(monkeypatch, "mnist", gate)
    panel = DataPanel(data, theme)
    qtbot.addWidget(panel)
    panel.show()
    step_to(find(panel, QComboBox, "dataset_box"), "MNIST")
    cancel(qtbot, panel)
    wait_for_the_end(qtbot, library)
    assert not find(panel, QPushButton, "get_mnist_button").isVisible()
    gate.opened.set()
    with qtbot.waitSignal(library.loaded):
        click(panel, "data_retry_button")
    assert data.dataset is mnist


def test_a_failed_download_is_offered_anew_beside_other_digits(
    qtbot: QtBot, panel: DataPanel, library: DataLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(_progress: Progress) -> Dataset:
        raise OSError("no network in reach")

    download_instead(monkeypatch, offline)
    click(panel, "get_mnist_button")
    wait_for_the_end(qtbot, library)
    with qtbot.waitSignal(library.loaded):
        step_to(find(panel, QComboBox, "dataset_box"), "Generated")
    assert find(panel, QPushButton, "get_mnist_button").isVisible()
    assert not find(panel, QPushButton, "data_retry_button").isVisible()


def test_mnist_on_the_machine_is_loaded_when_it_is_chosen(
    qtbot: QtBot,
    library: DataLibrary,
    workspace: Workspace,
    theme: Theme,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    let_mnist_be_here(qtbot, library, monkeypatch)
    load_instead(monkeypatch, "mnist", mnist)
    panel = DataPanel(data, theme)
    qtbot.addWidget(panel)
    panel.show()
    assert not find(panel, QPushButton, "get_mnist_button").isVisible()
    with qtbot.waitSignal(library.loaded):
        step_to(find(panel, QComboBox, "dataset_box"), "MNIST")
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
        click(panel, "get_mnist_button")
    step_to(find(panel, QComboBox, "dataset_box"), "Generated")
    assert workspace.dataset is small_dataset
    step_to(find(panel, QComboBox, "dataset_box"), "MNIST")
    assert workspace.dataset is mnist
