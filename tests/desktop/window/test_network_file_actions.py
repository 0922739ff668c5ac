"""Networks are opened in the background: with Cancel, the newest wish winning, and a clean end."""

import json
import os
import struct
import sys
import zipfile
from functools import partial
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.window import network_file_actions
from desktop.window.main_window import MainWindow
from desktop.workspace import network_store
from desktop.workspace.jobs import Progress
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_files import save_network
from desktop.workspace.network_ref import NetworkRef
from nncore.recipes.recipe import Recipe
from tests.desktop.hands import find
from tests.desktop.whole_window import (
    close_within_a_second,
    network_name,
    wait_until_enabled,
)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A file with a small network."""
    path = tmp_path / "mine.safetensors"
    nn.save(Recipe(hidden=(4,)).build()[0], path)
    return path


class SlowFiles:
    """Opening that goes on until the test lets it end, giving words of progress meanwhile."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.let_go = Event()

    def open(self, path: Path, progress: Progress) -> NamedNetwork:
        self.begun.append(path.name)
        try:
            while not self.let_go.wait(0.005):
                progress(0.5)
        finally:
            self.ended.append(path.name)
        return NamedNetwork(path.stem, NetworkRef.of_file(path), Recipe(hidden=(4,)).build()[0])


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> SlowFiles:
    files = SlowFiles()
    monkeypatch.setattr(network_store, "open_network", files.open)
    return files


def is_shown(window: MainWindow, name: str) -> bool:
    return network_name(window) == name


def notice_text(window: MainWindow) -> str:
    return window.notice.text if window.notice.isVisible() else ""


def cancel_button(window: MainWindow) -> QToolButton:
    return find(window, QToolButton, "notice_close_button")


def told(window: MainWindow, qtbot: QtBot, path: Path) -> str:
    """What the window says of a file that cannot be opened."""
    window.open_requested.emit(path)
    assert not window.notice.isVisible()  # what was told of another file is gone
    qtbot.waitUntil(lambda: "could not be opened" in notice_text(window), timeout=5_000)
    return window.notice.text


def test_the_window_lives_while_a_file_is_opened(
    window: MainWindow, qtbot: QtBot, slow: SlowFiles
) -> None:
    window.open_requested.emit(Path("large.safetensors"))
    assert not window.notice.isVisible()  # most files are there before one could read a word
    qtbot.waitUntil(window.notice.isVisible, timeout=5_000)
    assert window.notice.text == "Opening large.safetensors…"
    assert cancel_button(window).text() == "Cancel"
    wait_until_enabled(qtbot, window, "start_button")
    slow.let_go.set()
    qtbot.waitUntil(lambda: network_name(window) == "large", timeout=5_000)
    assert not window.notice.isVisible()


def test_cancel_gives_up_what_is_being_opened(
    window: MainWindow, qtbot: QtBot, slow: SlowFiles
) -> None:
    before = window.workspace.network
    window.open_requested.emit(Path("large.safetensors"))
    qtbot.waitUntil(window.notice.isVisible, timeout=5_000)
    QTest.mouseClick(cancel_button(window), Qt.MouseButton.LeftButton)
    assert not window.notice.isVisible()
    qtbot.waitUntil(lambda: slow.ended == ["large.safetensors"], timeout=5_000)
    assert window.workspace.network is before


def test_a_newer_wish_replaces_an_older_one(
    window: MainWindow, qtbot: QtBot, slow: SlowFiles
) -> None:
    names: list[str] = []
    window.workspace.network_changed.connect(lambda: names.append(network_name(window)))
    window.open_requested.emit(Path("first.safetensors"))
    qtbot.waitUntil(lambda: slow.begun == ["first.safetensors"], timeout=5_000)
    window.open_requested.emit(Path("second.safetensors"))
    qtbot.waitUntil(lambda: slow.begun[1:] == ["second.safetensors"], timeout=5_000)
    assert slow.ended == ["first.safetensors"]
    slow.let_go.set()
    qtbot.waitUntil(lambda: network_name(window) == "second", timeout=5_000)
    assert names == ["second"]


def test_closing_while_a_file_is_opened_ends_within_a_second(
    window: MainWindow, qtbot: QtBot, slow: SlowFiles
) -> None:
    window.open_requested.emit(Path("large.safetensors"))
    qtbot.waitUntil(lambda: slow.begun == ["large.safetensors"], timeout=5_000)
    close_within_a_second(window)
    assert slow.ended == ["large.safetensors"]


def test_what_could_not_be_opened_gives_way_to_what_can(
    window: MainWindow, qtbot: QtBot, mine: Path, tmp_path: Path
) -> None:
    told(window, qtbot, tmp_path / "missing")
    assert window.notice.isVisible()
    window.open_requested.emit(mine)
    qtbot.waitUntil(lambda: network_name(window) == "mine", timeout=5_000)
    assert not window.notice.isVisible()


def test_a_file_is_told_by_its_name_for_what_it_is(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    checkpoint, model, page = (tmp_path / name for name in ("run", "model.pt", "page.safetensors"))
    nn.TrainingState(*Recipe(hidden=(3,)).build()).save(checkpoint)
    with zipfile.ZipFile(model, "w") as archive:
        archive.writestr("model/data.pkl", b"\x80\x02.")
    page.write_text("<!doctype html><title>Not found</title>")

    for path in (checkpoint, model, page):
        with pytest.raises(nn.NetworkFileError) as refused:
            nn.load(path)
        words = told(window, qtbot, path)
        assert str(refused.value).replace(str(path), path.name) in words
        assert str(tmp_path) not in words


def hostile(tmp_path: Path, layers: int) -> Path:
    """A network of very many layers."""
    text = json.dumps(
        {"format": 1, "input_shape": [28, 28], "layers": [{"kind": "ReLU"}] * layers, "notes": {}}
    )
    header = json.dumps({"__metadata__": {"misread": text}}).encode()
    path = tmp_path / "hostile.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    return path


@pytest.mark.parametrize(
    ("layers", "words"),
    [(1_000_000, "at most 16777216 are read"), (20_000, "at most 256 layers, got 20000")],
)
def test_a_hostile_network_is_refused_with_the_bound(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, layers: int, words: str
) -> None:
    before = window.workspace.network
    assert words in told(window, qtbot, hostile(tmp_path, layers))
    assert window.workspace.network is before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among its files")
def test_pipes_and_folders_are_told_and_not_waited_for(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "pipe: Not a regular" in told(window, qtbot, tmp_path / "pipe")
    assert "Is a directory." in told(window, qtbot, tmp_path)


def test_notes_that_claim_nonsense_are_left_out(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    network = Recipe(hidden=(4,)).build()[0]
    for number, accuracy in enumerate([float("inf"), float("nan"), True, "1e400", 10**400, -1]):
        path = tmp_path / f"{number}.safetensors"
        nn.save(network, path, notes={"accuracy": accuracy, "measured_on": "x" * 10**6})
        window.open_requested.emit(path)
        qtbot.waitUntil(partial(is_shown, window, path.stem), timeout=5_000)
        assert window.workspace.network is not None
        assert window.workspace.network.accuracy is None
    nn.save(network, tmp_path / "long.safetensors", notes={"accuracy": 1, "measured_on": "x" * 999})
    window.open_requested.emit(tmp_path / "long.safetensors")
    qtbot.waitUntil(lambda: network_name(window) == "long", timeout=5_000)
    assert window.workspace.network is not None
    assert window.workspace.network.accuracy is not None
    assert len(window.workspace.network.accuracy.data) <= 40


def test_the_window_lives_while_a_network_is_saved(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go, path = Event(), tmp_path / "mine.safetensors"

    def slow(network: NamedNetwork, path: Path) -> None:
        assert let_go.wait(10)
        save_network(network, path)

    monkeypatch.setattr(network_file_actions, "save_network", slow)
    qtbot.waitUntil(lambda: network_name(window) == "Reader")
    window.save_requested.emit(path)
    wait_until_enabled(qtbot, window, "start_button")
    assert not path.exists()
    let_go.set()
    qtbot.waitUntil(lambda: "saved as mine" in window.statusBar().currentMessage(), timeout=5_000)
    assert window.workspace.network is not None
    assert str(nn.load(path)) == str(window.workspace.network.network)


def test_closing_waits_until_a_network_is_saved(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.safetensors"
    qtbot.waitUntil(lambda: network_name(window) == "Reader")
    wait_until_enabled(qtbot, window, "start_button")
    window.save_requested.emit(path)
    window.close()
    assert path.exists()


def test_a_slow_network_in_the_gallery_does_not_hold_up_closing(
    window: MainWindow, qtbot: QtBot
) -> None:
    wait_until_enabled(qtbot, window, "start_button")
    slow = Recipe(hidden=("15x15x96",) * 4).build()[0]  # 5 billion multiplications an image
    window.show_page("mistakes_tab")
    window.workspace.put(
        NamedNetwork("Slow", NetworkRef.of_file(Path("network")), slow), choose=True
    )
    page = window.page("draw_tab")
    page.drawing.add_stroke(np.array([(0.5, 0.2), (0.5, 0.8)]))  # type: ignore[attr-defined]
    close_within_a_second(window)
