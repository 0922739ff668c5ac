"""Kept runs among the networks: renamed, deleted, brought back, trained by another window."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop import formats
from desktop.workspace import network_store
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_files import run_network
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore
from tests.desktop.hands import bring_back
from tests.desktop.workspace.helpers import (
    choose_now,
    chosen,
    named_network,
    names,
    wait_until_idle,
)
from tests.desktop.workspace.real_runs import GoOn, Keep


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    """Runs on the disk, as they are."""
    return RunStore(tmp_path / "runs")


def test_a_run_under_way_and_the_kept_run_with_its_id_are_one(
    workspace: Workspace, yesterday: KeptRun
) -> None:
    workspace.put(
        named_network("As it was called", NetworkRef.of_run(yesterday.id), 0.5), choose=True
    )
    assert names(workspace) == ["Reader", "Yesterday"]
    assert workspace.network is not None
    assert workspace.network.name == "Yesterday"
    assert formats.accuracy(0.5) in workspace.networks[1].title


def test_a_run_that_cannot_be_kept_is_chosen_like_any_other(
    workspace: Workspace, yesterday: KeptRun
) -> None:
    refs = [NetworkRef.of_unkept_run() for _ in range(2)]
    for ref in refs:
        workspace.put(named_network("Quick", ref), choose=True)
    workspace.choose(NetworkRef.shipped())
    workspace.choose(refs[0])
    assert chosen(workspace) == refs[0]
    assert names(workspace) == ["Reader", "Quick (run) (2)", "Quick (run)", "Yesterday"]


def test_renaming_shows_at_once_in_the_list_and_in_all_tabs(
    workspace: Workspace, yesterday: KeptRun, kept_runs: KeptRuns, qtbot: QtBot
) -> None:
    choose_now(qtbot, workspace, NetworkRef.of_run(yesterday.id))
    with qtbot.waitSignals([workspace.networks_changed, workspace.network_changed]):
        kept_runs.rename(yesterday.id, "Reader")
    assert names(workspace) == ["Reader (shipped)", "Reader (run)"]
    assert workspace.network is not None
    assert workspace.network.name == "Reader (run)"
    kept_runs.rename(yesterday.id, "Tuesday")
    assert names(workspace) == ["Reader", "Tuesday"]
    assert workspace.network.name == "Tuesday"


def test_a_deleted_run_leaves_the_list_and_comes_back(
    workspace: Workspace, yesterday: KeptRun, kept_runs: KeptRuns
) -> None:
    kept_runs.delete([yesterday.id])
    assert names(workspace) == ["Reader"]
    bring_back(kept_runs, [yesterday.id])
    assert names(workspace) == ["Reader", "Yesterday"]
    assert chosen(workspace) == NetworkRef.shipped()


def test_what_is_still_told_of_a_deleted_run_brings_it_not_back(
    workspace: Workspace, yesterday: KeptRun, kept_runs: KeptRuns
) -> None:
    kept_runs.delete([yesterday.id])
    workspace.put(named_network("Yesterday", NetworkRef.of_run(yesterday.id), 0.5), choose=True)
    assert names(workspace) == ["Reader"]
    assert chosen(workspace) == NetworkRef.shipped()


def test_deleting_the_chosen_run_leads_back_to_the_shipped_network_until_it_is_undone(
    workspace: Workspace, yesterday: KeptRun, kept_runs: KeptRuns, qtbot: QtBot
) -> None:
    ref = NetworkRef.of_run(yesterday.id)
    choose_now(qtbot, workspace, ref)
    kept_runs.delete([yesterday.id])
    assert chosen(workspace) == NetworkRef.shipped()
    assert names(workspace) == ["Reader"]
    bring_back(kept_runs, [yesterday.id])
    qtbot.waitUntil(lambda: chosen(workspace) == ref)


def test_whoever_chose_another_since_a_deletion_stays_with_it(
    workspace: Workspace, yesterday: KeptRun, kept_runs: KeptRuns, jobs: Jobs, qtbot: QtBot
) -> None:
    mine = NetworkRef.of_file(Path("mine"))
    choose_now(qtbot, workspace, NetworkRef.of_run(yesterday.id))
    kept_runs.delete([yesterday.id])
    workspace.put(named_network("mine", mine), choose=True)
    bring_back(kept_runs, [yesterday.id])
    wait_until_idle(qtbot, jobs)
    assert chosen(workspace) == mine


def test_deleting_the_chosen_run_does_not_give_up_another_that_is_being_read(
    workspace: Workspace,
    yesterday: KeptRun,
    keep_run: Keep,
    short: Recipe,
    kept_runs: KeptRuns,
    read: Callable[[], None],
    qtbot: QtBot,
) -> None:
    wanted = NetworkRef.of_run(keep_run("Today", short).id)
    read()
    choose_now(qtbot, workspace, NetworkRef.of_run(yesterday.id))
    workspace.choose(wanted)
    kept_runs.delete([yesterday.id])
    assert (chosen(workspace), workspace.wanted) == (NetworkRef.shipped(), wanted)
    bring_back(kept_runs, [yesterday.id])
    qtbot.waitUntil(lambda: workspace.wanted is None)
    assert chosen(workspace) == wanted


def test_without_any_other_network_there_is_none_after_a_deletion(
    workspace: Workspace,
    keep_run: Keep,
    short: Recipe,
    kept_runs: KeptRuns,
    read: Callable[[], None],
    qtbot: QtBot,
) -> None:
    kept = keep_run("Yesterday", short)
    read()
    assert workspace.network is None
    workspace.choose(NetworkRef.of_run(kept.id))
    qtbot.waitUntil(lambda: workspace.network is not None)
    kept_runs.delete([kept.id])
    assert (workspace.network, names(workspace)) == (None, [])


def test_a_chosen_run_that_another_window_deletes_stays_until_another_is_chosen(
    workspace: Workspace,
    yesterday: KeptRun,
    store: RunStore,
    read: Callable[[], None],
    qtbot: QtBot,
) -> None:
    choose_now(qtbot, workspace, NetworkRef.of_run(yesterday.id))
    store.delete(yesterday.id)
    read()
    assert chosen(workspace) == NetworkRef.of_run(yesterday.id)
    assert names(workspace) == ["Reader", "Yesterday"]
    workspace.choose(NetworkRef.shipped())
    assert names(workspace) == ["Reader"]


def test_a_chosen_run_that_another_window_trains_is_followed(
    workspace: Workspace,
    yesterday: KeptRun,
    store: RunStore,
    kept_runs: KeptRuns,
    qtbot: QtBot,
    go_on_elsewhere: GoOn,
) -> None:
    choose_now(qtbot, workspace, NetworkRef.of_run(yesterday.id))
    go_on_elsewhere(yesterday.id, more_epochs=1)
    kept_runs.refresh()
    qtbot.waitUntil(lambda: workspace.network is not None and workspace.network.epoch == 3)
    assert workspace.network is not None
    ours = workspace.network.network.parameters
    assert all(map(np.array_equal, ours, store.get(yesterday.id).network().parameters))


def test_a_run_that_another_window_trained_is_read_again_when_it_is_chosen_again(
    workspace: Workspace,
    yesterday: KeptRun,
    read: Callable[[], None],
    qtbot: QtBot,
    go_on_elsewhere: GoOn,
) -> None:
    choose_now(qtbot, workspace, NetworkRef.of_run(yesterday.id))
    workspace.choose(NetworkRef.shipped())
    go_on_elsewhere(yesterday.id, more_epochs=1)
    read()
    choose_now(qtbot, workspace, NetworkRef.of_run(yesterday.id))
    assert workspace.network is not None
    assert workspace.network.epoch == 3


def test_a_run_that_ended_here_is_not_read_again(
    workspace: Workspace, yesterday: KeptRun, read: Callable[[], None], jobs: Jobs, qtbot: QtBot
) -> None:
    snapshot = named_network("Yesterday", NetworkRef.of_run(yesterday.id))
    workspace.put(snapshot, choose=True)
    workspace.network_store.note_end(yesterday.id, yesterday)
    read()
    wait_until_idle(qtbot, jobs)
    assert workspace.network is snapshot


def test_another_window_that_goes_on_with_a_run_before_its_end_is_listed_here_is_followed(
    workspace: Workspace,
    yesterday: KeptRun,
    kept_runs: KeptRuns,
    qtbot: QtBot,
    go_on_elsewhere: GoOn,
) -> None:
    snapshot = named_network("Yesterday", NetworkRef.of_run(yesterday.id))
    workspace.put(snapshot, choose=True)
    workspace.network_store.note_end(yesterday.id, yesterday)
    workspace.put(replace(snapshot, accuracy=None))  # measured since
    go_on_elsewhere(yesterday.id, more_epochs=1)
    kept_runs.refresh()
    qtbot.waitUntil(lambda: workspace.network is not None and workspace.network.epoch == 3)


def test_a_run_whose_end_could_not_be_read_is_read_with_the_list(
    workspace: Workspace, yesterday: KeptRun, kept_runs: KeptRuns, qtbot: QtBot
) -> None:
    workspace.put(named_network("Yesterday", NetworkRef.of_run(yesterday.id)), choose=True)
    workspace.network_store.note_end(yesterday.id, None)
    kept_runs.refresh()
    qtbot.waitUntil(lambda: workspace.network is not None and workspace.network.epoch == 2)


def test_a_reading_of_before_the_end_of_a_run_lets_go_of_no_weights(
    workspace: Workspace, yesterday: KeptRun, store: RunStore, go_on_elsewhere: GoOn
) -> None:
    go_on_elsewhere(yesterday.id, more_epochs=1)
    network = named_network("Yesterday", NetworkRef.of_run(yesterday.id))
    workspace.put(network)
    workspace.network_store.note_end(yesterday.id, store.get(yesterday.id))
    workspace.network_store.compare_with(yesterday)
    assert workspace.network_store.get(network.ref) is network


def test_the_same_weights_of_a_run_are_told_once(
    workspace: Workspace, yesterday: KeptRun, qtbot: QtBot
) -> None:
    ref = NetworkRef.of_run(yesterday.id)
    choose_now(qtbot, workspace, ref)
    before = workspace.network
    with qtbot.assertNotEmitted(workspace.network_changed):
        workspace.put(run_network(yesterday), choose=True, kept=yesterday)
    assert workspace.network is before


def test_a_run_opened_while_it_is_read_is_shown_once(
    workspace: Workspace,
    yesterday: KeptRun,
    jobs: Jobs,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_go = Event()

    def slow(*given: Any) -> NamedNetwork:
        let_go.wait(20)
        return run_network(*given)

    monkeypatch.setattr(network_store, "run_network", slow)
    workspace.choose(NetworkRef.of_run(yesterday.id))
    opened = named_network("Yesterday", NetworkRef.of_run(yesterday.id))
    workspace.put(opened, kept=yesterday)
    assert workspace.network is opened
    let_go.set()
    wait_until_idle(qtbot, jobs)
    assert workspace.network is opened
