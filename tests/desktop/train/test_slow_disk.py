"""Runs that end, and go on, while the disk does not answer: nobody waits for it but the run."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, current_thread, main_thread
from typing import Any

import pytest

from desktop.train import view
from desktop.train.plots.wording import written
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.state_and_actions import Action, RunState
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, KeptRun, RunStore, keep

Hands = Any
"""The fixture `hands`: see conftest."""

OTHER = Recipe(hidden=(24,))


class SlowDisk:
    """Runs are read no sooner than the disk answers, and never while the window waits."""

    def __init__(self) -> None:
        self.answers, self.is_asked = Event(), Event()
        self.answers.set()
        self._read = KeptRun.read

    def read(self, folder: Path) -> KeptRun:
        assert current_thread() is not main_thread()
        self.is_asked.set()
        assert self.answers.wait(20)
        return self._read(folder)

    def hang(self) -> None:
        self.answers.clear()
        self.is_asked.clear()


@pytest.fixture
def disk(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    disk = SlowDisk()
    monkeypatch.setattr(KeptRun, "read", disk.read)
    yield disk
    disk.answers.set()


@pytest.fixture
def yesterday(
    hands: Hands,
    kept_runs: KeptRuns,
    store: RunStore,
    short: Recipe,
    small_dataset: Dataset,
    disk: SlowDisk,
) -> str:
    """The id of a kept run in sight; the disk hangs from now on."""
    record = store.begin("Yesterday", short, small_dataset)
    for _ in keep(short.start(small_dataset), small_dataset, record):
        pass
    with hands.qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    hands.tab.runs.open_requested.emit(record.id)
    hands.qtbot.waitUntil(lambda: hands.run.id == record.id)
    disk.hang()
    return record.id


def until_asked(hands: Hands, disk: SlowDisk) -> None:
    """The event loop runs until somebody waits for the disk."""
    hands.qtbot.waitUntil(disk.is_asked.is_set, timeout=20_000)


def test_the_window_works_while_the_end_of_a_run_is_read_and_shows_it_then(
    hands: Hands, disk: SlowDisk, long: Recipe
) -> None:
    hands.start(long)
    hands.qtbot.waitUntil(lambda: len(hands.run.history.epoch_ends) > 0, timeout=20_000)
    disk.hang()
    hands.click("stop_button")
    until_asked(hands, disk)
    assert hands.run.state is RunState.STOPPING
    assert hands.says("status_line") == "Stopping…"
    disk.answers.set()
    hands.wait_for(RunState.IDLE)
    assert hands.run.kept is not None
    assert hands.run.kept.ending is Ending.STOPPED
    assert hands.run.kept.steps == hands.run.progress.step
    assert hands.run.progress.seconds == hands.run.kept.seconds
    assert hands.says("status_line").startswith("Stopped")


def test_the_window_works_while_it_is_read_what_a_run_goes_on_from(
    hands: Hands, yesterday: str, disk: SlowDisk
) -> None:
    hands.click("train_more_button")
    until_asked(hands, disk)
    assert not hands.run.is_active
    assert hands.run.id == yesterday
    with hands.qtbot.waitSignal(hands.tab.controller.started):
        disk.answers.set()
    hands.wait_for(RunState.IDLE)
    assert hands.run.kept.epochs == 7


def test_a_run_that_is_gone_by_then_is_said_to_be(
    hands: Hands, yesterday: str, disk: SlowDisk, store: RunStore
) -> None:
    told: list[str] = []
    hands.tab.announced.connect(told.append)
    hands.click("train_more_button")
    until_asked(hands, disk)
    store.delete(yesterday)  # by another window
    disk.answers.set()
    hands.qtbot.waitUntil(lambda: bool(told))
    assert told == ["“Yesterday” is not there any more, or cannot be read."]
    assert Action.GO_ON not in hands.run.offers


@pytest.mark.parametrize("wish", ["deleted", "other data", "started"])
def test_what_is_wished_meanwhile_counts(
    hands: Hands,
    yesterday: str,
    disk: SlowDisk,
    kept_runs: KeptRuns,
    data: DataChoice,
    wish: str,
) -> None:
    told: list[str] = []
    hands.tab.announced.connect(told.append)
    hands.click("train_more_button")
    until_asked(hands, disk)
    match wish:
        case "deleted":
            kept_runs.delete([yesterday])
        case "other data":
            data.choose("mnist")
        case "started":
            hands.start(OTHER)
    disk.answers.set()
    hands.qtbot.waitUntil(lambda: not hands.tab.opener._opening.is_busy)
    assert told == []
    assert hands.run.is_active is (wish == "started")
    assert hands.run.recipe == OTHER or wish != "started"


def test_a_plot_is_exported_while_the_disk_does_not_answer(
    hands: Hands, short: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture shows the plots as they were when it was asked for."""
    answers = Event()

    def write(path: Path, content: bytes) -> None:
        assert current_thread() is not main_thread()
        assert answers.wait(20)
        path.write_bytes(content)

    monkeypatch.setattr(view, "write_whole", write)
    hands.start(short)
    hands.wait_for(RunState.IDLE)
    first = hands.run.name
    with hands.qtbot.waitSignal(hands.tab.runs.announced, timeout=20_000) as told:
        hands.tab.runs.plot_export_requested.emit(tmp_path / "plot.svg")
        hands.start(OTHER)
        hands.wait_for(RunState.IDLE)
        answers.set()
    assert told.args == [written(first, tmp_path / "plot.svg")]
    assert first in (tmp_path / "plot.svg").read_text()
