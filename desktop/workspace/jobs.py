"""Work in the background with progress, cancel and one answer: finished, failed or cancelled."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

Progress: TypeAlias = Callable[[float], None]
"""Takes the fraction that is done; raises Cancelled once the job was cancelled."""

Work: TypeAlias = Callable[[Progress], Any]

_THREADS = 4
"""What is slow, as a download or a large network read, must not keep a drawing's answer waiting."""

_TICK = 0.05
"""Seconds after which a cancel ends the wait for work that hangs."""


class Cancelled(Exception):  # noqa: N818 - not an error: what the user asked for
    """Raised in the working thread at its next word of progress after a cancel."""


def interruptible(work: Work, progress: Progress) -> Any:
    """Do work that may hang, as on a drive whose network is gone; a cancel ends the wait for it.

    Its thread cannot be ended: it is left behind, and being a daemon holds nobody up.
    """
    return _WorkApart(work).wait(progress)


class _WorkApart(Thread):
    """Does work in a thread of its own, whose progress is passed on by who waits for it."""

    def __init__(self, work: Work) -> None:
        super().__init__(name="disk", daemon=True)
        self._work = work
        self._done = 0.0
        self._result: Any = None
        self._error: BaseException | None = None
        self._is_abandoned = False

    def wait(self, progress: Progress) -> Any:
        """Start, and wait for the result; raises what the work or `progress` raises."""
        self.start()
        try:
            while self.is_alive():
                progress(self._done)
                self.join(_TICK)
        finally:
            self._is_abandoned = True
        if self._error is not None:
            raise self._error
        return self._result

    def run(self) -> None:
        try:
            self._result = self._work(self._report)
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            self._error = error

    def _report(self, done: float) -> None:
        if self._is_abandoned:
            raise Cancelled
        self._done = done


class Job(QObject):
    """One piece of work. Its signals arrive in the thread of whoever connects a bound slot.

    Exactly one of `finished` (with the result), `failed` (with the exception) and `cancelled`
    is emitted. Connect before `Jobs.start` is given the job.
    """

    progressed = Signal(float)
    finished = Signal(object)
    failed = Signal(Exception)
    cancelled = Signal()

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._cancel = Event()
        self.left = Event()
        """Set when the working thread has left the job, and will not touch it again."""

    def cancel(self) -> None:
        """Ask the job to end at its next word of progress. May be called from any thread."""
        self._cancel.set()

    def run(self) -> None:
        """Do the work, here and now, and tell how it ended; called in the working thread."""
        work = self._work
        del self._work  # Python may keep the job for long, but not what it worked with
        try:
            self._progress(0.0)
            result = work(self._progress)
        except Cancelled:
            self.cancelled.emit()
        except Exception as error:  # noqa: BLE001 - whatever went wrong is told, not swallowed
            self.failed.emit(error)
        else:
            self.finished.emit(result)

    def _progress(self, done: float) -> None:
        if self._cancel.is_set():
            raise Cancelled
        self.progressed.emit(done)


class Jobs(QObject):
    """Runs jobs on a few threads, and joins them all when the window closes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_THREADS)
        self._running: set[Job] = set()
        self._held: list[Job] | None = None
        self._is_closed = False

    def hold(self) -> None:
        """Begin nothing until `release`; what is started meanwhile waits."""
        self._held = []  # a pool that may use no thread uses one all the same

    def release(self) -> None:
        """Begin what waits, and from now on whatever is started."""
        held, self._held = self._held, None
        for job in held or ():
            self._pool.start(_Runnable(job))

    def start(self, job: Job) -> None:
        """Run `job` as soon as a thread is free; after `close` nothing runs any more.

        The job is kept until it has ended, whatever becomes of who made it.
        """
        if self._is_closed:
            return
        job.setParent(self)
        self._running.add(job)
        job.finished.connect(self._on_ended)
        job.failed.connect(self._on_ended)
        job.cancelled.connect(self._on_ended)
        if self._held is None:
            self._pool.start(_Runnable(job))
        else:
            self._held.append(job)

    def close(self) -> None:
        """Cancel everything and wait until every thread is done."""
        self._is_closed = True
        self._held = None
        for job in tuple(self._running):
            job.cancel()
        self._pool.clear()
        self._pool.waitForDone()

    @Slot()
    def _on_ended(self) -> None:
        job = self.sender()
        if isinstance(job, Job):
            self._running.discard(job)
            job.left.wait()  # the thread may still be within the signal that told of the end
            job.deleteLater()


class LatestJob(QObject):
    """Asks for work that only the newest request matters of, as when a network is read anew.

    While one is at work, further requests replace each other; the last one runs next.
    progressed: the fraction that is done of what is at work.
    """

    progressed = Signal(float)
    finished = Signal(object)
    failed = Signal(Exception)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._current: Job | None = None
        self._next: Work | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._current is not None

    def request(self, work: Work) -> None:
        """Run `work`, now or after what is at work; a request still waiting is dropped."""
        if self._current is not None:
            self._next = work
        else:
            self._start(work)

    def _start(self, work: Work) -> None:
        job = Job(work)
        job.progressed.connect(self.progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        self._current = job
        self._jobs.start(job)

    def cancel(self) -> None:
        """Ask what is at work to end, and drop what waits; who is late may finish all the same."""
        self._next = None
        if self._current is not None:
            self._current.cancel()

    @Slot(object)
    def _on_finished(self, result: object) -> None:
        self._go_on()
        self.finished.emit(result)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self._go_on()
        self.failed.emit(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._go_on()

    def _go_on(self) -> None:
        self._current = None
        if self._next is not None:
            work, self._next = self._next, None
            self._start(work)


class _Runnable(QRunnable):
    """Carries a job to a thread of the pool."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job: Job | None = job

    def run(self) -> None:
        job, self._job = self._job, None
        assert job is not None
        left = job.left
        try:
            job.run()
        finally:
            del job  # the job may be freed where it is deleted only, never at the same time here
            left.set()
