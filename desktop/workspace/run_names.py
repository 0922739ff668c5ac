"""The names that runs are given: in sight at once, written in the background, lost by nobody."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.translation import tr
from desktop.workspace.jobs import Job, Jobs, Progress
from nncore.runs import KeptRun
from nncore.safe_text import is_visible, on_one_line

LONGEST_NAME = 80
"""Letters that a run's name may have."""


class RunNames(QObject):
    """Writes one name after another; of several for one run only the last one matters.

    written: a name is on the disk. refused: the run under the name that it has on the disk still,
    and the error.
    """

    written = Signal()
    refused = Signal(object, Exception)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._waiting: dict[str, tuple[KeptRun, str]] = {}
        self._away: set[str] = set()
        self._writing: tuple[str, str] | None = None

    def give(self, run: KeptRun, name: str) -> None:
        """Call `run`, as it is listed, `name` from now on."""
        on_disk, _ = self._waiting.get(run.id, (run, ""))
        self._waiting[run.id] = on_disk, name
        self._write_next()

    def named(self, run: KeptRun) -> KeptRun:
        """What was read of a run, under the name it was given; for a working thread too."""
        waiting = self._waiting.get(run.id)
        return run if waiting is None else replace(run, name=waiting[1])

    def hold(self, run_id: str) -> None:
        """A run was deleted: its name waits until it is brought back."""
        self._away.add(run_id)

    def release(self, run_ids: Iterable[str]) -> None:
        """These runs were brought back."""
        self._away.difference_update(run_ids)
        self._write_next()

    def close(self) -> None:
        """The window closes, and nothing is done in the background any more: write the rest."""
        for run, name in self._waiting.values():
            with suppress(
                OSError, ValueError
            ):  # there is nobody to tell, nor a run that is deleted
                run.rename(name)
        self._waiting.clear()

    def _write_next(self) -> None:
        ready = (each for each in self._waiting if each not in self._away)
        run_id = next(ready, None)
        if self._writing is not None or run_id is None:
            return
        run, name = self._waiting[run_id]
        self._writing = run_id, name
        job = Job(partial(_write, run, name))
        job.finished.connect(self._on_written)
        job.failed.connect(self._on_failed)
        self._jobs.start(job)

    def _end(self) -> tuple[str, bool]:
        """A name was tried: whose, and whether no other was given to the run meanwhile."""
        assert self._writing is not None
        (run_id, name), self._writing = self._writing, None
        return run_id, run_id in self._waiting and self._waiting[run_id][1] == name

    @Slot(object)
    def _on_written(self, run: KeptRun) -> None:
        run_id, is_last = self._end()
        if is_last:
            del self._waiting[run_id]
        elif run_id in self._waiting:
            self._waiting[run_id] = run, self._waiting[run_id][1]
        self.written.emit()
        self._write_next()

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        run_id, is_last = self._end()
        if is_last and run_id not in self._away:
            run, _ = self._waiting.pop(run_id)
            self.refused.emit(run, error)
        self._write_next()


def tidy_name(text: str) -> str:
    """A run's name as it is kept: on one line, no space too many. Empty if nothing is left."""
    return " ".join(on_one_line(text).split())


def problem_of_name(tidy: str) -> str:
    """Why a run cannot be called so, in words; empty if it can."""
    if len(tidy) > LONGEST_NAME:
        return tr("A name may have {most} letters at most.", most=LONGEST_NAME)
    return "" if is_visible(tidy) else tr("A run needs a name.")


def _write(run: KeptRun, name: str, _progress: Progress) -> KeptRun:
    return run.rename(name)
