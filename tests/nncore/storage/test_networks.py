"""Networks on disk: what is saved comes back, and a failed write costs nothing."""

import os
import re
import stat
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nncore as nn
from nncore.layers import Layer
from nncore.layers.convolution import PADDINGS
from nncore.storage import networks as network_files
from nncore.storage import tensor_files
from nncore.storage.network_description import KINDS

NewNetwork = Callable[..., nn.Network]
seeds = st.integers(0, 2**32 - 1)


def small_network(hidden: int | None = None) -> nn.Network:
    """For images of 4 x 4; dense."""
    rng = np.random.default_rng(1)
    sizes = [16, *([hidden] if hidden else []), 10]
    return nn.Network([nn.Dense(*each, rng=rng) for each in pairwise(sizes)], input_shape=(4, 4))


def layer_of(kind: str, shape: tuple[int, ...], draw: st.DrawFn, dtype: type) -> Layer:
    """A layer with options drawn at random, which may or may not take inputs of `shape`."""
    rng = np.random.default_rng(draw(seeds))
    few = st.integers(1, 3)
    match kind:
        case "Conv2D":
            channels = shape[2] if len(shape) == 3 else 1
            padding, stride = draw(st.sampled_from(PADDINGS)), draw(few)
            return nn.Conv2D(
                channels, draw(few), draw(few), padding=padding, stride=stride, rng=rng, dtype=dtype
            )
        case "Dense":
            return nn.Dense(int(np.prod(shape)), draw(st.integers(1, 9)), rng=rng, dtype=dtype)
        case "MaxPool2D":
            return nn.MaxPool2D(draw(st.integers(2, 3)))
        case "Dropout":
            return nn.Dropout(draw(st.floats(0, 1, exclude_max=True)))
    return nn.ReLU() if kind == "ReLU" else nn.Flatten()


@st.composite
def networks(draw: st.DrawFn) -> nn.Network:
    """Every kind of layer in any order that fits, the biases drawn too."""
    dtype = draw(st.sampled_from([np.float32, np.float64]))
    input_shape = draw(st.sampled_from([(9,), (6, 7), (9, 8, 1), (6, 6, 3), (2, 3, 2, 2)]))
    layers: list[Layer] = []
    shape: tuple[int, ...] = input_shape
    for kind in draw(st.lists(st.sampled_from(KINDS), max_size=7)):
        layer = layer_of(kind, shape, draw, dtype)
        try:
            shape = layer.output_shape(shape)
        except ValueError:
            continue
        layers.append(layer)
    layers.append(layer_of("Dense", shape, draw, dtype))
    network = nn.Network(layers, input_shape=input_shape)
    rng = np.random.default_rng(draw(seeds))
    for parameter in network.parameters:
        parameter[...] = rng.normal(size=parameter.shape)
    return network


def assert_equal(ours: nn.Network, theirs: nn.Network) -> None:
    assert str(ours) == str(theirs)
    assert ours.input_shape == theirs.input_shape
    assert [type(layer) for layer in ours.layers] == [type(layer) for layer in theirs.layers]
    for mine, other in zip(ours.layers, theirs.layers, strict=True):
        assert mine.configuration == other.configuration
    for mine_array, other_array in zip(ours.parameters, theirs.parameters, strict=True):
        assert mine_array.dtype == other_array.dtype
        assert np.array_equal(mine_array, other_array)


def test_every_kind_of_layer_can_be_saved() -> None:
    assert KINDS == ("Conv2D", "Dense", "Dropout", "Flatten", "MaxPool2D", "ReLU")


@given(networks())
def test_networks_of_all_kinds_of_layers_come_back(
    tmp_path_factory: pytest.TempPathFactory, network: nn.Network
) -> None:
    path = tmp_path_factory.getbasetemp() / "all kinds"

    nn.save(network, path)
    loaded = nn.load(path)

    assert_equal(loaded, network)
    images = np.random.default_rng(1).uniform(size=(2, *network.input_shape))
    assert np.array_equal(loaded.logits(images), network.logits(images))
    assert all(array.flags.writeable for array in loaded.parameters)


@settings(max_examples=40)
@given(networks())
def test_the_same_network_of_any_layers_gives_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, network: nn.Network
) -> None:
    folder = tmp_path_factory.getbasetemp()

    nn.save(network, folder / "first of all kinds")
    nn.save(nn.load(folder / "first of all kinds"), folder / "second of all kinds")
    nn.save(network.copy(), folder / "third of all kinds")

    contents = {path.read_bytes() for path in folder.glob("* of all kinds")}
    assert len(contents) == 1


def test_sizes_of_numpys_own_integers_are_saved(tmp_path: Path, rng: np.random.Generator) -> None:
    two, three = cast(list[int], np.arange(2, 4))
    layers = [nn.Conv2D(1, two, three, stride=two, rng=rng), nn.MaxPool2D(two)]
    network = nn.Network(layers, input_shape=(9, 9))

    nn.save(network, tmp_path / "network")

    assert_equal(nn.load(tmp_path / "network"), network)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        (
            (2**20, 2**20),
            "an image has at most 4194304 numbers, got the shape (1048576, 1048576)",
        ),
        ((2.5,), "an input shape has sizes of 1 and more, got (2.5,)"),
        ((np.int64(5), 5), "an input shape has sizes of 1 and more, got (np.int64(5), 5)"),
    ],
)
def test_networks_for_impossible_images_are_not_saved(
    shape: Any, message: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        nn.save(nn.Network([nn.ReLU()], input_shape=shape), tmp_path / "network")
    assert not list(tmp_path.iterdir())


def test_weights_in_another_memory_order_are_saved_as_they_are(
    tmp_path: Path, rng: np.random.Generator
) -> None:
    convolution, dense = nn.Conv2D(2, 3, 4, rng=rng), nn.Dense(75, 10, rng=rng)
    for layer in (convolution, dense):
        layer.weights = np.asfortranarray(layer.weights)

    nn.save(nn.Network([convolution, dense], input_shape=(5, 5, 2)), tmp_path / "network")

    kernels, _, weights, _ = nn.load(tmp_path / "network").parameters
    assert np.array_equal(kernels, convolution.weights)
    assert np.array_equal(weights, dense.weights)


def test_a_layer_used_twice_comes_back_as_two(tmp_path: Path, rng: np.random.Generator) -> None:
    convolution = nn.Conv2D(2, 2, 3, rng=rng)
    network = nn.Network([convolution, nn.ReLU(), convolution], input_shape=(5, 5, 2))

    nn.save(network, tmp_path / "network")

    assert_equal(nn.load(tmp_path / "network"), network)


def test_a_loaded_network_can_go_on_learning(
    tmp_path: Path, new_network: NewNetwork, digits: nn.datasets.Dataset
) -> None:
    nn.save(new_network(), tmp_path / "network")
    loaded = nn.load(tmp_path / "network")

    events = nn.train(
        loaded,
        digits.training,
        optimizer=nn.Adam(),
        epochs=1,
        batch_size=60,
        rng=np.random.default_rng(1),
    )

    assert len(list(events)) == 11


def test_notes_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    notes = {"name": "zero", "accuracy": 0.1, "recipe": {"hidden": [3], "b": 1, "a": 2}}

    nn.save(small_network(), tmp_path / "first", notes=notes)
    nn.save(small_network(), tmp_path / "second", notes=dict(reversed(notes.items())))

    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


@pytest.mark.parametrize(
    "notes", [None, {"name": "Größe ✓", "accuracy": 0.98, "hidden": [128], "nothing": None}]
)
def test_notes_travel_with_the_network(notes: dict[str, Any] | None, tmp_path: Path) -> None:
    nn.save(small_network(), tmp_path / "network", notes=notes)

    assert network_files.load_notes(tmp_path / "network") == (notes or {})


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no devices among its files")
def test_a_device_is_neither_read_nor_replaced() -> None:
    with pytest.raises(OSError, match="Not a regular file: '/dev/zero'"):
        nn.load("/dev/zero")
    with pytest.raises(OSError, match="/dev/null is not a file that can be written"):
        nn.save(small_network(), "/dev/null")


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        nn.load(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError):
        nn.save(small_network(), tmp_path / "nowhere" / "network")


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "network"
    nn.save(small_network(), path)
    before = path.read_bytes()

    def fail(_: int) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="no space left"):
            nn.save(small_network(5), path)

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_saving_replaces_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "network"
    for hidden in (7, None):
        nn.save(small_network(hidden), path)

    assert str(nn.load(path)) == "16–10"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions and links are POSIX's")
def test_a_saved_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"")
    nn.save(small_network(), tmp_path / "network")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="permissions and links are POSIX's")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "network")

    nn.save(small_network(), tmp_path / "link")

    assert (tmp_path / "link").is_symlink()
    assert str(nn.load(tmp_path / "network")) == "16–10"


def test_weights_that_are_not_finite_are_not_saved(tmp_path: Path) -> None:
    network = small_network()
    network.parameters[0][0, 0] = np.inf

    with pytest.raises(ValueError, match="only finite weights can be saved, got NaN or infinity"):
        nn.save(network, tmp_path / "network")
    assert not list(tmp_path.iterdir())


def test_layers_that_could_not_be_loaded_are_not_saved(tmp_path: Path) -> None:
    class Doubled(nn.ReLU):
        pass

    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1)), Doubled()])

    with pytest.raises(ValueError, match=re.escape("can be saved, got ['Doubled']")):
        nn.save(network, tmp_path / "network")


def test_what_could_not_be_read_back_is_not_written(
    tmp_path: Path, new_network: NewNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    nn.save(new_network(), tmp_path / "network")
    before = (tmp_path / "network").read_bytes()
    monkeypatch.setattr(tensor_files, "MAXIMUM_BYTES", 1_000)

    with pytest.raises(ValueError, match="may have a file of at most 1000 bytes, it would have"):
        nn.save(new_network(), tmp_path / "network")

    assert (tmp_path / "network").read_bytes() == before
