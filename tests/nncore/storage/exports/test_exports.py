"""Networks for others: weights that come back from PyTorch's format to the bit, or a clear error.

That PyTorch and ONNX compute the same with them is for tests/oracle to see.
"""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

import nncore as nn
from nncore.layers import Shape
from nncore.storage.exports.onnx_models import export_onnx
from nncore.storage.exports.sequential import torch_input_shape, torch_source
from nncore.storage.exports.torch_files import export_torch, import_torch
from nncore.storage.tensor_files import TensorFileError

NewNetwork = Callable[..., nn.Network]
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports") / "weights.safetensors"


@st.composite
def networks(draw: st.DrawFn) -> nn.Network:
    """Whatever can be built of layers that fit, on inputs of one, two or three axes."""
    rng = np.random.default_rng(draw(seeds))
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    side = st.integers(5, 9)
    input_shape: Shape = draw(
        st.one_of(st.tuples(side), st.tuples(side, side), st.tuples(side, side, st.integers(1, 3)))
    )
    shape, layers = input_shape, list[nn.Layer]()
    for kind in draw(st.lists(st.sampled_from(["conv", "pool", "relu", "drop", "flat"]))):
        layer: nn.Layer
        match kind:
            case "conv":
                channels = shape[2] if len(shape) == 3 else 1
                size, stride = draw(st.integers(1, 4)), draw(st.integers(1, 2))
                padding = draw(st.sampled_from(["same", "valid"]))
                out_channels = draw(st.integers(1, 3))
                layer = nn.Conv2D(channels, out_channels, size, rng=rng, dtype=dtype)
                layer.padding, layer.stride = padding, stride
            case "pool":
                layer = nn.MaxPool2D(draw(st.integers(2, 3)))
            case _:
                layer = {"relu": nn.ReLU(), "drop": nn.Dropout(0.3), "flat": nn.Flatten()}[kind]
        try:
            shape = layer.output_shape(shape)
        except ValueError:  # it does not fit here
            continue
        layers.append(layer)
    for outputs in (*draw(st.lists(st.integers(1, 5), max_size=2)), 10):
        layers += [nn.Dense(int(np.prod(shape)), outputs, rng=rng, dtype=dtype), nn.ReLU()]
        shape = (outputs,)
    network = nn.Network(layers[:-1], input_shape=input_shape)
    for parameter in network.parameters:
        parameter += rng.normal(size=parameter.shape)
    return network


@given(networks())
def test_what_is_exported_comes_back_to_the_bit(file: Path, network: nn.Network) -> None:
    export_torch(network, file)
    other = network.copy()
    for parameter in other.parameters:
        parameter.fill(7)
    import_torch(file, other)

    for ours, theirs in zip(network.parameters, other.parameters, strict=True):
        assert ours.dtype == theirs.dtype
        assert np.array_equal(ours, theirs)


@given(networks())
def test_names_are_positions_in_the_sequential(file: Path, network: nn.Network) -> None:
    export_torch(network, file)
    modules = re.findall(r"^    nn\.(\w+)\((.*)\),$", torch_source(network), re.MULTILINE)
    tensors = load_file(file)

    learned = {str(at): each for at, each in enumerate(modules) if each[0] in ("Linear", "Conv2d")}
    assert {name.split(".")[0] for name in tensors} == set(learned)
    assert len(tensors) == 2 * len(learned)
    for position, (_, sizes) in learned.items():
        inputs, outputs = (int(size) for size in sizes.split(", ")[:2])
        assert tensors[f"{position}.weight"].shape[:2] == (outputs, inputs)
        assert tensors[f"{position}.bias"].shape == (outputs,)


def test_a_dense_network_is_what_everybody_writes(new_network: NewNetwork, file: Path) -> None:
    network = new_network(128)
    export_torch(network, file)

    assert torch_source(network).split() == [
        *("nn.Sequential(", "nn.Flatten(),", "nn.Linear(784,", "128),", "nn.ReLU(),"),
        *("nn.Linear(128,", "10),", ")"),
    ]
    assert torch_input_shape(network) == (1, 28, 28)
    weights = network.parameters[0]
    assert np.array_equal(load_file(file)["1.weight"], weights.T)


def test_a_kernel_of_even_size_is_padded_as_ours_is(rng: np.random.Generator) -> None:
    convolution = nn.Conv2D(1, 4, 4, stride=2, rng=rng)
    network = nn.Network([convolution, nn.Dense(14 * 14 * 4, 10, rng=rng)])

    assert torch_source(network).splitlines()[1:3] == [
        "    nn.ZeroPad2d((1, 2, 1, 2)),",
        "    nn.Conv2d(1, 4, 4, stride=2),",
    ]


def test_a_flattened_picture_is_counted_channel_by_channel(
    file: Path, rng: np.random.Generator
) -> None:
    dense = nn.Dense(2 * 3 * 4, 1, rng=rng)
    dense.weights[:, 0] = np.arange(24)
    export_torch(nn.Network([nn.Flatten(), nn.ReLU(), dense], input_shape=(2, 3, 4)), file)

    in_their_order = load_file(file)["2.weight"].reshape(4, 2, 3)
    assert np.array_equal(in_their_order.transpose(1, 2, 0).ravel(), np.arange(24))


@given(networks())
def test_the_same_network_gives_the_same_bytes(file: Path, network: nn.Network) -> None:
    export_torch(network, file)
    first = file.read_bytes()
    export_torch(network.copy(), file)

    assert file.read_bytes() == first
    header = json.loads(first[8 : 8 + int.from_bytes(first[:8], "little")])
    assert header["__metadata__"] == {"format": "pt"}


class Doubling(nn.Flatten):
    """A layer that only its author knows."""


@pytest.mark.parametrize("export", [export_torch, export_onnx])
def test_what_cannot_be_exported_leaves_the_file_alone(
    export: Callable[[nn.Network, Path], None], file: Path, rng: np.random.Generator
) -> None:
    spoilt = nn.Dense(784, 10, rng=rng)
    spoilt.weights[3, 3] = np.nan
    cases = [
        (nn.Network([Doubling(), nn.Dense(784, 10, rng=rng)]), "can be exported, got ['Doubling']"),
        (nn.Network([spoilt]), "only finite weights can be exported"),
        (nn.Network([nn.Conv2D(1, 2, 3, rng=rng)]), "ends in a Dense layer"),
        (nn.Network([nn.Conv2D(1, 2, 3, rng=rng), nn.Flatten()]), "ends in a Dense layer"),
        (nn.Network([nn.Dense(16, 10, rng=rng)], input_shape=(2, 2, 2, 2)), "(2, 2, 2, 2)"),
    ]
    file.write_bytes(b"old")
    for network, message in cases:
        with pytest.raises(ValueError, match=re.escape(message)):
            export(network, file)
        assert file.read_bytes() == b"old"


def test_without_the_package_onnx_the_extra_is_named(
    new_network: NewNetwork, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)

    with pytest.raises(ImportError, match=re.escape("pip install onnx")):
        export_onnx(new_network(), file)


def test_positions_do_not_matter_but_order_does(new_network: NewNetwork, file: Path) -> None:
    source, target = new_network(16, seed=1), new_network(16, seed=2)
    first, first_bias, second, second_bias = source.parameters
    tensors = {
        "10.weight": np.ascontiguousarray(second.T),
        "10.bias": second_bias,
        "9.weight": np.ascontiguousarray(first.T),
        "9.bias": first_bias,
    }
    save_file(tensors, file)
    import_torch(file, target)

    for ours, theirs in zip(target.parameters, source.parameters, strict=True):
        assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("dtype", [np.float16, np.float64])
def test_other_numbers_are_rounded(dtype: type, new_network: NewNetwork, file: Path) -> None:
    export_torch(new_network(), file)
    tensors = {name: array.astype(dtype) for name, array in load_file(file).items()}
    save_file(tensors, file)
    network = new_network()
    import_torch(file, network)

    assert network.dtype == np.float32
    assert np.array_equal(network.parameters[0].T, tensors["1.weight"].astype(np.float32))


def changed(tensors: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Other tensors; names are given with _ for a dot, None takes one away."""
    after = tensors | {name.replace("_", "."): array for name, array in changes.items()}
    return {name.removeprefix("at."): array for name, array in after.items() if array is not None}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"at_1_bias": None}, "expected 1.weight (16, 784), 1.bias (16,), 3.weight (10, 16), 3"),
        ({"at_5_weight": np.zeros((2, 2), "f4"), "at_5_bias": np.zeros(2, "f4")}, "5.bias (2,)"),
        ({"at_1_weight": np.zeros((784, 16), "f4")}, "found 1.weight (784, 16), 1.bias (16,)"),
        ({"at_fc_weight": np.zeros((1, 1), "f4")}, "fc.weight (1, 1)"),
        ({"at_01_bias": np.zeros(16, "f4")}, "01.bias (16,)"),
        ({"at_1_bias": np.zeros(16, "i8")}, "1.bias in {file} must be numbers of ['F16', 'F32"),
        ({"at_1_bias": np.full(16, np.nan, "f4")}, "1.bias in {file} must be finite float32"),
        ({"at_1_bias": np.full(16, 1e300)}, "1.bias in {file} must be finite float32"),
    ],
)
def test_what_does_not_fit_is_told_by_name(
    changes: dict[str, Any], message: str, new_network: NewNetwork, file: Path
) -> None:
    network = new_network()
    export_torch(network, file)
    tensors = {f"at.{name}": array for name, array in load_file(file).items()}
    save_file(changed(tensors, **changes), file)
    before = [parameter.copy() for parameter in network.parameters]

    with pytest.raises(TensorFileError, match=re.escape(message.format(file=file))) as caught:
        import_torch(file, network)
    assert str(file) in str(caught.value)
    for parameter, old in zip(network.parameters, before, strict=True):
        assert np.array_equal(parameter, old)


def test_a_network_of_our_own_is_not_taken_for_one_of_pytorch(
    new_network: NewNetwork, file: Path
) -> None:
    nn.save(new_network(), file)

    words = "is not a state dict of PyTorch in safetensors but a network file of Misread"
    with pytest.raises(TensorFileError, match=words):
        import_torch(file, new_network())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" + b"x" * 99, b"\xff" * 64, b"[" * 64])
def test_what_is_no_safetensors_file_is_told(
    content: bytes, new_network: NewNetwork, file: Path
) -> None:
    file.write_bytes(content)

    with pytest.raises(TensorFileError, match="is not a state dict of PyTorch in safetensors"):
        import_torch(file, new_network())


def test_what_is_no_file_is_told(new_network: NewNetwork, tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        import_torch(tmp_path, new_network())
    with pytest.raises(FileNotFoundError):
        import_torch(tmp_path / "nowhere", new_network())


def test_thousands_of_names_make_no_endless_message(new_network: NewNetwork, file: Path) -> None:
    save_file({f"layer{i}.weight": np.zeros(1, "f4") for i in range(3000)}, file)

    with pytest.raises(TensorFileError) as caught:
        import_torch(file, new_network())
    assert len(str(caught.value)) < 1500


@given(networks(), st.data())
def test_a_damaged_file_fills_a_network_whole_or_not_at_all(
    file: Path, network: nn.Network, data: st.DataObject
) -> None:
    export_torch(network, file)
    content = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    other = network.copy()

    try:
        import_torch(file, other)
    except TensorFileError:
        for ours, theirs in zip(network.parameters, other.parameters, strict=True):
            assert np.array_equal(ours, theirs)
    assert other.is_finite
