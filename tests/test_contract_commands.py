"""The commands that outside scripts hold on to: their names, their options, what they print.

A name of the contract stays: what breaks one of these tests breaks somebody's script.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nncore as nn
from tests.idx_files import write_idx_files

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

OPENER = """
import sys
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QComboBox

def look():
    boxes = (each.findChild(QComboBox, "dataset_box") for each in QApplication.topLevelWidgets())
    box = next(each for each in boxes if each is not None)
    while "data of" not in (texts := ", ".join(map(box.itemText, range(box.count())))):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    print(texts)
    box.window().close()
    return 0

QApplication.exec = staticmethod(look)
from desktop.__main__ import main
sys.exit(main())
"""
"""Misread as it is started by hand, but closed as soon as a folder's digits can be chosen."""


def run(*words: str, **environment: str) -> str:
    """What Python prints for these words, in this checkout; it must succeed."""
    finished = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert finished.returncode == 0, f"the contract promises {words}: {finished.stderr[-400:]}"
    return finished.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """MNIST's four files, with 120 + 30 generated digits in them."""
    few = nn.datasets.generated(rng=np.random.default_rng(7), training=120, validation=1, test=30)
    return write_idx_files(tmp_path_factory.mktemp("digits"), few)


def test_the_distribution_and_its_command_are_called_misread() -> None:
    assert PROJECT["name"] == "misread"
    scripts = PROJECT.get("scripts", {}) | PROJECT.get("gui-scripts", {})
    assert "misread" in scripts, "the contract promises the command misread"
    assert callable(EntryPoint("misread", scripts["misread"], "gui_scripts").load())


@pytest.mark.parametrize(
    ("words", "promised"),
    [
        (["desktop", "--version"], [f"misread {PROJECT['version']}"]),
        (["desktop", "--help"], ["--data FOLDER", "--storage FOLDER"]),
        (["nncore", "--help"], ["train", "evaluate"]),
        (["nncore", "evaluate", "--help"], ["FILE", "--dataset", "--split", "--json"]),
    ],
    ids=" ".join,
)
def test_a_command_tells_what_it_takes(words: list[str], promised: list[str]) -> None:
    told = run("-m", *words)
    assert [each for each in promised if each not in told] == []


@pytest.mark.parametrize("dataset", ["mnist", "generated"])
def test_train_saves_a_network_that_evaluate_measures(
    dataset: str, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "digits.safetensors"
    recipe = ["--hidden", "128", "--epochs", "5", "--seed", "7", "--out", str(file)]
    few = ["--generated-images", "100"] if dataset == "generated" else []
    run("-m", "nncore", "train", "--dataset", dataset, *recipe, *few, MISREAD_DATA=str(folder))
    assert nn.load(file).predict(np.zeros((3, 28, 28), np.uint8)).shape == (3, 10)

    asked = ["-m", "nncore", "evaluate", str(file), "--dataset", "mnist", "--json"]
    printed = run(*asked, "--split", "test", MISREAD_DATA=str(folder))
    assert_tells_of(printed, nn.evaluate(nn.load(file), nn.datasets.load_mnist(folder).test))
    # test is the default, and a folder that is named comes before the environment's
    assert run(*asked, "--data", str(folder), MISREAD_DATA=str(tmp_path)) == printed


def assert_tells_of(printed: str, report: nn.Evaluation) -> None:
    """One JSON object with the figures of `report`, and nothing else on standard output."""
    told: dict[str, Any] = json.loads(printed)
    assert {"accuracy", "loss", "confusion"} <= told.keys(), "the contract promises these keys"
    assert told["accuracy"] == report.accuracy
    assert told["loss"] == pytest.approx(report.loss)
    assert told["confusion"] == report.confusion.tolist()


@pytest.mark.parametrize("chosen", ["option", "environment"])
def test_options_name_folders_and_else_the_environment_does(
    chosen: str, folder: Path, tmp_path: Path
) -> None:
    for name in ("option", "environment"):
        shutil.copytree(folder, tmp_path / f"data of {name}")
    options = (
        *("--storage", str(tmp_path / "storage of option")),
        *("--data", str(tmp_path / "data of option")),
    )
    environment = {
        "MISREAD_STORAGE": str(tmp_path / "storage of environment"),
        "MISREAD_DATA": str(tmp_path / "data of environment"),
    }
    told = run("-c", OPENER, *(options if chosen == "option" else ()), **environment)

    assert [name for name in ("option", "environment") if f"data of {name}" in told] == [chosen]
    storages = {each.name for each in tmp_path.glob("storage of *") if any(each.iterdir())}
    assert storages == {f"storage of {chosen}"}


def test_a_storage_that_nobody_names_lies_in_the_user_s_data_folder(
    folder: Path, tmp_path: Path
) -> None:
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "MISREAD_STORAGE": ""}
    shutil.copytree(folder, data := tmp_path / "data of option")
    run("-c", OPENER, "--data", str(data), **home)
    assert any(any(each.iterdir()) for each in tmp_path.rglob("misread"))
