from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.train.recipe.data_panel import DataPanel
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.data_library import DataLibrary
from desktop.workspace.jobs import Progress
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from tests.desktop.hands import button, click, find
from tests.desktop.stand_ins import change, download_instead, load_instead
from tests.desktop.train.recipe.form_hands import Gate, cancel, data_note, step_to, wait_for_the_end


def let_mnist_be_here(qtbot: QtBot, library: DataLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the disk says that MNIST's files lie somewhere."""
    change(monkeypatch, "mnist", find=lambda folder: folder or Path("somewhere"))
    library.look_for("mnist")
    qtbot.waitUntil(lambda: library.is_here("mnist") is True)


def offline(_progress: Progress) -> Dataset:
    raise OSError("no network in reach")


def offered(panel: DataPanel) -> list[str]:
    """Which ways to the data can be pressed."""
    ways = ("get_mnist_button", "mnist_folder_button", "data_retry_button")
    return [name for name in ways if button(panel, name).isVisible()]


def choose(panel: DataPanel, title: str) -> None:
    step_to(find(panel, QComboBox, "dataset_box"), title)


def test_without_mnist_the_panel_offers_to_get_it(
    qtbot: QtBot, panel: DataPanel, data: DataChoice
) -> None:
    assert offered(panel) == ["get_mnist_button"]
    choose(panel, "MNIST")
    assert data.chosen == "mnist"
    assert "MNIST" in data.reason
    assert offered(panel) == ["get_mnist_button", "mnist_folder_button"]


def test_getting_mnist_chooses_it(
    qtbot: QtBot,
    panel: DataPanel,
    workspace: Workspace,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    download_instead(monkeypatch, mnist)
    with qtbot.waitSignal(data.library.loaded):
        click(panel, "get_mnist_button")
    assert data.chosen == "mnist"
    assert workspace.dataset is mnist
    assert "get_mnist_button" not in offered(panel)


def test_a_failed_download_says_so_and_can_be_tried_again(
    qtbot: QtBot,
    panel: DataPanel,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    download_instead(monkeypatch, offline)
    click(panel, "get_mnist_button")
    wait_for_the_end(qtbot, data.library)
    assert "no network in reach" in data_note(panel)
    assert offered(panel) == ["mnist_folder_button", "data_retry_button"]
    download_instead(monkeypatch, mnist)
    with qtbot.waitSignal(data.library.loaded):
        click(panel, "data_retry_button")
    assert data.dataset is mnist


def test_a_cancelled_download_offers_it_again(
    qtbot: QtBot,
    panel: DataPanel,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    download_instead(monkeypatch, Gate(mnist))
    click(panel, "get_mnist_button")
    cancel(qtbot, panel)
    wait_for_the_end(qtbot, data.library)
    assert data.dataset is None
    assert "get_mnist_button" in offered(panel)


def test_a_folder_of_the_user_is_loaded(
    qtbot: QtBot,
    panel: DataPanel,
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
    choose(panel, "MNIST")
    with qtbot.waitSignal(data.library.loaded):
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
    choose(panel, "MNIST")
    click(panel, "mnist_folder_button")
    wait_for_the_end(qtbot, library)
    assert "does not hold MNIST" in data_note(panel)
    assert offered(panel) == ["get_mnist_button", "mnist_folder_button"]


def test_files_that_cannot_be_read_are_got_anew(
    qtbot: QtBot,
    panel: DataPanel,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    def damaged(_progress: Progress) -> Dataset:
        raise ValueError("the images are cut off")

    let_mnist_be_here(qtbot, data.library, monkeypatch)
    load_instead(monkeypatch, "mnist", damaged)
    choose(panel, "MNIST")
    wait_for_the_end(qtbot, data.library)
    assert "cut off" in data_note(panel)
    assert "data_retry_button" not in offered(panel)
    download_instead(monkeypatch, mnist)
    with qtbot.waitSignal(data.library.loaded):
        click(panel, "get_mnist_button")
    assert data.dataset is mnist


def test_files_whose_reading_was_cancelled_are_read_again(
    qtbot: QtBot,
    panel: DataPanel,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    gate = Gate(mnist)
    let_mnist_be_here(qtbot, data.library, monkeypatch)
    load_instead(monkeypatch, "mnist", gate)
    choose(panel, "MNIST")
    cancel(qtbot, panel)
    wait_for_the_end(qtbot, data.library)
    assert "get_mnist_button" not in offered(panel)
    gate.opened.set()
    with qtbot.waitSignal(data.library.loaded):
        click(panel, "data_retry_button")
    assert data.dataset is mnist


def test_a_failed_download_is_offered_anew_beside_other_digits(
    qtbot: QtBot, panel: DataPanel, library: DataLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    download_instead(monkeypatch, offline)
    click(panel, "get_mnist_button")
    wait_for_the_end(qtbot, library)
    with qtbot.waitSignal(library.loaded):
        choose(panel, "Generated")
    assert offered(panel) == ["get_mnist_button"]


def test_mnist_on_the_machine_is_loaded_when_it_is_chosen(
    qtbot: QtBot,
    panel: DataPanel,
    workspace: Workspace,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    data: DataChoice,
) -> None:
    let_mnist_be_here(qtbot, data.library, monkeypatch)
    load_instead(monkeypatch, "mnist", mnist)
    assert "get_mnist_button" not in offered(panel)
    with qtbot.waitSignal(data.library.loaded):
        choose(panel, "MNIST")
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
    choose(panel, "Generated")
    assert workspace.dataset is small_dataset
    choose(panel, "MNIST")
    assert workspace.dataset is mnist
