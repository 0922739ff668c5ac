import pytest
from PySide6.QtWidgets import QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from desktop.train.recipe.data_panel import DataPanel
from desktop.train.wording import data_size
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.data_library import DataLibrary
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from tests.desktop.hands import click, find
from tests.desktop.stand_ins import load_instead
from tests.desktop.train.recipe.form_hands import Gate, cancel, data_note, wait_for_the_end


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
    bar = find(panel, QProgressBar, "data_progress")
    qtbot.waitUntil(lambda: bar.value() == 500)
    qtbot.waitUntil(bar.isVisible)
    assert "Drawing digits" in data_note(panel)
    assert data.reason
    with qtbot.waitSignal(library.loaded):
        gate.opened.set()
    assert workspace.dataset is small_dataset
    assert not bar.isVisible()
    assert data_note(panel) == data_size(small_dataset)
    assert data.reason == ""


def test_what_is_here_at_once_shows_no_bar(
    qtbot: QtBot,
    panel: DataPanel,
    library: DataLibrary,
    small_dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bar = find(panel, QProgressBar, "data_progress")
    gate = Gate(small_dataset)
    gate.opened.set()
    load_instead(monkeypatch, "generated", gate)
    with qtbot.waitSignal(library.loaded):
        library.load("generated")
        assert "Drawing digits" in data_note(panel)
        assert not find(panel, QPushButton, "data_cancel_button").isVisible()
    qtbot.wait(500)  # longer than the note has patience
    assert not bar.isVisible()
    assert not find(panel, QPushButton, "data_cancel_button").isVisible()


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
    assert "Cancelled" in data_note(panel)
    gate.opened.set()
    with qtbot.waitSignal(library.loaded):
        click(panel, "data_retry_button")
    assert data.dataset is small_dataset
