"""A storage folder from somebody else: the window opens, and runs nothing that stands there."""

import base64
import json
import os
import pickle
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application import create_window
from desktop.train.view import TrainTab
from desktop.window.main_window import MainWindow
from desktop.workspace.error_words import in_words
from nncore.recipes.recipe import MOST_SEED, Recipe, recipe_of
from tests.desktop.hands import label

OpenedRun = Callable[[], MainWindow]


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
def opened(qtbot: QtBot, storage: Path, monkeypatch: pytest.MonkeyPatch) -> OpenedRun:
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
TODAYS_KEYS = ["window", "appearance", "mnist_folder", "data_source", "recipe", "preset"]


def test_old_settings_with_a_payload_in_each_value_run_nothing(
    storage: Path, tmp_path: Path, opened: OpenedRun
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
    storage: Path, tmp_path: Path, opened: OpenedRun
) -> None:
    proof = tmp_path / "proof"
    pickled = pickle.dumps(Payload(proof), protocol=0).decode("latin-1")
    packed = base64.b64encode(pickled.encode("latin-1")).decode()
    for text in (pickled, f"@Variant({pickled})", packed, "__import__('os').getcwd()"):
        content: dict[str, object] = dict.fromkeys(TODAYS_KEYS, text)
        content |= {"more": {"__reduce__": text, "py/reduce": [text]}, text: text}
        (storage / "settings.json").write_text(json.dumps(content))
        opened()
        assert not proof.exists()


def test_settings_that_are_a_pickle_run_nothing(
    storage: Path, tmp_path: Path, opened: OpenedRun
) -> None:
    proof = tmp_path / "proof"
    (storage / "settings.json").write_bytes(pickle.dumps(Payload(proof)))
    window = opened()
    assert "settings.json" in window.notice.text
    assert not proof.exists()


def form_says(window: MainWindow) -> Recipe | None:
    page = window.page("train_tab")
    assert isinstance(page, TrainTab)
    return page.form.recipe


VALUES: list[object] = [2**31, 10**400, [[]]]


@pytest.mark.parametrize("entry", [field.name for field in fields(Recipe)])
def test_the_window_opens_whatever_stands_in_the_recipe(
    storage: Path, opened: OpenedRun, entry: str
) -> None:
    for value in VALUES:
        (storage / "settings.json").write_text(json.dumps({"recipe": {entry: value}}))
        window = opened()
        recipe = form_says(window)
        if recipe is None:  # more than there are images to learn from
            assert "“1,000,000” is too large" in label(window, "batch_size_box_note").text()
            continue
        is_held = getattr(recipe, entry) == getattr(recipe_or_none(entry, value), entry, ...)
        assert is_held or window.notice.text != "", value
        assert len(window.notice.text) < 400, value


@pytest.mark.parametrize(
    "recipe",
    [
        {"hidden": [10**6]},
        {"hidden": [10**18]},
        {"hidden": [10**400]},
        {"hidden": ["9999999999x9999999999x9999999999"]},
        {"hidden": ["pool"] * 200},
        {"hidden": ["<img src=/etc/passwd>"]},
        {"hidden": [1] * 20_000},
        {"hidden": "8" * 200_000},
        {"augmentation": {"shift": 10**400}},
        {"augmentation": {"shift": 28, "rotation": 1e308}},
        {"augmentation": [[[]]]},
        {"optimizer": "x" * 200_000},
    ],
    ids=lambda recipe: str(recipe)[:40],
)
def test_the_window_opens_on_recipes_of_all_sizes(
    storage: Path, opened: OpenedRun, recipe: dict[str, object]
) -> None:
    (storage / "settings.json").write_text(json.dumps({"recipe": recipe}))
    assert len(opened().notice.text) < 400


def recipe_or_none(entry: str, value: object) -> Recipe | None:
    try:
        return recipe_of({"recipe": {entry: value}})
    except ValueError:
        return None


@pytest.mark.parametrize("entry", ["epochs", "patience", "batch_size"])
def test_what_the_form_cannot_hold_of_the_settings_is_said_once_and_kept_beside(
    storage: Path, opened: OpenedRun, entry: str
) -> None:
    content = json.dumps({"recipe": {entry: 2**31}, "preset": "deep"})
    (storage / "settings.json").write_text(content)
    window = opened()
    assert "2,147,483,648" in window.notice.text
    assert "settings.damaged.json" in window.notice.text
    assert (storage / "settings.damaged.json").read_text() == content
    assert opened().notice.text == ""
    assert [path.name for path in storage.glob("settings.damaged*")] == ["settings.damaged.json"]


def test_a_large_seed_comes_back_and_nothing_is_said(storage: Path, opened: OpenedRun) -> None:
    for seed in (2**31, 2**64, 10**400, MOST_SEED):
        (storage / "settings.json").write_text(json.dumps({"recipe": {"seed": seed}}))
        for _ in range(2):
            window = opened()
            recipe = form_says(window)
            assert recipe is not None
            assert recipe.seed == seed
            assert window.notice.text == ""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[" * 100_000,
        b'{"recipe": ' * 20_000,
        b'{"recipe": {"hidden": ' + b"[" * 900 + b"]" * 900 + b"}}",
        b'{"recipe": {"seed": ' + b"9" * 5_000 + b"}}",
        b"\xff\xfe{}",
        b'"' + b"x" * 3_000_000 + b'"',
        b'{"preset": "' + b"x" * 100_000 + b'", "' + b"y" * 100_000 + b'": 1}',
        b'{"<img src=/etc/passwd>": 1}',
        b'{"window": {"left": 1e999, "top": NaN, "width": -Infinity, "height": 0, "maximized": 1}}',
        b'{"window": [32767, 32767, 1, 1, true]}',
        b'{"appearance": "\\ud800", "mnist_folder": 7, "data_source": null}',
    ],
    ids=lambda content: content[:30].decode("latin-1"),
)
def test_the_window_opens_whatever_stands_in_the_file(
    storage: Path, opened: OpenedRun, content: bytes
) -> None:
    (storage / "settings.json").write_bytes(content)
    window = opened()
    assert "settings.damaged.json" in window.notice.text
    assert len(window.notice.text) < 600
    assert (storage / "settings.damaged.json").read_bytes() == content
    assert opened().notice.text == ""


def test_a_file_that_may_not_be_read_is_kept_beside(
    storage: Path, opened: OpenedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    (storage / "settings.json").write_text('{"preset": "deep"}')
    open_file = os.open
    refused = PermissionError(13, "Permission denied", str(storage / "settings.json"))

    def refuse(path: str | Path, *arguments: Any, **options: Any) -> int:
        if str(path).endswith("settings.json"):
            raise refused
        return open_file(path, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        window = opened()
    assert in_words(refused) in window.notice.text
    assert "settings.damaged.json" in window.notice.text
    assert (storage / "settings.damaged.json").read_text() == '{"preset": "deep"}'


def test_the_place_of_the_window_comes_back(
    qtbot: QtBot, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    room = QApplication.primaryScreen().availableGeometry()
    width, height = room.width() - 16, room.height() - 90
    place = {"left": 8, "top": 45, "width": width, "height": height, "maximized": True}
    (storage / "settings.json").write_text(json.dumps({"window": place}))
    window = create_window(storage, None)
    qtbot.addWidget(window)
    window.show()
    assert window.isMaximized()
    window.close()
    kept = json.loads((storage / "settings.json").read_text())["window"]
    assert kept["maximized"] is True
    assert (kept["width"], kept["height"]) == (width, height)
