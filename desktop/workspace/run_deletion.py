"""Deletes kept runs and brings them back: out of sight at once, moved in the background."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.translation import tr
from desktop.workspace.jobs import Progress
from desktop.workspace.jobs_in_order import JobsInOrder
from desktop.workspace.kept_run_summary import KeptRunSummary
from nncore.runs import RunStore


class RunDeletion(QObject):
    """Moves runs aside, one after another, and remembers what they were.

    changed: others are being moved now. back: the summaries of runs that are in their place again,
    brought back or never moved. not_restored: the ids of those that stay deleted for now. failed:
    what did not come about, and the error.
    """

    changed = Signal()
    back = Signal(list)
    not_restored = Signal(list)
    failed = Signal(str, Exception)

    def __init__(
        self, store: RunStore, in_order: JobsInOrder, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._in_order = in_order
        self._gone: dict[str, KeptRunSummary] = {}
        self._going: list[str] = []
        self._coming: list[str] = []

    @property
    def going(self) -> list[KeptRunSummary]:
        """The runs that lie in their place still, though they are deleted."""
        return [self._gone[each] for each in self._going]

    @property
    def coming(self) -> list[KeptRunSummary]:
        """The runs that are being brought back."""
        return [self._gone[each] for each in self._coming if each in self._gone]

    def is_deleted(self, run_id: str) -> bool:
        """Whether a run was deleted here, and is not back."""
        return run_id in self._gone

    def delete(self, runs: Iterable[KeptRunSummary]) -> None:
        """Move runs aside; `back` tells which of them stay."""
        ids = [each.id for each in runs]
        self._gone |= {each.id: each for each in runs}
        self._going += ids
        self._in_order.ask(partial(_moved, self._store.delete, ids), self._on_moved, outlasts=True)
        self.changed.emit()

    def restore(self, run_ids: Iterable[str]) -> None:
        """Bring deleted runs back; `back` or `not_restored` tells of each."""
        ids = [each for each in run_ids if each in self._gone and each not in self._coming]
        if ids:
            self._coming += ids
            work = partial(_moved, self._store.put_back, ids)
            self._in_order.ask(work, self._on_moved_back, outlasts=True)
            self.changed.emit()

    @Slot(object)
    def _on_moved(self, moved: dict[str, Exception | None]) -> None:
        self._going = [each for each in self._going if each not in moved]
        refused = {each: error for each, error in moved.items() if error is not None}
        runs = [self._gone.pop(each) for each in refused]
        if runs:
            self.back.emit(runs)
        for run in runs:
            words = tr("“{name}” could not be deleted", name=run.name)
            self.failed.emit(words, refused[run.id])
        self.changed.emit()

    @Slot(object)
    def _on_moved_back(self, moved: dict[str, Exception | None]) -> None:
        self._coming = [each for each in self._coming if each not in moved]
        # what could not be deleted in the first place is back already
        known = {each: error for each, error in moved.items() if each in self._gone}
        runs = [self._gone.pop(each) for each, error in known.items() if error is None]
        if runs:
            self.back.emit(runs)
        for run_id, error in known.items():
            if error is not None:
                name = self._gone[run_id].name
                self.failed.emit(tr("“{name}” could not be brought back", name=name), error)
        again = [each for each, error in known.items() if error and not isinstance(error, KeyError)]
        if again:
            self.not_restored.emit(again)
        self.changed.emit()


def _moved(
    move: Callable[[str], None], run_ids: Iterable[str], _progress: Progress
) -> dict[str, Exception | None]:
    """Move one run after another; what kept each from it."""
    moved: dict[str, Exception | None] = {}
    for run_id in run_ids:
        try:
            move(run_id)
        except Exception as error:  # noqa: BLE001 - whatever went wrong is told
            moved[run_id] = error
        else:
            moved[run_id] = None
    return moved
