"""In the window, on the real MNIST: the quick preset with a live plot, and what is then misread."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from math import ceil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLabel, QSlider
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.application import create_window
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.matrix.model import ConfusionRole
from desktop.train.view import TrainTab
from desktop.window.main_window import MainWindow
from nncore.datasets import Dataset, SplitName
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore
from tests.desktop.hands import find, label
from tests.desktop.whole_window import wait_until_enabled


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, mnist_folder: Path) -> Iterator[MainWindow]:
    window = create_window(tmp_path / "storage", mnist_folder)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def choose(window: MainWindow, name: str, text: str) -> None:
    box = find(window, QComboBox, name)
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
    window: MainWindow, qtbot: QtBot, mnist: Dataset, mnist_folder: Path, tmp_path: Path
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
    view = find(window, QAbstractItemView, "mistakes_view")
    predicted = network.network.predict(mnist.test.images).argmax(axis=1)
    misread = {int(index) for index in (predicted != mnist.test.labels).nonzero()[0]}
    assert 80 <= len(misread) <= 220
    model = view.model()
    qtbot.waitUntil(lambda: model.rowCount() == len(misread), timeout=30_000)
    role = next(role for role, name in model.roleNames().items() if bytes(name.data()) == b"index")
    assert _shown(view, role) == misread
    (kept,) = RunStore(tmp_path / "storage" / "runs").runs()
    _require_every_epoch(window, qtbot, kept, mnist)
    _require_every_cell(window, qtbot, kept.network(kept.epochs), mnist)

    window.close()
    document = kept.folder / "commit.json"
    told = json.loads(document.read_text("utf-8"))
    document.write_text(json.dumps(told | {"weights": [kept.epochs]}), "utf-8")
    (tmp_path / "storage" / "settings.json").unlink()  # else the last cell is still chosen
    again = create_window(tmp_path / "storage", mnist_folder)
    qtbot.addWidget(again)
    again.show()
    _require_epochs_without_weights(again, qtbot, KeptRun.read(kept.folder), mnist)
    again.close()


def _shown(view: QAbstractItemView, role: int) -> set[int]:
    model = view.model()
    return {int(model.index(row, 0).data(role)) for row in range(model.rowCount())}


def _says(told: QLabel, words: str) -> bool:
    return words in told.text()


def _require_every_epoch(window: MainWindow, qtbot: QtBot, kept: KeptRun, mnist: Dataset) -> None:
    """On either split the slider shows exactly what the weights of each epoch misread."""
    view = window.findChild(QAbstractItemView, "mistakes_view")
    slider, about = window.findChild(QSlider, "epoch_slider"), label(window, "about_label")
    assert view is not None
    assert slider is not None
    for title, split in (("Validation", mnist.validation), ("Test", mnist.test)):
        choose(window, "split_box", title)
        qtbot.waitUntil(partial(_says, about, title.lower()), timeout=30_000)
        qtbot.waitUntil(slider.isVisible, timeout=10_000)
        for epoch in kept.weights_epochs[1:]:
            slider.setValue(epoch - 1)
            qtbot.waitUntil(partial(_says, about, f"after epoch {epoch} "), timeout=10_000)
            read = nn.evaluate(kept.network(epoch), split)
            expected = {read.first_index + int(each) for each in read.misread_positions}
            assert _shown(view, MistakeRole.INDEX) == expected, (title, epoch)


def _require_epochs_without_weights(
    window: MainWindow, qtbot: QtBot, kept: KeptRun, mnist: Dataset
) -> None:
    """On each split, and on all images, the slider shows exactly what each epoch kept."""
    networks = window.findChild(QComboBox, "network_box")
    qtbot.waitUntil(lambda: window.workspace.dataset is not None, timeout=30_000)
    assert networks is not None
    qtbot.waitUntil(lambda: networks.findText("Quick", Qt.MatchFlag.MatchStartsWith) >= 0)
    networks.setFocus()
    QTest.keyClick(networks, Qt.Key.Key_Q)
    qtbot.waitUntil(lambda: "Quick" in networks.currentText())
    window.show_page("mistakes_tab")
    slider, about = window.findChild(QSlider, "epoch_slider"), label(window, "about_label")
    view = window.findChild(QAbstractItemView, "mistakes_view")
    assert slider is not None
    assert view is not None
    predictions = kept.predictions()
    for title, split_name in (
        ("Validation", SplitName.VALIDATION),
        ("Test", SplitName.TEST),
        ("All images", None),
    ):
        choose(window, "split_box", title)
        qtbot.waitUntil(partial(_says, about, title.lower()), timeout=30_000)
        qtbot.waitUntil(slider.isVisible, timeout=10_000)
        split = mnist.split(split_name)
        for epoch in range(1, kept.epochs):
            slider.setValue(epoch - 1)
            qtbot.waitUntil(partial(_says, about, f"after epoch {epoch} "), timeout=10_000)
            answers = predictions.at(epoch).labels[predictions.columns(split_name)]
            misread = np.flatnonzero(answers != split.labels)
            expected = Counter(map(split.index, misread.tolist()))
            model = view.model()
            indices = (
                model.index(row, 0).data(MistakeRole.INDEX) for row in range(model.rowCount())
            )
            assert Counter(indices) == expected, (title, epoch)


def _require_every_cell(
    window: MainWindow, qtbot: QtBot, network: nn.Network, mnist: Dataset
) -> None:
    """All hundred cells of the matrix show as many images as they say."""
    matrix, view = (
        window.findChild(QAbstractItemView, name) for name in ("confusion_view", "mistakes_view")
    )
    assert matrix is not None
    assert view is not None
    confusion = nn.evaluate(network, mnist.test).confusion
    for truth in range(10):
        for predicted in range(10):
            index = matrix.model().index(truth, predicted)
            assert index.data(ConfusionRole.COUNT) == confusion[truth, predicted]
            where = matrix.visualRect(index).center()
            QTest.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=where)
            assert view.model().rowCount() == confusion[truth, predicted], (truth, predicted)
