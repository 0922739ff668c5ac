"""Reduces kept runs to their last weights in the background, with undo until that is let go of.

What goes wrong is told by `failed`, in words, and never raised.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.translation import tr
from desktop.workspace.error_words import of_a_run
from desktop.workspace.jobs import Job, Jobs, Progress
from nncore.runs import RunStore

_TROUBLES = (OSError, ValueError, KeyError)


@dataclass(frozen=True)
class _Done:
    """freed: the bytes that each run lets go of. troubles: what went wrong, in words."""

    freed: dict[str, int]
    troubles: list[str]


class RunReduction(QObject):
    """Reduces runs, and brings back what went.

    reduced: the ids of those that were, and the bytes that this sets free, which are gone for good
    at `free`. brought_back: the ids of those that have all their weights again. changed: files of a
    run are others now, or may be.
    """

    reduced = Signal(list, object)
    brought_back = Signal(list)
    changed = Signal()
    failed = Signal(str)

    def __init__(self, store: RunStore, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._jobs = jobs
        self._aside: set[str] = set()

    def reduce(self, names: Mapping[str, str]) -> None:
        """Reduce runs, each given as its id and what to call it; `reduced` tells when it is done.

        Where none has more than its last weights, `reduced` tells of no run.
        """
        self._start(partial(_reduce, self._store, dict(names)), self._on_reduced)

    def bring_back(self, run_ids: Iterable[str]) -> None:
        """Undo the reduction of runs; `brought_back` tells when it is done."""
        ids = [each for each in run_ids if each in self._aside]
        self._aside -= {*ids}
        if ids:
            self._start(partial(_bring_back, self._store, ids), self._on_brought_back)

    def free(self, run_ids: Iterable[str]) -> None:
        """Let go of what these runs were reduced by: from now on there is no way back."""
        ids = [each for each in run_ids if each in self._aside]
        self._aside -= {*ids}
        if ids:
            self._jobs.start(Job(partial(_free, self._store, ids)))

    def close(self) -> None:
        """The window closes: let go of all of it, here and now."""
        _free(self._store, self._aside)
        self._aside.clear()

    def _start(self, work: Callable[[Progress], _Done], then: Callable[[_Done], None]) -> None:
        job = Job(work)
        job.finished.connect(then)
        self._jobs.start(job)

    def _tell(self, done: _Done) -> None:
        self.changed.emit()
        for trouble in done.troubles:
            self.failed.emit(trouble)

    @Slot(object)
    def _on_reduced(self, done: _Done) -> None:
        ids = [each for each, freed in done.freed.items() if freed]
        self._aside |= {*ids}
        self._tell(done)
        if ids or not done.troubles:
            self.reduced.emit(ids, sum(done.freed.values()))

    @Slot(object)
    def _on_brought_back(self, done: _Done) -> None:
        self._tell(done)
        if done.freed:
            self.brought_back.emit([*done.freed])


def _reduce(store: RunStore, names: Mapping[str, str], progress: Progress) -> _Done:
    done = _Done({}, [])
    for run_id, name in names.items():
        progress(len(done.freed) / len(names))
        try:
            done.freed[run_id] = store.reduce(run_id)
        except _TROUBLES as error:
            done.troubles.append(
                tr("“{name}” could not be reduced: {problem}", name=name, problem=of_a_run(error))
            )
    return done


def _bring_back(store: RunStore, run_ids: Iterable[str], _progress: Progress) -> _Done:
    done = _Done({}, [])
    for run_id in run_ids:
        try:
            store.restore_weights(run_id)
            done.freed[run_id] = 0
        except _TROUBLES as error:
            done.troubles.append(
                tr("The weights could not be brought back: {problem}", problem=of_a_run(error))
            )
    return done


def _free(store: RunStore, run_ids: Iterable[str], _progress: Progress | None = None) -> None:
    for run_id in run_ids:
        with suppress(OSError):  # what stays goes with the runs that were deleted
            store.free(run_id)
