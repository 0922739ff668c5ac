"""A file that was taken for something else is told for what it is, with what takes it."""

import gzip
import os
import pickle
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

import nncore as nn
from nncore.__main__ import main
from nncore.recipes.recipe import Recipe

Write = Callable[[Path], object]


def zipped(*names: str) -> Write:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, b"content")

    return write


def holding(content: bytes) -> Write:
    return lambda path: path.write_bytes(content)


def run(path: Path) -> None:
    nn.TrainingState(*Recipe(hidden=(3,)).build()).save(path)


def array(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.zeros(3))


def arrays(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, weights=np.zeros(3))


KINDS = [
    (run, "a saved run of Misread: python -m nncore train --resume {path} --out FILE goes on"),
    (
        lambda path: save_file({"0.weight": np.zeros((3, 784), "f4")}, path),
        "weights of a PyTorch model: python -m nncore import {path} --hidden LAYERS --out FILE",
    ),
    (zipped("model/data.pkl", "model/version"), "PyTorch's torch.save, which could run code"),
    (zipped("model/data.pkl"), "safetensors.torch.save_file(model.state_dict(), "),
    (holding(pickle.dumps({"weights": 1}, protocol=2)), "a pickle of Python, which could run code"),
    (holding(b"\x08\x08\x12\x07pytorch\x1a\x052.1.0"), "an ONNX model: Misread writes these"),
    (
        holding(b"\x89HDF\r\n\x1a\n" + bytes(99)),
        "an HDF5 file, as Keras writes it: networks come from PyTorch",
    ),
    (zipped("metadata.json", "config.json", "model.weights.h5"), "a file of Keras (.keras)"),
    (array, "a NumPy array (.npy)"),
    (arrays, "NumPy arrays (.npz)"),
    (holding(b"\x89PNG\r\n\x1a\n" + bytes(99)), "a PNG picture"),
    (holding(b"\xff\xd8\xff\xe0" + bytes(99)), "a JPEG picture"),
    (holding(b"\n <!DOCTYPE html>\n<html>Not found</html>"), "a web page (HTML)"),
    (holding(b""), "an empty file"),
    (holding(gzip.compress(b"network")), "a gzip file: unpack it first"),
    (zipped("digits/network.safetensors"), "a zip archive: unpack it first"),
    (holding(b"\x00\x00\x08\x03" + bytes(99)), "images as MNIST keeps them (IDX)"),
    (holding("Lieber Leser, schöne Grüße".encode()), "a text file"),
    (holding(b'{"layers": [128]}'), "a JSON text: a network is a .safetensors file"),
    (holding(b"version https://git-lfs.github.com/spec/v1\n"), "a pointer of Git LFS"),
]


@pytest.mark.parametrize(("write", "words"), KINDS)
def test_a_file_is_told_for_what_it_is(write: Write, words: str, tmp_path: Path) -> None:
    path = tmp_path / "some file"
    write(path)

    with pytest.raises(nn.NetworkFileError) as caught:
        nn.load(path)
    message = str(caught.value)
    assert message.startswith(f"{path} is not a network file of Misread but ")
    assert words.replace("{path}", f"'{path}'") in message
    assert "\n" not in message
    assert "deserializing" not in message


@pytest.mark.parametrize(
    "command",
    [
        ("evaluate", "FILE"),
        ("predict", "FILE", "picture.npy"),
        ("export", "FILE", "--to", "pytorch", "--out", "OUT"),
        ("import", "FILE", "--hidden", "16", "--out", "OUT"),
        ("train", "--resume", "FILE", "--out", "OUT"),
    ],
)
def test_every_command_says_what_it_was_given_in_one_line(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"FILE": str(tmp_path / "file"), "OUT": str(tmp_path / "out")}
    arguments = [names.get(word, word) for word in command]
    for write, words in (
        (zipped("model/data.pkl"), "a file of PyTorch's torch.save"),
        (holding(b""), "an empty file"),
        (lambda path: path.unlink(), "No such file or directory"),
        (lambda path: path.mkdir(), "Is a directory"),
    ):
        write(tmp_path / "file")
        assert main(arguments) == 2
        errors = capsys.readouterr().err
        assert words in errors
        assert errors.startswith(f"nncore {command[0]}: {tmp_path / 'file'}")
        assert errors.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_run_and_a_network_are_told_apart_by_the_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    network = Recipe(hidden=(3,)).build()[0]
    nn.save(network, tmp_path / "network")
    run(tmp_path / "run")

    assert main(["evaluate", str(tmp_path / "run")]) == 2
    assert "python -m nncore train --resume" in capsys.readouterr().err
    assert main(["train", "--resume", str(tmp_path / "network"), "--out", "o"]) == 2
    assert "but a network file of Misread: python -m nncore evaluate" in capsys.readouterr().err
    with pytest.raises(nn.TensorFileError, match="but a saved run of Misread"):
        nn.import_torch(tmp_path / "run", network)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among its files")
def test_a_pipe_is_not_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    for load in (nn.load, nn.TrainingState.load):
        with pytest.raises(OSError, match="Not a regular file"):
            load(pipe)
    with pytest.raises(OSError, match="Not a regular file"):
        nn.import_torch(pipe, Recipe(hidden=(3,)).build()[0])
    assert main(["evaluate", str(pipe)]) == 2
    assert capsys.readouterr().err == f"nncore evaluate: {pipe}: Not a regular file\n"


def test_a_damaged_file_says_how_many_bytes_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "network"
    nn.save(Recipe(hidden=(3,)).build()[0], path)
    content = path.read_bytes()

    path.write_bytes(content[:-100])
    with pytest.raises(nn.NetworkFileError, match=r"it is cut off: 9580 bytes .* not 9480"):
        nn.load(path)
    path.write_bytes(content[:100])
    with pytest.raises(nn.NetworkFileError, match=re.escape("it is cut off: a header of")):
        nn.load(path)
