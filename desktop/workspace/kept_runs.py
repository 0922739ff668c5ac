"""The kept runs as the window knows them: read in the background, changed at once, told in words.

It knows the store and no widgets; what goes wrong is told by `failed` and never raised.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from desktop.workspace.errors import in_words
from desktop.workspace.jobs import Job, Jobs
from desktop.workspace.kept_run_listing import KeptRunListing, newest_first
from desktop.workspace.kept_run_summary import KeptRunSummary, Standing
from nncore.runs import KeptRun, RunStore, export_csv
from nncore.safe_text import quoted

Result = TypeVar("Result")

LONGEST_NAME = 80
"""Letters that a run's name may have."""

_TROUBLES = (OSError, ValueError, KeyError)


class KeptRuns(QObject):
    """The list of kept runs, newest first, and what can be done with them.

    changed: the list says something else now. deleted: the ids of those that are gone. failed:
    what went wrong, in words. history_loaded: a run's id and what `read_history` made of it.
    exported: where a history was written to.
    """

    changed = Signal()
    deleted = Signal(list)
    failed = Signal(str)
    history_loaded = Signal(str, object)
    exported = Signal(Path)

    def __init__(
        self,
        store: RunStore,
        jobs: Jobs,
        parent: QObject | None = None,
        *,
        read_history: Callable[[KeptRun], object] = KeptRun.history,
    ) -> None:
        """read_history: reads a run's history, as plots want it; in a working thread."""
        super().__init__(parent)
        self._store = store
        self._read_history = read_history
        self._jobs = jobs
        self._lines: tuple[KeptRunSummary, ...] = ()
        self._by_id: dict[str, KeptRunSummary] = {}
        self._gone: dict[str, KeptRunSummary] = {}
        self._damaged: tuple[tuple[Path, str], ...] = ()
        self._listing = KeptRunListing(store, jobs, self)
        self._listing.listed.connect(self._on_listed)
        self._listing.read.connect(self._on_read)
        self._listing.failed.connect(self._on_listing_failed)
        self._trouble = ""
        self._is_loaded = False

    @property
    def lines(self) -> tuple[KeptRunSummary, ...]:
        """The figures of all runs, newest first."""
        return self._lines

    @property
    def runs(self) -> list[KeptRun]:
        """All runs, newest first."""
        return [each.kept for each in self._lines]

    @property
    def interrupted(self) -> list[KeptRunSummary]:
        """The runs that can be resumed, newest first."""
        return [each for each in self._lines if each.standing is Standing.INTERRUPTED]

    @property
    def damaged(self) -> tuple[tuple[Path, str], ...]:
        """Folders that hold no readable run, and why."""
        return self._damaged

    @property
    def is_loaded(self) -> bool:
        """Whether the list was read at least once."""
        return self._is_loaded

    def line(self, run_id: str) -> KeptRunSummary | None:
        """The figures of one run; None if it is not in the list."""
        return self._by_id.get(run_id)

    def get(self, run_id: str) -> KeptRun | None:
        """One run; None if it is not in the list."""
        line = self.line(run_id)
        return None if line is None else line.kept

    def refresh(self, run_id: str | None = None) -> None:
        """Read the list anew, soon; or only the run `run_id`, as after each of its epochs.

        May be called as often as anybody likes: it reads only so often.
        """
        self._listing.request(run_id)

    def rename(self, run_id: str, name: str) -> bool:
        """Give a run another name; False, and told why, if that could not be."""
        line = self.line(run_id)
        tidy = tidy_name(name)
        if line is None or tidy == line.name:
            return False
        if not tidy:
            self.failed.emit("A run needs a name.")
            return False
        if len(tidy) > LONGEST_NAME:
            self.failed.emit(f"A name may have {LONGEST_NAME} letters at most.")
            return False
        trouble = f"“{line.name}” could not be renamed"
        renamed = self._attempt(trouble, lambda: KeptRunSummary.of(line.kept.rename(tidy)))
        if renamed is None:
            return False
        self._show(renamed if each is line else each for each in self._lines)
        return True

    def delete(self, run_ids: Iterable[str]) -> list[str]:
        """Move runs aside, so that `restore` can bring them back. Returns the ids of those gone."""
        gone = []
        for line in filter(None, map(self.line, run_ids)):
            trouble = f"“{line.name}” could not be deleted"
            if self._attempt(trouble, partial(_and_true, self._store.delete, line.id)):
                self._gone[line.id] = line
                gone.append(line.id)
        if gone:
            ids = set(gone)
            self._show(each for each in self._lines if each.id not in ids)
            self.deleted.emit(gone)
        return gone

    def restore(self, run_ids: Iterable[str]) -> list[str]:
        """Bring deleted runs back. Returns the ids of those that came."""
        back: list[KeptRunSummary] = []
        for run_id in run_ids:
            line = self._gone.get(run_id)
            name = "The run" if line is None else f"“{line.name}”"
            trouble = f"{name} could not be brought back"
            if self._attempt(trouble, partial(_and_true, self._store.put_back, run_id)) and line:
                back.append(self._gone.pop(run_id))
        if back:
            self._show(newest_first([*self._lines, *back]))
        self.refresh()
        return [each.id for each in back]

    def load_history(self, run_id: str) -> None:
        """Read a run's history in the background; `history_loaded` brings it."""
        line = self.line(run_id)
        if line is not None:
            self._start(partial(_history, line.kept, self._read_history), self._on_history_read)

    def export_csv(self, run_id: str, path: Path) -> None:
        """Write a run's history as CSV in the background; `exported` says when it is there."""
        line = self.line(run_id)
        if line is not None:
            self._start(partial(_export, line.kept, path), self._on_exported)

    def _attempt(self, trouble: str, work: Callable[[], Result]) -> Result | None:
        """What `work` returns; None, and told, if it fails."""
        try:
            return work()
        except _TROUBLES as error:
            self.failed.emit(f"{trouble}: {_words(error)}")
            self.refresh()  # what the list says may not be so any more
            return None

    def _start(self, work: Callable[[], object], then: Callable[[Any], None]) -> None:
        job = Job(partial(_ignoring_progress, work))
        job.finished.connect(then)
        job.failed.connect(self._on_job_failed)
        self._jobs.start(job)

    def _show(self, lines: Iterable[KeptRunSummary]) -> None:
        """Show what was changed here; a listing under way does not know of it yet."""
        self._listing.distrust()
        self._take(tuple(lines))

    def _take(self, lines: tuple[KeptRunSummary, ...]) -> None:
        self._lines = lines
        self._by_id = {each.id: each for each in lines}
        self.changed.emit()

    @Slot(object)
    def _on_listed(
        self, listed: tuple[tuple[KeptRunSummary, ...], tuple[tuple[Path, str], ...]]
    ) -> None:
        self._is_loaded = True
        self._trouble = ""
        lines, self._damaged = listed
        self._take(lines)

    @Slot(object)
    def _on_read(self, line: KeptRunSummary) -> None:
        others = [each for each in self._lines if each.id != line.id]
        self._take(tuple(newest_first([*others, line])))

    @Slot(Exception)
    def _on_listing_failed(self, error: Exception) -> None:
        trouble = f"The list of runs could not be read: {_words(error)}"
        if trouble != self._trouble:  # said once, not at each epoch
            self._trouble = trouble
            self.failed.emit(trouble)

    @Slot(object)
    def _on_history_read(self, read: tuple[str, object]) -> None:
        self.history_loaded.emit(*read)

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self.exported.emit(path)

    @Slot(Exception)
    def _on_job_failed(self, error: Exception) -> None:
        self.failed.emit(str(error))


def tidy_name(text: str) -> str:
    """A run's name as it is kept: on one line, no space too many. Empty if nothing is left."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _words(error: Exception) -> str:
    return "it is not there any more." if isinstance(error, KeyError) else in_words(error)


class _TroubleError(Exception):
    """What went wrong in a working thread, in words."""


def _history(kept: KeptRun, read: Callable[[KeptRun], object]) -> tuple[str, object]:
    try:
        return kept.id, read(kept)
    except _TROUBLES as error:
        raise _TroubleError(
            f"The curves of “{quoted(kept.name)}” could not be read: {_words(error)}"
        ) from error


def _export(kept: KeptRun, path: Path) -> Path:
    try:
        export_csv(kept, path)
    except _TROUBLES as error:
        raise _TroubleError(
            f"The history of “{quoted(kept.name)}” could not be exported: {_words(error)}"
        ) from error
    return path


def _ignoring_progress(work: Callable[[], object], _progress: Callable[[float], None]) -> object:
    return work()


def _and_true(work: Callable[[str], object], run_id: str) -> bool:
    work(run_id)
    return True
