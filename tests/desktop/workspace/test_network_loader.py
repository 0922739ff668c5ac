"""Networks are read in the background, and those of runs held in memory as far as there is room."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.workspace import network_store
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_loader import NetworkLoader
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore
from tests.desktop.hands import listen
from tests.desktop.workspace.helpers import named_network, names
from tests.desktop.workspace.real_runs import Keep


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    """Runs on the disk, as they are."""
    return RunStore(tmp_path / "runs")


def test_every_epoch_with_kept_weights_has_a_reference_that_brings_it(
    workspace: Workspace, yesterday: KeptRun, kept_runs: KeptRuns, jobs: Jobs, qtbot: QtBot
) -> None:
    before, after = (NetworkLoader(workspace.network_store, jobs, workspace) for _ in range(2))
    brought: dict[NetworkRef, NamedNetwork] = {}
    for loader, epoch in ((before, 0), (after, 1)):
        loader.loaded.connect(lambda each: brought.update({each.ref: each}))
        loader.request(NetworkRef.of_run(yesterday.id, epoch))
    qtbot.waitUntil(lambda: len(brought) == 2)
    for epoch in (0, 1):
        ours = brought[NetworkRef.of_run(yesterday.id, epoch)].network.parameters
        assert all(map(np.array_equal, ours, yesterday.network(epoch).parameters))
    kept_runs.changed.emit()
    assert names(workspace) == ["Reader", "Yesterday"], "an epoch looked at is not a choice"


def test_an_epoch_without_kept_weights_says_so(
    workspace: Workspace, yesterday: KeptRun, jobs: Jobs, qtbot: QtBot
) -> None:
    loader = NetworkLoader(workspace.network_store, jobs, workspace)
    with qtbot.waitSignal(loader.failed) as failed:
        loader.request(NetworkRef.of_run(yesterday.id, 9))
    kept = ", ".join(map(str, yesterday.weights_epochs))
    assert str(failed.args[1]) == f"it kept no weights of epoch 9, only of these: {kept}"


def test_a_network_that_was_read_is_brought_from_memory(
    workspace: Workspace, yesterday: KeptRun, jobs: Jobs, qtbot: QtBot
) -> None:
    ref = NetworkRef.of_run(yesterday.id, 1)
    loader = NetworkLoader(workspace.network_store, jobs, workspace)
    with qtbot.waitSignal(loader.loaded) as first:
        loader.request(ref)
    again = listen(loader.loaded)
    loader.request(ref)
    assert again == first.args


def test_only_so_many_networks_of_runs_stay_in_memory(
    workspace: Workspace,
    keep_run: Keep,
    short: Recipe,
    jobs: Jobs,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workspace.put(named_network("Reader", NetworkRef.shipped()))
    workspace.put(named_network("mine", NetworkRef.of_file(Path("mine"))))
    kept = keep_run("Quick", short)
    size = kept.network().parameter_count
    monkeypatch.setattr(network_store, "MOST_PARAMETERS", 2 * size)
    loader = NetworkLoader(workspace.network_store, jobs, workspace)
    for epoch in (0, 1, 2):
        with qtbot.waitSignal(loader.loaded):
            loader.request(NetworkRef.of_run(kept.id, epoch))
    held = [each.ref.epoch for each in workspace.network_store.networks if each.ref.run_id]
    assert held == [1, 2]
    assert workspace.network_store.get(NetworkRef.of_file(Path("mine"))) is not None
    assert workspace.network_store.get(NetworkRef.shipped()) is not None


def test_newer_weights_are_those_of_the_latest_moment_alone(workspace: Workspace) -> None:
    store, ref = workspace.network_store, NetworkRef.of_run("run")
    before, after = (named_network("Quick", ref) for _ in range(2))
    workspace.put(before)
    assert store.newer(ref, before.network) is None
    workspace.put(after)
    assert store.newer(ref, before.network) is after
    assert store.newer(NetworkRef.of_run("run", 1), before.network) is None
