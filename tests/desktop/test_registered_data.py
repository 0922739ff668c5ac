"""Data sets in the whole window: one that was added, one that only tests, and titles translated."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from desktop.window.main_window import MainWindow
from desktop.workspace.data_titles import DATA_WORDS, DataWords
from nncore.datasets import Dataset
from nncore.datasets.registry import SOURCES
from nncore.runs import KeptRun, RunStore
from tests.desktop.hands import button, click, find, label
from tests.desktop.stand_ins import load_instead
from tests.desktop.whole_window import OpenWindow, choose_data, dataset_box, epochs_box


@pytest.fixture(autouse=True)
def _small_data(small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    load_instead(monkeypatch, "generated", small_dataset)


@pytest.fixture
def toys(small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """A data set that somebody added: registered, and given a title."""
    fewer = small_dataset.training.between(0, 600)
    toys = Dataset("Wooden toys", fewer, small_dataset.validation, small_dataset.test, "toys")
    source = replace(SOURCES["generated"], key="toys", name="Wooden toys")
    monkeypatch.setitem(SOURCES, "toys", source)
    load_instead(monkeypatch, "toys", toys)
    words = DataWords("Toys of wood", "Toys are carved by hand")
    monkeypatch.setitem(DATA_WORDS, "toys", words)
    return toys


def choose(qtbot: QtBot, window: MainWindow, text: str) -> None:
    choose_data(window, text)
    qtbot.waitUntil(lambda: label(window, "data_label").text().startswith(text), timeout=10_000)


def train(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=30_000)
    epochs_box(window).setValue(1)
    click(window, "start_button")
    qtbot.waitUntil(lambda: button(window, "stop_button").isEnabled(), timeout=30_000)
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=60_000)


def kept_run(tmp_path: Path) -> KeptRun:
    (kept,) = RunStore(tmp_path / "storage" / "runs").runs()
    return kept


def open_kept_run(qtbot: QtBot, window: MainWindow) -> None:
    """Open the only run of the list, as a person does."""
    if not button(window, "open_button").isVisible():
        click(window, "runs_toggle")
    view = find(window, QAbstractItemView, "runs_view")
    qtbot.waitUntil(lambda: view.model().rowCount() == 1, timeout=10_000)
    place = view.visualRect(view.model().index(0, 2)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    click(window, "open_button")
    qtbot.waitUntil(button(window, "train_more_button").isVisible, timeout=10_000)


def go_on(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    """Train five epochs more."""
    click(window, "train_more_button")
    qtbot.waitUntil(lambda: kept_run(tmp_path).epochs == 6, timeout=60_000)
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=60_000)


@pytest.mark.usefixtures("toys")
def test_a_data_set_that_was_added_is_learned_from_kept_and_remembered(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    assert "Toys are carved by hand" in dataset_box(window).toolTip()
    choose(qtbot, window, "Toys of wood")
    assert label(window, "data_label").text() == "Toys of wood · 900 + 300 images"
    train(qtbot, window)
    assert kept_run(tmp_path).dataset.name == "Wooden toys"

    window = open_window()

    assert dataset_box(window).currentText() == "Toys of wood"
    choose(qtbot, window, "Generated digits")
    open_kept_run(qtbot, window)
    assert "1 epoch on Toys of wood in " in label(window, "status_line").text()
    go_on(qtbot, window, tmp_path)
    assert dataset_box(window).currentText() == "Toys of wood"


def test_a_translation_loses_no_run_and_no_choice(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(qtbot, open_window())
    for key, title in (("generated", "Gezeichnete Ziffern"), ("mnist", "MNIST auf Deutsch")):
        monkeypatch.setitem(DATA_WORDS, key, replace(DATA_WORDS[key], title=title))

    window = open_window()

    assert dataset_box(window).currentText() == "Gezeichnete Ziffern"
    open_kept_run(qtbot, window)
    assert "1 epoch on Gezeichnete Ziffern in " in label(window, "status_line").text()
    choose_without_waiting(window, "MNIST auf Deutsch")
    go_on(qtbot, window, tmp_path)
    assert dataset_box(window).currentText() == "Gezeichnete Ziffern"
    assert kept_run(tmp_path).dataset.name == "Generated digits"
    window.close()
    settings = (tmp_path / "storage" / "settings.json").read_text()
    assert '"data_source": "GENERATED"' in settings
    assert "Ziffern" not in settings


def choose_without_waiting(window: MainWindow, text: str) -> None:
    dataset_box(window).setCurrentText(text)
    assert dataset_box(window).currentText() == text


def test_a_data_set_that_only_tests_shows_mistakes_and_starts_no_run(
    open_window: OpenWindow, qtbot: QtBot, toys: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_tests = Dataset(toys.name, None, None, toys.test, toys.key)
    load_instead(monkeypatch, "toys", only_tests)
    window = open_window()
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=30_000)
    choose(qtbot, window, "Toys of wood")

    assert label(window, "data_label").text() == "Toys of wood · 300 images"
    assert label(window, "data_note").text() == "300 to test with"
    assert not button(window, "start_button").isEnabled()
    assert "none to learn from" in button(window, "start_button").toolTip()
    window.show_page("mistakes_tab")
    about = label(window, "about_label")
    qtbot.waitUntil(lambda: "on Toys of wood, test" in about.text(), timeout=30_000)
    split_box = find(window, QComboBox, "split_box")
    assert offered(split_box) == ["Test"], "there are no others"
    QTest.keyClick(split_box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "of 300 misread" in label(window, "count_label").text(), timeout=30_000)
    assert "on Toys of wood, test" in about.text()


def wait_for_text(qtbot: QtBot, label: QLabel, text: str) -> None:
    qtbot.waitUntil(lambda: text in label.text(), timeout=30_000)


def offered(box: QComboBox) -> list[str]:
    return [box.itemText(row) for row in range(box.count())]


def test_the_chosen_split_comes_back_with_a_data_set_that_has_it(
    open_window: OpenWindow, qtbot: QtBot, toys: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_instead(monkeypatch, "toys", Dataset(toys.name, None, None, toys.test, toys.key))
    window = open_window()
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=30_000)
    window.show_page("mistakes_tab")
    split_box, about = window.findChild(QComboBox, "split_box"), label(window, "about_label")
    assert split_box is not None
    QTest.keyClick(split_box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: about.text().endswith("validation"), timeout=30_000)
    for title, split, splits in (
        ("Toys of wood", "Test", ["Test"]),
        ("Generated digits", "Validation", ["Test", "Validation", "Training", "All images"]),
    ):
        window.show_page("train_tab")
        choose(qtbot, window, title)
        window.show_page("mistakes_tab")
        assert (split_box.currentText(), offered(split_box)) == (split, splits)
        wait_for_text(qtbot, about, f"on {title}, {split.lower()}")
