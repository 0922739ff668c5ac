from threading import Thread

from desktop.trainer.run_control import RunControl


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


def test_a_run_that_somebody_stopped_was_ended_by_a_person_though_its_window_closes_then() -> None:
    control = RunControl()
    control.stop()
    control.abandon()
    assert control.is_ended_by_a_person


def test_a_run_whose_window_closes_was_not_ended_by_a_person() -> None:
    control = RunControl()
    control.abandon()
    control.stop()
    assert not control.is_ended_by_a_person


def test_a_step_wakes_a_run_that_waits_once() -> None:
    control = RunControl()
    control.pause()
    waiting = start_waiting(control)
    assert is_blocked(waiting)
    control.step()
    waiting.join(5)
    assert not waiting.is_alive()
    assert control.is_stepping
    control.step_taken()
    assert control.is_paused
    assert not control.is_stepping


def test_steps_that_were_asked_for_are_counted() -> None:
    control = RunControl()
    control.step()
    control.step()
    control.step_taken()
    assert control.is_stepping
    control.step_taken()
    assert control.is_paused


def test_resume_forgets_steps_that_were_not_taken() -> None:
    control = RunControl()
    control.step()
    control.resume()
    control.pause()
    assert control.is_paused


def test_a_step_after_a_stop_is_none() -> None:
    control = RunControl()
    control.stop()
    control.step()
    assert not control.is_stepping
    assert not control.is_paused


def test_a_rate_is_taken_once_and_the_last_one_counts() -> None:
    control = RunControl()
    assert control.take_rate() is None
    control.set_rate(0.1)
    control.set_rate(0.01)
    assert control.take_rate() == 0.01
    assert control.take_rate() is None
