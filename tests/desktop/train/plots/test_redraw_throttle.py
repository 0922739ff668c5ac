from pytestqt.qtbot import QtBot

from desktop.train.plots.redraw_throttle import FASTEST, LATE, SLOWEST, RedrawThrottle


def test_many_requests_make_one_redraw(qtbot: QtBot) -> None:
    pacer = RedrawThrottle()
    due: list[None] = []
    pacer.due.connect(lambda: due.append(None))
    for _ in range(100):
        pacer.request()
    qtbot.waitUntil(lambda: len(due) == 1)
    with qtbot.assertNotEmitted(pacer.due, wait=100):
        pass


def test_a_request_after_a_redraw_waits_for_its_time(qtbot: QtBot) -> None:
    pacer = RedrawThrottle()
    with qtbot.waitSignal(pacer.due):
        pacer.request()
    with qtbot.assertNotEmitted(pacer.due, wait=int(FASTEST * 500)):
        pacer.request()
    with qtbot.waitSignal(pacer.due):
        pass


def spend(pacer: RedrawThrottle, seconds: float, times: int) -> None:
    for _ in range(times):
        pacer.spend(seconds)


def test_dear_redraws_come_less_often() -> None:
    pacer = RedrawThrottle()
    spend(pacer, 0.001, 50)
    assert pacer.interval == FASTEST
    spend(pacer, 0.010, 50)
    assert FASTEST < pacer.interval < SLOWEST
    spend(pacer, 10, 50)
    assert pacer.interval == SLOWEST


def test_a_single_dear_redraw_is_hardly_noticed() -> None:
    pacer = RedrawThrottle()
    spend(pacer, 0.0005, 50)
    pacer.spend(0.005)
    assert pacer.interval == FASTEST


def test_a_redraw_that_is_not_urgent_waits_until_nothing_else_is_redrawn(qtbot: QtBot) -> None:
    pacer = RedrawThrottle()
    pacer.request_late()
    with qtbot.waitSignal(pacer.due):
        pacer.request()
    with qtbot.assertNotEmitted(pacer.due, wait=int(LATE * 1200)):
        pass  # what was redrawn meanwhile took it along
    pacer.request_late()
    with qtbot.assertNotEmitted(pacer.due, wait=int(LATE * 500)):
        pass
    with qtbot.waitSignal(pacer.due):
        pass
