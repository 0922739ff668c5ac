"""`import`: weights from PyTorch become a network like any other."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import nncore as nn
from nncore.recipes.architecture import build_layers, parse_hidden
from nncore.storage.exports.torch_files import export_torch
from nncore.storage.networks import load_notes

Command = Callable[..., Any]


@pytest.mark.parametrize(
    "hidden", ["", "32", "64, dropout 0.5, 32", "5x5x3, pool, 3x3x4 valid, pool, 20", "4x4x2"]
)
def test_a_network_comes_back_as_it_was(
    hidden: str, command: Command, tmp_path: Path, rng: np.random.Generator
) -> None:
    layers = build_layers(parse_hidden(hidden), rng=rng, initializer=nn.he_normal)
    network = nn.Network(layers)
    export_torch(network, tmp_path / "theirs")
    result = command("import", tmp_path / "theirs", "--hidden", hidden, "--out", tmp_path / "ours")

    assert (result.code, result.errors) == (0, "")
    assert result.output == f"{network}, saved to {tmp_path / 'ours'}\n"
    imported = nn.load(tmp_path / "ours")
    assert [*map(type, imported.layers)] == [*map(type, network.layers)]
    for ours, theirs in zip(imported.parameters, network.parameters, strict=True):
        assert np.array_equal(ours, theirs)


def test_json_is_one_object(command: Command, trained: Path, tmp_path: Path) -> None:
    command("export", trained, "--to", "pytorch", "--out", tmp_path / "theirs")
    result = command(
        "import", tmp_path / "theirs", "--hidden", 32, "--out", tmp_path / "ours", "--json"
    )

    assert (result.code, result.errors) == (0, "")
    assert result.json == {
        "name": "784–32–10",
        "imported_from": "pytorch",
        "file": str(tmp_path / "ours"),
    }
    assert load_notes(tmp_path / "ours")["imported_from"] == "pytorch"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("{theirs}", "--out", "{folder}/ours"), "--hidden"),
        (("{theirs}", "--hidden", "32"), "--out"),
        (("{theirs}", "--hidden", "ten", "--out", "{folder}/ours"), "hidden layers are units from"),
        (
            ("{theirs}", "--hidden", "33", "--out", "{folder}/ours"),
            "expected 1.weight (33, 784), 1.bias (33,), 3.weight (10, 33), 3.bias (10,); found 1.w",
        ),
        (
            ("{folder}/cut", "--hidden", "32", "--out", "{folder}/ours"),
            "it is cut off: 101800 bytes of numbers should follow",
        ),
        (("{folder}/named", "--hidden", "32", "--out", "{folder}/ours"), "found fc.weight (2, 2)"),
        (("{folder}", "--hidden", "32", "--out", "{folder}/ours"), "Is a directory"),
        (("nowhere", "--hidden", "32", "--out", "{folder}/ours"), "nowhere: No such file"),
        (("{theirs}", "--hidden", "32", "--out", "{folder}/no/ours"), "there is no folder"),
        (("{theirs}", "--hidden", "32", "--out", "{theirs}"), "it is the file that was read"),
    ],
)
def test_bad_use_says_what_is_wrong_and_exits_with_2(
    options: tuple[str, ...], message: str, command: Command, trained: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs"
    command("export", trained, "--to", "pytorch", "--out", theirs)
    before = theirs.read_bytes()
    (tmp_path / "cut").write_bytes(before[:-7])
    save_file({"fc.weight": np.zeros((2, 2), np.float32)}, tmp_path / "named")
    places = {"theirs": theirs, "folder": tmp_path}
    result = command("import", *(option.format(**places) for option in options))

    result.assert_refused(message)
    assert not (tmp_path / "ours").exists()
    assert theirs.read_bytes() == before
    assert load_file(theirs)
