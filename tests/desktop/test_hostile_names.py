"""Names of runs, files and folders from elsewhere are shown as they read, and on one line."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QWidget,
)
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.train.runs.cells import RunColumn
from desktop.train.runs.runs_model import RunRole
from desktop.train.runs.runs_view import RunsView
from desktop.widgets.labels import PlainLabel
from desktop.window.main_window import MainWindow
from desktop.window.network_selector import LONGEST_NAME
from nncore.datasets import Dataset, generated
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore, keep
from tests.desktop.hands import find
from tests.desktop.whole_window import opened, save_network

COLOUR = QColor(255, 0, 254)
"""No other thing in the window has it."""

HIDDEN = "\u202eevil\u200b\n\x1b[2J\0"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture that would be seen wherever a name is taken for HTML."""
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(COLOUR)
    path = tmp_path / "p.png"
    assert image.save(str(path))
    return path


@pytest.fixture
def hostile(picture: Path) -> str:
    """HTML that loads the picture, and a mnemonic."""
    return f'<img src="{picture}">&b'


@pytest.fixture
def storage(tmp_path: Path, hostile: str, few: Dataset) -> Path:
    """A storage with an interrupted run of that name, a whole one, and one that hides things."""
    folder = tmp_path / "storage"
    store = RunStore(folder / "runs")
    for seed, name in enumerate((f"{hostile} whole", hostile, f"x{hostile}")):
        recipe = Recipe(hidden=(4,), epochs=2, batch_size=20, seed=seed)
        run = recipe.start(few)
        record = store.begin(name, recipe, few)
        events = keep(run, few, record)
        for _event in events:
            if seed == 1 and record.epochs:
                break
        events.close()
    newest = next(iter(store.runs()))
    words = json.dumps({"name": f"{HIDDEN}{'w' * 150}"})
    (newest.folder / "name.json").write_text(words, "utf-8")
    return folder


@pytest.fixture(scope="session")
def few() -> Dataset:
    rng = np.random.default_rng(7)
    return generated(rng=rng, training=60, validation=20, test=20)


@pytest.fixture
def window(qtbot: QtBot, storage: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    window = opened(qtbot, storage)
    runs = runs_view(window)
    qtbot.waitUntil(lambda: runs.model().rowCount() == 3)
    yield window
    window.close()


def runs_view(window: MainWindow) -> RunsView:
    return find(window, RunsView)


def open_drawers(window: MainWindow) -> None:
    for name in ("runs", "epoch_log", "inside"):
        toggle = window.findChild(QAbstractButton, f"{name}_toggle")
        if toggle is not None and not toggle.isChecked():
            toggle.click()


def act(window: MainWindow, text: str) -> None:
    """Trigger one of the list's actions."""
    (action,) = [each for each in runs_view(window).actions() if each.text() == text]
    assert action.isEnabled(), text
    action.trigger()


def choose(window: MainWindow, beginning: str) -> None:
    model = runs_view(window).model()
    names = [model.index(row, RunColumn.NAME) for row in range(model.rowCount())]
    (index,) = [each for each in names if each.data().startswith(beginning)]
    runs_view(window).choose(index.data(RunRole.ID))  # whatever keys an earlier test held


def compare_all(window: MainWindow) -> None:
    model = runs_view(window).model()
    for row in range(model.rowCount()):
        index = model.index(row, RunColumn.COMPARE)
        model.setData(index, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)


def assert_plain(window: MainWindow, qtbot: QtBot) -> None:
    """Nothing that the window shows or says is markup from elsewhere."""
    qtbot.wait(1)
    for widget in [window, *window.findChildren(QWidget)]:
        assert_harmless_hint(widget.toolTip())
        for said in (widget.accessibleName(), widget.accessibleDescription()):
            assert not set(said) & set(HIDDEN) - set("evil[2J")
        if isinstance(widget, QLabel):
            assert widget.textFormat() == Qt.TextFormat.PlainText, widget.objectName()
            assert not set(widget.text()) & set("\u202e\x1b\0")
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            assert_plain_cells(widget.model())
        if isinstance(widget, QComboBox):
            assert_plain_cells(widget.model())
    assert not shows_the_picture(window)


def assert_plain_cells(model: QAbstractItemModel) -> None:
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    for row in range(min(model.rowCount(), 20)):
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
        for column in range(columns):
            index = model.index(row, column)
            assert_harmless_hint(index.data(Qt.ItemDataRole.ToolTipRole) or "")
            for role in roles:
                assert not set(str(index.data(role) or "")) & set("\u202e\u200b\n\x1b\0")


def assert_harmless_hint(text: str) -> None:
    assert "<img" not in text


def shows_the_picture(widget: QWidget) -> bool:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32)
    return bool((pixels & 0xFFFFFF == COLOUR.rgb() & 0xFFFFFF).any())


def test_a_label_of_qts_own_would_show_the_picture(qtbot: QtBot, hostile: str) -> None:
    label, plain = QLabel(hostile), PlainLabel(hostile)  # that the tests below can fail
    for each in (label, plain):
        qtbot.addWidget(each)
    assert shows_the_picture(label)
    assert not shows_the_picture(plain)


def test_runs_with_hostile_names_are_shown_as_text(
    qtbot: QtBot, window: MainWindow, hostile: str
) -> None:
    offer = find(window, QLabel, "resume_label")
    assert offer.text().startswith(f"“{hostile[:15]}"), "its middle gives way"
    open_drawers(window)
    compare_all(window)
    table = find(window, QAbstractItemView, "comparison_table")
    heads = [table.model().headerData(each, Qt.Orientation.Horizontal) for each in range(1, 4)]
    assert any(hostile in str(each) for each in heads)
    choose(window, f"{hostile} whole")
    act(window, "Open")
    qtbot.waitUntil(lambda: named(window) == f"{hostile} whole")
    assert_plain(window, qtbot)
    choose(window, f"{hostile} whole")
    act(window, "Delete")
    assert_plain(window, qtbot)


def test_a_name_that_hides_things_is_shown_on_one_line(qtbot: QtBot, window: MainWindow) -> None:
    open_drawers(window)
    least = window.minimumSizeHint()
    choose(window, " evil  ")
    act(window, "Open")
    qtbot.waitUntil(lambda: named(window).startswith(" evil"))
    assert_plain(window, qtbot)
    # the box of networks alone takes a little more, as it does for any long name
    assert window.minimumSizeHint().width() < least.width() + LONGEST_NAME


def test_a_run_of_whose_name_nothing_can_be_seen_is_listed_by_the_numbers_of_its_letters(
    qtbot: QtBot, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = next(iter(RunStore(storage / "runs").runs()))
    (newest.folder / "name.json").write_text(json.dumps({"name": "\u200b\u3164"}), "utf-8")
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    window = opened(qtbot, storage)
    qtbot.waitUntil(lambda: runs_view(window).model().rowCount() == 3)
    choose(window, "U+200B U+3164")
    act(window, "Open")
    qtbot.waitUntil(lambda: named(window) == "U+200B U+3164")
    window.close()


def test_a_network_file_with_a_hostile_name_is_shown_as_text(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    # a name of a file holds no slash: a relative picture, which a page would look for here
    path = tmp_path / "<img src=p.png>&b.safetensors"
    nn.save(nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))]), path)
    window.open_requested.emit(path)
    qtbot.waitUntil(lambda: window.workspace.network is not None and "&b" in named(window))
    assert named(window) == path.stem
    save_network(qtbot, window, tmp_path / "<b>again.safetensors")
    window.show_page("mistakes_tab")
    assert_plain(window, qtbot)
    window.show_page("draw_tab")
    assert_plain(window, qtbot)


def named(window: MainWindow) -> str:
    assert window.workspace.network is not None
    return window.workspace.network.name


@pytest.mark.parametrize("length", [10, 240, 20_000])
def test_what_cannot_be_opened_is_told_as_text_of_a_readable_length(
    qtbot: QtBot, window: MainWindow, picture: Path, length: int
) -> None:
    least = window.minimumSizeHint()
    folder = picture.parent / f'<img src="p.png">\u202e\n{"w" * length}'
    window.open_requested.emit(folder)
    window.folder_requested.emit(folder)
    qtbot.waitUntil(window.notice.isVisible)
    assert len(window.notice.text) < 1_200
    assert "\n" not in window.notice.text
    assert window.minimumSizeHint().width() == least.width()
    assert_plain(window, qtbot)
