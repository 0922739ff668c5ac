"""Files of networks that were tampered with: refused at once, without the memory they claim."""

import json
import re
import tracemalloc
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save as tensor_bytes

import nncore as nn

PEAK = 2**20
"""Bytes that refusing a file of some 2 kB may take."""
SECONDS = 2.0
"""Long for that, even on a busy machine; what was claimed would take minutes or all memory."""

CONVOLUTION: dict[str, Any] = {
    "kind": "Conv2D",
    "in_channels": 1,
    "out_channels": 2,
    "size": 3,
    "padding": "same",
    "stride": 1,
}
POOL: dict[str, Any] = {"kind": "MaxPool2D", "size": 2}
DROPOUT: dict[str, Any] = {"kind": "Dropout", "rate": 0.5}
DENSE: dict[str, Any] = {"kind": "Dense", "inputs": 8, "outputs": 10}
LAYERS = [CONVOLUTION, POOL, {"kind": "ReLU"}, DROPOUT, {"kind": "Flatten"}, DENSE]
TENSORS: dict[str, np.ndarray] = {
    "0.weights": np.ones((3, 3, 1, 2), np.float32),
    "0.bias": np.ones(2, np.float32),
    "5.weights": np.ones((8, 10), np.float32),
    "5.bias": np.ones(10, np.float32),
}


def described(tensors: dict[str, np.ndarray] = TENSORS, **changes: Any) -> bytes:
    """A file of all kinds of layers, with something else for its layers, tensors or shape."""
    description = {"format": 1, "input_shape": [4, 4], "layers": LAYERS, "notes": {}}
    return bytes(tensor_bytes(tensors, {"misread": json.dumps({**description, **changes})}))


def changed(position: int, **changes: Any) -> list[Any]:
    """The layers with other values for one of them; None takes a value out."""
    layer = {**LAYERS[position], **changes}
    layer = {key: value for key, value in layer.items() if value is not None}
    return [*LAYERS[:position], layer, *LAYERS[position + 1 :]]


def assert_refused_at_once(folder: Path, content: bytes, message: str) -> None:
    path = folder / "tampered"
    path.write_bytes(content)
    tracemalloc.start()
    try:
        begun = process_time()
        with pytest.raises(nn.NetworkFileError, match=re.escape(message)) as caught:
            nn.load(path)
        assert process_time() - begun < SECONDS
        assert tracemalloc.get_traced_memory()[1] < PEAK
    finally:
        tracemalloc.stop()
    assert str(path) in str(caught.value)
    assert len(str(caught.value)) < 600, "a message, not the file"


def test_the_untampered_one_is_taken(tmp_path: Path) -> None:
    (tmp_path / "network").write_bytes(described())

    assert str(nn.load(tmp_path / "network")) == "4×4–3×3×2–pool–10"


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        # sizes that are only claimed
        (changed(0, size=10**9), "size of Conv2D is at most 256, got 1000000000"),
        (changed(0, size=200), "Conv2D must come with weights of the shape (200, 200, 1, 2)"),
        (changed(0, in_channels=10**9), "in_channels of Conv2D is at most 65536, got 1000000000"),
        (changed(0, in_channels=9), "Conv2D must come with weights of the shape (3, 3, 9, 2)"),
        (changed(0, out_channels=10**9), "out_channels of Conv2D is at most 65536, got 1000000000"),
        (changed(0, out_channels=10**30), "out_channels of Conv2D is at most 65536, got 1000"),
        (changed(0, size=2), "the shape (2, 2, 1, 2), got weights (3, 3, 1, 2)"),
        (changed(0, out_channels=3), "the shape (3, 3, 1, 3), got weights (3, 3, 1, 2)"),
        (changed(0, stride=10**9), "stride of Conv2D is at most 256, got 1000000000"),
        (changed(0, stride=200), "layer 2 does not fit: MaxPool2D(2) needs"),
        (changed(0, stride=10**30), "stride of Conv2D is at most 256, got 1000"),
        (changed(1, size=10**9), "size of MaxPool2D is at most 256, got 1000000000"),
        (changed(1, size=200), "layer 2 does not fit: MaxPool2D(200) needs"),
        (changed(5, inputs=10**9), "inputs of Dense is at most 4194304, got 1000000000"),
        (changed(5, inputs=10**6), "Dense must come with weights of the shape (1000000, 10)"),
        (changed(5, outputs=10**12), "outputs of Dense is at most 65536, got 1000000000000"),
        (changed(5, outputs=9), "Dense must come with weights of the shape (8, 9)"),
        # wrong types
        (changed(0, size=2.5), "size must be of the type int, got 2.5"),
        (changed(0, size=3.0), "size must be of the type int, got 3.0"),
        (changed(0, size="3"), "size must be of the type int, got '3'"),
        (changed(0, size=True), "size must be of the type int, got True"),
        (changed(0, size=[3]), "size must be of the type int, got [3]"),
        (changed(0, stride=True), "stride must be of the type int, got True"),
        (changed(0, stride=1.0), "stride must be of the type int, got 1.0"),
        (changed(0, stride="1"), "stride must be of the type int, got '1'"),
        (changed(0, in_channels=True), "in_channels must be of the type int, got True"),
        (changed(0, out_channels={"a": 1}), "out_channels must be of the type int"),
        (changed(0, padding=1), "padding must be of the type str, got 1"),
        (changed(0, padding=["same"]), "padding must be of the type str, got ['same']"),
        (changed(5, inputs=8.0), "inputs must be of the type int, got 8.0"),
        (changed(1, size=2.0), "size must be of the type int, got 2.0"),
        (changed(1, size="2"), "size must be of the type int, got '2'"),
        (changed(1, size=True), "size must be of the type int, got True"),
        (changed(3, rate="0.5"), "rate must be of the type int or float, got '0.5'"),
        (changed(3, rate=[0.5]), "rate must be of the type int or float, got [0.5]"),
        (changed(3, rate=False), "rate must be of the type int or float, got False"),
        # impossible values
        (changed(0, stride=0), "size and stride of 1 or more, got 1, 2, 3 and stride 0"),
        (changed(0, stride=-1), "size and stride of 1 or more, got 1, 2, 3 and stride -1"),
        (changed(0, size=-3), "Conv2D must come with weights of the shape (-3, -3, 1, 2)"),
        (changed(0, size=0), "Conv2D must come with weights of the shape (0, 0, 1, 2)"),
        (changed(0, padding="full"), "the padding must be one of ('same', 'valid'), got 'full'"),
        (changed(0, padding="same" * 10**4), "the padding must be one of ('same', 'valid')"),
        (changed(0, padding="valid"), "layer 6 does not fit: Dense(8, 10) needs 8 inputs"),
        (changed(1, size=1), "MaxPool2D needs a size of 2 or more, got 1"),
        (changed(1, size=-2), "MaxPool2D needs a size of 2 or more, got -2"),
        (changed(3, rate=1), "at least 0 and below 1, got 1"),
        (changed(3, rate=-0.5), "at least 0 and below 1, got -0.5"),
        (changed(3, rate=float("nan")), "at least 0 and below 1, got nan"),
        (changed(3, rate=float("inf")), "at least 0 and below 1, got inf"),
        # values too few or too many
        (changed(0, size=None), "'size'"),
        (changed(0, in_channels=None), "'in_channels'"),
        (changed(3, rate=None), "rate"),
        (changed(5, outputs=None), "outputs"),
        (changed(5, dtype=8), "Dense has the options ['inputs', 'outputs'], got 'dtype'"),
        (changed(5, rng=7), "Dense has the options ['inputs', 'outputs'], got 'rng'"),
        (changed(2, slope=1), "ReLU has the options [], got 'slope'"),
        (changed(0, dilation=2), "'padding', 'stride'], got 'dilation'"),
        (changed(0, initializer=1), "'padding', 'stride'], got 'initializer'"),
        (changed(1, stride=2), "MaxPool2D has the options ['size'], got 'stride'"),
        (changed(4, order="F"), "Flatten has the options [], got 'order'"),
        # layers that are not there, or not here
        (LAYERS[:-1], "no layer takes 5.bias, 5.weights"),
        ([*LAYERS, DENSE], "Dense must come with weights of the shape (8, 10), got no weights"),
        ([*LAYERS, CONVOLUTION], "the shape (3, 3, 1, 2), got no weights"),
        ([*LAYERS, POOL], "layer 7 does not fit: MaxPool2D(2) needs"),
        ([LAYERS[5], *LAYERS[1:5], LAYERS[0]], "must come with weights of the shape"),
        (changed(0, kind="Conv3D"), "unknown layer 'Conv3D', known are"),
        (changed(0, kind=["Conv2D"]), "must be described by its kind and options"),
        ([], "needs at least one layer, got none"),
        ([7], "must be described by its kind and options, got 7"),
        ([{}], "kind"),
    ],
)
def test_tampered_layers_are_refused_in_plain_words(
    layers: list[Any], message: str, tmp_path: Path
) -> None:
    assert_refused_at_once(tmp_path, described(layers=layers), message)


def with_tensors(**changes: np.ndarray | None) -> dict[str, np.ndarray]:
    """The tensors with others under names as "w0"; None takes one out."""
    names = {"w0": "0.weights", "b0": "0.bias", "w5": "5.weights", "b5": "5.bias"}
    renamed = {names.get(name, name): array for name, array in changes.items()}
    return {name: array for name, array in {**TENSORS, **renamed}.items() if array is not None}


KERNELS = TENSORS["0.weights"]


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        (with_tensors(w0=None), "Conv2D must come with weights of the shape (3, 3, 1, 2), got no"),
        (with_tensors(b0=None), "0.bias must be float32 (2,), got nothing"),
        (with_tensors(w5=None), "Dense must come with weights of the shape (8, 10), got no"),
        (with_tensors(w0=None, b0=None, w5=None, b5=None), "got no weights"),
        (with_tensors(b0=np.ones(3, np.float32)), "0.bias must be float32 (2,), got float32 (3,)"),
        (with_tensors(b0=np.ones((2, 1), np.float32)), "0.bias must be float32 (2,)"),
        (with_tensors(b0=np.ones(2)), "0.bias must be float32 (2,), got float64 (2,)"),
        (with_tensors(w0=KERNELS[..., 0]), "(3, 3, 1, 2), got weights (3, 3, 1)"),
        (with_tensors(w0=KERNELS.astype(np.int32)), "must be float32 or float64, got int32"),
        (with_tensors(w0=KERNELS.astype(np.float16)), "must be float32 or float64, got float16"),
        (with_tensors(w0=KERNELS * np.float32(np.nan)), "0.weights must be finite numbers"),
        (with_tensors(b0=np.full(2, np.inf, np.float32)), "0.bias must be finite numbers"),
        (with_tensors(more=KERNELS), "no layer takes more"),
        ({**TENSORS, "1.weights": KERNELS}, "no layer takes 1.weights"),
        ({**TENSORS, "0.scale": KERNELS}, "no layer takes 0.scale"),
        ({**TENSORS, "00.weights": KERNELS}, "no layer takes 00.weights"),
    ],
)
def test_tampered_weights_are_refused_in_plain_words(
    tensors: dict[str, np.ndarray], message: str, tmp_path: Path
) -> None:
    assert_refused_at_once(tmp_path, described(tensors), message)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ([10**9, 10**9], "at most 4194304 numbers, got the shape (1000000000, 1000000000)"),
        ([10**30, 4], "at most 4194304 numbers, got the shape (1000"),
        ([10**3, 10**3], "layer 6 does not fit: Dense(8, 10) needs 8 inputs"),
        ([4, 4, 2], "layer 1 does not fit: Conv2D needs the shape (rows, columns, 1)"),
        ([4, 4, 1, 1], "layer 1 does not fit: Conv2D needs the shape (rows, columns, 1)"),
        ([16], "layer 1 does not fit: Conv2D needs the shape (rows, columns, 1)"),
        ([], "layer 1 does not fit: Conv2D needs the shape (rows, columns, 1)"),
        ([4, True], "an input shape has sizes of 1 and more, got (4, True)"),
        ([4.0, 4], "an input shape has sizes of 1 and more, got (4.0, 4)"),
        ([4, 0], "an input shape has sizes of 1 and more, got (4, 0)"),
        ([-2, -2], "an input shape has sizes of 1 and more, got (-2, -2)"),
        (["2", 2], "an input shape has sizes of 1 and more"),
    ],
)
def test_tampered_input_shapes_are_refused_in_plain_words(
    shape: list[Any], message: str, tmp_path: Path
) -> None:
    assert_refused_at_once(tmp_path, described(input_shape=shape), message)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 2}, "must have the format 1, got"),
        ({"layers": None}, "the layers and the input shape must be lists"),
        ({"layers": "ReLU"}, "the layers and the input shape must be lists"),
        ({"input_shape": "44"}, "the layers and the input shape must be lists"),
        ({"input_shape": 4}, "the layers and the input shape must be lists"),
        ({"input_shape": None}, "the layers and the input shape must be lists"),
    ],
)
def test_what_describes_no_network_is_refused(
    changes: dict[str, Any], message: str, tmp_path: Path
) -> None:
    assert_refused_at_once(tmp_path, described(**changes), message)


@pytest.mark.parametrize("kind", [POOL, {**POOL, "size": 10**9}, {"kind": "Flatten"}])
def test_layers_that_would_take_pictures_of_any_size_make_no_network_for_them(
    kind: dict[str, Any], tmp_path: Path
) -> None:
    content = described({}, layers=[kind], input_shape=[10**9, 10**9])
    assert_refused_at_once(tmp_path, content, "at most 4194304 numbers")


def test_a_hundred_thousand_layers_are_no_harm(tmp_path: Path) -> None:
    content = described(layers=[{"kind": "ReLU"}] * 10**5 + [{"kind": "Nothing"}])
    (tmp_path / "many").write_bytes(content)
    begun = process_time()
    with pytest.raises(nn.NetworkFileError, match="at most 256 layers, got 100001"):
        nn.load(tmp_path / "many")
    assert process_time() - begun < 5
