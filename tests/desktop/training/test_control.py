from threading import Thread

from desktop.training.control import RunControl


def test_a_run_that_nobody_touches_goes_on() -> None:
    control = RunControl()
    assert not control.is_paused
    assert not control.is_stopped
    control.wait()


def test_pause_holds_until_resume() -> None:
    control = RunControl()
    control.pause()
    assert control.is_paused
    waiting = Thread(target=control.wait)
    waiting.start()
    control.resume()
    waiting.join(5)
    assert not waiting.is_alive()
    assert not control.is_paused


def test_stop_wakes_a_paused_run() -> None:
    control = RunControl()
    control.pause()
    waiting = Thread(target=control.wait)
    waiting.start()
    control.stop()
    waiting.join(5)
    assert not waiting.is_alive()
    assert control.is_stopped


def test_a_pause_after_a_stop_is_none() -> None:
    control = RunControl()
    control.stop()
    control.pause()
    assert not control.is_paused


def test_abandoning_stops() -> None:
    control = RunControl()
    control.abandon()
    assert control.is_stopped
    assert control.is_abandoned
