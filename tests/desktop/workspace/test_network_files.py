"""Networks come from files and go to files, and what is no network says so."""

from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_files import open_network, save_network, shipped_network
from desktop.workspace.network_ref import NetworkRef, Origin
from nncore.datasets import Dataset


@pytest.fixture
def small_network() -> nn.Network:
    return nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(3))])


def test_shipped_network_reads_digits_and_says_how_well() -> None:
    shipped = shipped_network()
    assert shipped.ref.origin is Origin.SHIPPED
    assert shipped.accuracy is not None
    assert shipped.accuracy > 0.97
    assert shipped.network.predict(np.zeros((1, 28, 28), np.uint8)).shape == (1, 10)


def test_saved_network_opens_with_its_accuracy(tmp_path: Path, small_network: nn.Network) -> None:
    path = tmp_path / "mine.safetensors"
    named = NamedNetwork(
        "This run", NetworkRef.of_run("run"), small_network, 0.91, "MNIST validation", epoch=3
    )
    save_network(named, path)
    opened = open_network(path)
    assert (opened.name, opened.ref) == ("mine", NetworkRef.of_file(path))
    assert (opened.accuracy, opened.measured_on) == (0.91, "MNIST validation")
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
    assert shipped_network().measured_on == "MNIST test"


@pytest.mark.parametrize(
    ("dataset", "measured_on"),
    [
        ("mnist", "MNIST test"),
        ("mnist+generated", "MNIST test"),
        ("generated", "Generated digits test"),
        ("my digits", "my digits test"),
        ("my digits + generated", "my digits test"),
        ("Other digits (MNIST)", "Other digits (MNIST) test"),
        ("one\ntwo", "one two test"),
        ("MNIST", "its test images"),
        ("x" * 5000, "its test images"),
        (["mnist"], "its test images"),
        (None, "its test images"),
    ],
)
def test_a_network_of_the_command_line_says_on_what_it_was_measured(
    dataset: object, measured_on: str, tmp_path: Path, small_network: nn.Network
) -> None:
    notes = {"test_accuracy": 0.9, "dataset": dataset}
    nn.save(small_network, tmp_path / "theirs.safetensors", notes=notes)
    assert open_network(tmp_path / "theirs.safetensors").measured_on == measured_on


def test_convolutional_network_is_saved_and_opened_whole(
    tmp_path: Path, kernels: nn.Network, small_dataset: Dataset
) -> None:
    path = tmp_path / f"{kernels}.safetensors"
    save_network(
        NamedNetwork("This run", NetworkRef.of_run("run"), kernels, 0.99, "MNIST validation"), path
    )
    opened = open_network(path)
    assert opened.name == str(opened.network) == str(kernels)
    images = small_dataset.test.images[:20]
    assert np.array_equal(opened.network.predict(images), kernels.predict(images))
