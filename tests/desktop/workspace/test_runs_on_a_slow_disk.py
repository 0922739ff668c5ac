"""Runs are deleted, brought back and freed while the disk hangs: in the order of the clicks, and
nobody waits for it.
"""

from collections.abc import Callable, Iterator
from threading import Event, current_thread, main_thread
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.workspace.error_words import of_a_run
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from tests.desktop.hands import listen
from tests.desktop.workspace.helpers import wait_until_idle

DENIED = PermissionError(13, "Permission denied", "/runs/run-001")


class HangingStore:
    """Moves nothing before the disk answers, and nothing while the window waits.

    did: what was done, in order.
    """

    def __init__(self, store: Any) -> None:
        self.answers, self.is_asked = Event(), Event()
        self.may_wait = False
        self.did: list[str] = []
        self._store = store

    def hanging(self, deed: str) -> Callable[[Any], Any]:
        does = getattr(self._store, deed)

        def do(what: Any) -> Any:
            assert self.may_wait or current_thread() is not main_thread()
            self.is_asked.set()
            assert self.answers.wait(20)
            self.did.append(f"{deed} {getattr(what, 'run_id', what)}")
            return does(what)

        return do


@pytest.fixture
def disk(store: Any, read: Callable[[], None]) -> Iterator[HangingStore]:
    """The disk of “Quick 1” and “Quick 2”; it hangs from now on."""
    for number in (1, 2):
        store.add(f"Quick {number}")
    read()
    disk = HangingStore(store)
    for deed in ("delete", "put_back", "reduce", "restore_weights", "free", "remove"):
        setattr(store, deed, disk.hanging(deed))
    yield disk
    disk.answers.set()


@pytest.fixture
def asked(qtbot: QtBot, kept_runs: KeptRuns, disk: HangingStore) -> HangingStore:
    """“Quick 1” is being deleted, and the disk does not answer."""
    kept_runs.delete(["run-001"])
    qtbot.waitUntil(disk.is_asked.is_set)
    return disk


def names(kept_runs: KeptRuns) -> list[str]:
    return [each.name for each in kept_runs.runs]


def settle(qtbot: QtBot, jobs: Jobs, disk: HangingStore) -> None:
    """The disk answers, and all that was asked for is done."""
    disk.answers.set()
    wait_until_idle(qtbot, jobs)


def test_a_deleted_run_is_out_of_sight_at_once_and_stays_so_while_the_list_is_read(
    qtbot: QtBot, kept_runs: KeptRuns, jobs: Jobs, store: Any, asked: HangingStore
) -> None:
    assert names(kept_runs) == ["Quick 2"]
    assert [each.name for each in kept_runs.deletion.going] == ["Quick 1"]
    with qtbot.waitSignal(kept_runs._listing.listed):
        kept_runs.refresh()
    with qtbot.waitSignal(kept_runs._listing.read):
        kept_runs.refresh("run-001")
    assert names(kept_runs) == ["Quick 2"]
    settle(qtbot, jobs, asked)
    assert kept_runs.deletion.going == []
    assert [*store.aside] == ["run-001"]


def test_a_run_that_is_being_deleted_comes_back_after_that(
    qtbot: QtBot, kept_runs: KeptRuns, asked: HangingStore
) -> None:
    kept_runs.restore(["run-001"])
    kept_runs.restore(["run-001"])  # a second click
    assert names(kept_runs) == ["Quick 2"]
    assert [each.name for each in kept_runs.deletion.coming] == ["Quick 1"]
    with qtbot.waitSignal(kept_runs.restored) as restored:
        asked.answers.set()
    assert restored.args == [["run-001"]]
    assert names(kept_runs) == ["Quick 2", "Quick 1"]
    assert asked.did == ["delete run-001", "put_back run-001"]


def test_all_is_done_in_the_order_of_the_clicks(
    qtbot: QtBot, kept_runs: KeptRuns, jobs: Jobs, asked: HangingStore
) -> None:
    kept_runs.reduction.reduce({"run-002": "Quick 2"})
    kept_runs.restore(["run-001"])
    kept_runs.delete(["run-002"])
    kept_runs.bin.empty()
    kept_runs.restore(["run-002"])
    told = listen(kept_runs.failed)
    settle(qtbot, jobs, asked)
    assert asked.did == [
        "delete run-001",
        "reduce run-002",
        "put_back run-001",
        "delete run-002",
        "remove run-002",
        "remove run-002",
        "put_back run-002",
        "free run-002",
    ]
    assert told == [f"“Quick 2” could not be brought back: {of_a_run(KeyError())}"]
    assert names(kept_runs) == ["Quick 1"]


def test_a_run_that_could_not_be_deleted_is_not_brought_back_as_well(
    qtbot: QtBot, kept_runs: KeptRuns, jobs: Jobs, store: Any, asked: HangingStore
) -> None:
    told = listen(kept_runs.failed)
    store.refusals["delete"] = DENIED
    kept_runs.restore(["run-001"])
    settle(qtbot, jobs, asked)
    assert told == [f"“Quick 1” could not be deleted: {of_a_run(DENIED)}"]
    assert names(kept_runs) == ["Quick 2", "Quick 1"]
    assert not kept_runs.is_deleted("run-001")


def test_what_is_reduced_after_something_else_was_deleted_leaves_the_last_word_to_that(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, disk: HangingStore
) -> None:
    reduction = kept_runs.reduction
    reduction.reduce({"run-002": "Quick 2"})
    kept_runs.delete(["run-001"])
    with qtbot.waitSignal(reduction.reduced):
        disk.answers.set()
    assert not reduction.can_bring_back(["run-002"])
    qtbot.waitUntil(lambda: not store.reduced)
    with qtbot.waitSignal(reduction.reduced):
        reduction.reduce({"run-002": "Quick 2"})


def test_a_window_that_closes_ends_its_moves_and_gives_up_what_takes_long(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, asked: HangingStore, jobs: Jobs
) -> None:
    kept_runs.reduction.reduce({"run-002": "Quick 2"})
    kept_runs.bin.empty()
    kept_runs.delete(["run-002"])
    kept_runs.restore(["run-001"])
    asked.answers.set()
    jobs.close()
    asked.may_wait = True  # there is no window any more that could
    kept_runs.close()
    assert asked.did == ["delete run-001", "delete run-002", "put_back run-001"]
    assert [*store.kept] == ["run-001"]
    assert [*store.aside] == ["run-002"]


def test_weights_that_are_wanted_back_when_the_window_closes_are_not_let_go_of(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, disk: HangingStore, jobs: Jobs
) -> None:
    with qtbot.waitSignal(kept_runs.reduction.reduced):
        kept_runs.reduction.reduce({"run-001": "Quick 1"})
        disk.answers.set()
    disk.answers.clear()
    kept_runs.delete(["run-002"])
    kept_runs.reduction.bring_back(["run-001"])
    disk.answers.set()
    jobs.close()
    disk.may_wait = True
    kept_runs.close()
    assert disk.did[-1] == "restore_weights run-001"
    assert not store.reduced


def test_a_name_given_while_a_run_was_brought_back_is_written_though_the_window_closes(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, asked: HangingStore, jobs: Jobs
) -> None:
    kept_runs.rename("run-002", "My best")
    kept_runs.delete(["run-002"])
    kept_runs.restore(["run-002"])
    asked.answers.set()
    jobs.close()
    asked.may_wait = True
    kept_runs.close()
    assert store.kept["run-002"].name == "My best"
