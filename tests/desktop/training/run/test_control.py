from threading import Thread

from desktop.training.run.control import RunControl


def start_waiting(control: RunControl) -> Thread:
    waiting = Thread(target=control.wait, daemon=True)  # a wait without end fails only its test
    waiting.start()
    return waiting


def is_blocked(thread: Thread) -> bool:
    thread.join(0.05)
    return thread.is_alive()


def test_a_run_that_nobody_touches_goes_on() -> None:
    control = RunControl()
    assert not control.is_paused
    assert not control.is_stopped
    control.wait()


def test_pause_holds_until_resume() -> None:
    control = RunControl()
    control.pause()
    assert control.is_paused
    waiting = start_waiting(control)
    assert is_blocked(waiting)
    control.resume()
    waiting.join(5)
    assert not waiting.is_alive()
    assert not control.is_paused


def test_stop_wakes_a_paused_run() -> None:
    control = RunControl()
    control.pause()
    waiting = start_waiting(control)
    assert is_blocked(waiting)
    control.stop()
    waiting.join(5)
    assert not waiting.is_alive()
    assert control.is_stopped


def test_a_pause_after_a_stop_is_none() -> None:
    control = RunControl()
    control.stop()
    control.pause()
    assert not control.is_paused


def test_a_stopped_run_never_sleeps() -> None:
    control = RunControl()
    control.stop()
    control.pause()
    waiting = start_waiting(control)
    waiting.join(5)
    assert not waiting.is_alive()


def test_abandoning_stops() -> None:
    control = RunControl()
    control.abandon()
    assert control.is_stopped
    assert control.is_abandoned
