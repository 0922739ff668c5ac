"""Openings, and runs that wait for their data, which something else overtakes."""

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest

from desktop.train.run import opener
from desktop.workspace.jobs import Progress
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.opened_run import OpenedRun, read
from desktop.workspace.run.states import RunState
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore, keep

Hands = Any
"""The fixture `hands`: see conftest of the tab."""

OTHER = Recipe(hidden=(24,))


@pytest.fixture
def yesterday(
    hands: Hands, kept_runs: KeptRuns, store: RunStore, short: Recipe, small_dataset: Dataset
) -> str:
    """The id of a kept run, which is in the list."""
    record = store.begin("Yesterday", short, small_dataset)
    for _ in keep(short.start(small_dataset), small_dataset, record):
        pass
    with hands.qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    return record.id


@pytest.fixture
def slow_opening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Runs are read no sooner than this is set."""
    let_go = Event()

    def slow(listed: KeptRun, progress: Progress) -> OpenedRun:
        let_go.wait(20)
        return read(listed, progress)

    monkeypatch.setattr(opener, "read", slow)
    yield let_go
    let_go.set()


def test_an_opening_that_comes_late_does_not_replace_a_run_started_meanwhile(
    hands: Hands, short: Recipe, yesterday: str, slow_opening: Event
) -> None:
    hands.tab.runs.open_requested.emit(yesterday)
    hands.start(short)
    hands.wait_for(RunState.IDLE)
    hands.tab.form.set_recipe(OTHER)
    mine = hands.run.id
    slow_opening.set()
    hands.qtbot.waitUntil(lambda: not hands.tab.opener._opening.is_busy)
    assert hands.run.id == mine != yesterday
    assert hands.tab.form.recipe == OTHER
