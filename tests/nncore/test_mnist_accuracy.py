"""What the library promises of real MNIST, from the command line, as anybody would run it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nncore.__main__ import main

pytestmark = pytest.mark.mnist


@pytest.fixture
def run(
    mnist_folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., dict[str, Any]]:
    """Runs a command that must succeed, and returns its JSON."""
    monkeypatch.setenv("MISREAD_DATA", str(mnist_folder))

    def run(line: str, file: Path) -> dict[str, Any]:
        assert main([*line.format(file=file).split(), "--json"]) == 0
        result = json.loads(capsys.readouterr().out)
        assert isinstance(result, dict)
        return result

    return run


@pytest.mark.parametrize("seed", [7, 8])
def test_five_epochs_reach_97_5_percent(
    seed: int, run: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    file = tmp_path / "digits.safetensors"
    run(f"train --dataset mnist --hidden 128 --epochs 5 --seed {seed} --out {{file}}", file)

    assert run("evaluate {file} --dataset mnist", file)["accuracy"] >= 0.975


def test_the_seed_preset_reaches_85_percent_in_a_third_of_its_500_steps(
    run: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    file = tmp_path / "seed.safetensors"
    run("train --dataset mnist --preset seed --epochs 167 --out {file}", file)

    assert run("evaluate {file} --dataset mnist", file)["accuracy"] >= 0.85


def test_generated_digits_teach_to_read_mnist(
    run: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    file = tmp_path / "generated.safetensors"
    run("train --dataset generated --hidden 128 --epochs 10 --seed 7 --out {file}", file)

    assert run("evaluate {file} --dataset mnist", file)["accuracy"] >= 0.85


def test_the_same_command_gives_the_same_bytes(
    run: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    contents = set()
    for name in ("one", "two"):
        run("train --dataset mnist --hidden 32 --epochs 1 --out {file}", tmp_path / name)
        contents.add((tmp_path / name).read_bytes())

    assert len(contents) == 1
