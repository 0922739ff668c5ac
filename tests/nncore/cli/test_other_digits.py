"""Other digits under MNIST's names are called as their folder, in files and in what is printed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nncore as nn
from nncore.storage.networks import load_notes

Command = Callable[..., Any]


def test_training_says_what_it_learned_from(train: Command, tmp_path: Path) -> None:
    result = train()

    assert (result.code, result.errors) == (0, "")
    assert " % on small mnist (not MNIST), saved to " in result.output
    assert load_notes(tmp_path / "out")["dataset"] == "small mnist"


def test_together_with_generated_digits_they_are_named_too(train: Command, tmp_path: Path) -> None:
    result = train("--dataset", "mnist+generated", "--epochs", 1)

    assert " % on small mnist + generated (not MNIST), saved to " in result.output
    assert load_notes(tmp_path / "out")["dataset"] == "small mnist + generated"


def test_evaluation_answers_what_was_asked_and_says_what_it_read(
    command: Command, trained: Path, small_mnist: Path
) -> None:
    result = command("evaluate", trained, "--data", small_mnist, "--json").json

    assert (result["dataset"], result["digits"]) == ("mnist", "small mnist")


@pytest.mark.usefixtures("known_as_mnist")
def test_mnist_itself_is_called_mnist(
    train: Command, command: Command, small_mnist: Path, tmp_path: Path
) -> None:
    assert "MNIST" not in train().output
    assert load_notes(tmp_path / "out")["dataset"] == "mnist"
    result = command("evaluate", tmp_path / "out", "--data", small_mnist)
    assert result.output.startswith("784–8–10 on mnist, test")


@pytest.fixture
def checkpoint(train: Command, tmp_path: Path) -> Path:
    assert train("--checkpoint", tmp_path / "run").code == 0
    return tmp_path / "run"


def test_a_run_on_other_digits_is_resumed_on_them(
    command: Command, checkpoint: Path, small_mnist: Path, tmp_path: Path
) -> None:
    options = ("--resume", checkpoint, "--out", tmp_path / "again", "--dataset", "mnist")
    result = command("train", *options, "--data", small_mnist)

    assert (result.code, result.errors) == (0, "")
    assert load_notes(tmp_path / "again")["dataset"] == "small mnist"
    assert nn.TrainingState.load(checkpoint).notes["dataset"] == "small mnist"


def test_without_their_folder_it_is_asked_for_by_name(
    command: Command, checkpoint: Path, tmp_path: Path
) -> None:
    result = command("train", "--resume", checkpoint, "--out", tmp_path / "again")

    result.assert_refused("the digits in a folder called small mnist: name it with --data")


@pytest.mark.usefixtures("checkpoint")
def test_on_mnist_it_is_refused(
    command: Command, small_mnist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = small_mnist / "train-images-idx3-ubyte"
    images.write_bytes(images.read_bytes()[:-1] + b"\1")
    others = nn.datasets.load_mnist(small_mnist)
    monkeypatch.setattr(nn.datasets.mnist, "FINGERPRINT", others.fingerprint)
    options = ("--resume", tmp_path / "run", "--out", tmp_path / "again")
    result = command("train", *options, "--data", small_mnist)

    result.assert_refused("begun with other images than MNIST's: with those of small mnist")
