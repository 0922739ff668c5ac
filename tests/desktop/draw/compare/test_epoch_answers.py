"""Each kept epoch of a run answers; one that is damaged leaves the others."""

import numpy as np
import pytest

from desktop.draw.compare import epoch_reader
from desktop.draw.compare.epoch_reader import load_epochs, read_epochs, with_room
from desktop.workspace.jobs import Cancelled, Progress
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.network_store import FoundNetwork
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from nncore.recognition.reading import answers
from nncore.runs import KeptRun
from nncore.runs.weights import weights_bytes, weights_file
from tests.desktop.draw.pad import go_on


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


def test_no_more_are_held_than_a_run_may_keep(
    workspace: Workspace, kept: KeptRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 2 * weights_bytes(kept.network()) + 1
    monkeypatch.setattr(epoch_reader, "MOST_WEIGHTS_BYTES", most)
    store = workspace.network_store
    read: list[int | None] = []
    read_one = store.read

    def note(ref: NetworkRef, progress: Progress) -> FoundNetwork:
        read.append(ref.epoch)
        return read_one(ref, progress)

    monkeypatch.setattr(store, "read", note)
    found = load_epochs(store, kept.id, (1, 2, 3, 4, 5), go_on).by_epoch
    assert {each for each, network in found.items() if network is not None} == {4, 5}
    assert {*found} == {1, 2, 3, 4, 5}
    assert read == [5, 4, 3]  # the rest is not even read
    later = load_epochs(store, kept.id, (6,), go_on).by_epoch
    held = with_room(found | later, (1, 2, 3, 4, 5, 6))
    assert {each for each, network in held.items() if network is not None} == {5, 6}
    assert {*with_room(found | later, (4, 6))} == {4, 6}
