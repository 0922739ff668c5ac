"""`export`: a file for others, and the code that uses it."""

import ast
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nncore as nn
from nncore.storage.exports.sequential import torch_source
from nncore.storage.exports.torch_files import export_torch

Command = Callable[..., Any]


def test_weights_for_pytorch_are_those_of_the_library(
    command: Command, trained: Path, tmp_path: Path
) -> None:
    result = command("export", trained, "--to", "pytorch", "--out", tmp_path / "out")
    export_torch(nn.load(trained), tmp_path / "expected")

    assert (result.code, result.errors) == (0, "")
    assert (tmp_path / "out").read_bytes() == (tmp_path / "expected").read_bytes()


def test_what_is_printed_is_code_that_loads_the_file(
    command: Command, trained: Path, tmp_path: Path
) -> None:
    result = command("export", trained, "--to", "pytorch", "--out", tmp_path / "out")

    assert result.output.startswith(f"# Saved to {tmp_path / 'out'}: 784–32–10\n")
    assert torch_source(nn.load(trained)) in result.output
    assert repr(str(tmp_path / "out")) in result.output
    assert "(N, 1, 28, 28), pixels from 0 to 1" in result.output
    assert ast.parse(result.output)


def test_json_says_the_same(command: Command, trained: Path, tmp_path: Path) -> None:
    result = command("export", trained, "--to", "pytorch", "--out", tmp_path / "out", "--json")

    assert (result.code, result.errors) == (0, "")
    assert result.output.count("\n") == 1
    assert result.json == {
        "file": str(tmp_path / "out"),
        "format": "pytorch",
        "network": "784–32–10",
        "sequential": torch_source(nn.load(trained)),
        "input": ["N", 1, 28, 28],
        "output": ["N", 10],
    }


def test_without_the_package_onnx_the_extra_is_named(
    command: Command, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    result = command("export", trained, "--to", "onnx", "--out", tmp_path / "out", "--json")

    assert (result.code, result.output) == (2, "")
    assert result.errors == (
        "nncore export: exporting to ONNX needs the package onnx: pip install onnx\n"
    )
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("{file}", "--out", "{folder}/out"), "--to"),
        (("{file}", "--to", "pytorch"), "--out"),
        (("{file}", "--to", "keras", "--out", "{folder}/out"), "invalid choice: 'keras'"),
        (("nowhere", "--to", "pytorch", "--out", "{folder}/out"), "nowhere: No such file"),
        (("{folder}/text", "--to", "pytorch", "--out", "{folder}/out"), "not a network file of"),
        (("{file}", "--to", "pytorch", "--out", "{folder}/no/out"), "there is no folder"),
        (("{file}", "--to", "pytorch", "--out", "{folder}"), "is not a file that can be written"),
        (("{file}", "--to", "pytorch", "--out", "{file}"), "it is the file that was read"),
        (("{folder}/pool", "--to", "pytorch", "--out", "{folder}/out"), "ends in a Dense layer"),
    ],
)
def test_bad_use_says_what_is_wrong_and_exits_with_2(
    options: tuple[str, ...], message: str, command: Command, trained: Path, tmp_path: Path
) -> None:
    (tmp_path / "text").write_text("hello")
    nn.save(nn.Network([nn.MaxPool2D(2)]), tmp_path / "pool")
    before = trained.read_bytes()
    places = {"file": trained, "folder": tmp_path}
    result = command("export", *(option.format(**places) for option in options))

    result.assert_refused(message)
    assert not (tmp_path / "out").exists()
    assert trained.read_bytes() == before


def test_a_disk_that_fills_up_is_told_and_exits_with_1(
    command: Command, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("nncore.storage.exports.torch_files.write_whole", fail)
    result = command("export", trained, "--to", "pytorch", "--out", tmp_path / "out")

    assert (result.code, result.output) == (1, "")
    assert "out: No space left on device" in result.errors
