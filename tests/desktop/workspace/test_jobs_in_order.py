"""What is asked for is done one thing after another; what fails holds up nothing."""

from threading import Event

from pytestqt.qtbot import QtBot

from desktop.workspace.jobs import Jobs, Progress
from desktop.workspace.jobs_in_order import JobsInOrder


def test_one_thing_is_done_after_another_however_long_it_takes(qtbot: QtBot, jobs: Jobs) -> None:
    in_order, gate, told = JobsInOrder(jobs), Event(), list[str]()

    def slow(_progress: Progress) -> str:
        assert gate.wait(20)
        return "slow"

    in_order.ask(slow, told.append)
    in_order.ask(lambda _progress: "quick", told.append)
    assert told == []
    gate.set()
    qtbot.waitUntil(lambda: told == ["slow", "quick"])


def test_what_nobody_foresaw_holds_up_nothing(qtbot: QtBot, jobs: Jobs) -> None:
    in_order, told = JobsInOrder(jobs), list[str]()

    def fail(_progress: Progress) -> None:
        raise RuntimeError

    in_order.ask(fail, told.append)
    in_order.ask(lambda _progress: "next", told.append)
    qtbot.waitUntil(lambda: told == ["next"])


def test_at_the_end_only_what_outlasts_is_done_and_nothing_twice(qtbot: QtBot, jobs: Jobs) -> None:
    in_order, did = JobsInOrder(jobs), list[str]()
    begun, gate = Event(), Event()

    def first(_progress: Progress) -> None:
        begun.set()
        assert gate.wait(20)
        did.append("first")

    def fail(_progress: Progress) -> None:
        did.append("fails")
        raise OSError

    in_order.ask(first, print, outlasts=True)
    in_order.ask(lambda _progress: did.append("long"), print)
    in_order.ask(fail, print, outlasts=True)
    in_order.ask(lambda _progress: did.append("last"), print, outlasts=True)
    assert begun.wait(20)
    gate.set()
    jobs.close()
    in_order.close()
    assert did == ["first", "fails", "last"]
