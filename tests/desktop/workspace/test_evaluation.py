"""A request and its answer say which network, which images and which moment."""

from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.evaluation import EvaluationColumns, EvaluationRequest, EvaluationResult
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from nncore.datasets import Dataset, SplitName
from nncore.epoch_predictions import NO_PREDICTION

RUN = NetworkRef.of_run("run")


def request(
    network: nn.Network,
    dataset: Dataset,
    split_name: SplitName = SplitName.TEST,
    ref: NetworkRef = RUN,
    *,
    epoch: int | None = None,
    step: int | None = None,
) -> EvaluationRequest:
    named = NamedNetwork("Quick 2", ref, network, epoch=epoch, step=step)
    return EvaluationRequest.of(named, dataset, split_name)


@pytest.mark.parametrize(
    ("epoch", "step", "title"),
    [
        (None, None, "Quick 2 on Generated digits, test"),
        (0, None, "Quick 2, untrained, on Generated digits, test"),
        (3, None, "Quick 2 after epoch 3 on Generated digits, test"),
        (None, 1234, "Quick 2 after step 1,234 on Generated digits, test"),
    ],
)
def test_title_says_network_moment_and_images(
    network: nn.Network, small_dataset: Dataset, epoch: int | None, step: int | None, title: str
) -> None:
    assert request(network, small_dataset, epoch=epoch, step=step).title == title


def test_newer_weights_of_a_network_are_no_other_network(
    network: nn.Network, other_network: nn.Network, small_dataset: Dataset
) -> None:
    newer = request(other_network, small_dataset, epoch=2)
    assert newer.differs_in_weights_at_most(request(network, small_dataset, epoch=1))


def test_another_split_or_network_is_more_than_newer_weights(
    network: nn.Network, small_dataset: Dataset
) -> None:
    one = request(network, small_dataset)
    validation = request(network, small_dataset, SplitName.VALIDATION)
    assert not validation.differs_in_weights_at_most(one)
    opened = request(network, small_dataset, ref=NetworkRef.of_file(Path("network")))
    assert not opened.differs_in_weights_at_most(one)
    epoch = request(network, small_dataset, ref=NetworkRef.of_run("run", 2))
    assert not epoch.differs_in_weights_at_most(one)


@pytest.mark.parametrize("split_name", SplitName)
def test_every_split_can_be_asked_for(
    network: nn.Network, small_dataset: Dataset, split_name: SplitName
) -> None:
    split = request(network, small_dataset, split_name).split
    assert split is getattr(small_dataset, split_name)


def test_an_image_that_nothing_is_known_of_counts_neither_right_nor_wrong(
    network: nn.Network, small_dataset: Dataset
) -> None:
    labels = np.array([1, 2, 3, 4, 5], np.uint8)
    predictions = np.array([1, 2, 7, 4, NO_PREDICTION], np.uint8)
    columns = EvaluationColumns(labels, predictions, np.ones(5, np.float32))
    result = EvaluationResult(request(network, small_dataset, epoch=3), columns)
    assert columns.misread_positions.tolist() == [2]
    assert result.accuracy == Accuracy(0.75, "Generated digits", SplitName.TEST, 4, epoch=3)
