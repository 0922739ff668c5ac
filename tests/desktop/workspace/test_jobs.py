"""Background work ends in exactly one way, can be cancelled, and is joined."""

from collections.abc import Callable
from functools import partial
from sys import getrefcount
from threading import Event, get_ident

import pytest
from PySide6.QtCore import QObject, Signal, Slot
from pytestqt.qtbot import QtBot

from desktop.workspace.jobs import Job, Jobs, LatestJob, Progress, interruptible
from tests.desktop.hands import listen


class Listener(QObject):
    """Notes what a job says, and in which thread it hears it."""

    heard = Signal()

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.words: list[object] = []
        self.threads: set[int] = set()
        job.progressed.connect(self.on_progressed)
        job.finished.connect(self.on_finished)
        job.failed.connect(self.on_failed)
        job.cancelled.connect(self.on_cancelled)

    @Slot(float)
    def on_progressed(self, done: float) -> None:
        self.words.append(done)

    @Slot(object)
    def on_finished(self, result: object) -> None:
        self._end(("finished", result))

    @Slot(Exception)
    def on_failed(self, error: Exception) -> None:
        self._end(("failed", str(error)))

    @Slot()
    def on_cancelled(self) -> None:
        self._end("cancelled")

    def _end(self, word: object) -> None:
        self.words.append(word)
        self.threads.add(get_ident())
        self.heard.emit()


def run(qtbot: QtBot, jobs: Jobs, work: Callable[[Progress], object]) -> Listener:
    job = Job(work)
    listener = Listener(job)
    with qtbot.waitSignal(listener.heard, timeout=5_000):
        jobs.start(job)
    return listener


def test_result_arrives_in_the_thread_of_the_listener(qtbot: QtBot, jobs: Jobs) -> None:
    worked_in: set[int] = set()

    def work(progress: Progress) -> int:
        worked_in.add(get_ident())
        progress(0.5)
        return 42

    listener = run(qtbot, jobs, work)
    assert listener.words == [0.0, 0.5, ("finished", 42)]
    assert listener.threads == {get_ident()}
    assert worked_in.isdisjoint(listener.threads)


def test_failure_is_told_with_its_reason(qtbot: QtBot, jobs: Jobs) -> None:
    def work(_progress: Progress) -> None:
        raise OSError("no such place")

    assert run(qtbot, jobs, work).words[-1] == ("failed", "no such place")


def test_cancel_ends_the_work_at_its_next_progress(qtbot: QtBot, jobs: Jobs) -> None:
    begun, may_go_on = Event(), Event()

    def work(progress: Progress) -> str:
        begun.set()
        may_go_on.wait(5)
        progress(0.5)
        return "not cancelled"

    job = Job(work)
    listener = Listener(job)
    jobs.start(job)
    assert begun.wait(5)
    job.cancel()
    with qtbot.waitSignal(listener.heard, timeout=5_000):
        may_go_on.set()
    assert listener.words[-1] == "cancelled"


def test_closing_cancels_and_joins_what_runs(qtbot: QtBot) -> None:
    jobs = Jobs()
    begun, ended = Event(), Event()

    def work(progress: Progress) -> None:
        begun.set()
        try:
            while True:
                progress(0.0)
        finally:
            ended.set()

    jobs.start(Job(work))
    assert begun.wait(5)
    jobs.close()
    assert ended.is_set()


def test_work_done_apart_tells_its_progress_and_its_end(qtbot: QtBot, jobs: Jobs) -> None:
    told = Event()

    def work(progress: Progress) -> int:
        progress(0.5)
        assert told.wait(5)
        return 42

    job = Job(partial(interruptible, work))
    listener = Listener(job)
    jobs.start(job)
    qtbot.waitUntil(lambda: 0.5 in listener.words)
    with qtbot.waitSignal(listener.heard, timeout=5_000):
        told.set()
    assert listener.words[-1] == ("finished", 42)

    def fail(_progress: Progress) -> None:
        raise TimeoutError("the drive is gone")

    assert run(qtbot, jobs, partial(interruptible, fail)).words[-1] == (
        "failed",
        "the drive is gone",
    )


def test_work_that_hangs_holds_up_neither_a_cancel_nor_closing(qtbot: QtBot) -> None:
    jobs, begun, gate = Jobs(), Event(), Event()

    def hang(_progress: Progress) -> None:
        begun.set()
        gate.wait(20)

    job = Job(partial(interruptible, hang))
    listener = Listener(job)
    jobs.start(job)
    assert begun.wait(5)
    with qtbot.waitSignal(listener.heard, timeout=5_000):
        job.cancel()
    assert listener.words[-1] == "cancelled"
    jobs.start(Job(partial(interruptible, hang)))
    jobs.close()
    assert not gate.is_set()
    gate.set()


def answer(number: int, progress: Progress) -> int:
    return number


def test_of_many_requests_the_first_and_the_last_are_answered(qtbot: QtBot, jobs: Jobs) -> None:
    latest = LatestJob(jobs)
    results = listen(latest.finished)
    first_may_end = Event()

    def first(_progress: Progress) -> int:
        first_may_end.wait(5)
        return 0

    latest.request(first)
    for number in range(1, 10):
        latest.request(partial(answer, number))
    first_may_end.set()
    qtbot.waitUntil(lambda: not latest.is_busy, timeout=5_000)
    assert results == [0, 9]


@pytest.mark.parametrize("rounds", [50])
def test_many_short_jobs_are_all_answered(qtbot: QtBot, jobs: Jobs, rounds: int) -> None:
    listeners = []
    for number in range(rounds):
        job = Job(partial(answer, number))
        listeners.append(Listener(job))
        jobs.start(job)
    qtbot.waitUntil(lambda: all(len(listener.words) == 2 for listener in listeners), timeout=5_000)
    assert [listener.words[-1] for listener in listeners] == [
        ("finished", number) for number in range(rounds)
    ]


def test_held_work_waits_and_is_then_done(qtbot: QtBot) -> None:
    jobs, job, began = Jobs(), Job(lambda _progress: began.set()), Event()
    jobs.hold()
    jobs.start(job)
    assert not began.wait(0.05)
    with qtbot.waitSignal(job.finished):
        jobs.release()
    assert began.is_set()
    jobs.close()


def test_closing_does_not_wait_for_held_work() -> None:
    jobs, began = Jobs(), Event()
    jobs.hold()
    jobs.start(Job(lambda _progress: began.set()))
    jobs.close()
    jobs.release()
    assert not began.wait(0.05)


def test_a_thread_lets_go_of_a_job_before_that_may_be_deleted(jobs: Jobs) -> None:
    """Else both might free it at the same time, which ends the process."""
    is_started = Event()
    job = Job(lambda progress: is_started.wait())
    counts: list[int] = []

    class CountingEvent(Event):
        def set(self) -> None:
            counts.append(getrefcount(job))
            super().set()

    job.left = CountingEvent()
    jobs.start(job)
    is_started.set()
    job.left.wait()
    jobs.close()
    assert counts == [getrefcount(job)]
