"""A storage folder that an earlier version left is opened: all in it is there, and goes on."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.mistakes.memory import TabMemory
from desktop.train.runs.cells import RunColumn
from desktop.window.main_window import MainWindow
from nncore.runs import Ending, KeptRun, RunStore
from tests.desktop.hands import button, click, find, label
from tests.desktop.whole_window import choose_run, epochs_box, opened, runs_view
from tests.earlier_version.earlier import (
    BEGUN,
    CLOSED,
    DIVERGED,
    EARLY,
    FIGURES,
    FINISHED,
    KILLED,
    RUNS,
    SCRIPT,
    STOPPED,
    Copy,
    name_of,
)

NAME, ACCURACY, DATA = RunColumn.NAME, RunColumn.ACCURACY, RunColumn.DATA
"""Columns of the list of runs."""


@pytest.fixture
def window(qtbot: QtBot, earlier: Copy) -> Iterator[MainWindow]:
    """The window on the earlier folder, with the list of runs open."""
    window = opened(qtbot, earlier.storage)
    click(window, "runs_toggle")
    qtbot.waitUntil(lambda: runs_view(window).model().rowCount() == len(RUNS))
    yield window
    window.close()


def cell(window: MainWindow, run_id: str, column: int) -> QModelIndex:
    """A cell of a run, which is found by its name."""
    model = runs_view(window).model()
    rows = [model.index(row, column) for row in range(model.rowCount())]
    return next(each for each in rows if each.siblingAtColumn(NAME).data() == name_of(run_id))


def open_run(qtbot: QtBot, window: MainWindow, run_id: str) -> None:
    """Bring a run into sight, and wait until it is."""
    window.show_page("train_tab")
    choose_run(window, name_of(run_id))
    QTest.keyClick(runs_view(window), Qt.Key.Key_Return)
    begun = f"“{name_of(run_id)}”: "
    qtbot.waitUntil(lambda: label(window, "status_line").text().startswith(begun))


def is_at_rest(window: MainWindow) -> bool:
    return button(window, "start_button").isEnabled()


def kept_now(earlier: Copy, run_id: str) -> KeptRun:
    return RunStore(earlier.runs).get(run_id)


def shown(window: MainWindow, name: str) -> str:
    """What a field of the form shows."""
    field = window.findChild(QWidget, name)
    if isinstance(field, QComboBox):
        return field.currentText()
    assert isinstance(field, QLineEdit | QAbstractSpinBox), name
    return field.text()


def plotted(window: MainWindow) -> dict[str, int]:
    """By the names of the curves of the loss, the steps that they lead to."""
    plot = window.findChild(pg.PlotWidget, "loss_plot")
    assert plot is not None
    items = plot.getPlotItem().listDataItems()
    return {each.name(): int(each.xData[-1]) for each in items if each.xData is not None}


def wait_until_plotted(qtbot: QtBot, window: MainWindow, steps: int, last_epoch: int = 0) -> None:
    """Wait until the curves lead to these steps; the one of validation to the end of an epoch."""
    ends = {"training": steps, "validation": last_epoch or steps}
    expected = {name: step for name, step in ends.items() if step}
    qtbot.waitUntil(lambda: {**plotted(window), **expected} == plotted(window))


def wait_until_misread(qtbot: QtBot, window: MainWindow, name: str, count: int) -> None:
    """Wait until Mistakes shows what a network misreads; a last bit may sway one image."""
    window.show_page("mistakes_tab")
    about = label(window, "about_label")
    qtbot.waitUntil(lambda: about.text().startswith(name))
    gallery = find(window, QAbstractItemView, "mistakes_view")
    qtbot.waitUntil(lambda: abs(gallery.model().rowCount() - count) <= 1)


def test_every_run_is_listed_as_it_was(window: MainWindow) -> None:
    for run_id, said in RUNS.items():
        accuracy = cell(window, run_id, ACCURACY).data()
        ends = [each for each in said["epochs"] if each["epoch"] == (said["weights_of"] or 1)]
        expected = f"{ends[0]['validation_accuracy'] * 100:.2f}\u00a0%" if ends else "–"
        assert accuracy == expected, said["name"]
        assert cell(window, run_id, DATA).data() == said["dataset"]["name"]
        spoken = cell(window, run_id, NAME).data(Qt.ItemDataRole.AccessibleTextRole)
        standing = spoken.removeprefix(said["name"]).removeprefix(", ")
        is_through = said["ending"] in ("finished", "early")
        assert standing == ("" if is_through else said["ending"] or "interrupted")


def test_every_run_opens_in_all_tabs(qtbot: QtBot, window: MainWindow) -> None:
    for run_id, said in RUNS.items():
        open_run(qtbot, window, run_id)

        recipe = said["recipe"]
        assert shown(window, "hidden_layers_edit") == ", ".join(map(str, recipe["hidden"]))
        assert epochs_box(window).value() == recipe["epochs"]
        assert f"from seed {recipe['seed']}." in label(window, "status_line").text()
        if said["epochs"]:
            wait_until_plotted(qtbot, window, said["steps"], said["epochs"][-1]["step"])
        assert shown(window, "network_box").startswith(said["name"])
        wait_until_misread(qtbot, window, said["name"], said["mistakes"])


@pytest.mark.parametrize(
    ("run_id", "words"),
    [
        (DIVERGED, "⚠ The loss grew beyond all measure at step 16."),
        (EARLY, "Kept the weights of epoch 8 "),
    ],
)
def test_a_run_says_how_it_ended(qtbot: QtBot, window: MainWindow, run_id: str, words: str) -> None:
    open_run(qtbot, window, run_id)

    assert words in label(window, "message_line").text()


def test_two_runs_are_compared(qtbot: QtBot, window: MainWindow) -> None:
    for run_id in (FINISHED, EARLY):
        index = cell(window, run_id, 0)
        checked = Qt.CheckState.Checked
        runs_view(window).model().setData(index, checked, Qt.ItemDataRole.CheckStateRole)

    names = {name_of(FINISHED), name_of(EARLY)}
    qtbot.waitUntil(lambda: names <= plotted(window).keys())
    for each in (FINISHED, EARLY):
        assert plotted(window)[name_of(each)] == RUNS[each]["steps"]
    assert "seed 1 instead of 7" in label(window, "comparison_note").text()


@pytest.mark.parametrize("run_id", [CLOSED, KILLED])
def test_an_interrupted_run_is_resumed_to_its_end(
    qtbot: QtBot, window: MainWindow, earlier: Copy, run_id: str
) -> None:
    left = kept_now(earlier, run_id)
    choose_run(window, name_of(run_id))
    click(window, "go_on_button")

    qtbot.waitUntil(lambda: kept_now(earlier, run_id).ending is not None, timeout=20_000)
    qtbot.waitUntil(lambda: is_at_rest(window))

    ended = kept_now(earlier, run_id)
    assert ended.ending is Ending.FINISHED
    assert ended.epochs == left.recipe.epochs
    assert ended.history().losses[: left.steps].tolist() == left.history().losses.tolist()
    wait_until_plotted(qtbot, window, ended.steps)


def test_a_stopped_run_is_gone_on_with(qtbot: QtBot, window: MainWindow, earlier: Copy) -> None:
    open_run(qtbot, window, STOPPED)
    click(window, "train_more_button")

    qtbot.waitUntil(lambda: kept_now(earlier, STOPPED).epochs == 4, timeout=20_000)
    qtbot.waitUntil(lambda: is_at_rest(window))

    ended = kept_now(earlier, STOPPED)
    assert ended.ending is Ending.FINISHED
    # the rate that was set while it ran is the one that it goes on with
    assert ended.history().learning_rates[-1] == pytest.approx(0.02)


def test_a_run_whose_images_are_not_here_says_so(qtbot: QtBot, window: MainWindow) -> None:
    choose_run(window, name_of(SCRIPT))
    click(window, "go_on_button")

    qtbot.waitUntil(lambda: RUNS[SCRIPT]["dataset"]["name"] in label(window, "notice_label").text())


def test_a_run_on_mnist_that_had_just_begun_finds_its_images(
    qtbot: QtBot, earlier: Copy, mnist_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISREAD_DATA", str(mnist_folder))
    window = opened(qtbot, earlier.storage)
    offer = find(window, QWidget, "resume_offer")
    qtbot.waitUntil(offer.isVisible)
    click(window, "resume_button")  # it is the newest of those that were interrupted

    qtbot.waitUntil(lambda: kept_now(earlier, BEGUN).ending is not None, timeout=60_000)
    qtbot.waitUntil(lambda: is_at_rest(window))

    assert kept_now(earlier, BEGUN).ending is Ending.FINISHED
    window.close()


def test_the_form_and_the_appearance_are_as_they_were_left(window: MainWindow) -> None:
    rate = find(window, QDoubleSpinBox, "learning_rate_box")
    assert rate.value() == pytest.approx(0.0015)
    assert window.theme.appearance.value == "dark"
    for name, expected in {
        "preset_box": "Deep, changed",
        "dataset_box": "Generated digits",
        "hidden_layers_edit": "5x5x4, pool, dropout 0.25, 32",
        "batch_size_box": "50 images",
        "epochs_box": "17",
        "optimizer_box": "AdamW",
        "schedule_box": "Warm-up, then cosine",
        "weight_decay_box": "0.003",
        "augmentation_box": "As any pen writes",
        "patience_box": "after 4 epochs",
        "initializer_box": "Glorot (uniform)",
        "seed_box": "2026",
    }.items():
        assert shown(window, name) == expected, name


def test_settings_are_written_in_the_form_that_they_have(window: MainWindow, earlier: Copy) -> None:
    window.close()

    written = json.loads((earlier.storage / "settings.json").read_text("utf-8"))
    place = written.pop("window")
    assert written.pop("mistakes") == TabMemory().as_json(), "later versions remember filters"
    assert written.pop("views") == {"train_drawers": {"open": "runs"}}, "and drawers"
    assert sorted(place) == ["height", "left", "maximized", "top", "width"]
    assert written == {
        "appearance": "dark",
        "data_source": "GENERATED",
        "preset": "deep",
        "recipe": {
            "augmentation": {"rotation": 15, "scale": 0.3, "shear": 0.3, "shift": 1.5}
            | {"blur": 1, "elastic": 0.8, "thickness": 0.7},
            "batch_size": 50,
            "epochs": 17,
            "hidden": ["5x5x4", "pool", "dropout 0.25", 32],
            "initializer": "glorot",
            "learning_rate": 0.0015,
            "optimizer": "adamw",
            "patience": 4,
            "schedule": "warm-up",
            "seed": 2026,
            "weight_decay": 0.003,
        },
    }


def test_the_saved_network_is_opened(qtbot: QtBot, window: MainWindow, earlier: Copy) -> None:
    said = FIGURES["networks"]["network.safetensors"]

    window.open_requested.emit(earlier.saved / "network.safetensors")

    qtbot.waitUntil(lambda: shown(window, "network_box") == "network · 33.3\u00a0% validation")
    network = window.workspace.network
    assert network is not None
    assert str(network.network) == said["text"]
