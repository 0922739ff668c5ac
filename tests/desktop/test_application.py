"""The whole window as a person uses it, with the generated digits that it brings along."""

from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.application import create_window
from desktop.demo.walkthrough import PAGES
from desktop.draw.view import DrawTab
from desktop.window.main_window import MainWindow
from desktop.workspace.data_library import DataLibrary
from desktop.workspace.jobs import Progress
from desktop.workspace.network_ref import Origin
from desktop.workspace.settings import Appearance
from nncore import datasets
from nncore.datasets import Dataset, generated_strokes, idx
from tests.desktop.hands import button, click, find
from tests.desktop.stand_ins import load_instead
from tests.desktop.whole_window import epochs_box


def set_epochs(window: MainWindow, epochs: int) -> None:
    box = epochs_box(window)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, str(epochs))
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert box.value() == epochs


def test_window_opens_with_something_alive(window: MainWindow) -> None:
    assert [window.tabs.tabText(position) for position in range(3)] == ["Train", "Mistakes", "Draw"]
    assert [window.page(name).objectName() for name in PAGES] == list(PAGES)
    assert window.workspace.network is not None
    assert window.workspace.network.ref.origin is Origin.SHIPPED
    assert window.workspace.dataset is not None
    assert window.workspace.dataset.name == "Generated digits"
    assert not window.notice.isVisible()


def test_run_becomes_the_network_of_all_tabs(window: MainWindow, qtbot: QtBot) -> None:
    set_epochs(window, 2)
    click(window, "start_button")
    qtbot.waitUntil(lambda: not button(window, "start_button").isEnabled(), timeout=5_000)
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=60_000)
    network = window.workspace.network
    assert network is not None
    assert network.ref.origin is Origin.RUN
    assert network.epoch == 2
    box = find(window, QComboBox, "network_box")
    assert network.accuracy is not None
    assert box.currentText() == f"{network.name} · {network.accuracy.short}"
    assert [each.name for each in window.workspace.networks] == ["Reader", network.name]

    window.show_page("mistakes_tab")
    view = find(window, QAbstractItemView, "mistakes_view")
    assert window.workspace.dataset is not None
    test = window.workspace.dataset.test
    wrong = int((network.network.predict(test.images).argmax(axis=1) != test.labels).sum())
    qtbot.waitUntil(lambda: view.model().rowCount() == wrong, timeout=10_000)


def test_selector_changes_the_network_of_all_tabs(window: MainWindow, qtbot: QtBot) -> None:
    set_epochs(window, 1)
    click(window, "start_button")
    qtbot.waitUntil(lambda: len(window.workspace.networks) == 2, timeout=5_000)
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=60_000)
    box = find(window, QComboBox, "network_box")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert window.workspace.network is not None
    assert window.workspace.network.ref.origin is Origin.SHIPPED


def test_empty_misread_data_counts_as_unset(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setenv("MISREAD_DATA", "")
    monkeypatch.setattr(datasets.mnist, "load_mnist", lambda *_, **__: asked.append("load"))
    monkeypatch.setattr(datasets.mnist, "download_mnist", lambda *_, **__: asked.append("download"))
    window = create_window(tmp_path, None)
    qtbot.addWidget(window)
    library = find(window, DataLibrary)
    window.show()
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=60_000)
    assert not library.is_under_way("mnist")
    window.close()
    assert asked == []


class Held:
    """Reading MNIST, held up until the test lets it end."""

    def __init__(self, result: Dataset) -> None:
        self.let_go = Event()
        self._result = result

    def __call__(self, progress: Progress) -> Dataset:
        while not self.let_go.wait(0.01):
            progress(0.5)
        return self._result


def test_mnist_on_the_disk_can_be_loaded_after_a_cancel(
    qtbot: QtBot, tmp_path: Path, small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = replace(small_dataset, name="mine", key="folder")
    held = Held(mine)
    load_instead(monkeypatch, "mnist", held)
    monkeypatch.setenv("MISREAD_DATA", str(tmp_path))  # which is opened once all the same
    for file in datasets.mnist.FILES:
        (tmp_path / file.name).touch()
    window = create_window(tmp_path / "storage", tmp_path)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(button(window, "data_cancel_button").isVisible)
    click(window, "data_cancel_button")
    qtbot.waitUntil(lambda: not button(window, "data_cancel_button").isVisible())
    assert button(window, "data_retry_button").isVisible()
    held.let_go.set()
    click(window, "data_retry_button")
    qtbot.waitUntil(lambda: window.workspace.dataset is mine)
    window.close()


def test_drawing_is_read_while_training_runs(window: MainWindow, qtbot: QtBot) -> None:
    set_epochs(window, 500)
    click(window, "start_button")
    qtbot.waitUntil(button(window, "stop_button").isEnabled, timeout=5_000)
    window.show_page("draw_tab")
    page = window.page("draw_tab")
    assert isinstance(page, DrawTab)
    for stroke in generated_strokes(1, rng=np.random.default_rng(2)):
        page.drawing.add_stroke(stroke)
    assert page.prediction is not None
    assert page.prediction.probabilities.sum() == pytest.approx(1, abs=1e-5)
    click(window, "stop_button")
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=5_000)


def test_folder_without_mnist_is_told_and_the_digits_stay(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.show_page("draw_tab")
    window.folder_requested.emit(tmp_path)
    note = find(window, QLabel, "data_note")
    qtbot.waitUntil(lambda: str(tmp_path) in note.text().replace("\u200b", ""), timeout=5_000)
    assert note.isVisible()
    assert window.workspace.dataset is not None
    assert window.workspace.dataset.name == "Generated digits"
    box = find(window, QComboBox, "dataset_box")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    assert button(window, "start_button").isEnabled()


def test_tabs_and_appearance_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    for position, name in enumerate(PAGES):
        QTest.keySequence(window, QKeySequence(f"Ctrl+{position + 1}"))
        assert window.tabs.currentWidget().objectName() == name
    window.theme.set_appearance(Appearance.DARK)
    assert window.theme.is_dark
    window.theme.set_appearance(Appearance.SYSTEM)


def test_every_operable_widget_has_an_accessible_name(window: MainWindow) -> None:
    kinds = (QPushButton, QComboBox, QSpinBox, QLineEdit, QAbstractItemView)
    nameless = [
        widget.objectName() or type(widget).__name__
        for kind in kinds
        for widget in window.findChildren(kind)
        if not (widget.accessibleName() or is_named_by_its_text(widget) or is_part_of_a_box(widget))
    ]
    assert nameless == []


def is_named_by_its_text(widget: QWidget) -> bool:
    return isinstance(widget, QPushButton) and bool(widget.text())


def is_part_of_a_box(widget: QWidget) -> bool:
    """Boxes carry the name for the lines and lists that they are made of."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox | QAbstractSpinBox):
            return True
        parent = parent.parentWidget()
    return False


def test_size_survives_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    first = create_window(tmp_path, None)
    qtbot.addWidget(first)
    first.show()
    first.resize(900, 650)  # the offscreen screen is 800 by 800 and widths give way to it
    first.close()
    second = create_window(tmp_path, None)
    qtbot.addWidget(second)
    second.show()
    assert second.height() == 650
    second.close()


def write_mnist(folder: Path) -> None:
    """Four files under MNIST's names, with nothing in their images."""
    folder.mkdir()
    for name, count in (("train", 120), ("t10k", 20)):
        labels = np.arange(count, dtype=np.uint8) % 10
        idx.write(folder / f"{name}-images-idx3-ubyte", np.zeros((count, 28, 28), np.uint8))
        idx.write(folder / f"{name}-labels-idx1-ubyte", labels)


def test_folder_of_mnist_is_remembered(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    folder = tmp_path / "mnist"
    write_mnist(folder)
    fingerprint = datasets.load_mnist(folder).fingerprint
    monkeypatch.setattr(datasets.mnist, "FINGERPRINT", fingerprint)

    first = create_window(tmp_path / "storage", folder)
    qtbot.addWidget(first)
    qtbot.waitUntil(lambda: dataset_name(first) == "MNIST", timeout=10_000)
    first.close()

    second = create_window(tmp_path / "storage", None)
    qtbot.addWidget(second)
    second.show()
    get_button = find(second, QPushButton, "get_mnist_button")
    assert not get_button.isVisible()
    second.close()


def dataset_name(window: MainWindow) -> str:
    return "" if window.workspace.dataset is None else window.workspace.dataset.name


def test_data_stay_chosen_while_a_run_learns_from_them(window: MainWindow, qtbot: QtBot) -> None:
    box = find(window, QComboBox, "dataset_box")
    set_epochs(window, 500)
    click(window, "start_button")
    qtbot.waitUntil(button(window, "stop_button").isEnabled, timeout=5_000)
    assert not box.isEnabled()
    click(window, "stop_button")
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=5_000)
    assert box.isEnabled()
