"""A monkey plays with the window, and finds nothing that a person should not have found.

MISREAD_MONKEY_SECONDS says for how long, MISREAD_MONKEY_SEED what it does.
"""

import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.window.main_window import MainWindow
from fuzz.monkey import Monkey
from fuzz.samples import few_digits, kept_runs, mnist_folders
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore, keep
from tests.desktop.whole_window import opened, others_share

_LOG = logging.getLogger(__name__)

SECONDS = float(os.environ.get("MISREAD_MONKEY_SECONDS", "10"))
SEED = int(os.environ.get("MISREAD_MONKEY_SEED", "7"))

MOST_SECONDS_OF_WORK = 1.0
"""In which the event loop does not come to rest."""

MOST_SECONDS_OF_WAITING = 5.0
"""The same by the clock on the wall: others may have the processor."""


@pytest.fixture
def places(tmp_path: Path, rng: np.random.Generator) -> list[Path]:
    """What is chosen wherever a file or a folder is asked for: good ones, bad ones, none at all."""
    folder = tmp_path / "places"
    folder.mkdir()
    network = Recipe(hidden=(8,)).build()[0]
    good, hostile = folder / "good.safetensors", folder / "<img src=x>&\u202e.safetensors"
    nn.save(network, good)
    nn.save(network, hostile)
    damaged = folder / "damaged.safetensors"
    damaged.write_bytes(good.read_bytes()[:-100])
    images = folder / "mnist"
    images.mkdir()
    for name, content in mnist_folders()[0].items():
        (images / name).write_bytes(content)
    nowhere = [
        folder / "none" / "there.png",
        Path("/"),
        folder / ("x" * 300),
        Path("a\n\x1b[2J.csv"),
    ]
    return [good, hostile, damaged, images, folder, folder / "new.png", folder / "new", *nowhere]


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(SEED)


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    """A storage with a run that is done, one that was interrupted, and two that are damaged."""
    folder = tmp_path / "storage"
    store = RunStore(folder / "runs")
    for name, is_whole in (("done", True), ('<img src="x">&\u202e', False)):
        recipe = Recipe(hidden=(4,), epochs=2, batch_size=8)
        record = store.begin(name, recipe, few_digits())
        events = keep(recipe.start(few_digits()), few_digits(), record)
        for _event in events:
            if record.epochs and not is_whole:
                break
        events.close()
    for number, run in enumerate(kept_runs()):
        damaged = folder / "runs" / f"2026-11-2{number}-damaged"
        damaged.mkdir()
        for name, content in run.items():
            (damaged / name).parent.mkdir(exist_ok=True)
            (damaged / name).write_bytes(content[: len(content) // 2])
    return folder


@pytest.fixture
def window(
    qtbot: QtBot,
    storage: Path,
    places: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[MainWindow]:
    """The window, whose dialogs answer by themselves; all that it writes is below `tmp_path`."""
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    answers = np.random.default_rng(SEED + 1)

    def chosen(*_given: object) -> str:
        return "" if answers.random() < 0.1 else str(places[answers.integers(len(places))])

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (chosen(), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", chosen)
    monkeypatch.setattr(QFileDialog, "exec", lambda _dialog: int(answers.random() < 0.8))
    # where a file is to be written, Qt's dialog goes into a folder instead of answering with it
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _dialog: [chosen().rstrip("/") or "x"])
    monkeypatch.setattr(QMessageBox, "about", lambda *_given: None)
    window = opened(qtbot, storage, has_process=True)
    yield window
    # Qt knows of buttons for the whole process: the next test's mouse would still hold them
    for button in (
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.RightButton,
        Qt.MouseButton.MiddleButton,
    ):
        QTest.mouseRelease(window, button)
    assert QApplication.mouseButtons() == Qt.MouseButton.NoButton
    window.close()


@pytest.mark.timeout(SECONDS + 120)
# what the offscreen platform says of popups, and QTest of a click while the window gets smaller
@pytest.mark.qt_log_ignore(
    "This plugin does not support", "occurs outside target window", extend=True
)
def test_a_monkey_finds_nothing(window: MainWindow, rng: np.random.Generator) -> None:
    monkey = Monkey(window, rng)
    try:
        monkey.play(SECONDS)
    finally:
        _LOG.warning("seed %d, %d deeds, at last\n%s", SEED, monkey.deeds, "\n".join(monkey.log))
    assert monkey.longest_turn < MOST_SECONDS_OF_WORK, monkey.slowest
    assert monkey.longest_wait < MOST_SECONDS_OF_WAITING, monkey.slowest
    began = time.monotonic()
    window.close()
    assert time.monotonic() - began < 1.0 * others_share()
    children = psutil.Process().children(recursive=True)
    assert psutil.wait_procs(children, timeout=5)[1] == []
