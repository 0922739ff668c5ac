"""A data set that is registered is there on the command line, without another word."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import nncore as nn
from nncore.datasets import Dataset
from nncore.datasets.registry import SOURCES
from nncore.storage.networks import load_notes

Command = Callable[..., Any]


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch, small_mnist: Path) -> Dataset:
    """A data set that somebody added."""
    dataset = replace(nn.datasets.load_mnist(small_mnist), name="Wooden toys", key="toys")
    source = replace(SOURCES["generated"], key="toys", name="Wooden toys")
    monkeypatch.setitem(SOURCES, "toys", replace(source, load=lambda _folder, _progress: dataset))
    return dataset


def trained(command: Command, folder: Path, *options: object) -> Any:
    shape = ("--hidden", 8, "--epochs", 1, "--augmentation", "none")
    return command("train", "--dataset", "toys", *shape, "--out", folder / "out", *options)


@pytest.mark.usefixtures("toys")
def test_it_is_learned_from_noted_and_evaluated(command: Command, tmp_path: Path) -> None:
    assert "{mnist,generated,mnist+generated,toys}" in command("train", "--help").output
    result = trained(command, tmp_path)

    assert (result.code, result.errors) == (0, "")
    assert load_notes(tmp_path / "out")["dataset"] == "toys"
    result = command("evaluate", tmp_path / "out", "--dataset", "toys")
    assert result.output.startswith("784–8–10 on toys, test")


@pytest.mark.usefixtures("toys")
def test_a_run_on_it_is_resumed(command: Command, tmp_path: Path) -> None:
    assert trained(command, tmp_path, "--checkpoint", tmp_path / "run").code == 0
    result = command("train", "--resume", tmp_path / "run", "--out", tmp_path / "again")

    assert (result.code, result.errors) == (0, "")
    assert load_notes(tmp_path / "again")["dataset"] == "toys"


def test_what_only_tests_is_evaluated_and_not_learned_from(
    command: Command, toys: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert trained(command, tmp_path).code == 0
    for_tests = Dataset(toys.name, None, None, toys.test, toys.key)
    source = replace(SOURCES["toys"], load=lambda _folder, _progress: for_tests)
    monkeypatch.setitem(SOURCES, "toys", source)

    assert command("evaluate", tmp_path / "out", "--dataset", "toys", "--json").code == 0
    results = (
        command("evaluate", tmp_path / "out", "--dataset", "toys", "--split", "training"),
        trained(command, tmp_path),
    )
    for result in results:
        result.assert_refused("Wooden toys has no training images, only test")
