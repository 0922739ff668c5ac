"""One network is the network, and whoever looks at it is told when it changes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.workspace import network_store
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_files import run_network
from desktop.workspace.network_loader import NetworkLoader
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import KeptRun, RunStore, keep
from tests.desktop.hands import bring_back
from tests.desktop.workspace.helpers import heard, named_network


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    """Runs on the disk, as they are."""
    return RunStore(tmp_path / "runs")


@pytest.fixture
def keep_run(store: RunStore, small_dataset: Dataset) -> Callable[[str], KeptRun]:
    """Trains a run of two epochs, and keeps it."""

    def keep_run(name: str) -> KeptRun:
        recipe = Recipe(hidden=(4,), epochs=2)
        record = store.begin(name, recipe, small_dataset)
        list(keep(recipe.start(small_dataset), small_dataset, record))
        return store.get(record.id)

    return keep_run


@pytest.fixture
def yesterday(
    keep_run: Callable[[str], KeptRun],
    kept_runs: KeptRuns,
    workspace: Workspace,
    read: Callable[[], None],
) -> KeptRun:
    """A kept run in the list of a workspace where the shipped network is chosen."""
    kept = keep_run("Yesterday")
    workspace.put(named_network("Reader", NetworkRef.shipped()))
    read()
    return kept


@pytest.fixture
def troubles(workspace: Workspace) -> list[str]:
    """What was told by `failed`."""
    return heard(workspace.failed)


def go_on_elsewhere(store: RunStore, kept: KeptRun, dataset: Dataset) -> None:
    """As another window does."""
    record = store.reopen(kept)
    list(keep(resume(kept.state(), dataset, more_epochs=1), dataset, record))


def chosen(workspace: Workspace) -> NetworkRef | None:
    return None if workspace.network is None else workspace.network.ref


def names(workspace: Workspace) -> list[str]:
    return [entry.name for entry in workspace.networks]


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
    assert workspace.networks[0].title == "This run · 97.4\u00a0% validation"


def test_kept_runs_can_be_chosen_from_the_start_by_name_and_accuracy(
    workspace: Workspace, yesterday: KeptRun, store: RunStore
) -> None:
    measured = yesterday.weights_epoch
    assert measured is not None
    assert measured.validation_accuracy is not None
    entry = workspace.networks[1]
    assert entry.ref == NetworkRef.of_run(yesterday.id)
    assert entry.title == f"Yesterday · {measured.validation_accuracy * 100:.1f}\u00a0% validation"
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
    with qtbot.waitSignal(workspace.network_changed):
        workspace.choose(NetworkRef.of_run(yesterday.id))
    workspace.choose(NetworkRef.shipped())
    assert chosen(workspace) == NetworkRef.shipped()
    workspace.choose(NetworkRef.of_run(yesterday.id))
    assert chosen(workspace) == NetworkRef.of_run(yesterday.id)


def test_the_newest_choice_wins(
    workspace: Workspace, yesterday: KeptRun, keep_run: Callable[[str], KeptRun], qtbot: QtBot
) -> None:
    newer = keep_run("Today")
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
    qtbot.waitUntil(lambda: not jobs._running)
    assert chosen(workspace) == NetworkRef.shipped()


def test_what_is_given_up_changes_nothing(
    workspace: Workspace, yesterday: KeptRun, jobs: Jobs, qtbot: QtBot
) -> None:
    workspace.choose(NetworkRef.of_run(yesterday.id))
    with qtbot.waitSignal(workspace.wanted_changed):
        workspace.give_up()
    qtbot.waitUntil(lambda: not jobs._running)
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
    assert troubles[0].startswith("“Yesterday” could not be opened: ")
    assert state.name in troubles[0]
    assert chosen(workspace) == NetworkRef.shipped()


def test_a_run_under_way_and_the_kept_run_with_its_id_are_one(
    workspace: Workspace, yesterday: KeptRun
) -> None:
    workspace.put(
        named_network("As it was called", NetworkRef.of_run(yesterday.id), 0.5), choose=True
    )
    assert names(workspace) == ["Reader", "Yesterday"]
    assert workspace.network is not None
    assert workspace.network.name == "Yesterday"
    assert workspace.networks[1].title == "Yesterday · 50.0\u00a0% validation"


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
    with qtbot.waitSignal(workspace.network_changed):
        workspace.choose(NetworkRef.of_run(yesterday.id))
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
    with qtbot.waitSignal(workspace.network_changed):
        workspace.choose(ref)
    kept_runs.delete([yesterday.id])
    assert chosen(workspace) == NetworkRef.shipped()
    assert names(workspace) == ["Reader"]
    bring_back(kept_runs, [yesterday.id])
    qtbot.waitUntil(lambda: chosen(workspace) == ref)


def test_whoever_chose_another_since_a_deletion_stays_with_it(
    workspace: Workspace, yesterday: KeptRun, kept_runs: KeptRuns, jobs: Jobs, qtbot: QtBot
) -> None:
    mine = NetworkRef.of_file(Path("mine"))
    with qtbot.waitSignal(workspace.network_changed):
        workspace.choose(NetworkRef.of_run(yesterday.id))
    kept_runs.delete([yesterday.id])
    workspace.put(named_network("mine", mine), choose=True)
    bring_back(kept_runs, [yesterday.id])
    qtbot.waitUntil(lambda: not jobs._running)
    assert chosen(workspace) == mine


def test_deleting_the_chosen_run_does_not_give_up_another_that_is_being_read(
    workspace: Workspace,
    yesterday: KeptRun,
    keep_run: Callable[[str], KeptRun],
    kept_runs: KeptRuns,
    read: Callable[[], None],
    qtbot: QtBot,
) -> None:
    wanted = NetworkRef.of_run(keep_run("Today").id)
    read()
    with qtbot.waitSignal(workspace.network_changed):
        workspace.choose(NetworkRef.of_run(yesterday.id))
    workspace.choose(wanted)
    kept_runs.delete([yesterday.id])
    assert (chosen(workspace), workspace.wanted) == (NetworkRef.shipped(), wanted)
    bring_back(kept_runs, [yesterday.id])
    qtbot.waitUntil(lambda: workspace.wanted is None)
    assert chosen(workspace) == wanted


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


def test_without_any_other_network_there_is_none_after_a_deletion(
    workspace: Workspace,
    keep_run: Callable[[str], KeptRun],
    kept_runs: KeptRuns,
    read: Callable[[], None],
    qtbot: QtBot,
) -> None:
    kept = keep_run("Yesterday")
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
    with qtbot.waitSignal(workspace.network_changed):
        workspace.choose(NetworkRef.of_run(yesterday.id))
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
    small_dataset: Dataset,
    kept_runs: KeptRuns,
    qtbot: QtBot,
) -> None:
    with qtbot.waitSignal(workspace.network_changed):
        workspace.choose(NetworkRef.of_run(yesterday.id))
    go_on_elsewhere(store, yesterday, small_dataset)
    kept_runs.refresh()
    qtbot.waitUntil(lambda: workspace.network is not None and workspace.network.epoch == 3)
    assert workspace.network is not None
    ours = workspace.network.network.parameters
    assert all(map(np.array_equal, ours, store.get(yesterday.id).network().parameters))


def test_a_run_that_another_window_trained_is_read_again_when_it_is_chosen_again(
    workspace: Workspace,
    yesterday: KeptRun,
    store: RunStore,
    small_dataset: Dataset,
    read: Callable[[], None],
    qtbot: QtBot,
) -> None:
    with qtbot.waitSignal(workspace.network_changed):
        workspace.choose(NetworkRef.of_run(yesterday.id))
    workspace.choose(NetworkRef.shipped())
    go_on_elsewhere(store, yesterday, small_dataset)
    read()
    with qtbot.waitSignal(workspace.network_changed):
        workspace.choose(NetworkRef.of_run(yesterday.id))
    assert workspace.network is not None
    assert workspace.network.epoch == 3


def test_a_run_that_ended_here_is_not_read_again(
    workspace: Workspace, yesterday: KeptRun, read: Callable[[], None], jobs: Jobs, qtbot: QtBot
) -> None:
    snapshot = named_network("Yesterday", NetworkRef.of_run(yesterday.id))
    workspace.put(snapshot, choose=True)
    workspace.network_store.note_end(yesterday.id, yesterday)
    read()
    qtbot.waitUntil(lambda: not jobs._running)
    assert workspace.network is snapshot


def test_another_window_that_goes_on_with_a_run_before_its_end_is_listed_here_is_followed(
    workspace: Workspace,
    yesterday: KeptRun,
    store: RunStore,
    small_dataset: Dataset,
    kept_runs: KeptRuns,
    qtbot: QtBot,
) -> None:
    snapshot = named_network("Yesterday", NetworkRef.of_run(yesterday.id))
    workspace.put(snapshot, choose=True)
    workspace.network_store.note_end(yesterday.id, yesterday)
    workspace.put(replace(snapshot, accuracy=None))  # measured since
    go_on_elsewhere(store, yesterday, small_dataset)
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
    workspace: Workspace, yesterday: KeptRun, store: RunStore, small_dataset: Dataset
) -> None:
    go_on_elsewhere(store, yesterday, small_dataset)
    network = named_network("Yesterday", NetworkRef.of_run(yesterday.id))
    workspace.put(network)
    workspace.network_store.note_end(yesterday.id, store.get(yesterday.id))
    workspace.network_store.compare_with(yesterday)
    assert workspace.network_store.get(network.ref) is network


def test_the_same_weights_of_a_run_are_told_once(
    workspace: Workspace, yesterday: KeptRun, qtbot: QtBot
) -> None:
    ref = NetworkRef.of_run(yesterday.id)
    with qtbot.waitSignal(workspace.network_changed):
        workspace.choose(ref)
    before = workspace.network
    with qtbot.assertNotEmitted(workspace.network_changed):
        workspace.put(run_network(yesterday), choose=True, kept=yesterday)
    assert workspace.network is before


def test_files_stand_in_the_order_in_which_they_were_opened(workspace: Workspace) -> None:
    refs = [NetworkRef.of_file(Path(name)) for name in ("one", "two", "three")]
    for ref in refs:
        workspace.put(named_network(ref.key, ref), choose=True)
    workspace.choose(refs[0])
    assert [each.ref for each in workspace.networks] == refs


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
    again: list[NamedNetwork] = []
    loader.loaded.connect(again.append)
    loader.request(ref)
    assert again == first.args


def test_only_so_many_networks_of_runs_stay_in_memory(
    workspace: Workspace,
    keep_run: Callable[[str], KeptRun],
    jobs: Jobs,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workspace.put(named_network("Reader", NetworkRef.shipped()))
    workspace.put(named_network("mine", NetworkRef.of_file(Path("mine"))))
    kept = keep_run("Quick")
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
    qtbot.waitUntil(lambda: not jobs._running)
    assert workspace.network is opened


def test_the_same_data_set_is_told_once(
    workspace: Workspace, small_dataset: Dataset, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(workspace.dataset_changed):
        workspace.set_dataset(small_dataset)
    with qtbot.assertNotEmitted(workspace.dataset_changed):
        workspace.set_dataset(small_dataset)


def test_newer_weights_are_those_of_the_latest_moment_alone(workspace: Workspace) -> None:
    store, ref = workspace.network_store, NetworkRef.of_run("run")
    before, after = (named_network("Quick", ref) for _ in range(2))
    workspace.put(before)
    assert store.newer(ref, before.network) is None
    workspace.put(after)
    assert store.newer(ref, before.network) is after
    assert store.newer(NetworkRef.of_run("run", 1), before.network) is None
