"""A storage folder from somebody else: the window opens, and runs nothing that stands there."""

import base64
import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from desktop.application import create_window
from desktop.main_window import MainWindow
from desktop.training.view import TrainTab

Opened = Callable[[], MainWindow]


class Payload:
    """Writes a file when it is unpickled."""

    def __init__(self, proof: Path) -> None:
        self._proof = proof

    def __reduce__(self) -> tuple[Callable[[Path, bytes], int], tuple[Path, bytes]]:
        return Path.write_bytes, (self._proof, b"it ran")


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    folder = tmp_path / "storage"
    folder.mkdir()
    return folder


@pytest.fixture
def opened(qtbot: QtBot, storage: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Opens the window on the folder, shows it and closes it."""
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    windows = []

    def open_and_close() -> MainWindow:
        window = create_window(storage, None)
        qtbot.addWidget(window)
        window.show()
        assert window.isVisible()
        window.close()
        windows.append(window)
        return window

    return open_and_close


KEYS = ["window/appearance", "window/geometry", "data/mnist_folder", "data/source"]
KEYS += ["recipe/fields", "recipe/preset"]


def test_old_settings_with_a_payload_in_each_value_run_nothing(
    storage: Path, tmp_path: Path, opened: Opened
) -> None:
    proof = tmp_path / "proof"
    hostile = QSettings(str(tmp_path / "made.ini"), QSettings.Format.IniFormat)
    for key in KEYS:
        hostile.setValue(key, Payload(proof))
    hostile.sync()
    content = (tmp_path / "made.ini").read_bytes()
    assert content.count(b"PySide::PyObjectWrapper") == len(KEYS)
    (storage / "settings.ini").write_bytes(content)
    # the payload is a live one: this is how version 0.1 read it
    (tmp_path / "read.ini").write_bytes(content)
    QSettings(str(tmp_path / "read.ini"), QSettings.Format.IniFormat).value(KEYS[0])
    assert proof.read_bytes() == b"it ran"
    proof.unlink()

    assert "the appearance" in opened().notice.text
    assert not proof.exists()
    assert opened().notice.text == ""
    assert not proof.exists()


def test_settings_with_a_payload_in_each_value_run_nothing(
    storage: Path, tmp_path: Path, opened: Opened
) -> None:
    proof = tmp_path / "proof"
    pickled = pickle.dumps(Payload(proof), protocol=0).decode("latin-1")
    packed = base64.b64encode(pickled.encode("latin-1")).decode()
    for text in (pickled, f"@Variant({pickled})", packed, "__import__('os').getcwd()"):
        for key in ("window", "appearance", "mnist_folder", "data_source", "recipe", "preset"):
            content = {key: text, "more": {"__reduce__": text, "py/reduce": [text]}}
            (storage / "settings.json").write_text(json.dumps(content))
            opened()
            assert not proof.exists()


def test_settings_that_are_a_pickle_run_nothing(
    storage: Path, tmp_path: Path, opened: Opened
) -> None:
    proof = tmp_path / "proof"
    (storage / "settings.json").write_bytes(pickle.dumps(Payload(proof)))
    window = opened()
    assert "could not be read and begin anew" in window.notice.text
    assert not proof.exists()


def form_says(window: MainWindow) -> object:
    page = window.page("train_tab")
    assert isinstance(page, TrainTab)
    return page.form.recipe
