"""Work ends with who asked for it, or with the window, and never runs on by itself."""

from threading import Event

from pytestqt.qtbot import QtBot

from desktop.workspace.jobs import Job, Jobs, LatestJob, Progress


def test_a_cancelled_request_makes_way_for_the_next(qtbot: QtBot, jobs: Jobs) -> None:
    latest = LatestJob(jobs)
    is_running = Event()

    def endless(progress: Progress) -> None:
        is_running.set()
        while True:
            progress(0.5)

    latest.request(endless)
    qtbot.waitUntil(is_running.is_set)
    latest.cancel()
    with qtbot.waitSignal(latest.finished) as finished:
        latest.request(lambda _progress: "next")
    assert finished.args == ["next"]


def test_cancel_drops_what_waits(qtbot: QtBot, jobs: Jobs) -> None:
    latest = LatestJob(jobs)
    gate, dropped = Event(), Event()

    def gated(_progress: Progress) -> str:
        assert gate.wait(10)
        return "late"

    latest.request(gated)
    latest.request(lambda _progress: dropped.set())
    latest.cancel()
    gate.set()
    qtbot.waitUntil(lambda: not latest.is_busy)
    assert not dropped.is_set()


def test_nothing_starts_after_closing(qtbot: QtBot, jobs: Jobs) -> None:
    has_run = Event()
    jobs.close()
    jobs.start(Job(lambda _progress: has_run.set()))
    jobs.close()
    assert not has_run.is_set()


def test_a_job_outlives_who_asked_for_it(qtbot: QtBot, jobs: Jobs) -> None:
    gate, is_done = Event(), Event()

    def gated(_progress: Progress) -> None:
        assert gate.wait(10)
        is_done.set()

    latest = LatestJob(jobs)
    latest.request(gated)
    latest.deleteLater()
    with qtbot.waitSignal(latest.destroyed):
        pass
    gate.set()
    qtbot.waitUntil(is_done.is_set)
