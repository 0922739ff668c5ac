"""A throttle lets the first through at once, and the last of many after its pause; so does work."""

from functools import partial
from time import monotonic

import pytest
from pytestqt.qtbot import QtBot

from desktop.workspace.jobs import Jobs, Progress
from desktop.workspace.throttle import FOR_THE_EYE, Throttle, ThrottledJob


@pytest.fixture
def times() -> list[float]:
    return []


@pytest.fixture
def throttle(qtbot: QtBot, times: list[float]) -> Throttle:
    throttle = Throttle(40)
    throttle.due.connect(lambda: times.append(monotonic()))
    return throttle


def test_many_requests_come_once_at_once_and_once_later(
    qtbot: QtBot, throttle: Throttle, times: list[float]
) -> None:
    for _ in range(50):
        throttle.request()
    assert len(times) == 1
    qtbot.waitUntil(lambda: len(times) == 2)
    assert times[1] - times[0] >= 0.035  # the timer is a coarse one
    qtbot.wait(100)
    assert len(times) == 2


def test_what_was_dropped_does_not_come(
    qtbot: QtBot, throttle: Throttle, times: list[float]
) -> None:
    throttle.request()
    throttle.request()
    throttle.drop()
    qtbot.wait(100)
    assert len(times) == 1


def test_what_cannot_wait_comes_in_the_pause_and_takes_the_place_of_what_waits(
    qtbot: QtBot, throttle: Throttle, times: list[float]
) -> None:
    throttle.request()
    throttle.request()
    throttle.run_now()
    assert len(times) == 2
    qtbot.wait(100)
    assert len(times) == 2


def test_the_eye_is_asked_fifteen_times_a_second() -> None:
    assert FOR_THE_EYE >= 1000 / 15


def test_what_takes_long_leaves_as_much_time_to_others(qtbot: QtBot) -> None:
    throttle = Throttle(40)
    ends: list[float] = []
    begins: list[float] = []

    def work() -> None:
        begins.append(monotonic())
        while monotonic() < begins[-1] + 0.06:
            pass
        ends.append(monotonic())

    throttle.due.connect(work)
    throttle.request()
    throttle.request()
    assert len(ends) == 1
    qtbot.waitUntil(lambda: len(ends) == 2)
    assert begins[1] - ends[0] >= 0.035


def number_of(number: int, _progress: Progress) -> int:
    return number


@pytest.fixture
def numbers() -> list[int]:
    return []


@pytest.fixture
def job(jobs: Jobs, numbers: list[int]) -> ThrottledJob:
    job = ThrottledJob(jobs, 40)
    job.finished.connect(numbers.append)
    return job


def test_of_much_work_the_first_is_done_at_once_and_the_last_after_the_pause(
    qtbot: QtBot, job: ThrottledJob, numbers: list[int]
) -> None:
    for number in range(50):
        job.request(partial(number_of, number))
    qtbot.waitUntil(lambda: len(numbers) == 2)
    qtbot.wait(100)
    assert numbers == [0, 49]


def test_work_that_was_given_up_in_the_pause_is_not_begun(
    qtbot: QtBot, job: ThrottledJob, numbers: list[int]
) -> None:
    job.request(partial(number_of, 1))
    qtbot.waitUntil(lambda: numbers == [1])
    job.request(partial(number_of, 2))
    job.cancel()
    qtbot.wait(100)
    assert numbers == [1]
