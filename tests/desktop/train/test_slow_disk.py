"""Runs that end, and go on, while the disk does not answer: nobody waits for it but the run."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, current_thread, main_thread

import pytest

from desktop.train import view, wording
from desktop.train.plots.wording import written
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.state_and_actions import Action, RunState
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, KeptRun, RunStore
from tests.desktop.hands import listen
from tests.desktop.train.tab_hands import Hands

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
def asked(hands: Hands, opened: KeptRun, disk: SlowDisk) -> KeptRun:
    """A kept run in sight that is to go on, for which it is read: the disk hangs from now on."""
    disk.hang()
    hands.click("train_more_button")
    until_asked(hands, disk)
    return opened


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
    assert hands.run.kept.steps == hands.progress.step
    assert hands.progress.seconds == hands.run.kept.seconds
    assert hands.says("status_line").startswith("Stopped")


def test_the_window_works_while_it_is_read_what_a_run_goes_on_from(
    hands: Hands, asked: KeptRun, disk: SlowDisk
) -> None:
    assert not hands.run.is_active
    assert hands.run.id == asked.id
    with hands.qtbot.waitSignal(hands.tab.controller.started):
        disk.answers.set()
    hands.wait_for(RunState.IDLE)
    assert hands.run.kept is not None
    assert hands.run.kept.epochs == 7


def test_a_run_that_is_gone_by_then_is_said_to_be(
    hands: Hands, asked: KeptRun, disk: SlowDisk, store: RunStore
) -> None:
    told = listen(hands.tab.announced)
    store.delete(asked.id)  # by another window
    disk.answers.set()
    hands.qtbot.waitUntil(lambda: bool(told))
    assert told == [wording.vanished("Yesterday")]
    assert Action.GO_ON not in hands.run.offers


@pytest.mark.parametrize("wish", ["deleted", "other data", "started"])
def test_what_is_wished_meanwhile_counts(
    hands: Hands,
    asked: KeptRun,
    disk: SlowDisk,
    kept_runs: KeptRuns,
    data: DataChoice,
    wish: str,
) -> None:
    told = listen(hands.tab.announced)
    match wish:
        case "deleted":
            kept_runs.delete([asked.id])
        case "other data":
            data.choose("mnist")
        case "started":
            hands.start(OTHER)
    disk.answers.set()
    hands.wait_until_idle()
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
    hands.train(short)
    first = hands.run.name
    with hands.qtbot.waitSignal(hands.tab.runs.announced, timeout=20_000) as told:
        hands.tab.runs.plot_export_requested.emit(tmp_path / "plot.svg")
        hands.train(OTHER)
        answers.set()
    assert told.args == [written(first, tmp_path / "plot.svg")]
    assert first in (tmp_path / "plot.svg").read_text()
