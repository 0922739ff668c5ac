from time import monotonic

from pytestqt.qtbot import QtBot

from desktop.train.plots.redraw_throttle import (
    FASTEST,
    LATE,
    SLOWEST,
    RedrawSchedule,
    RedrawThrottle,
)


def test_many_requests_make_one_redraw(qtbot: QtBot) -> None:
    throttle = RedrawThrottle()
    due: list[None] = []
    throttle.due.connect(lambda: due.append(None))
    for _ in range(100):
        throttle.request()
    qtbot.waitUntil(lambda: len(due) == 1)
    with qtbot.assertNotEmitted(throttle.due, wait=100):
        pass


def test_a_request_after_a_redraw_waits_for_its_time(qtbot: QtBot) -> None:
    throttle = RedrawThrottle()
    moments: list[float] = []
    throttle.due.connect(lambda: moments.append(monotonic()))
    throttle.request()
    qtbot.waitUntil(lambda: len(moments) == 1)
    throttle.request()
    qtbot.waitUntil(lambda: len(moments) == 2)
    assert moments[1] - moments[0] > 0.9 * FASTEST


def spend(throttle: RedrawThrottle, seconds: float, times: int) -> None:
    for _ in range(times):
        throttle.spend(seconds)


def test_dear_redraws_come_less_often() -> None:
    throttle = RedrawThrottle()
    spend(throttle, 0.001, 50)
    assert throttle.interval == FASTEST
    spend(throttle, 0.010, 50)
    assert FASTEST < throttle.interval < SLOWEST
    spend(throttle, 10, 50)
    assert throttle.interval == SLOWEST


def test_a_single_dear_redraw_is_hardly_noticed() -> None:
    throttle = RedrawThrottle()
    spend(throttle, 0.0005, 50)
    throttle.spend(0.005)
    assert throttle.interval == FASTEST


def test_a_redraw_that_is_not_urgent_waits_until_nothing_else_is_redrawn(qtbot: QtBot) -> None:
    throttle = RedrawThrottle()
    throttle.request_late()
    with qtbot.waitSignal(throttle.due):
        throttle.request()
    with qtbot.assertNotEmitted(throttle.due, wait=int(LATE * 1200)):
        pass  # what was redrawn meanwhile took it along
    throttle.request_late()
    with qtbot.assertNotEmitted(throttle.due, wait=int(LATE * 500)):
        pass
    with qtbot.waitSignal(throttle.due):
        pass


ALL = ["loss", "accuracy", "rate"]


def test_with_new_figures_each_time_the_loss_is_drawn_most_often() -> None:
    turns = RedrawSchedule(ALL)
    drawn = []
    for _ in range(8):
        turns.mark_stale()
        drawn += turns.next(ALL, must_all=False)
    assert {name: drawn.count(name) for name in ALL} == {"loss": 8, "accuracy": 4, "rate": 2}


def test_without_further_figures_those_that_lag_are_drawn() -> None:
    turns = RedrawSchedule(ALL)
    turns.mark_stale()
    assert turns.next(ALL, must_all=False) == ["loss"]
    assert turns.is_behind(ALL)
    assert turns.next(ALL, must_all=False) == ["accuracy", "rate"]
    assert not turns.is_behind(ALL)
    assert turns.next(ALL, must_all=False) == []


def test_all_are_drawn_when_all_are_wanted_or_move() -> None:
    turns = RedrawSchedule(ALL)
    turns.mark_stale()
    assert turns.next(ALL, must_all=True) == ALL
    turns.request_all()
    assert turns.next(ALL, must_all=False) == ALL


def test_what_is_hidden_is_never_drawn_and_never_waited_for() -> None:
    turns = RedrawSchedule(ALL)
    turns.mark_stale()
    assert turns.next(["loss"], must_all=True) == ["loss"]
    assert not turns.is_behind(["loss"])
