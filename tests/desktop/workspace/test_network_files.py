"""Networks come from files and go to files, and what is no network says so."""

from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_files import open_network, save_network, shipped_network
from desktop.workspace.network_ref import NetworkRef, Origin
from nncore.datasets import Dataset, SplitName
from nncore.storage.networks import load_with_notes


@pytest.fixture
def small_network() -> nn.Network:
    return nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(3))])


def measured_on(network: NamedNetwork) -> tuple[str, SplitName | None]:
    assert network.accuracy is not None
    return network.accuracy.data, network.accuracy.split


def test_shipped_network_reads_digits_and_says_how_well() -> None:
    shipped = shipped_network()
    assert shipped.ref.origin is Origin.SHIPPED
    assert shipped.accuracy is not None
    assert shipped.accuracy.value > 0.97
    assert shipped.network.predict(np.zeros((1, 28, 28), np.uint8)).shape == (1, 10)


def test_saved_network_opens_with_its_accuracy(tmp_path: Path, small_network: nn.Network) -> None:
    path = tmp_path / "mine.safetensors"
    accuracy = Accuracy(0.91, "MNIST", SplitName.VALIDATION, 5_000, epoch=3)
    named = NamedNetwork("This run", NetworkRef.of_run("run"), small_network, accuracy, epoch=3)
    save_network(named, path)
    opened = open_network(path)
    assert (opened.name, opened.ref) == ("mine", NetworkRef.of_file(path))
    assert opened.accuracy == Accuracy(0.91, "MNIST", SplitName.VALIDATION)
    assert load_with_notes(path)[1] == {
        "name": "This run",
        "accuracy": 0.91,
        "measured_on": "MNIST validation",
    }
    image = np.full((1, 28, 28), 9, np.uint8)
    assert np.array_equal(opened.network.predict(image), small_network.predict(image))


def test_network_of_other_sizes_is_refused(tmp_path: Path) -> None:
    other = nn.Network([nn.Dense(6, 10, rng=np.random.default_rng(3))], input_shape=(2, 3))
    nn.save(other, tmp_path / "other.safetensors")
    with pytest.raises(nn.NetworkFileError, match="28×28"):
        open_network(tmp_path / "other.safetensors")


def test_what_is_no_network_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader")
    with pytest.raises(nn.NetworkFileError, match=r"letter\.txt"):
        open_network(path)


def test_shipped_network_says_on_what_it_was_measured() -> None:
    assert measured_on(shipped_network()) == ("MNIST", SplitName.TEST)


@pytest.mark.parametrize(
    ("dataset", "data"),
    [
        ("mnist", "MNIST"),
        ("mnist+generated", "MNIST"),
        ("generated", "Generated digits"),
        ("my digits", "my digits"),
        ("my digits + generated", "my digits"),
        ("Other digits (MNIST)", "Other digits (MNIST)"),
        ("one\ntwo", "one two"),
        ("MNIST", ""),
        ("x" * 5000, ""),
        (["mnist"], ""),
        (None, ""),
    ],
)
def test_a_network_of_the_command_line_says_on_what_it_was_measured(
    dataset: object, data: str, tmp_path: Path, small_network: nn.Network
) -> None:
    notes = {"test_accuracy": 0.9, "dataset": dataset}
    nn.save(small_network, tmp_path / "theirs.safetensors", notes=notes)
    opened = open_network(tmp_path / "theirs.safetensors")
    assert measured_on(opened) == (data, SplitName.TEST)

    save_network(opened, tmp_path / "again.safetensors")
    assert measured_on(open_network(tmp_path / "again.safetensors")) == (data, SplitName.TEST)


def test_convolutional_network_is_saved_and_opened_whole(
    tmp_path: Path, kernels: nn.Network, small_dataset: Dataset
) -> None:
    path = tmp_path / f"{kernels}.safetensors"
    accuracy = Accuracy(0.99, "MNIST", SplitName.VALIDATION)
    save_network(NamedNetwork("This run", NetworkRef.of_run("run"), kernels, accuracy), path)
    opened = open_network(path)
    assert opened.name == str(opened.network) == str(kernels)
    images = small_dataset.test.images[:20]
    assert np.array_equal(opened.network.predict(images), kernels.predict(images))
