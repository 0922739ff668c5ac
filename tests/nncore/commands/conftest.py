"""Runs commands in this process, and in one of their own where that is what matters."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nncore.__main__ import main


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
def trained(command: Callable[..., Result], small_mnist: Path, tmp_path: Path) -> Path:
    """A file with a network that has learned a little."""
    file = tmp_path / "trained.safetensors"
    options = ("--hidden", 32, "--epochs", 12, "--batch-size", 20, "--learning-rate", 3e-3)
    result = command("train", "--data", small_mnist, *options, "--out", file)
    assert result.code == 0, result.errors
    return file
