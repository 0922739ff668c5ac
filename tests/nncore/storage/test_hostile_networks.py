"""Networks made to take time and memory are refused before they take either, with the bound."""

import json
import re
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.storage import networks
from nncore.storage.tensor_headers import MOST_HEADER_BYTES

MEGABYTE = 2**20


def packed(header: dict[str, Any] | bytes, numbers: bytes = b"") -> bytes:
    """A safetensors file with that header."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + numbers


def network(**changes: Any) -> bytes:
    """A network file without weights, its description changed."""
    description = {"format": 1, "input_shape": [28, 28], "layers": [], "notes": {}} | changes
    return packed({"__metadata__": {"misread": json.dumps(description)}})


def described(text: str) -> bytes:
    return packed({"__metadata__": {"misread": text}})


def weighted(
    layer: dict[str, Any], input_shape: tuple[int, int] = (28, 28), **shapes: list[int]
) -> bytes:
    """A network of one layer, with weights of zeros."""
    description = {"format": 1, "input_shape": input_shape, "layers": [layer], "notes": {}}
    header: dict[str, Any] = {"__metadata__": {"misread": json.dumps(description)}}
    end = 0
    for name, shape in shapes.items():
        begin, end = end, end + 4 * int(np.prod(shape))
        header[f"0.{name}"] = {"dtype": "F32", "shape": shape, "data_offsets": [begin, end]}
    return packed(header, bytes(end))


def tensors(count: int) -> bytes:
    entry = b'"t%d":{"dtype":"F32","shape":[1],"data_offsets":[%d,%d]}'
    entries = (entry % (i, 4 * i, 4 * i + 4) for i in range(count))
    return packed(b"{" + b",".join(entries) + b"}", bytes(4 * count))


def entry(text: str, numbers: bytes = bytes(8)) -> bytes:
    """A file with one array, described by `text`."""
    return packed(f'{{"a": {text}}}'.encode(), numbers)


CONVOLUTION = {
    "kind": "Conv2D",
    "in_channels": 1,
    "out_channels": 1,
    "size": 3,
    "padding": "same",
    "stride": 1,
}
RELU = {"kind": "ReLU"}
WIDE = weighted(
    {**CONVOLUTION, "out_channels": 6000}, weights=[3, 3, 1, 6000], bias=[6000]
)  # 784 x 6000 numbers

Make = Callable[[], bytes]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: network(layers=[RELU] * 1_000_000), "its header has 22000"),
        (lambda: network(layers=[RELU] * 300_000), "its header holds 600009 values, at most 500"),
        (lambda: network(layers=[RELU] * 257), "at most 256 layers, got 257"),
        (
            lambda: described('{"notes":[' + "[]," * 10_000_000 + "1]}"),
            f"at most {MOST_HEADER_BYTES} are read",
        ),
        (
            lambda: described('{"notes":[' + "[]," * 4_000_000 + "1]}"),
            "values, at most 500000 are read",
        ),
        (lambda: network(notes=dict.fromkeys(map(str, range(90_000)))), "at least one layer"),
        (
            lambda: packed(b'{"__metadata__": {"misread": "' + b"\\u005b" * 2_000_000 + b'"}}'),
            "its description holds 2000000 values, at most 500000 are read",
        ),
        (lambda: described("[" * 100_000 + "]" * 100_000), "nested too deeply"),
        (lambda: described('{"format": ' + "[" * 900 + "]" * 900 + "}"), "have the format 1, got"),
        (lambda: network(notes="n" * 30_000_000), f"at most {MOST_HEADER_BYTES} are read"),
        (lambda: network(layers=[{"kind": "ReLU", "x" * 10**7: 1}]), "ReLU has the options []"),
        (lambda: described('{"format": 1, "format": 1}'), "a name stands twice in it"),
        (lambda: described('{"format": ' + "9" * 5_000 + "}"), "its description cannot be read"),
        (lambda: tensors(500_000), f"at most {MOST_HEADER_BYTES} are read"),
        (lambda: tensors(5_000), "it holds 5000 arrays, at most 4096 are read"),
        (
            lambda: weighted({**CONVOLUTION, "size": 3001}, weights=[3001, 3001, 1, 1], bias=[1]),
            "size of Conv2D is at most 256, got 3001",
        ),
        (
            lambda: network(layers=[{**CONVOLUTION, "stride": 10**9}]),
            "stride of Conv2D is at most 256, got 1000000000",
        ),
        (
            lambda: network(layers=[{"kind": "MaxPool2D", "size": 10**9}]),
            "size of MaxPool2D is at most 256, got 1000000000",
        ),
        (
            lambda: network(layers=[{"kind": "Dense", "inputs": 784, "outputs": 70_000}]),
            "outputs of Dense is at most 65536, got 70000",
        ),
        (lambda: WIDE, "layer 1 makes a picture of 4704000 numbers, at most 4194304 are read"),
        (
            lambda: weighted(
                {**CONVOLUTION, "size": 60, "out_channels": 16},
                input_shape=(500, 500),
                weights=[60, 60, 1, 16],
                bias=[16],
            ),
            "layer 1 takes 14400000000 multiplications for one image, at most 12000000000",
        ),
        (lambda: network(input_shape=[3000, 3000], layers=[RELU]), "at most 4194304 numbers"),
        (lambda: network(input_shape=[1] * 100, layers=[RELU]), "at most 8 sizes, got 100"),
        (
            lambda: described(
                '{"format":1,"input_shape":[9],"layers":[{"kind":"Dropout","rate":NaN}]}'
            ),
            "a rate of at least 0 and below 1, got nan",
        ),
        (
            lambda: entry('{"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}'),
            "begin at byte 0",
        ),
        (lambda: entry('{"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}'), "4 bytes follow"),
        (lambda: entry('{"dtype": "F32", "shape": [9], "data_offsets": [0, 36]}'), "it is cut off"),
        (lambda: entry('{"dtype": "F32", "shape": [2], "data_offsets": [8, 0]}'), "does not fit"),
        (lambda: entry('{"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}'), "got [-2]"),
        (lambda: entry('{"dtype": "F31", "shape": [2], "data_offsets": [0, 8]}'), "got 'F31'"),
        (
            lambda: entry('{"dtype": ["F32"], "shape": [2], "data_offsets": [0, 8]}'),
            "be numbers of",
        ),
        (lambda: entry("7"), "a must have a dtype, a shape and data_offsets, got 7"),
        (lambda: entry("[" * 900 + "]" * 900), "a must have a dtype"),
        (
            lambda: entry(
                f'{{"dtype": "F32", "shape": [{2**60}, {2**60}, 0], "data_offsets": [0, 0]}}', b""
            ),
            "a cannot have the shape",
        ),
        (
            lambda: entry(f'{{"dtype": "F32", "shape": [{"9" * 4000}], "data_offsets": [0, 8]}}'),
            "a cannot have the shape",
        ),
        (lambda: packed({"a\x1b]2J\n" * 9**6: 1}), "at most 200 printable characters"),
        (lambda: packed({"__metadata__": {"misread": 7}}), "its metadata must be texts by name"),
        (lambda: packed(b'{"\xff": 1}'), "its header cannot be read"),
        (lambda: packed(b"[]"), "is not a network file of Misread"),
        (lambda: packed(b"{}"), "is not a network file of Misread but a safetensors file of anoth"),
    ],
)
def test_hostile_files_are_refused_at_once_with_the_bound(
    make: Make, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "hostile.safetensors"
    content = make()
    path.write_bytes(content)
    started = process_time()
    with pytest.raises(nn.NetworkFileError, match=re.escape(message)) as caught:
        nn.load(path)
    assert process_time() - started < 1
    tracemalloc.start()
    try:
        with pytest.raises(nn.NetworkFileError):
            nn.load(path)
        assert tracemalloc.get_traced_memory()[1] < 3 * len(content) + 32 * MEGABYTE
    finally:
        tracemalloc.stop()
    words = str(caught.value).replace(str(path), "")
    assert len(words) < 400
    assert words.isprintable()


@pytest.mark.parametrize("kind", ["BF16", "F8_E4M3", "F8_E5M2"])
def test_numbers_that_numpy_lacks_are_told(kind: str, tmp_path: Path) -> None:
    description = json.dumps({"format": 1, "input_shape": [2], "layers": [RELU]})
    size = 2 if kind == "BF16" else 1
    entries = {"0.x": {"dtype": kind, "shape": [1], "data_offsets": [0, size]}}
    path = tmp_path / "network"
    path.write_bytes(packed({"__metadata__": {"misread": description}, **entries}, bytes(size)))

    with pytest.raises(nn.NetworkFileError, match=f"is of {kind}, which is not read"):
        nn.load(path)


def test_a_header_at_the_edge_of_what_is_read_takes_no_second(tmp_path: Path) -> None:
    epochs = [
        {"epoch": i, "step": 860 * i, "training_loss": 0.123456789012, "training_accuracy": 0.98}
        for i in range(90_000)
    ]
    content = network(layers=[RELU], notes={"epochs": epochs})
    (tmp_path / "long").write_bytes(content)

    started = process_time()
    assert len(nn.load(tmp_path / "long").layers) == 1
    assert process_time() - started < 2  # a second, on a machine that does other things too


def test_progress_is_told_between_reading_and_building_and_can_end_it(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    layers = [nn.Dense(784, 9, rng=rng), nn.ReLU(), nn.Dense(9, 10, rng=rng)]
    nn.save(nn.Network(layers), tmp_path / "network")
    words: list[float] = []

    networks.load_with_notes(tmp_path / "network", progress=words.append)

    assert len(words) == 4 + len(layers)
    assert all(0 <= done < 1 for done in words)
    for last in range(len(words)):
        left = iter(range(last))

        def leave(_: float, left: Any = left) -> None:
            if next(left, None) is None:
                raise InterruptedError

        with pytest.raises(InterruptedError):
            networks.load_with_notes(tmp_path / "network", progress=leave)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: tensors(500_000), f"at most {MOST_HEADER_BYTES} are read"),
        (lambda: tensors(5_000), "it holds 5000 arrays, at most 4096 are read"),
        (lambda: packed({"a\n": 1}), "at most 200 printable characters, got 'a\\n'"),
        (lambda: packed(b'{"a": ' + b"[" * 10**5 + b"]" * 10**5 + b"}"), "nested too deeply"),
        (lambda: entry('{"dtype": "F32", "shape": [9], "data_offsets": [0, 36]}'), "it is cut off"),
    ],
)
def test_saved_runs_and_imports_have_the_same_bounds(
    make: Make, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "hostile.safetensors"
    path.write_bytes(make())
    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))])

    started = process_time()
    with pytest.raises(nn.TensorFileError, match=re.escape(message)):
        nn.TrainingState.load(path)
    with pytest.raises(nn.TensorFileError, match=re.escape(message)):
        nn.import_torch(path, network)
    assert process_time() - started < 1


def test_a_saved_run_of_a_hostile_network_is_refused_with_the_bound(tmp_path: Path) -> None:
    description = {
        "format": 1,
        "network": {"input_shape": [28, 28], "layers": [RELU] * 300},
        "notes": {},
    }
    text = json.dumps(description)
    (tmp_path / "run").write_bytes(packed({"__metadata__": {"misread-training": text}}))

    with pytest.raises(nn.TensorFileError, match="at most 256 layers, got 300"):
        nn.TrainingState.load(tmp_path / "run")
