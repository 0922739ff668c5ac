"""Reduces kept runs to their last weights in the background, with undo until that is let go of.

What goes wrong is told by `failed`, and never raised.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.translation import tr
from desktop.workspace.jobs import Progress
from desktop.workspace.jobs_in_order import JobsInOrder
from desktop.workspace.run_bin import Emptied
from nncore.runs import RunStore

_TROUBLES = (OSError, ValueError, KeyError)


@dataclass(frozen=True)
class _Done:
    """freed: the bytes that each run lets go of. errors: what kept a run from it."""

    freed: dict[str, int] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)


class RunReduction(QObject):
    """Reduces runs, and brings back what went.

    reduced: the bytes that each run lets go of, which are gone for good at `free`. brought_back:
    the ids of those that have all their weights again. not_brought_back: of those that have not,
    though they may still. changed: files of a run are others now, or may be. failed: what did not
    come about, and the error.
    """

    reduced = Signal(object)
    brought_back = Signal(list)
    not_brought_back = Signal(list)
    changed = Signal()
    failed = Signal(str, Exception)

    def __init__(
        self, store: RunStore, in_order: JobsInOrder, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._in_order = in_order
        self._aside: set[str] = set()
        self._wanted: set[str] = set()
        self._names: list[Mapping[str, str]] = []
        self._overtaken = 0

    def reduce(self, names: Mapping[str, str]) -> None:
        """Reduce runs, each given as its id and what to call it; `reduced` tells when it is done.

        Where none has more than its last weights, `reduced` tells of no run.
        """
        self._names.append(dict(names))
        self._in_order.ask(partial(_reduce, self._store, [*names]), self._on_reduced)

    def overtake(self) -> None:
        """Something else was done that can be undone: what is still being reduced cannot."""
        self._overtaken = len(self._names)

    def can_bring_back(self, run_ids: Iterable[str]) -> bool:
        """Whether weights of one of these runs lie aside, since they were reduced here."""
        return not self._aside.isdisjoint(run_ids)

    def bring_back(self, run_ids: Iterable[str]) -> None:
        """Undo the reduction of runs; `brought_back` or `not_brought_back` tells of each."""
        ids = [each for each in run_ids if each in self._aside]
        self._wanted |= {*ids}
        if ids:
            work = partial(_bring_back, self._store, ids)
            self._in_order.ask(work, self._on_brought_back, outlasts=True)

    def free(self, run_ids: Iterable[str]) -> None:
        """Let go of what these runs were reduced by: from now on there is no way back."""
        ids = [each for each in run_ids if each in self._aside]
        self._aside -= {*ids}
        if ids:
            self._let_go(ids)

    def close(self) -> None:
        """The window closes: let go of all of it, here and now, but of what is wanted back."""
        _free(self._store, self._aside - self._wanted)
        self._aside.clear()

    @Slot(Emptied)
    def forget(self, emptied: Emptied) -> None:
        """There is no way back from what was freed for good."""
        self._aside -= {each.run_id for each in emptied.freed if each.is_reduced}

    def _let_go(self, ids: list[str]) -> None:
        self._in_order.ask(partial(_free, self._store, ids), _nothing_more, outlasts=True)

    @Slot(object)
    def _on_reduced(self, done: _Done) -> None:
        names = self._names.pop(0)
        freed = {each: size for each, size in done.freed.items() if size}
        if self._overtaken and freed:
            self._let_go([*freed])
        else:
            self._aside |= {*freed}
        self._overtaken = max(self._overtaken - 1, 0)
        self.changed.emit()
        for run_id, error in done.errors.items():
            self.failed.emit(tr("“{name}” could not be reduced", name=names[run_id]), error)
        if freed or not done.errors:
            self.reduced.emit(freed)

    @Slot(object)
    def _on_brought_back(self, done: _Done) -> None:
        gone = {each for each, error in done.errors.items() if isinstance(error, KeyError)}
        self._aside -= done.freed.keys() | gone
        self._wanted -= done.freed.keys() | gone
        self.changed.emit()
        for error in done.errors.values():
            self.failed.emit(tr("The weights could not be brought back"), error)
        if done.freed:
            self.brought_back.emit([*done.freed])
        if again := [each for each in done.errors if each not in gone]:
            self.not_brought_back.emit(again)


def _reduce(store: RunStore, run_ids: Iterable[str], progress: Progress) -> _Done:
    done = _Done()
    for run_id in run_ids:
        progress(0.0)
        try:
            done.freed[run_id] = store.reduce(run_id)
        except _TROUBLES as error:
            done.errors[run_id] = error
    return done


def _bring_back(store: RunStore, run_ids: Iterable[str], _progress: Progress) -> _Done:
    done = _Done()
    for run_id in run_ids:
        try:
            store.restore_weights(run_id)
            done.freed[run_id] = 0
        except _TROUBLES as error:
            done.errors[run_id] = error
    return done


def _free(store: RunStore, run_ids: Iterable[str], _progress: Progress | None = None) -> None:
    for run_id in run_ids:
        with suppress(OSError):  # what stays goes with the runs that were deleted
            store.free(run_id)


def _nothing_more(_answer: object) -> None:
    """Whether it is gone is seen where all of the bin is looked at."""
