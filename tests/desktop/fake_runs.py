"""Kept runs in memory, which fail on demand, for whoever lists them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.workspace import run_histories
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from nncore.events import EpochFinished, RateChanged
from nncore.network import Network
from nncore.recipes.recipe import Recipe
from nncore.runs import Binned, DataNote, Ending, RunError, RunHistory

LAST_WEIGHTS = 1_200_000
"""Bytes of a run that has no other weights."""

GENERATED = DataNote("Generated digits", "a" * 64, 10_000, 2_000, 2_000)


@dataclass(frozen=True, eq=False)
class FakeRun:
    """What the drawer asks of a kept run."""

    store: "FakeStore"
    id: str
    name: str
    created: datetime
    recipe: Recipe = field(default_factory=Recipe)
    dataset: DataNote = GENERATED
    epochs: int = 5
    seconds: float = 12.0
    accuracy: float | None = 0.97
    best_validation: float | None = 0.97
    ending: Ending | None = Ending.FINISHED
    is_under_way: bool = False
    rate_changes: tuple[RateChanged, ...] = ()
    bytes_on_disk: int = 2 * LAST_WEIGHTS
    best_epoch: EpochFinished | None = None

    @property
    def is_interrupted(self) -> bool:
        return self.ending is None and not self.is_under_way

    @property
    def steps(self) -> int:
        return self.epochs * 10

    @property
    def weights_step(self) -> int:
        return self.steps

    @property
    def last_epoch(self) -> EpochFinished | None:
        if not self.epochs:
            return None
        return EpochFinished(self.epochs, self.steps, 0.1, 0.99, 0.2, self.accuracy)

    @property
    def weights_epoch(self) -> EpochFinished | None:
        return self.best_epoch or self.last_epoch

    def history(self) -> RunHistory:
        self.store.obey("history")
        figures = np.ones(self.steps, np.float32)
        return RunHistory(figures, figures, figures, figures.astype(np.int32), ())

    def network(self, _epoch: int | None = None) -> Network:
        return Recipe(hidden=(4,)).build()[0]

    def rename(self, name: str) -> "FakeRun":
        self.store.obey("rename")
        self.store.kept[self.id] = replace(self, name=name)
        return self.store.kept[self.id]


class FakeStore:
    """Runs in memory. `refusals`: what fails, and how."""

    def __init__(self) -> None:
        self.kept: dict[str, FakeRun] = {}
        self.aside: dict[str, FakeRun] = {}
        self.reduced: dict[str, int] = {}
        self.refusals: dict[str, Exception] = {}
        self.unreadable: list[tuple[Path, str]] = []
        self.listings = 0
        self.folder = Path.cwd()

    def add(self, name: str, **facts: Any) -> FakeRun:
        """One more run, newer than the others unless `facts` say when it was created."""
        number = len(self.kept) + 1
        created = datetime(2026, 11, 20, tzinfo=UTC) + timedelta(minutes=number)
        run = FakeRun(self, f"run-{number:03}", name, facts.pop("created", created), **facts)
        self.kept[run.id] = run
        return run

    def obey(self, deed: str) -> None:
        if deed in self.refusals:
            raise self.refusals[deed]

    def runs(self) -> list[FakeRun]:
        return sorted(self.kept.values(), key=lambda run: run.created, reverse=True)

    def scan(self) -> Iterator[tuple[Path, FakeRun | RunError]]:
        self.obey("runs")
        self.listings += 1
        yield from ((Path(each.id), each) for each in [*self.kept.values()])
        yield from ((path, RunError(why)) for path, why in self.unreadable)

    def get(self, run_id: str) -> FakeRun:
        return self.kept[run_id]

    def delete(self, run_id: str) -> None:
        self.obey("delete")
        self.aside[run_id] = self.kept.pop(run_id)

    def put_back(self, run_id: str) -> None:
        self.obey("restore")
        self.kept[run_id] = self.aside.pop(run_id)

    def reduce(self, run_id: str) -> int:
        self.obey("reduce")
        run = self.kept[run_id]
        freed = run.bytes_on_disk - LAST_WEIGHTS
        if freed:
            self.reduced[run_id] = freed
            self.kept[run_id] = replace(run, bytes_on_disk=LAST_WEIGHTS)
        return freed

    def restore_weights(self, run_id: str) -> None:
        self.obey("restore_weights")
        freed = self.reduced.pop(run_id)
        self.kept[run_id] = replace(self.kept[run_id], bytes_on_disk=LAST_WEIGHTS + freed)

    def free(self, run_id: str) -> None:
        self.obey("free")
        self.reduced.pop(run_id, None)

    def binned(self) -> list[Binned]:
        return [
            *(_binned(each.id, False, each.bytes_on_disk) for each in self.aside.values()),
            *(_binned(run_id, True, size) for run_id, size in self.reduced.items()),
        ]

    def remove(self, binned: Binned) -> None:
        self.obey("remove")
        where: dict[str, Any] = self.reduced if binned.is_reduced else self.aside
        del where[binned.run_id]

    def purge(self, older_than_seconds: float) -> None:
        self.obey("purge")


def _binned(run_id: str, is_reduced: bool, size: int) -> Binned:
    return Binned(Path(run_id), run_id, is_reduced, is_going=False, bytes=size)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An empty store; `store.add(name)` keeps a run, `store.refusals` makes it fail."""
    store = FakeStore()

    def export(kept: FakeRun, path: Path) -> None:
        store.obey("export")
        path.write_text(f"step,loss\n1,{kept.seconds}\n", "utf-8")

    monkeypatch.setattr(run_histories, "export_csv", export)
    return store


@pytest.fixture
def kept_runs(store: Any, jobs: Jobs) -> Iterator[KeptRuns]:
    """The kept runs of the store, not read yet."""
    kept_runs = KeptRuns(store, jobs)
    yield kept_runs
    kept_runs.deleteLater()  # else Python may free it in a thread, where timers cannot be stopped


@pytest.fixture
def read(qtbot: QtBot, kept_runs: KeptRuns) -> Callable[[], None]:
    """Reads the list anew, and waits for it."""

    def read_now() -> None:
        with qtbot.waitSignal(kept_runs.changed):
            kept_runs.refresh()

    return read_now
