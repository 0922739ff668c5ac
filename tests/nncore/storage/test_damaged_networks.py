"""Files that are damaged, tampered with or something else are never taken for a network."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save as tensor_bytes

import nncore as nn


def small_network() -> nn.Network:
    rng = np.random.default_rng(1)
    layers = [nn.Dense(16, 3, rng=rng), nn.ReLU(), nn.Dense(3, 10, rng=rng)]
    return nn.Network(layers, input_shape=(4, 4))


def described(**changes: Any) -> bytes:
    """A file with one layer of 4 inputs, its description changed by `changes`."""
    description: dict[str, Any] = {
        "format": 1,
        "input_shape": [2, 2],
        "layers": [{"kind": "Dense", "inputs": 4, "outputs": 10}],
        "notes": {},
    }
    tensors = {"0.weights": np.zeros((4, 10), np.float32), "0.bias": np.zeros(10, np.float32)}
    tensors |= changes.pop("tensors", {})
    return bytes(tensor_bytes(tensors, {"misread": json.dumps({**description, **changes})}))


@given(st.data())
def test_a_damaged_file_is_refused_or_still_a_network(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged"
    nn.save(small_network(), path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)

    try:
        network = nn.load(path)
    except nn.NetworkFileError:
        return
    assert network.is_finite
    with np.errstate(over="ignore", invalid="ignore"):  # a flipped bit makes weights of 1e38
        assert network.logits(np.zeros((1, *network.input_shape))).shape[0] == 1


@given(st.data())
def test_a_truncated_file_is_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "truncated"
    nn.save(small_network(), path)
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])

    with pytest.raises(nn.NetworkFileError, match="truncated is not a network file of Misread"):
        nn.load(path)


@given(st.binary(max_size=300))
def test_foreign_bytes_are_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "foreign"
    path.write_bytes(content)

    with pytest.raises(nn.NetworkFileError, match="foreign is not a network file of Misread"):
        nn.load(path)


def test_tensors_of_another_program_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    for metadata in (None, {"format": "pt"}):
        path.write_bytes(tensor_bytes({"weights": np.zeros(3)}, metadata))

        with pytest.raises(nn.NetworkFileError, match="not a network file of Misread"):
            nn.load(path)


BIAS = np.zeros(10, np.float32)
DENSE = {"kind": "Dense", "inputs": 4, "outputs": 10}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 2}, "must have the format 1, got"),
        ({"layers": []}, "needs at least one layer, got none"),
        ({"layers": None}, "the layers and the input shape must be lists"),
        ({"layers": "ReLU"}, "the layers and the input shape must be lists"),
        ({"layers": [7]}, "must be described by its kind and options, got 7"),
        ({"layers": [{}]}, "kind"),
        ({"layers": [{"kind": "Convolution"}]}, "unknown layer 'Convolution', known are"),
        ({"layers": [{"kind": ["Dense"]}]}, "must be described by its kind and options"),
        ({"layers": [DENSE, {"kind": "ReLU", "slope": 1}]}, "ReLU has the options [], got 'slope'"),
        ({"layers": [{**DENSE, "outputs": 9}]}, "must come with weights of the shape (4, 9)"),
        ({"layers": [{**DENSE, "outputs": 10**12}]}, "outputs of Dense is at most 65536, got"),
        ({"layers": [{**DENSE, "outputs": 10**4}]}, "Dense must come with weights of the shape"),
        ({"layers": [DENSE, {**DENSE, "inputs": 10**6}]}, "got no weights"),
        ({"layers": [{**DENSE, "inputs": 4.0}]}, "inputs must be of the type int, got 4.0"),
        ({"layers": [{**DENSE, "dtype": 8}]}, "has the options ['inputs', 'outputs'], got 'dtype'"),
        ({"layers": [{**DENSE, "rng": 7}]}, "has the options ['inputs', 'outputs'], got 'rng'"),
        ({"layers": [{"kind": "Dense", "inputs": 4}]}, "outputs"),
        ({"input_shape": [2, 3]}, "needs 4 inputs, got the shape (2, 3) with 6"),
        ({"input_shape": [-2, -2]}, "sizes of 1 and more, got (-2, -2)"),
        ({"input_shape": ["2", 2]}, "sizes of 1 and more"),
        ({"input_shape": 4}, "the layers and the input shape must be lists"),
        ({"tensors": {"0.bias": np.zeros(9, np.float32)}}, "0.bias must be float32 (10,)"),
        ({"tensors": {"0.bias": np.zeros(10)}}, "0.bias must be float32 (10,), got float64"),
        ({"tensors": {"0.bias": BIAS + np.float32(np.nan)}}, "0.bias must be finite numbers"),
        ({"tensors": {"0.bias": BIAS - np.float32(np.inf)}}, "0.bias must be finite numbers"),
        ({"tensors": {"0.weights": np.zeros((4, 10), np.int32)}}, "float32 or float64, got int32"),
        ({"tensors": {"1.weights": BIAS}}, "no layer takes 1.weights"),
        ({"tensors": {"notes": BIAS}}, "no layer takes notes"),
    ],
)
def test_tampered_files_are_refused_in_plain_words(
    changes: dict[str, Any], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "tampered"
    path.write_bytes(described(**changes))

    with pytest.raises(nn.NetworkFileError, match=re.escape(message)) as caught:
        nn.load(path)
    assert str(path) in str(caught.value)


def test_the_untampered_one_is_taken(tmp_path: Path) -> None:
    (tmp_path / "network").write_bytes(described())

    assert str(nn.load(tmp_path / "network")) == "4–10"


def test_endlessly_nested_notes_are_refused(tmp_path: Path) -> None:
    text = '{"format": 1, "notes": ' + "[" * 100_000 + "]" * 100_000 + "}"
    (tmp_path / "deep").write_bytes(tensor_bytes({"a": np.zeros(1)}, {"misread": text}))

    with pytest.raises(nn.NetworkFileError, match="not a network file of Misread"):
        nn.load(tmp_path / "deep")


def test_a_file_far_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(5 * 1024**3)

    with pytest.raises(nn.NetworkFileError, match="must have at most 4294967296 bytes"):
        nn.load(path)
