"""Images as the inspector is given them, and an inspector alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.examples import Examples
from desktop.mistakes.inspector.inspected import Inspected
from desktop.mistakes.inspector.view import Inspector
from desktop.theme import Theme
from desktop.workspace.evaluation import EvaluationColumns, EvaluationRequest
from desktop.workspace.feature_store import FeatureStore
from desktop.workspace.jobs import Jobs
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from nncore.datasets import Dataset, SplitName
from tests.desktop.mistakes.helpers import expose

Inspect = Callable[..., Inspected]


def inspected(network: nn.Network, dataset: Dataset, position: int) -> Inspected:
    """The test image at a position, as the network reads it."""
    read = nn.evaluate(network, dataset.test)
    columns = EvaluationColumns(
        read.labels, read.predictions, read.confidences, read.losses, read.probabilities
    )
    named = NamedNetwork("Run", NetworkRef.of_run("run"), network)
    request = EvaluationRequest.of(named, dataset, SplitName.TEST)
    return Inspected.of(Examples(dataset.test, columns), position, request, None)


@pytest.fixture
def inspect(network: nn.Network, small_dataset: Dataset) -> Inspect:
    """Makes an Inspected of the test image at a position; what else is given of its Example, as a
    mark or a loss, is another than the network tells.
    """

    def make(position: int, dataset: Dataset = small_dataset, **other: Any) -> Inspected:
        found = inspected(network, dataset, position)
        return replace(found, example=replace(found.example, **other))

    return make


@pytest.fixture
def misread(network: nn.Network, small_dataset: Dataset) -> int:
    """Where an image stands that the network misreads."""
    return int(nn.evaluate(network, small_dataset.test).misread_positions[0])


@pytest.fixture
def inspector(qtbot: QtBot, jobs: Jobs, theme: Theme) -> Inspector:
    """An inspector alone, shown."""
    return expose(qtbot, Inspector(jobs, FeatureStore(jobs), theme), 300, 700)
