"""The window's names that outside scripts hold on to: how it opens, its widgets, what they carry.

A name of the contract stays: what breaks one of these tests breaks somebody's script.
"""

import inspect
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QProgressBar,
    QSpinBox,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.application import create_window
from tests.idx_files import write_idx_files

ROOT = Path(__file__).resolve().parents[2]
READER = ROOT / "resources" / "models" / "reader.safetensors"

WIDGETS: dict[str, dict[str, type[QWidget]]] = {
    "train_tab": {
        "start_button": QAbstractButton,
        "pause_button": QAbstractButton,
        "stop_button": QAbstractButton,
        "step_button": QAbstractButton,
        "loss_plot": QGraphicsView,
        "accuracy_plot": QGraphicsView,
        "training_progress": QProgressBar,
        "preset_box": QComboBox,
        "dataset_box": QComboBox,
        "optimizer_box": QComboBox,
        "epochs_box": QSpinBox,
        "batch_size_box": QSpinBox,
        "learning_rate_box": QDoubleSpinBox,
        "hidden_layers_edit": QLineEdit,
        "seed_box": QAbstractSpinBox,  # no QSpinBox holds every seed
    },
    "mistakes_tab": {
        "mistakes_view": QAbstractItemView,
        "sort_box": QComboBox,
        "split_box": QComboBox,
    },
    "draw_tab": {
        "draw_canvas": QWidget,
        "prediction_label": QLabel,
        "probability_bars": QWidget,
        "network_view": QWidget,
        "clear_button": QAbstractButton,
        "undo_button": QAbstractButton,
        "redo_button": QAbstractButton,
    },
}
"""What stands on each page as soon as the window is built, and what a script finds it as."""

AFTER_A_START = ("pause_button", "stop_button")
"""What can only be pressed while a run goes."""

ROLES = ("index", "truth", "predicted", "confidence", "loss")

SEVEN = [(0.25, 0.2), (0.5, 0.2), (0.75, 0.2), (0.65, 0.4), (0.55, 0.6), (0.45, 0.85)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Digits whose test labels are all wrong by one: every reader misreads them."""
    few = nn.datasets.generated(rng=np.random.default_rng(7), training=120, validation=1, test=40)
    wrong = nn.datasets.Split(few.test.images, (few.test.labels + 1) % 10)
    mislabelled = nn.datasets.Dataset("", few.training, few.validation, wrong)
    return write_idx_files(tmp_path_factory.mktemp("digits") / "mislabelled", mislabelled)


@pytest.fixture
def window(
    qtbot: QtBot, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[QMainWindow]:
    """The window as `create_window` returns it: nothing is shown or loaded yet."""
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    window = create_window(tmp_path / "storage", folder)
    qtbot.addWidget(window)
    yield window
    window.close()


def named(window: QMainWindow, name: str) -> QWidget:
    found = window.findChildren(QWidget, name)
    assert len(found) == 1, f"the contract promises one {name}, there are {len(found)}"
    return found[0]


def tabs(window: QMainWindow) -> QTabWidget:
    found = named(window, "tabs")
    assert isinstance(found, QTabWidget)
    return found


def show_page(window: QMainWindow, name: str, qtbot: QtBot) -> QWidget:
    page = named(window, name)
    window.show()
    tabs(window).setCurrentWidget(page)
    qtbot.waitUntil(page.isVisible)
    return page


def mistakes(window: QMainWindow, qtbot: QtBot) -> QAbstractItemView:
    """The gallery, filled."""
    show_page(window, "mistakes_tab", qtbot)
    view = named(window, "mistakes_view")
    assert isinstance(view, QAbstractItemView)
    qtbot.waitUntil(lambda: view.model().rowCount() > 0, timeout=60_000)
    return view


def test_a_window_is_built_from_a_storage_and_a_data_folder(window: QMainWindow) -> None:
    assert list(inspect.signature(create_window).parameters) == ["storage", "data"]
    hints = get_type_hints(create_window)
    assert (hints["storage"], hints["data"]) == (Path, Path | None)
    assert type(window) is hints["return"]
    assert type(window).__name__ == "MainWindow"
    assert not window.isVisible()


def test_three_pages_have_their_names(window: QMainWindow) -> None:
    found = tabs(window)
    pages = [found.indexOf(named(window, name)) for name in WIDGETS]
    assert pages == [0, 1, 2] == list(range(found.count()))


@pytest.mark.parametrize("page", WIDGETS)
def test_widgets_are_there_at_once_under_their_names(page: str, window: QMainWindow) -> None:
    problems = {name: problem(window, page, name) for name in WIDGETS[page]}
    assert {name: each for name, each in problems.items() if each} == {}


def problem(window: QMainWindow, page: str, name: str) -> str:
    """What a script that looks for a widget of the contract would stumble over."""
    found, kind = window.findChildren(QWidget, name), WIDGETS[page][name]
    if len(found) != 1:
        return f"the contract promises one, there are {len(found)}"
    (widget,) = found
    if not isinstance(widget, kind):
        return f"the contract promises a {kind.__name__}, it is a {type(widget).__name__}"
    if not named(window, page).isAncestorOf(widget):
        return f"the contract promises it in {page}"
    if not widget.accessibleName() and not isinstance(widget, QLabel):
        return "the contract promises an accessible name"
    return ""


def test_the_seed_box_holds_a_number_as_a_spin_box_does(window: QMainWindow) -> None:
    box: Any = named(window, "seed_box")
    box.setValue(12)
    assert (box.value(), box.text()) == (12, "12")


def test_with_data_all_of_train_can_be_used(window: QMainWindow, qtbot: QtBot) -> None:
    show_page(window, "train_tab", qtbot)
    qtbot.waitUntil(named(window, "start_button").isEnabled, timeout=60_000)
    disabled = [name for name in WIDGETS["train_tab"] if not named(window, name).isEnabled()]
    assert disabled == list(AFTER_A_START)


def test_with_mistakes_all_of_mistakes_can_be_used(window: QMainWindow, qtbot: QtBot) -> None:
    mistakes(window, qtbot)
    for name in WIDGETS["mistakes_tab"]:
        assert named(window, name).isVisible(), name
        assert named(window, name).isEnabled(), name


def test_a_mistake_carries_what_the_shipped_network_made_of_it(
    window: QMainWindow, qtbot: QtBot, folder: Path
) -> None:
    model = mistakes(window, qtbot).model()
    roles = {bytes(name.data()).decode(): role for role, name in model.roleNames().items()}
    missing = [name for name in ROLES if name not in roles]
    assert missing == [], "the contract promises these roles of mistakes_view"
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    shown = {row.data(roles["index"]): [row.data(roles[name]) for name in ROLES] for row in rows}

    report = nn.evaluate(nn.load(READER), nn.datasets.load_mnist(folder).test)
    assert len(shown) == len(report.mistakes()) > 20
    for mistake in report.mistakes():
        expected = [getattr(mistake, name) for name in ROLES]
        assert shown[mistake.index] == pytest.approx(expected, rel=1e-3, abs=1e-6)


def test_the_shipped_network_is_chosen_at_the_start(window: QMainWindow) -> None:
    selector = named(window, "network_box")
    assert isinstance(selector, QComboBox)
    assert selector.currentText().startswith("Reader")


def test_a_drawing_is_read_as_it_stands(window: QMainWindow, qtbot: QtBot) -> None:
    show_page(window, "draw_tab", qtbot)
    canvas, label = named(window, "draw_canvas"), named(window, "prediction_label")
    assert prediction(window) is None, "the contract promises None while the canvas is empty"

    points = [QPoint(round(x * canvas.width()), round(y * canvas.height())) for x, y in SEVEN]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])

    drawn = prediction(window)
    assert drawn is not None, "the contract promises to tell of the ink there is now"
    assert (drawn.digit, drawn.known) == (7, True)
    assert drawn.probabilities.shape == (10,)
    qtbot.waitUntil(lambda: isinstance(label, QLabel) and label.text() == "7")
    unseen = [name for name in WIDGETS["draw_tab"] if not named(window, name).isVisible()]
    assert unseen == []

    canvas_of_a_script = np.zeros((90, 90), np.uint8)
    canvas_of_a_script[10:80, 40:50] = 255
    read = nn.read_drawing(nn.load(READER), canvas_of_a_script)
    assert type(read) is type(drawn), "the contract promises the same object to scripts"

    QTest.mouseClick(named(window, "clear_button"), Qt.MouseButton.LeftButton)
    assert prediction(window) is None


def prediction(window: QMainWindow) -> Any:
    """The drawn answer, as scripts ask for it."""
    page: Any = named(window, "draw_tab")
    return page.prediction


def test_no_two_widgets_that_can_be_worked_bear_one_name(window: QMainWindow) -> None:
    operable = (QAbstractButton, QComboBox, QAbstractSlider, QAbstractSpinBox, QAbstractItemView)
    names = Counter(
        each.objectName()
        for kind in operable
        for each in window.findChildren(kind)
        if each.objectName() and not each.objectName().startswith(("qt_", "Scroll"))  # Qt's own
    )
    assert [name for name, count in names.items() if count > 1] == []
