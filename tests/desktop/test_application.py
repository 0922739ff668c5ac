"""The whole window as a person uses it, with the generated digits that it brings along."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QElapsedTimer, Qt
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

import nncore as nn
from desktop.application import create_window
from desktop.main_window import MainWindow
from desktop.pad.view import DrawTab
from desktop.rehearsal import PAGES
from desktop.shared.theme import Appearance
from desktop.shared.workspace import Origin
from nncore.datasets import generated_strokes


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    window = create_window(tmp_path / "storage", None)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=60_000)
    yield window
    window.close()


def button(window: MainWindow, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert found is not None, name
    return found


def click(window: MainWindow, name: str) -> None:
    QTest.mouseClick(button(window, name), Qt.MouseButton.LeftButton)


def set_epochs(window: MainWindow, epochs: int) -> None:
    box = window.findChild(QSpinBox, "epochs_box")
    assert box is not None
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, str(epochs))
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert box.value() == epochs


def test_window_opens_with_something_alive(window: MainWindow) -> None:
    assert [window.tabs.tabText(position) for position in range(3)] == ["Train", "Mistakes", "Draw"]
    assert [window.page(name).objectName() for name in PAGES] == list(PAGES)
    assert window.workspace.network is not None
    assert window.workspace.network.origin is Origin.SHIPPED
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
    assert network.origin is Origin.RUN
    assert network.epoch == 2
    box = window.findChild(QComboBox, "network_box")
    assert box is not None
    assert box.currentText() == network.title
    assert box.count() == 2

    window.show_page("mistakes_tab")
    view = window.findChild(QAbstractItemView, "mistakes_view")
    assert view is not None
    assert window.workspace.dataset is not None
    test = window.workspace.dataset.test
    wrong = int((network.network.predict(test.images).argmax(axis=1) != test.labels).sum())
    qtbot.waitUntil(lambda: view.model().rowCount() == wrong, timeout=10_000)


def test_selector_changes_the_network_of_all_tabs(window: MainWindow, qtbot: QtBot) -> None:
    set_epochs(window, 1)
    click(window, "start_button")
    qtbot.waitUntil(lambda: len(window.workspace.networks) == 2, timeout=5_000)
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=60_000)
    box = window.findChild(QComboBox, "network_box")
    assert box is not None
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert window.workspace.network is window.workspace.networks[0]
    assert window.workspace.network.origin is Origin.SHIPPED


def test_closing_in_the_middle_of_training_ends_within_a_second(
    window: MainWindow, qtbot: QtBot
) -> None:
    set_epochs(window, 500)
    click(window, "start_button")
    qtbot.waitUntil(button(window, "stop_button").isEnabled, timeout=5_000)
    qtbot.wait(300)
    clock = QElapsedTimer()
    clock.start()
    window.close()
    assert clock.elapsed() < 1000


def test_closing_while_paused_and_while_digits_are_made(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISREAD_CACHE", str(tmp_path / "cache"))
    window = create_window(tmp_path / "storage", None)
    qtbot.addWidget(window)
    window.show()
    clock = QElapsedTimer()
    clock.start()
    window.close()
    assert clock.elapsed() < 1000


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


def test_network_is_saved_and_opened_again(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "mine.safetensors"
    window.save_requested.emit(path)
    assert path.exists()
    window.open_requested.emit(path)
    network = window.workspace.network
    assert network is not None
    assert (network.origin, network.name) == (Origin.FILE, "mine")
    assert not window.notice.isVisible()


def test_file_that_is_no_network_is_told_and_nothing_changes(
    window: MainWindow, tmp_path: Path
) -> None:
    before = window.workspace.network
    path = tmp_path / "letter.safetensors"
    path.write_text("Dear reader")
    window.open_requested.emit(path)
    assert window.notice.isVisible()
    assert "letter.safetensors" in window.notice.text
    assert window.workspace.network is before


def test_saving_where_nothing_can_be_written_is_told(window: MainWindow, tmp_path: Path) -> None:
    window.save_requested.emit(tmp_path / "missing" / "mine.safetensors")
    assert window.notice.isVisible()
    assert "could not be saved" in window.notice.text


def test_folder_without_mnist_is_told_and_the_digits_stay(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.show_page("draw_tab")
    window.folder_requested.emit(tmp_path)
    note = window.findChild(QLabel, "data_note")
    assert note is not None
    qtbot.waitUntil(lambda: str(tmp_path) in note.text(), timeout=5_000)
    assert note.isVisible()
    assert window.workspace.dataset is not None
    assert window.workspace.dataset.name == "Generated digits"
    box = window.findChild(QComboBox, "dataset_box")
    assert box is not None
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


def test_library_reads_what_the_window_saved(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "mine.safetensors"
    window.save_requested.emit(path)
    network = nn.load(path)
    assert window.workspace.network is not None
    assert str(network) == str(window.workspace.network.network)
