"""The figures of kept runs, read in the background, no oftener than a person looks.

They are read once, so that no list asks the disk while it is painted. Epochs may end a hundred
times a second: reading must not take the processor from them.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.workspace.accuracy import Accuracy
from desktop.workspace.data_titles import data_title
from desktop.workspace.jobs import Jobs, LatestJob, Progress
from nncore.runs import Ending, KeptRun, RunError, RunStore
from nncore.safe_text import quoted


class KeptRunStatus(Enum):
    """Whether a run is under way, could be resumed, or how it ended."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    STOPPED = "stopped"
    DIVERGED = "diverged"
    FINISHED = "finished"

    @classmethod
    def of(cls, kept: KeptRun) -> "KeptRunStatus":
        """The status of a run at this moment."""
        if kept.is_under_way:
            return cls.RUNNING
        match kept.ending:
            case None:
                return cls.INTERRUPTED
            case Ending.STOPPED:
                return cls.STOPPED
            case Ending.DIVERGED:
                return cls.DIVERGED
        return cls.FINISHED


@dataclass(frozen=True)
class KeptRunSummary:
    """A run's figures. Two summaries are equal if they say the same.

    accuracy: of the validation images, with the weights that are kept; between two epochs, as it
    was known last; None before one is done. best: the highest of all epochs, 0..1. seconds: at
    work. begun: in UTC. size: bytes on disk.
    """

    id: str
    name: str
    status: KeptRunStatus
    accuracy: Accuracy | None
    best: float | None
    epochs: int
    epochs_wanted: int
    seconds: float
    data: str
    begun: datetime
    size: int
    kept: KeptRun = field(compare=False, repr=False)

    @classmethod
    def of(cls, kept: KeptRun) -> "KeptRunSummary":
        """Read the figures. Raises RunError where the files do not hold them."""
        return cls(
            id=kept.id,
            name=quoted(kept.name),
            status=KeptRunStatus.of(kept),
            accuracy=Accuracy.of_epoch(kept, kept.weights_epoch or kept.last_epoch),
            best=kept.best_validation,
            epochs=kept.epochs,
            epochs_wanted=kept.recipe.epochs,
            seconds=kept.seconds,
            data=quoted(data_title(kept.dataset.name)),
            begun=kept.created,
            size=kept.bytes_on_disk,
            kept=kept,
        )

    def renamed(self, name: str) -> "KeptRunSummary":
        """The same run under another name, without asking the disk."""
        if name == self.kept.name:
            return self
        return replace(self, name=quoted(name), kept=replace(self.kept, name=name))


SHORTEST_REST = 500
"""Milliseconds between two readings."""

_REST_PER_READING = 10.0
"""A reading's time that is rested after it: at most a tenth of one core goes into the list."""

DELETED_FOR = 24 * 60 * 60.0
"""Seconds after which a deleted run is gone for good, as far as the next start is concerned."""

Listed: TypeAlias = tuple[tuple[KeptRunSummary, ...], tuple[tuple[Path, str], ...]]
"""The runs, newest first, and what could not be read."""


@dataclass(frozen=True)
class _Answer:
    found: object
    revision: int
    seconds: float


class KeptRunReader(QObject):
    """Answers requests to read all runs, or one.

    listed: the summaries of all, and what is damaged. read: the summary of one. failed: why the
    list was not read.
    """

    listed = Signal(object)
    read = Signal(object)
    failed = Signal(Exception)

    def __init__(self, store: RunStore, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._latest = LatestJob(jobs, self)
        self._latest.finished.connect(self._on_finished)
        self._latest.failed.connect(self._on_failed)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._on_rested)
        self._wants_all = False
        self._wanted: list[str] = []
        self._revision = 0
        self._has_purged = False

    def request(self, run_id: str | None = None) -> None:
        """Read all runs, or one, as soon as it is time again."""
        if run_id is None:
            self._wants_all = True
        elif run_id not in self._wanted:
            self._wanted.append(run_id)
        self._read_next()

    @Slot()
    def read_once_more(self) -> None:
        """Something changed: if a reading is under way, drop its result and read all again."""
        self._revision += 1

    def _read_next(self) -> None:
        if self._latest.is_busy or self._rest.isActive():
            return
        if self._wants_all:
            self._wants_all = False
            self._wanted.clear()
            self._latest.request(
                partial(_list, self._store, self._revision, purges=not self._has_purged)
            )
            self._has_purged = True
        elif self._wanted:
            self._latest.request(partial(_read, self._store, self._revision, self._wanted.pop(0)))

    @Slot(object)
    def _on_finished(self, answer: _Answer) -> None:
        self._rest.start(max(SHORTEST_REST, int(answer.seconds * 1_000 * _REST_PER_READING)))
        if answer.revision != self._revision:
            self._rest.stop()
            self.request()
        elif isinstance(answer.found, tuple):
            self.listed.emit(answer.found)
        elif isinstance(answer.found, KeptRunSummary):
            self.read.emit(answer.found)
        else:  # it is gone: what else is?
            self._wants_all = True

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self._rest.start(SHORTEST_REST)
        self.failed.emit(error)

    @Slot()
    def _on_rested(self) -> None:
        self._read_next()


def _list(store: RunStore, revision: int, progress: Progress, *, purges: bool) -> _Answer:
    started = perf_counter()
    if purges:
        with suppress(OSError, RunError):  # what cannot be cleared away hides no run
            store.purge(DELETED_FOR)
    damaged: list[tuple[Path, str]] = []
    summaries: list[KeptRunSummary] = []
    for folder, found in store.scan():
        progress(0.0)
        try:
            if isinstance(found, RunError):
                raise found
            summaries.append(KeptRunSummary.of(found))
        except (OSError, RunError) as error:
            damaged.append((folder, str(error)))
    found_all = tuple(newest_first(summaries)), tuple(damaged)
    return _Answer(found_all, revision, perf_counter() - started)


def newest_first(summaries: Iterable[KeptRunSummary]) -> list[KeptRunSummary]:
    """As the list has them."""
    return sorted(summaries, key=lambda each: (each.begun, each.id), reverse=True)


def _read(store: RunStore, revision: int, run_id: str, _progress: Progress) -> _Answer:
    started = perf_counter()
    try:
        found = KeptRunSummary.of(store.get(run_id))
    except (OSError, RunError, KeyError):
        return _Answer(None, revision, perf_counter() - started)
    return _Answer(found, revision, perf_counter() - started)
