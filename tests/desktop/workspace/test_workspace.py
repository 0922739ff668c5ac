"""One network is the network, and whoever looks at it is told when it changes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop import formats
from desktop.workspace import network_store
from desktop.workspace.jobs import Jobs
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore
from tests.desktop.hands import listen
from tests.desktop.workspace.helpers import (
    choose_now,
    chosen,
    named_network,
    names,
    wait_until_idle,
)
from tests.desktop.workspace.real_runs import Keep


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    """Runs on the disk, as they are."""
    return RunStore(tmp_path / "runs")


@pytest.fixture
def troubles(workspace: Workspace) -> list[str]:
    """What was told by `failed`."""
    return listen(workspace.failed)


def test_first_network_is_chosen_by_itself(workspace: Workspace, qtbot: QtBot) -> None:
    with qtbot.waitSignals([workspace.networks_changed, workspace.network_changed]):
        workspace.put(named_network("Reader", NetworkRef.shipped()))
    assert chosen(workspace) == workspace.networks[0].ref


def test_newer_weights_of_another_network_do_not_change_the_chosen_one(
    workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.put(named_network("Reader", NetworkRef.shipped()))
    with qtbot.assertNotEmitted(workspace.network_changed):
        workspace.put(named_network("This run", NetworkRef.of_run("run")))
    assert [entry.name for entry in workspace.networks] == ["Reader", "This run"]


def test_newer_weights_of_the_chosen_network_are_told(workspace: Workspace, qtbot: QtBot) -> None:
    workspace.put(named_network("This run", NetworkRef.of_run("run")))
    newer = named_network("This run", NetworkRef.of_run("run"), 0.974)
    with qtbot.waitSignal(workspace.network_changed):
        workspace.put(newer)
    assert workspace.network is newer
    assert formats.accuracy(0.974) in workspace.networks[0].title


def test_kept_runs_can_be_chosen_from_the_start_by_name_and_accuracy(
    workspace: Workspace, yesterday: KeptRun, store: RunStore
) -> None:
    measured = yesterday.weights_epoch
    assert measured is not None
    assert measured.validation_accuracy is not None
    entry = workspace.networks[1]
    assert entry.ref == NetworkRef.of_run(yesterday.id)
    assert entry.title == f"Yesterday · {formats.accuracy(measured.validation_accuracy)} validation"
    assert entry.network is None, "no weights are read for the list"


def test_a_kept_run_is_read_when_it_is_chosen(
    workspace: Workspace, yesterday: KeptRun, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(workspace.network_changed):
        workspace.choose(NetworkRef.of_run(yesterday.id))
        assert chosen(workspace) == NetworkRef.shipped(), "until the other is here"
        assert workspace.wanted == NetworkRef.of_run(yesterday.id)
    assert workspace.choice == chosen(workspace) == NetworkRef.of_run(yesterday.id)
    assert workspace.network is not None
    assert workspace.network.epoch == 2
    ours, theirs = workspace.network.network.parameters, yesterday.network().parameters
    assert all(map(np.array_equal, ours, theirs))


def test_a_network_in_memory_is_chosen_at_once(
    workspace: Workspace, yesterday: KeptRun, qtbot: QtBot
) -> None:
    choose_now(qtbot, workspace, NetworkRef.of_run(yesterday.id))
    workspace.choose(NetworkRef.shipped())
    assert chosen(workspace) == NetworkRef.shipped()
    workspace.choose(NetworkRef.of_run(yesterday.id))
    assert chosen(workspace) == NetworkRef.of_run(yesterday.id)


def test_the_newest_choice_wins(
    workspace: Workspace, yesterday: KeptRun, keep_run: Keep, short: Recipe, qtbot: QtBot
) -> None:
    newer = keep_run("Today", short)
    seen: list[NetworkRef | None] = []
    workspace.network_changed.connect(lambda: seen.append(chosen(workspace)))
    workspace.choose(NetworkRef.of_run(yesterday.id))
    workspace.choose(NetworkRef.of_run(newer.id))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [NetworkRef.of_run(newer.id)]


def test_choosing_what_is_there_gives_up_what_is_on_its_way(
    workspace: Workspace, yesterday: KeptRun, jobs: Jobs, qtbot: QtBot
) -> None:
    workspace.choose(NetworkRef.of_run(yesterday.id))
    workspace.choose(NetworkRef.shipped())
    assert workspace.wanted is None
    wait_until_idle(qtbot, jobs)
    assert chosen(workspace) == NetworkRef.shipped()


def test_what_is_given_up_changes_nothing(
    workspace: Workspace, yesterday: KeptRun, jobs: Jobs, qtbot: QtBot
) -> None:
    workspace.choose(NetworkRef.of_run(yesterday.id))
    with qtbot.waitSignal(workspace.wanted_changed):
        workspace.give_up()
    wait_until_idle(qtbot, jobs)
    assert (workspace.wanted, chosen(workspace)) == (None, NetworkRef.shipped())


def test_choosing_what_is_not_there_is_told_and_the_network_stays(
    workspace: Workspace, troubles: list[str], qtbot: QtBot
) -> None:
    workspace.put(named_network("Reader", NetworkRef.shipped()))
    workspace.choose(NetworkRef.of_file(Path("nowhere.safetensors")))
    qtbot.waitUntil(lambda: bool(troubles))
    assert troubles[0].startswith("The network could not be opened. nowhere.safetensors: ")
    assert (workspace.wanted, chosen(workspace)) == (None, NetworkRef.shipped())


def test_a_run_that_is_gone_meanwhile_is_told_and_the_network_stays(
    workspace: Workspace, yesterday: KeptRun, store: RunStore, troubles: list[str], qtbot: QtBot
) -> None:
    store.delete(yesterday.id)
    workspace.choose(NetworkRef.of_run(yesterday.id))
    qtbot.waitUntil(lambda: bool(troubles))
    assert troubles == ["“Yesterday” could not be opened: it is not there any more"]
    assert chosen(workspace) == NetworkRef.shipped()
    qtbot.waitUntil(lambda: names(workspace) == ["Reader"])


def test_a_damaged_run_is_told_and_the_network_stays(
    workspace: Workspace, yesterday: KeptRun, troubles: list[str], qtbot: QtBot
) -> None:
    assert yesterday.commit.state is not None
    state = yesterday.folder / yesterday.commit.state
    state.write_bytes(state.read_bytes()[:-1000] + bytes(1000)[:-8])
    workspace.choose(NetworkRef.of_run(yesterday.id))
    qtbot.waitUntil(lambda: bool(troubles))
    assert "Yesterday" in troubles[0]
    assert state.name in troubles[0]
    assert chosen(workspace) == NetworkRef.shipped()


def test_newer_weights_of_the_chosen_network_are_taken_while_another_is_being_read(
    workspace: Workspace, yesterday: KeptRun, qtbot: QtBot
) -> None:
    run = NetworkRef.of_run("under way")
    workspace.put(named_network("Quick", run, 0.5), choose=True)
    workspace.choose(NetworkRef.of_run(yesterday.id))
    newer = named_network("Quick", run, 0.6)
    with qtbot.waitSignal(workspace.network_changed):
        workspace.put(newer)
        assert workspace.wanted == NetworkRef.of_run(yesterday.id)
    workspace.give_up()
    assert workspace.network is newer


def test_files_stand_in_the_order_in_which_they_were_opened(workspace: Workspace) -> None:
    refs = [NetworkRef.of_file(Path(name)) for name in ("one", "two", "three")]
    for ref in refs:
        workspace.put(named_network(ref.key, ref), choose=True)
    workspace.choose(refs[0])
    assert [each.ref for each in workspace.networks] == refs


def test_an_unforeseen_error_ends_the_waiting_and_reaches_the_window(
    workspace: Workspace, yesterday: KeptRun, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("nobody foresaw it")

    monkeypatch.setattr(network_store, "run_network", fail)
    with qtbot.captureExceptions() as caught:
        workspace.choose(NetworkRef.of_run(yesterday.id))
        qtbot.waitUntil(lambda: workspace.wanted is None)
    assert [each[0] for each in caught] == [ZeroDivisionError]
    assert chosen(workspace) == NetworkRef.shipped()


def test_the_same_data_set_is_told_once(
    workspace: Workspace, small_dataset: Dataset, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(workspace.dataset_changed):
        workspace.set_dataset(small_dataset)
    with qtbot.assertNotEmitted(workspace.dataset_changed):
        workspace.set_dataset(small_dataset)
