"""Runs commands in this process, and in one of their own where that is what matters."""

import json
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import nncore as nn
from nncore.__main__ import main
from nncore.cli import watching


@dataclass(frozen=True)
class Result:
    """How a command ended and what it wrote."""

    code: int
    output: str
    errors: str

    @property
    def json(self) -> dict[str, Any]:
        """Standard output, which must be one JSON object and nothing else."""
        result = json.loads(self.output)
        assert isinstance(result, dict)
        return result

    def assert_refused(self, message: str) -> None:
        """Nothing was done, and one line says why."""
        assert (self.code, self.output) == (2, "")
        assert message in self.errors
        assert "Traceback" not in self.errors


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Runs `python -m nncore` with the arguments given."""
    monkeypatch.delenv("MISREAD_DATA", raising=False)

    def run(*arguments: object) -> Result:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as error:  # argparse's way
            code = int(error.code or 0)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run


@pytest.fixture
def train(
    command: Callable[..., Result], small_mnist: Path, tmp_path: Path
) -> Callable[..., Result]:
    """Trains briefly on the small set and saves to `out`."""

    def run(*options: object) -> Result:
        usual = ("--data", small_mnist, "--hidden", 8, "--epochs", 2, "--augmentation", "none")
        return command("train", *usual, "--out", tmp_path / "out", *options)

    return run


@pytest.fixture
def interrupt_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sends Ctrl-C to this process when the step with this number is finished, once."""
    note = watching._note

    def prepare(step: int) -> None:
        def interrupted(outcome: watching.TrainingOutcome, event: nn.Event) -> None:
            note(outcome, event)
            if isinstance(event, nn.StepFinished) and event.step == step:
                monkeypatch.setattr(watching, "_note", note)
                signal.raise_signal(signal.SIGINT)

        monkeypatch.setattr(watching, "_note", interrupted)

    return prepare


@pytest.fixture
def trained(command: Callable[..., Result], small_mnist: Path, tmp_path: Path) -> Path:
    """A file with a network that has learned a little."""
    file = tmp_path / "trained.safetensors"
    options = ("--hidden", 32, "--epochs", 12, "--batch-size", 20, "--learning-rate", 3e-3)
    result = command("train", "--data", small_mnist, *options, "--out", file)
    assert result.code == 0, result.errors
    return file


@pytest.fixture
def press_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Presses Ctrl-C so many times right before the given update, in the middle of a step."""
    update = nn.Adam.update

    def prepare(*, before_update: int, times: int) -> None:
        def interrupted(self: nn.Adam, parameters: Any, gradients: Any) -> None:
            if self.updates == before_update - 1:
                for _ in range(times):
                    signal.raise_signal(signal.SIGINT)
            update(self, parameters, gradients)

        monkeypatch.setattr(nn.Adam, "update", interrupted)

    return prepare


@pytest.fixture
def resume(
    command: Callable[..., Result], small_mnist: Path, tmp_path: Path
) -> Callable[..., Result]:
    """Goes on with the run in `run` and saves the network to `resumed`."""

    def run(*options: object) -> Result:
        usual = ("--data", small_mnist, "--resume", tmp_path / "run", "--out", tmp_path / "resumed")
        return command("train", *usual, *options)

    return run


@pytest.fixture
def interrupted(
    train: Callable[..., Result], interrupt_at: Callable[[int], None], tmp_path: Path
) -> Callable[..., Result]:
    """Leaves a run in `run` that was interrupted after so many steps."""

    def run(step: int, *options: object) -> Result:
        interrupt_at(step)
        result = train("--checkpoint", tmp_path / "run", *options)
        assert result.code == 130, result.errors
        return result

    return run
