"""The whole window as a person uses it, with the generated digits that it brings along."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.application import create_window
from desktop.demo.walkthrough import PAGES
from desktop.draw.view import DrawTab
from desktop.train.view import TrainTab
from desktop.window.main_window import MainWindow
from desktop.workspace.data_library import DataLibrary
from desktop.workspace.jobs import Progress
from desktop.workspace.network_ref import Origin
from desktop.workspace.settings import Appearance
from nncore import datasets
from nncore.datasets import Dataset, generated_strokes, idx
from nncore.recipes.recipe import Recipe
from tests.desktop.hands import button, click
from tests.desktop.stand_ins import load_instead
from tests.desktop.whole_window import epochs_box, opened, save_network


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    window = opened(qtbot, tmp_path / "storage")
    yield window
    window.close()


def set_epochs(window: MainWindow, epochs: int) -> None:
    box = epochs_box(window)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, str(epochs))
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert box.value() == epochs


def step_count(window: MainWindow) -> int:
    """How many steps of the run the plots have heard of."""
    page = window.page("train_tab")
    assert isinstance(page, TrainTab)
    return len(page.plots.history.losses)


def start_long_run(window: MainWindow, qtbot: QtBot) -> None:
    set_epochs(window, 500)
    click(window, "start_button")
    qtbot.waitUntil(lambda: step_count(window) > 3, timeout=20_000)


def close_within_a_second(window: MainWindow) -> None:
    clock = QElapsedTimer()
    clock.start()
    window.close()
    assert clock.elapsed() < 1000


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
    box = window.findChild(QComboBox, "network_box")
    assert box is not None
    assert box.currentText() == network.title
    assert [each.name for each in window.workspace.networks] == ["Reader", network.name]

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
    assert window.workspace.network is not None
    assert window.workspace.network.ref.origin is Origin.SHIPPED


def test_closing_in_the_middle_of_training_ends_within_a_second(
    window: MainWindow, qtbot: QtBot
) -> None:
    start_long_run(window, qtbot)
    assert button(window, "stop_button").isEnabled()
    close_within_a_second(window)


def test_closing_while_a_run_is_paused_ends_within_a_second(
    window: MainWindow, qtbot: QtBot
) -> None:
    start_long_run(window, qtbot)
    pause = button(window, "pause_button")
    click(window, "pause_button")
    qtbot.waitUntil(lambda: pause.text().replace("&", "") == "Resume", timeout=5_000)
    close_within_a_second(window)


KERNELS = ("5x5x16", "pool", "3x3x32", "pool", 64)


def start_kernels(window: MainWindow, qtbot: QtBot) -> None:
    page = window.page("train_tab")
    assert isinstance(page, TrainTab)
    page.form.set_recipe(Recipe(hidden=KERNELS, epochs=100))
    click(window, "start_button")
    qtbot.waitUntil(lambda: step_count(window) > 1, timeout=20_000)


def test_closing_while_kernels_are_trained_ends_within_a_second(
    window: MainWindow, qtbot: QtBot
) -> None:
    start_kernels(window, qtbot)
    close_within_a_second(window)


def test_closing_while_kernels_are_read_and_measured_ends_within_a_second(
    window: MainWindow, qtbot: QtBot
) -> None:
    start_kernels(window, qtbot)
    pause = button(window, "pause_button")
    click(window, "pause_button")
    qtbot.waitUntil(lambda: pause.text().replace("&", "") == "Resume", timeout=5_000)
    window.show_page("mistakes_tab")
    close_within_a_second(window)


def test_a_network_with_a_long_name_leaves_the_window_as_small_as_before(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    before = window.minimumSizeHint()
    path = tmp_path / f"{'28x28-5x5x16-pool-3x3x32-' * 4}10.safetensors"
    nn.save(Recipe(hidden=KERNELS).build()[0], path)
    window.open_requested.emit(path)
    qtbot.waitUntil(lambda: network_name(window) == path.stem, timeout=5_000)
    for name in PAGES:
        window.show_page(name)
        qtbot.wait(20)
        assert window.minimumSizeHint().width() <= max(before.width(), 900)
    corner = window.findChild(QComboBox, "network_box")
    assert corner is not None
    assert "…" in corner.currentText()
    assert window.rect().contains(corner.mapTo(window, corner.rect().bottomRight()))


def test_closing_while_digits_are_made_ends_within_a_second(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("MISREAD_CACHE", str(cache))
    window = create_window(tmp_path / "storage", None)
    qtbot.addWidget(window)
    window.show()
    bar = window.findChild(QProgressBar, "data_progress")
    assert bar is not None
    qtbot.waitUntil(lambda: bar.value() > 0, timeout=20_000)
    assert window.workspace.dataset is None
    close_within_a_second(window)
    assert not cache.exists()  # they were given up, not made to the end


def test_empty_misread_data_counts_as_unset(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setenv("MISREAD_DATA", "")
    monkeypatch.setattr(datasets.mnist, "load_mnist", lambda *_, **__: asked.append("load"))
    monkeypatch.setattr(datasets.mnist, "download_mnist", lambda *_, **__: asked.append("download"))
    window = create_window(tmp_path, None)
    qtbot.addWidget(window)
    library = window.findChild(DataLibrary)
    assert library is not None
    assert not library.is_under_way("mnist")
    window.show()
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=60_000)
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


def network_name(window: MainWindow) -> str:
    return "" if window.workspace.network is None else window.workspace.network.name


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


def test_folder_without_mnist_is_told_and_the_digits_stay(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.show_page("draw_tab")
    window.folder_requested.emit(tmp_path)
    note = window.findChild(QLabel, "data_note")
    assert note is not None
    qtbot.waitUntil(lambda: str(tmp_path) in note.text().replace("\u200b", ""), timeout=5_000)
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


def test_library_reads_what_the_window_saved(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.safetensors"
    save_network(qtbot, window, path)
    network = nn.load(path)
    assert window.workspace.network is not None
    assert str(network) == str(window.workspace.network.network)


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
    get_button = second.findChild(QPushButton, "get_mnist_button")
    assert get_button is not None
    assert not get_button.isVisible()
    second.close()


def dataset_name(window: MainWindow) -> str:
    return "" if window.workspace.dataset is None else window.workspace.dataset.name


def test_data_stay_chosen_while_a_run_learns_from_them(window: MainWindow, qtbot: QtBot) -> None:
    box = window.findChild(QComboBox, "dataset_box")
    assert box is not None
    set_epochs(window, 500)
    click(window, "start_button")
    qtbot.waitUntil(button(window, "stop_button").isEnabled, timeout=5_000)
    assert not box.isEnabled()
    click(window, "stop_button")
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=5_000)
    assert box.isEnabled()


def test_good_news_take_the_place_of_bad(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.save_requested.emit(tmp_path / "missing" / "mine.safetensors")
    qtbot.waitUntil(window.notice.isVisible)
    assert "No such file" in window.notice.text
    assert "Errno" not in window.notice.text
    window.save_requested.emit(tmp_path / "mine.safetensors")
    qtbot.waitUntil(lambda: not window.notice.isVisible())
