"""Runs that are renamed while the disk hangs: the window goes on, and no name is lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event, current_thread, main_thread
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.workspace.error_words import in_words
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from tests.desktop.hands import bring_back, listen
from tests.desktop.workspace.helpers import wait_until_idle

FULL = OSError(28, "No space left on device", "/runs/name.json")


class HangingDisk:
    """Names are written no sooner than the disk answers, and never while the window waits."""

    def __init__(self, obey: Callable[[str], None]) -> None:
        self.answers, self.is_asked = Event(), Event()
        self.may_wait = False
        self._obey = obey

    def obey(self, deed: str) -> None:
        if deed == "rename" and not self.may_wait:
            assert current_thread() is not main_thread()
            self.is_asked.set()
            assert self.answers.wait(20)
        self._obey(deed)


@pytest.fixture
def disk(store: Any, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> Iterator[HangingDisk]:
    disk = HangingDisk(store.obey)
    monkeypatch.setattr(store, "obey", disk.obey)
    yield disk
    disk.answers.set()


@pytest.fixture
def run_id(store: Any, read: Callable[[], None], disk: HangingDisk) -> str:
    """A run that is listed as “Quick 1”; its name is written when the disk answers."""
    run = store.add("Quick 1")
    read()
    return str(run.id)


def listed(kept_runs: KeptRuns) -> list[str]:
    assert [each.name for each in kept_runs.summaries] == [each.name for each in kept_runs.runs]
    return [each.name for each in kept_runs.runs]


def test_a_name_is_in_sight_while_the_disk_hangs_and_on_the_disk_then(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, disk: HangingDisk, run_id: str
) -> None:
    assert kept_runs.rename(run_id, "My best")
    assert listed(kept_runs) == ["My best"]
    qtbot.waitUntil(disk.is_asked.is_set)
    assert store.kept[run_id].name == "Quick 1"
    assert kept_runs.read(run_id).name == "My best"
    disk.answers.set()
    qtbot.waitUntil(lambda: store.kept[run_id].name == "My best")


def test_a_list_that_is_read_meanwhile_does_not_bring_the_earlier_name_back(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, disk: HangingDisk, run_id: str
) -> None:
    kept_runs.rename(run_id, "My best")
    store.kept[run_id] = replace(store.kept[run_id], epochs=6)
    kept_runs.refresh()
    qtbot.waitUntil(lambda: kept_runs.summaries[0].epochs == 6)
    assert listed(kept_runs) == ["My best"]


def test_a_name_that_the_disk_refuses_goes_back_and_one_sentence_tells_why(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, disk: HangingDisk, run_id: str
) -> None:
    told = listen(kept_runs.failed)
    store.refusals["rename"] = FULL
    kept_runs.rename(run_id, "My best")
    assert listed(kept_runs) == ["My best"]
    disk.answers.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [f"“Quick 1” could not be renamed: {in_words(FULL)}"]
    assert listed(kept_runs) == ["Quick 1"]


def test_of_several_names_the_last_one_stays(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, disk: HangingDisk, run_id: str
) -> None:
    for name in ("One", "Two", "Three"):
        assert kept_runs.rename(run_id, name)
    disk.answers.set()
    qtbot.waitUntil(lambda: store.kept[run_id].name == "Three")
    assert listed(kept_runs) == ["Three"]


def test_a_name_that_was_changed_again_is_not_told_to_be_refused(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, disk: HangingDisk, run_id: str
) -> None:
    told = listen(kept_runs.failed)
    kept_runs.rename(run_id, "One")
    qtbot.waitUntil(disk.is_asked.is_set)
    kept_runs.rename(run_id, "Two")
    store.refusals["rename"] = FULL
    disk.answers.set()
    qtbot.waitUntil(lambda: bool(told))
    assert len(told) == 1
    assert listed(kept_runs) == ["Quick 1"]


def test_the_name_of_a_run_that_is_deleted_meanwhile_is_there_when_it_is_brought_back(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, disk: HangingDisk, run_id: str, jobs: Jobs
) -> None:
    told = listen(kept_runs.failed)
    kept_runs.rename(run_id, "My best")
    qtbot.waitUntil(disk.is_asked.is_set)
    kept_runs.delete([run_id])
    store.refusals["rename"] = FileNotFoundError(2, "No such file", "name.json")
    disk.answers.set()
    wait_until_idle(qtbot, jobs)
    store.refusals.clear()
    bring_back(kept_runs, [run_id])
    assert listed(kept_runs) == ["My best"]
    qtbot.waitUntil(lambda: store.kept[run_id].name == "My best")
    assert told == []


def test_a_name_that_waits_when_the_window_closes_is_written_all_the_same(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, disk: HangingDisk, run_id: str, jobs: Jobs
) -> None:
    other = store.add("Quick 2").id
    kept_runs.refresh()
    qtbot.waitUntil(lambda: len(kept_runs.runs) == 2)
    kept_runs.rename(run_id, "One")
    qtbot.waitUntil(disk.is_asked.is_set)
    kept_runs.rename(run_id, "Two")
    kept_runs.rename(other, "Three")
    disk.answers.set()
    jobs.close()
    disk.may_wait = True  # there is no window any more that could
    kept_runs.close()
    assert [each.name for each in store.runs()] == ["Three", "Two"]
