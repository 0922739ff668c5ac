"""Files that are damaged, cut off or something else are never taken for a network."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save as tensor_bytes

import nncore as nn


def small_network() -> nn.Network:
    rng = np.random.default_rng(1)
    layers = [
        nn.Conv2D(1, 2, 3, rng=rng),
        nn.MaxPool2D(2),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Flatten(),
        nn.Dense(8, 10, rng=rng),
    ]
    return nn.Network(layers, input_shape=(4, 4))


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A whole file of a small network."""
    path = tmp_path_factory.mktemp("whole") / "network"
    nn.save(small_network(), path)
    return path.read_bytes()


def test_a_file_cut_off_anywhere_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cut"
    for length in range(len(content)):
        path.write_bytes(content[:length])

        with pytest.raises(nn.NetworkFileError, match="cut is not a network file of Misread"):
            nn.load(path)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1))
def test_a_damaged_file_is_refused_or_still_a_network(
    content: bytes, tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[float, int]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged pictures"
    damaged = bytearray(content)
    for place, value in flips[:4]:
        damaged[int(place * len(content))] = value
    path.write_bytes(damaged)

    try:
        network = nn.load(path)
    except nn.NetworkFileError:
        return
    assert network.is_finite
    with np.errstate(over="ignore", invalid="ignore"):  # a flipped bit makes weights of 1e38
        assert network.logits(np.zeros((1, *network.input_shape))).shape[0] == 1


def test_every_single_byte_of_the_description_may_be_damaged(
    content: bytes, tmp_path: Path
) -> None:
    header = 8 + int.from_bytes(content[:8], "little")
    path = tmp_path / "damaged"
    refused = 0
    for place in range(header):
        path.write_bytes(content[:place] + b"0" + content[place + 1 :])
        try:
            assert nn.load(path).is_finite
        except nn.NetworkFileError:
            refused += 1
    assert refused > header / 2


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
