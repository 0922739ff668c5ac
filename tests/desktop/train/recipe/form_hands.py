"""Hands at the recipe form: to find, type, paste, choose and wait as a person does."""

from threading import Event

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.train.recipe.data_panel import DataPanel
from desktop.workspace.data_library import DataLibrary
from desktop.workspace.jobs import Progress
from nncore.augmentation import AUGMENTATIONS
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe
from tests.desktop.hands import click, find

FIELDS = (
    "preset_box",
    "hidden_layers_edit",
    "learning_rate_box",
    "batch_size_box",
    "epochs_box",
    "optimizer_box",
    "schedule_box",
    "weight_decay_box",
    "augmentation_box",
    "patience_box",
    "initializer_box",
    "seed_box",
)
"""The names of all fields."""

FULL = Recipe(
    hidden=("5x5x4", "pool", "dropout 0.3", 20),
    optimizer="nesterov",
    learning_rate=0.05,
    batch_size=17,
    epochs=3,
    seed=99,
    initializer="glorot",
    schedule="one-cycle",
    weight_decay=0.004,
    augmentation=AUGMENTATIONS["elastic"],
    patience=2,
    non_digit_share=0.4,
)
"""A recipe that says something of its own everywhere."""


def note(form: QWidget, name: str) -> str:
    """What is said in a caption of the form."""
    return find(form, QLabel, name).text()


def fill(field: QWidget, text: str) -> None:
    """Type into a field, instead of what it holds; it keeps the focus."""
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    if text:
        QTest.keyClicks(field, text)
    else:
        QTest.keyClick(field, Qt.Key.Key_Delete)


def enter(field: QWidget, text: str) -> None:
    """Type into a field, and press Return."""
    fill(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def paste(box: QAbstractSpinBox, text: str) -> None:
    """Put a text in the place of what a box holds."""
    box.selectAll()
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def choose(box: QComboBox, key: str) -> None:
    """Choose by key, as the list of a box does."""
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def type_choice(box: QComboBox, text: str) -> None:
    """Choose by typing the first letters, as the keyboard does."""
    box.setFocus()
    QTest.keyClicks(box, text)
    box.activated.emit(box.currentIndex())


def step_to(box: QComboBox, text: str) -> None:
    """Go to an entry by its first words, with the arrow keys."""
    steps = box.findText(text, Qt.MatchFlag.MatchStartsWith) - box.currentIndex()
    for _ in range(abs(steps)):
        QTest.keyClick(box, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)


def show_more(form: QWidget) -> None:
    """Unfold what is rarely needed, or fold it away."""
    click(form, "more_button")


def cancel(qtbot: QtBot, panel: DataPanel) -> None:
    """Press Cancel, which is there after a while."""
    qtbot.waitUntil(find(panel, QPushButton, "data_cancel_button").isVisible)
    click(panel, "data_cancel_button")


def wait_for_the_end(qtbot: QtBot, library: DataLibrary) -> None:
    """Until no data set is on its way."""
    qtbot.waitUntil(lambda: not any(map(library.is_under_way, ("generated", "mnist"))))


def data_note(panel: DataPanel) -> str:
    """What is said of the data set, without its leave to break lines."""
    return note(panel, "data_note").replace("\u200b", "")


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
