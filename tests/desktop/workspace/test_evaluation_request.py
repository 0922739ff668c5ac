"""The gallery names whose mistakes it shows, and knows an update from something else."""

from pathlib import Path

import pytest

import nncore as nn
from desktop.workspace.evaluation_request import Subject
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from nncore.datasets import Dataset, SplitName


@pytest.mark.parametrize(
    ("epoch", "title"),
    [
        (None, "Reader on Generated digits, test"),
        (0, "Reader, untrained, on Generated digits, test"),
        (3, "Reader after epoch 3 on Generated digits, test"),
    ],
)
def test_title_says_network_epoch_and_images(
    network: nn.Network, small_dataset: Dataset, epoch: int | None, title: str
) -> None:
    reader = NamedNetwork("Reader", NetworkRef.of_run("run"), network, epoch=epoch)
    assert Subject(reader, small_dataset, SplitName.TEST).title == title


def test_newer_weights_are_akin_and_not_the_same(
    network: nn.Network, other_network: nn.Network, small_dataset: Dataset
) -> None:
    one = Subject(
        NamedNetwork("Run", NetworkRef.of_run("run"), network), small_dataset, SplitName.TEST
    )
    newer = Subject(
        NamedNetwork("Run", NetworkRef.of_run("run"), other_network), small_dataset, SplitName.TEST
    )
    assert newer.is_akin_to(one)
    assert not newer.is_same_as(one)


def test_a_new_title_alone_is_the_same(network: nn.Network, small_dataset: Dataset) -> None:
    one = Subject(
        NamedNetwork("Run", NetworkRef.of_run("run"), network), small_dataset, SplitName.TEST
    )
    titled = NamedNetwork("Run", NetworkRef.of_run("run"), network, accuracy=0.9)
    assert Subject(titled, small_dataset, SplitName.TEST).is_same_as(one)


def test_another_split_or_origin_is_not_akin(network: nn.Network, small_dataset: Dataset) -> None:
    run = NamedNetwork("Run", NetworkRef.of_run("run"), network)
    one = Subject(run, small_dataset, SplitName.TEST)
    assert not Subject(run, small_dataset, SplitName.VALIDATION).is_akin_to(one)
    opened = NamedNetwork("Run", NetworkRef.of_file(Path("network")), network)
    assert not Subject(opened, small_dataset, SplitName.TEST).is_akin_to(one)
