"""Whether the files of data sets are on this machine: asked in the background, and remembered.

A disk may take minutes to answer, or never do, as a drive whose network is gone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from desktop.workspace.data_folders import DataFolders, source_of
from desktop.workspace.error_words import why_unusable
from desktop.workspace.jobs import Job, Jobs, Progress, interruptible
from nncore.datasets.dataset import FOLDER

Find: TypeAlias = Callable[[Path | None], Path | None]


@dataclass(frozen=True)
class _Answer:
    """What the disk said of a folder; None stands for the usual places."""

    key: str
    folder: Path | None
    is_here: bool
    reason: str


class DataSearch(QObject):
    """Looks for the files of data sets where `folders` says. answered: the key of one looked for.

    Until the disk has answered anew, the last answer on the same folder holds.
    """

    answered = Signal(str)

    def __init__(self, jobs: Jobs, folders: DataFolders, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._folders = folders
        self._answers: dict[str, _Answer] = {}
        self._looks: dict[str, Job] = {}

    def is_here(self, key: str) -> bool | None:
        """Whether a data set can be loaded, or made; None while nobody knows."""
        if source_of(key).find is None:
            return True
        if key == FOLDER and self._folders.get(key) is None:
            return False
        answer = self._answer(key)
        return None if answer is None else answer.is_here

    def reason(self, key: str) -> str:
        """Why nothing can be read in the folder of a data set, if that is so."""
        answer = self._answer(key)
        return "" if answer is None else answer.reason

    def is_looking(self, key: str) -> bool:
        """Whether the disk is being asked."""
        return key in self._looks

    def look(self, key: str) -> None:
        """Ask the disk whether a data set is here, unless that is known without."""
        find, folder = source_of(key).find, self._folders.get(key)
        if find is None or (key == FOLDER and folder is None):
            return
        self.cancel(key)
        job = Job(partial(interruptible, partial(_look, key, find, folder)))
        job.finished.connect(self._on_finished)
        self._looks[key] = job
        self._jobs.start(job)

    def cancel(self, key: str) -> None:
        """Wait for no answer any more."""
        job = self._looks.pop(key, None)
        if job is not None:
            job.cancel()

    def _answer(self, key: str) -> _Answer | None:
        answer = self._answers.get(key)
        return answer if answer and answer.folder == self._folders.get(key) else None

    @Slot(object)
    def _on_finished(self, answer: _Answer) -> None:
        if self._looks.get(answer.key) is self.sender():
            del self._looks[answer.key]
            self._answers[answer.key] = answer
            self.answered.emit(answer.key)


def _look(key: str, find: Find, folder: Path | None, _progress: Progress) -> _Answer:
    is_here = find(folder) is not None
    reason = "" if is_here or folder is None else why_unusable(folder)
    return _Answer(key, folder, is_here, reason)
