"""The kept runs as the window knows them: read and moved in the background, changed at once.

What goes wrong is told by `failed`, in words, and never raised.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.translation import tr
from desktop.workspace.error_words import of_a_run
from desktop.workspace.jobs import Jobs
from desktop.workspace.jobs_in_order import JobsInOrder
from desktop.workspace.kept_run_summary import (
    KeptRunReader,
    KeptRunStatus,
    KeptRunSummary,
    Listed,
    newest_first,
)
from desktop.workspace.run_bin import RunBin
from desktop.workspace.run_deletion import RunDeletion
from desktop.workspace.run_histories import RunHistories
from desktop.workspace.run_names import RunNames, problem_of_name, tidy_name
from desktop.workspace.run_reduction import RunReduction
from nncore.runs import KeptRun, RunStore, lacks_room
from nncore.safe_text import quoted

_FOLLOWING = 2_000
"""Milliseconds after which a run that is under way, maybe in another window, is read again."""


class KeptRuns(QObject):
    """The list of kept runs, newest first, and what can be done with them.

    changed: the list says something else now. deleted, restored: the ids of those that are gone,
    and of those that are there again. failed: what went wrong, in words. history_loaded: a run's id
    and its History. exported: where a history was written to.
    deletion: where deleted runs are moved to and fro. reduction: reduces runs to their last
    weights. bin: what both take of the disk still.
    """

    changed = Signal()
    deleted = Signal(list)
    restored = Signal(list)
    failed = Signal(str)
    history_loaded = Signal(str, object)
    exported = Signal(Path)

    def __init__(self, store: RunStore, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._summaries: tuple[KeptRunSummary, ...] = ()
        self._by_id: dict[str, KeptRunSummary] = {}
        self._damaged: tuple[tuple[Path, str], ...] = ()
        self._listing = KeptRunReader(store, jobs, self)
        self._listing.listed.connect(self._on_listed)
        self._listing.read.connect(self._on_read)
        self._listing.failed.connect(self._on_listing_failed)
        self._in_order = JobsInOrder(jobs, self)
        self.bin = RunBin(store, jobs, self._in_order, self)
        self.bin.failed.connect(self._tell)
        self.deletion = RunDeletion(store, self._in_order, self)
        self.deletion.failed.connect(self._tell)
        self.deletion.back.connect(self._on_back)
        self.deletion.changed.connect(self._listing.read_once_more)  # what is read may be of before
        self.reduction = RunReduction(store, self._in_order, self)
        self.reduction.changed.connect(self._on_files_changed)
        self.reduction.failed.connect(self._tell)
        self.bin.emptied.connect(self.reduction.forget)
        self._histories = RunHistories(jobs, self)
        self._histories.loaded.connect(self.history_loaded)
        self._histories.exported.connect(self.exported)
        self._histories.failed.connect(self.failed)
        self._names = RunNames(jobs, self)
        self._names.written.connect(self._listing.read_once_more)
        self._names.refused.connect(self._on_name_refused)
        self._following = QTimer(self, singleShot=True, interval=_FOLLOWING)
        self._following.timeout.connect(self._on_following)
        self._trouble = ""
        self._is_loaded = False

    @property
    def folder(self) -> Path:
        """Where they are kept; made when the first run begins."""
        return self._store.folder

    @property
    def summaries(self) -> tuple[KeptRunSummary, ...]:
        """The figures of all runs, newest first."""
        return self._summaries

    @property
    def runs(self) -> list[KeptRun]:
        """All runs, newest first."""
        return [each.kept for each in self._summaries]

    @property
    def interrupted(self) -> list[KeptRunSummary]:
        """The runs that can be resumed, newest first."""
        return [each for each in self._summaries if each.status is KeptRunStatus.INTERRUPTED]

    @property
    def damaged(self) -> tuple[tuple[Path, str], ...]:
        """Folders that hold no readable run, and why."""
        return self._damaged

    @property
    def is_loaded(self) -> bool:
        """Whether the list was read at least once."""
        return self._is_loaded

    def summary(self, run_id: str) -> KeptRunSummary | None:
        """The figures of one run; None if it is not in the list."""
        return self._by_id.get(run_id)

    def get(self, run_id: str) -> KeptRun | None:
        """One run; None if it is not in the list."""
        run = self.summary(run_id)
        return None if run is None else run.kept

    def is_deleted(self, run_id: str) -> bool:
        """Whether a run was deleted here, and not brought back."""
        return self.deletion.is_deleted(run_id)

    def read(self, run_id: str) -> KeptRun:
        """One run as it is on the disk by now, for a working thread.

        Raises KeyError where there is none, RunError for a damaged one.
        """
        return self._names.named(self._store.get(run_id))

    def refresh(self, run_id: str | None = None) -> None:
        """Read the list anew, soon, however often asked; or only one run, as after an epoch."""
        self._listing.request(run_id)

    def rename(self, run_id: str, name: str) -> bool:
        """Give a run another name, written in the background; False if it is none, and told why.
        Where the disk refuses it, the run has its earlier name again, and `failed` tells why.
        """
        run = self.summary(run_id)
        tidy = tidy_name(name)
        if run is None or tidy == run.kept.name:
            return False
        problem = problem_of_name(tidy)
        if problem:
            self.failed.emit(problem)
            return False
        self._names.give(run.kept, tidy)
        self._change(self._summaries)
        return True

    def delete(self, run_ids: Iterable[str]) -> list[str]:
        """Take runs out of the list, and move them aside in the background, so that `restore` can
        bring them back. Returns their ids; `restored` tells of those that could not be moved.
        """
        runs = [*filter(None, map(self.summary, run_ids))]
        ids = [each.id for each in runs]
        if ids:
            for each in ids:
                self._names.hold(each)
            self.reduction.overtake()
            self.deletion.delete(runs)
            self._change(self._summaries)
            self.deleted.emit(ids)
        return ids

    def restore(self, run_ids: Iterable[str]) -> None:
        """Bring deleted runs back in the background; `restored` tells when they are there."""
        self.deletion.restore(run_ids)

    def load_history(self, run_id: str) -> None:
        """Read a run's history in the background; `history_loaded` brings it."""
        run = self.summary(run_id)
        if run is not None:
            self._histories.load(run)

    def export_csv(self, run_id: str, name: str, path: Path) -> None:
        """Write a run's history as CSV in the background; `exported` says when it is there.

        It is read anew: a run may have gone on since it was listed.
        """
        self._histories.export_csv(partial(self.read, run_id), name, path)

    def _change(self, summaries: Iterable[KeptRunSummary]) -> None:
        """Show what was changed here; a listing under way does not know of it yet."""
        self._listing.read_once_more()
        self._show(tuple(summaries))

    def _show(self, summaries: tuple[KeptRunSummary, ...]) -> None:
        going = {each.id for each in self.deletion.going}  # they lie in their place still
        self._summaries = summaries = tuple(
            each.renamed(self._names.named(each.kept).name)
            for each in summaries
            if each.id not in going
        )
        self._by_id = {each.id: each for each in summaries}
        self._follow_on()
        self.changed.emit()

    def _follow_on(self) -> None:
        if self._under_way and not self._following.isActive():
            self._following.start()

    def close(self) -> None:
        """The window closes: move, write and let go of what waits, here and now."""
        self._in_order.close()
        self._names.close()
        self.reduction.close()

    @property
    def _under_way(self) -> list[KeptRunSummary]:
        return [each for each in self._summaries if each.status is KeptRunStatus.RUNNING]

    @Slot()
    def _on_following(self) -> None:
        for each in self._under_way:
            self.refresh(each.id)

    @Slot()
    def _on_files_changed(self) -> None:
        self._listing.read_once_more()  # what is being read may be of before
        self.refresh()

    @Slot(object, Exception)
    def _on_name_refused(self, on_disk: KeptRun, error: Exception) -> None:
        runs = self._summaries
        self._change(each.renamed(on_disk.name) if each.id == on_disk.id else each for each in runs)
        self._tell(tr("“{name}” could not be renamed", name=quoted(on_disk.name)), error)

    @Slot(list)
    def _on_back(self, runs: list[KeptRunSummary]) -> None:
        ids = {each.id for each in runs}
        self._names.release(ids)
        others = [each for each in self._summaries if each.id not in ids]
        self._change(newest_first([*others, *runs]))
        self.refresh()
        self.restored.emit([each.id for each in runs])

    @Slot(str, Exception)
    def _tell(self, trouble: str, error: Exception) -> None:
        """Say what did not come about, and why."""
        words = f"{trouble}: {of_a_run(error)}"
        self.failed.emit(self.bin.advise(words, lacks_room=lacks_room(error)))
        self.refresh()  # what the list says may not be so any more

    @Slot(object)
    def _on_listed(self, listed: Listed) -> None:
        self._is_loaded, self._trouble = True, ""
        summaries, damaged = listed
        going = {each.id for each in self.deletion.going}  # they may have vanished under the reader
        self._damaged = tuple(each for each in damaged if each[0].name not in going)
        self._show(summaries)
        self.bin.look()

    @Slot(object)
    def _on_read(self, run: KeptRunSummary) -> None:
        others = [each for each in self._summaries if each.id != run.id]
        self._show(tuple(newest_first([*others, run])))

    @Slot(Exception)
    def _on_listing_failed(self, error: Exception) -> None:
        trouble = tr("The list of runs could not be read: {problem}", problem=of_a_run(error))
        if trouble != self._trouble:  # said once, not at each epoch
            self._trouble = trouble
            self.failed.emit(trouble)
        self._follow_on()
