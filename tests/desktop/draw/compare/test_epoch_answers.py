"""Each kept epoch of a run answers; one that is damaged leaves the others."""

import numpy as np
import pytest

from desktop.draw.compare.epoch_answers import load_epochs, read_epochs
from desktop.workspace.jobs import Cancelled
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from nncore.recognition.answers import answers
from nncore.runs import KeptRun
from nncore.runs.weights import weights_file


def go_on(_done: float) -> None:
    pass


def stop(_done: float) -> None:
    raise Cancelled


def test_each_epoch_answers_as_its_network_does(
    workspace: Workspace, kept: KeptRun, small_dataset: Dataset
) -> None:
    networks = load_epochs(workspace.network_store, kept.id, kept.weights_epochs, go_on)
    for frame in small_dataset.test.images[:4]:
        found = read_epochs(networks, frame, go_on)
        assert found.answers == {
            epoch: int(answers(kept.network(epoch), frame[np.newaxis])[0])
            for epoch in kept.weights_epochs
        }


def test_what_is_damaged_is_left_out(
    workspace: Workspace, kept: KeptRun, small_dataset: Dataset
) -> None:
    weights_file(kept.folder, 3).write_bytes(b"nothing of the kind")
    networks = load_epochs(workspace.network_store, kept.id, (2, 3, 4), go_on)
    assert networks.by_epoch[3] is None
    found = read_epochs(networks, small_dataset.test.images[0], go_on)
    assert {*found.answers} == {2, 4}


def test_both_can_be_cancelled(workspace: Workspace, kept: KeptRun, small_dataset: Dataset) -> None:
    with pytest.raises(Cancelled):
        load_epochs(workspace.network_store, kept.id, kept.weights_epochs, stop)
    networks = load_epochs(workspace.network_store, kept.id, (6,), go_on)
    with pytest.raises(Cancelled):
        read_epochs(networks, small_dataset.test.images[0], stop)
