"""Ctrl-C while training: the run ends between two steps, and what was learned is saved."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nncore as nn
import nncore.__main__ as commands
from nncore.cli import train as train_command
from nncore.cli import watching
from nncore.cli.interruption import Interruption
from nncore.recipes.presets import PRESETS
from nncore.storage.networks import load_notes

Command = Callable[..., Any]


def test_a_step_is_finished_before_the_run_ends(
    train: Command, press_ctrl_c: Callable[..., None], tmp_path: Path, small_mnist: Path
) -> None:
    recipe = replace(PRESETS["quick"], hidden=(8,), epochs=2, augmentation=nn.Augmentation())
    run = recipe.start(nn.datasets.load_mnist(small_mnist))
    for event in run.events:
        if isinstance(event, nn.StepFinished) and event.step == 12:
            break

    press_ctrl_c(before_update=12, times=1)
    result = train("--json")

    assert result.code == 130
    assert "Interrupted after 12 steps. Saved were the weights learned so far." in result.errors
    assert result.json["status"] == "interrupted"
    saved = nn.load(tmp_path / "out").parameters
    for ours, theirs in zip(saved, run.network.parameters, strict=True):
        assert np.array_equal(ours, theirs)


def test_a_second_ctrl_c_ends_the_run_at_once(
    train: Command, press_ctrl_c: Callable[..., None], tmp_path: Path
) -> None:
    press_ctrl_c(before_update=12, times=2)
    result = train("--json", "--checkpoint", tmp_path / "run")

    assert result.code == 130
    assert "Interrupted after 11 steps. Saved were the weights learned so far." in result.errors
    assert nn.load(tmp_path / "out").is_finite
    # what stands there is the run at the end of an epoch: in the middle of a step there is no run
    assert nn.TrainingState.load(tmp_path / "run").progress.step == 9


def test_before_anything_is_learned_nothing_is_saved(
    train: Command, press_ctrl_c: Callable[..., None], tmp_path: Path
) -> None:
    press_ctrl_c(before_update=1, times=2)
    result = train("--checkpoint", tmp_path / "run")

    assert result.code == 130
    assert "Interrupted after 0 steps. Nothing was saved." in result.errors
    assert result.output == ""
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "run").exists()


def test_at_the_end_of_the_last_epoch_the_run_is_finished(
    train: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    line = watching._line

    def interrupted(event: nn.EpochFinished) -> str:
        signal.raise_signal(signal.SIGINT)
        return line(event)

    monkeypatch.setattr(watching, "_line", interrupted)
    result = train("--epochs", 1)

    assert (result.code, result.errors) == (0, "")
    assert load_notes(tmp_path / "out")["status"] == "finished"


def test_the_former_handler_comes_back(train: Command, interrupt_at: Callable[[int], None]) -> None:
    before = signal.getsignal(signal.SIGINT)

    train()
    assert signal.getsignal(signal.SIGINT) is before
    interrupt_at(3)
    train()
    assert signal.getsignal(signal.SIGINT) is before


def test_where_ctrl_c_is_ignored_it_stays_so() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Interruption() as interruption:
            signal.raise_signal(signal.SIGINT)
        assert not interruption.is_wished
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_it_does_no_harm() -> None:
    seen = []

    def enter() -> None:
        with Interruption() as interruption:
            seen.append(interruption.is_wished)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join(10)
    assert seen == [False]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C comes another way there")
def test_ctrl_c_saves_what_was_learned(small_mnist: Path, tmp_path: Path) -> None:
    arguments = ("--data", small_mnist, "--epochs", 100_000, "--out", tmp_path / "out")
    process = subprocess.Popen(
        [sys.executable, "-m", "nncore", "train", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()  # the first epoch is over
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Saved were the weights learned so far." in errors
    assert "Traceback" not in errors
    assert output.splitlines()[-1].startswith("test accuracy")
    assert load_notes(tmp_path / "out")["status"] == "interrupted"


def test_ctrl_c_while_the_network_is_measured_loses_nothing(
    train: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    measure = nn.evaluate

    def interrupted(network: nn.Network, split: nn.datasets.Split) -> nn.Evaluation:
        signal.raise_signal(signal.SIGINT)
        monkeypatch.setattr(train_command, "evaluate", measure)
        return measure(network, split)

    monkeypatch.setattr(train_command, "evaluate", interrupted)

    assert train("--epochs", 1).code == 0
    assert nn.load(tmp_path / "out").is_finite


def test_a_ctrl_c_before_the_command_is_known_leaves_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "_parser", interrupted)
    assert commands._run() == 130
    assert capsys.readouterr().err == "nncore: interrupted\n"
