"""`evaluate`: one JSON object and nothing else for scripts, a table for people."""

import gzip
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nncore as nn

Command = Callable[..., Any]


@pytest.fixture
def evaluate(command: Command, trained: Path, small_mnist: Path) -> Command:
    """Evaluates the trained network on the small set."""

    def run(*options: object) -> Any:
        return command("evaluate", trained, "--data", small_mnist, *options)

    return run


def test_json_holds_accuracy_loss_and_confusion(
    evaluate: Command, trained: Path, digits: nn.datasets.Dataset
) -> None:
    result = evaluate("--json")
    report = nn.evaluate(nn.load(trained), digits.test)

    assert (result.code, result.errors) == (0, "")
    assert result.output.count("\n") == 1
    assert result.json["accuracy"] == report.accuracy
    assert result.json["loss"] == report.loss
    assert result.json["confusion"] == report.confusion.tolist()
    assert (result.json["split"], result.json["images"]) == ("test", 100)


@pytest.mark.parametrize(("split", "images"), [("training", 550), ("validation", 50)])
def test_other_splits_can_be_asked_for(split: str, images: int, evaluate: Command) -> None:
    result = evaluate("--split", split, "--json").json

    assert (result["split"], result["images"]) == (split, images)
    assert np.sum(result["confusion"]) == images


def test_people_get_tables(evaluate: Command) -> None:
    result = evaluate()
    lines = result.output.splitlines()

    assert (result.code, result.errors) == (0, "")
    assert lines[0] == "784–32–10 on small mnist (not MNIST), test"
    assert lines[1].startswith("accuracy ")
    assert "of 100 images misread" in lines[1]
    assert lines[2].startswith("loss ")
    assert [line.split()[0] for line in lines[5:15]] == list("0123456789")
    assert [line.split()[0] for line in lines[-10:]] == list("0123456789")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "network: No such file or directory"),
        (b"", "network is not a network file of Misread"),
        (b"hello" * 100, "network is not a network file of Misread"),
        (gzip.compress(b"hello", mtime=0), "network is not a network file of Misread"),
    ],
)
def test_what_is_no_network_exits_with_2(
    content: bytes | None, message: str, command: Command, small_mnist: Path, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "network").write_bytes(content)

    result = command("evaluate", tmp_path / "network", "--data", small_mnist, "--json")

    result.assert_refused(message)


def test_missing_data_exits_with_2(command: Command, trained: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = command("evaluate", trained, "--data", tmp_path / "empty", "--json")

    result.assert_refused("does not hold MNIST: 4 of the four files are missing")


def test_a_network_that_reads_no_digits_exits_with_2(
    command: Command, small_mnist: Path, tmp_path: Path, rng: np.random.Generator
) -> None:
    nn.save(nn.Network([nn.Dense(784, 3, rng=rng)]), tmp_path / "three")

    result = command("evaluate", tmp_path / "three", "--data", small_mnist, "--json")

    result.assert_refused("must end in 10 classes, got (3,)")


def test_weights_that_overflow_are_no_result(
    command: Command, small_mnist: Path, tmp_path: Path, rng: np.random.Generator
) -> None:
    layers = [nn.Dense(784, 9, rng=rng), nn.Dense(9, 9, rng=rng), nn.Dense(9, 10, rng=rng)]
    for layer in layers:
        layer.weights *= np.float32(1e30)
    nn.save(nn.Network(layers), tmp_path / "huge")

    result = command("evaluate", tmp_path / "huge", "--data", small_mnist, "--json")

    assert (result.code, result.output) == (1, "")
    assert "so large that its answers are no numbers" in result.errors


def test_it_runs_as_a_module_in_any_folder(
    trained: Path, small_mnist: Path, tmp_path: Path
) -> None:
    environment = {**os.environ, "MISREAD_DATA": str(small_mnist), "PYTHONIOENCODING": "ascii"}
    environment["PYTHONPATH"] = str(Path(nn.__file__).parents[1])
    result = subprocess.run(
        [sys.executable, "-m", "nncore", "evaluate", str(trained)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        timeout=60,
    )

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("784?32?10 on small mnist (not MNIST), test")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break another way there")
def test_a_reader_that_has_seen_enough_is_no_error(trained: Path, small_mnist: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run(
        [sys.executable, "-m", "nncore", "evaluate", str(trained), "--data", str(small_mnist)],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    os.close(writing)

    assert result.stderr == ""
    assert result.returncode == 1
