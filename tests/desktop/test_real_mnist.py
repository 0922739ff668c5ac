"""In the window, on the real MNIST: the quick preset with a live plot, and what is then misread."""

from collections.abc import Iterator
from math import ceil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QComboBox
from pytestqt.qtbot import QtBot

from desktop.application import create_window
from desktop.train.view import TrainTab
from desktop.window.main_window import MainWindow
from nncore.datasets import Dataset
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from tests.desktop.whole_window import wait_until_enabled


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, mnist_folder: Path) -> Iterator[MainWindow]:
    window = create_window(tmp_path / "storage", mnist_folder)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def choose(window: MainWindow, name: str, text: str) -> None:
    box = window.findChild(QComboBox, name)
    assert box is not None
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    while box.currentText() != text:
        row = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() != row, f"{text} is not offered"


def wait_for_more_points(qtbot: QtBot, page: TrainTab) -> None:
    seen = len(page.plots.history.losses)
    qtbot.waitUntil(lambda: len(page.plots.history.losses) > seen, timeout=10_000)


def _steps(recipe: Recipe) -> int:
    assert recipe.batch_size is not None
    return recipe.epochs * ceil(55_000 / recipe.batch_size)


@pytest.mark.timeout(300)
def test_the_quick_preset_and_exactly_the_misread_digits(
    window: MainWindow, qtbot: QtBot, mnist: Dataset
) -> None:
    start = wait_until_enabled(qtbot, window, "start_button")
    choose(window, "dataset_box", "MNIST")
    qtbot.waitUntil(
        lambda: window.workspace.dataset is not None and window.workspace.dataset.name == "MNIST",
        timeout=30_000,
    )
    qtbot.waitUntil(start.isEnabled, timeout=5_000)
    page = window.page("train_tab")
    assert isinstance(page, TrainTab)
    QTest.mouseClick(start, Qt.MouseButton.LeftButton)
    for _ in range(4):
        wait_for_more_points(qtbot, page)
    qtbot.waitUntil(start.isEnabled, timeout=240_000)
    assert len(page.plots.history.losses) == _steps(PRESETS["quick"])

    network = window.workspace.network
    assert network is not None
    window.show_page("mistakes_tab")
    view = window.findChild(QAbstractItemView, "mistakes_view")
    assert view is not None
    predicted = network.network.predict(mnist.test.images).argmax(axis=1)
    misread = {int(index) for index in (predicted != mnist.test.labels).nonzero()[0]}
    assert 80 <= len(misread) <= 220
    model = view.model()
    qtbot.waitUntil(lambda: model.rowCount() == len(misread), timeout=30_000)
    role = next(role for role, name in model.roleNames().items() if bytes(name.data()) == b"index")
    shown = {int(model.index(row, 0).data(role)) for row in range(model.rowCount())}
    assert shown == misread
