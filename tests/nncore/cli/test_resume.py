"""`train --resume`: a run that was interrupted ends as if it never had been, to the byte."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nncore as nn
from nncore.storage.networks import load_notes

Command = Callable[..., Any]
InterruptAt = Callable[[int], None]

STEPS_PER_EPOCH = 9
HARD = ("--hidden", "16, dropout 0.3", "--augmentation", "elastic", "--optimizer", "adam")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C comes another way there")
def test_ctrl_c_in_the_middle_of_an_epoch_changes_nothing(
    small_mnist: Path, tmp_path: Path
) -> None:
    def start(*arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "nncore", "train", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    options = ("--data", small_mnist, *HARD, "--batch-size", 5, "--epochs", 60)
    uninterrupted = start(*options, "--out", tmp_path / "whole")
    process = start(*options, "--checkpoint", tmp_path / "run", "--out", tmp_path / "part")
    assert process.stdout is not None
    process.stdout.readline()  # the first epoch is over
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=100)
    assert process.returncode == 130, errors
    assert f"To go on with the run: --resume {tmp_path / 'run'}" in errors
    progress = nn.TrainingState.load(tmp_path / "run").progress
    assert progress.position.batch > 0
    assert progress.epoch < 60

    resumed = start(
        "--data", small_mnist, "--resume", tmp_path / "run", "--out", tmp_path / "resumed"
    )
    for each in (resumed, uninterrupted):
        _, errors = each.communicate(timeout=100)
        assert (each.returncode, errors) == (0, "")

    assert (tmp_path / "resumed").read_bytes() == (tmp_path / "whole").read_bytes()


@pytest.mark.parametrize("step", [1, 5, STEPS_PER_EPOCH, STEPS_PER_EPOCH + 1])
@pytest.mark.parametrize("optimizer", ["sgd", "nesterov", "adam", "adamw"])
def test_a_resumed_run_gives_the_same_bytes(
    optimizer: str,
    step: int,
    train: Command,
    interrupted: Command,
    resume: Command,
    tmp_path: Path,
) -> None:
    options = (*HARD, "--optimizer", optimizer, "--weight-decay", "1e-3")
    whole = train(*options, "--json")
    interrupted(step, *options, "--out", tmp_path / "part")
    resumed = resume("--json")

    assert (resumed.code, resumed.errors) == (0, "")
    assert (tmp_path / "resumed").read_bytes() == (tmp_path / "out").read_bytes()
    assert resumed.json | {"file": ""} == whole.json | {"file": ""}


def test_a_run_may_be_interrupted_again(
    train: Command,
    interrupted: Command,
    interrupt_at: InterruptAt,
    resume: Command,
    tmp_path: Path,
) -> None:
    train()
    interrupted(4, "--out", tmp_path / "part")
    interrupt_at(7)
    again = resume()
    assert again.code == 130
    assert "Interrupted after 7 steps." in again.errors
    assert resume().code == 0

    assert (tmp_path / "resumed").read_bytes() == (tmp_path / "out").read_bytes()


def test_the_end_of_an_epoch_is_saved(train: Command, resume: Command, tmp_path: Path) -> None:
    train("--epochs", 3, "--checkpoint", tmp_path / "run")
    state = nn.TrainingState.load(tmp_path / "run")

    assert (state.progress.epoch, state.progress.position.batch) == (3, 0)
    assert len(state.notes["epochs"]) == 3
    # a finished run has nothing left to do, and the same result
    assert resume().code == 0
    assert (tmp_path / "resumed").read_bytes() == (tmp_path / "out").read_bytes()


def test_patience_goes_on_where_it_was(
    train: Command, interrupted: Command, resume: Command, tmp_path: Path
) -> None:
    overfitting = ("--epochs", 200, "--learning-rate", 0.03, "--patience", 2)
    whole = train(*overfitting, "--json").json
    step = (whole["best_epoch"] + 1) * STEPS_PER_EPOCH + 4
    interrupted(step, *overfitting, "--out", tmp_path / "part")

    assert resume().code == 0
    assert (tmp_path / "resumed").read_bytes() == (tmp_path / "out").read_bytes()


@pytest.mark.parametrize("from_the_best", [-1, 0, 1, 2])
def test_the_end_of_every_epoch_is_a_place_to_go_on_from(
    from_the_best: int,
    train: Command,
    resume: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    overfitting = ("--epochs", 200, "--learning-rate", 0.03, "--patience", 2)
    whole = train(*overfitting, "--json").json
    assert whole["status"] == "stopped early"
    last_saved = max(1, whole["best_epoch"] + from_the_best)
    save = nn.TrainingState.save

    def save_until(self: nn.TrainingState, path: Path) -> None:
        if self.progress.epoch <= last_saved:
            save(self, path)

    with monkeypatch.context() as patch:
        patch.setattr(nn.TrainingState, "save", save_until)
        train(*overfitting, "--checkpoint", tmp_path / "run", "--out", tmp_path / "part")
    resumed = resume("--json")

    assert resumed.json | {"file": ""} == whole | {"file": ""}
    assert (tmp_path / "resumed").read_bytes() == (tmp_path / "out").read_bytes()


def test_what_was_named_is_remembered(
    command: Command, interrupt_at: InterruptAt, tmp_path: Path
) -> None:
    generated = (
        "--dataset",
        "generated",
        "--generated-images",
        640,
        "--preset",
        "quick",
        "--epochs",
        2,
    )
    interrupt_at(12)
    result = command(
        "train", *generated, "--out", tmp_path / "part", "--checkpoint", tmp_path / "run"
    )
    assert result.code == 130
    result = command("train", "--resume", tmp_path / "run", "--out", tmp_path / "out")

    assert (result.code, result.errors) == (0, "")
    notes = load_notes(tmp_path / "out")
    assert (notes["dataset"], notes["generated_images"]) == ("generated", 640)
    assert (notes["name"], notes["epochs_finished"]) == ("quick", 2)


def test_options_that_agree_are_no_contradiction(interrupted: Command, resume: Command) -> None:
    interrupted(4, *HARD, "--batch-size", "all", "--epochs", 5)

    options = (*HARD, "--batch-size", "all", "--epochs", 5, "--dataset", "mnist", "--seed", 7)
    assert resume(*options).code == 0


def test_another_arithmetic_is_told(interrupted: Command, resume: Command, tmp_path: Path) -> None:
    interrupted(4)
    state = nn.TrainingState.load(tmp_path / "run")
    state.arithmetic = 1
    state.save(tmp_path / "run")

    result = resume()

    assert result.code == 0
    assert "saved by another version of Misread" in result.errors
    assert "the weights will be as good, but not the same to the bit" in result.errors


def test_a_full_disk_is_told_and_ends_nothing(
    train: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "run"))

    monkeypatch.setattr(nn.TrainingState, "save", fail)
    result = train("--checkpoint", tmp_path / "run")

    assert result.code == 0
    assert result.errors.count("The run could not be saved: ") == 2
    assert "run: No space left on device" in result.errors
    assert nn.load(tmp_path / "out").is_finite


def test_a_killed_run_leaves_the_last_epoch(
    train: Command, resume: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(*HARD)
    update = nn.Adam.update

    def killed(self: nn.Adam, parameters: Any, gradients: Any) -> None:
        update(self, parameters, gradients)
        if self.updates == STEPS_PER_EPOCH + 3:
            raise SystemExit(9)

    with monkeypatch.context() as patch:
        patch.setattr(nn.Adam, "update", killed)
        options = ("--checkpoint", tmp_path / "run", "--out", tmp_path / "part")
        assert train(*HARD, *options).code == 9
    result = resume("--json")

    assert [epoch["epoch"] for epoch in json.loads(result.output)["epochs"]] == [1, 2]
    assert (tmp_path / "resumed").read_bytes() == (tmp_path / "out").read_bytes()
