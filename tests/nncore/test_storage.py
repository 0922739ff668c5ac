"""Networks on disk: what is saved comes back, and a failed write costs nothing."""

import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nncore as nn
from nncore import storage
from nncore.layers import Layer

NewNetwork = Callable[..., nn.Network]
sizes = st.lists(st.integers(1, 9), max_size=3)
seeds = st.integers(0, 2**32 - 1)


def network_of(hidden: list[int], seed: int, dtype: type = np.float32) -> nn.Network:
    rng = np.random.default_rng(seed)
    layers: list[Layer] = []
    for inputs, outputs in zip([16, *hidden], [*hidden, 10], strict=True):
        dense = nn.Dense(inputs, outputs, rng=rng, dtype=dtype)
        dense.bias[:] = rng.normal(size=outputs)
        layers += [dense, nn.ReLU()]
    return nn.Network(layers[:-1], input_shape=(4, 4))


@given(sizes, seeds, st.sampled_from([np.float32, np.float64]))
def test_what_was_saved_comes_back(
    tmp_path_factory: pytest.TempPathFactory, hidden: list[int], seed: int, dtype: type
) -> None:
    path = tmp_path_factory.getbasetemp() / "there and back"
    network = network_of(hidden, seed, dtype)

    nn.save(network, path)
    loaded = nn.load(path)

    assert str(loaded) == str(network)
    assert loaded.input_shape == (4, 4)
    for ours, theirs in zip(loaded.parameters, network.parameters, strict=True):
        assert ours.dtype == theirs.dtype
        assert np.array_equal(ours, theirs)


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


@given(sizes, seeds)
def test_the_same_network_gives_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, hidden: list[int], seed: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    notes = {"name": "zero", "accuracy": 0.1, "recipe": {"hidden": hidden, "b": 1, "a": 2}}
    backwards = dict(reversed(notes.items()))

    nn.save(network_of(hidden, seed), folder / "first", notes=notes)
    nn.save(network_of(hidden, seed), folder / "second", notes=backwards)

    assert (folder / "first").read_bytes() == (folder / "second").read_bytes()


def test_weights_in_another_memory_order_are_saved_as_they_are(tmp_path: Path) -> None:
    network = network_of([], seed=1)
    dense = network.layers[0]
    assert isinstance(dense, nn.Dense)
    dense.weights = np.asfortranarray(dense.weights)

    nn.save(network, tmp_path / "network")

    assert np.array_equal(nn.load(tmp_path / "network").parameters[0], dense.weights)


def test_notes_travel_with_the_network(tmp_path: Path) -> None:
    notes = {"name": "Größe ✓", "accuracy": 0.98, "hidden": [128], "nothing": None}

    nn.save(network_of([], 1), tmp_path / "network", notes=notes)

    assert storage.load_notes(tmp_path / "network") == notes


def test_without_notes_there_are_none(tmp_path: Path) -> None:
    nn.save(network_of([], 1), tmp_path / "network")

    assert storage.load_notes(tmp_path / "network") == {}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no devices among its files")
def test_a_device_is_neither_read_nor_replaced() -> None:
    with pytest.raises(nn.NetworkFileError, match="/dev/zero is not a file"):
        nn.load("/dev/zero")
    with pytest.raises(OSError, match="/dev/null is not a file that can be written"):
        nn.save(network_of([], 1), "/dev/null")


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        nn.load(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError):
        nn.save(network_of([], 1), tmp_path / "nowhere" / "network")


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "network"
    nn.save(network_of([], 1), path)
    before = path.read_bytes()

    def fail(_: int) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="no space left"):
            nn.save(network_of([5], 2), path)

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_saving_replaces_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "network"
    for hidden in ([7], []):
        nn.save(network_of(hidden, 1), path)

    assert str(nn.load(path)) == "16–10"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions and links are POSIX's")
def test_a_saved_file_has_the_permissions_of_any_other(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"")
    nn.save(network_of([], 1), tmp_path / "network")

    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="permissions and links are POSIX's")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "network")

    nn.save(network_of([], 1), tmp_path / "link")

    assert (tmp_path / "link").is_symlink()
    assert str(nn.load(tmp_path / "network")) == "16–10"


def test_weights_that_are_not_finite_are_not_saved(tmp_path: Path) -> None:
    network = network_of([], 1)
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
