"""Work on the disk in the background, one thing after another, in the order it was asked for."""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from desktop.workspace.jobs import Job, Jobs, Progress, Work


@dataclass(frozen=True, eq=False)
class _Deed:
    work: Work
    then: Callable[[Any], None]
    outlasts: bool


class JobsInOrder(QObject):
    """done: something that was asked for is done."""

    done = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._waiting: deque[_Deed] = deque()
        self._job: Job | None = None

    def ask(self, work: Work, then: Callable[[Any], None], *, outlasts: bool = False) -> None:
        """Do `work` after all that was asked for before, and call `then` with what it answers.

        outlasts: a window that closes does it still, as it is short and somebody counts on it.
        """
        self._waiting.append(_Deed(work, then, outlasts))
        self._begin_next()

    def close(self) -> None:
        """The window closes, and nothing is done in the background any more: do what is to be done
        still, here and now.
        """
        while self._waiting:
            deed = self._waiting.popleft()
            if deed.outlasts:
                with suppress(Exception):  # there is nobody to tell
                    deed.work(_unheard)

    def _begin_next(self) -> None:
        if self._job is None and self._waiting:
            self._job = job = Job(self._do_next)
            job.finished.connect(self._on_finished)
            job.failed.connect(self._on_ended)
            self._jobs.start(job)

    def _do_next(self, progress: Progress) -> tuple[_Deed, object]:
        """In a working thread: what is taken here is begun, and waits no more."""
        deed = self._waiting.popleft()
        return deed, deed.work(progress)

    @Slot(object)
    def _on_finished(self, answer: tuple[_Deed, object]) -> None:
        deed, found = answer
        deed.then(found)
        self._on_ended()

    @Slot()
    def _on_ended(self) -> None:
        self._job = None
        self.done.emit()
        self._begin_next()


def _unheard(_done: float) -> None:
    """There is nobody whom progress is told."""
