"""The histories of kept runs, read and exported in the background."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop.translation import tr
from desktop.workspace.error_words import of_a_run
from desktop.workspace.jobs import Job, Jobs, Progress
from desktop.workspace.kept_run_summary import KeptRunSummary
from desktop.workspace.run.history import History
from desktop.workspace.run.opened_run import plotted_history
from nncore.runs import KeptRun, export_csv


class RunHistories(QObject):
    """loaded: a run's id and its History. exported: where one was written to. failed: what went
    wrong, in words.
    """

    loaded = Signal(str, object)
    exported = Signal(Path)
    failed = Signal(str)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs

    def load(self, run: KeptRunSummary) -> None:
        """Read what is to be plotted of a run."""
        self._start(
            tr("The curves of “{name}” could not be read", name=run.name),
            partial(_history, run.kept),
            self._on_read,
        )

    def export_csv(self, read: Callable[[], KeptRun], name: str, path: Path) -> None:
        """Write the history of the run that `read` finds, and that is called `name`."""
        self._start(
            tr("The history of “{name}” could not be exported", name=name),
            partial(_export, read, path),
            self.exported,
        )

    def _start(self, trouble: str, work: Callable[[], object], then: Any) -> None:
        """Work in the background; then: the slot or signal that takes the answer."""
        job = Job(partial(_attempted, trouble, work))
        job.finished.connect(then)
        job.failed.connect(self._on_failed)
        self._jobs.start(job)

    @Slot(object)
    def _on_read(self, read: tuple[str, object]) -> None:
        self.loaded.emit(*read)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(str(error))


class _TroubleError(Exception):
    """What went wrong in a working thread, in words."""


def _attempted(trouble: str, work: Callable[[], object], _progress: Progress) -> object:
    try:
        return work()
    except (OSError, ValueError, KeyError) as error:
        raise _TroubleError(f"{trouble}: {of_a_run(error)}") from error


def _history(kept: KeptRun) -> tuple[str, History]:
    return kept.id, plotted_history(kept)


def _export(read: Callable[[], KeptRun], path: Path) -> Path:
    export_csv(read(), path)
    return path
