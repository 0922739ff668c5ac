from threading import Thread

import pytest

from desktop.trainer.messages import Abandon, Command, ProbeRequest, Request
from desktop.trainer.run_control import RunControl
from desktop.workspace.run.state_and_actions import Action
from nncore.training_handle import StepCancelledError

PAUSE, RESUME = Command(Action.PAUSE), Command(Action.RESUME)
STEP, STOP = Command(Action.STEP), Command(Action.STOP)


def asked_for(*requests: Request) -> RunControl:
    """A control that was asked for these, in this order."""
    control = RunControl()
    for request in requests:
        control.carry_out(request)
    return control


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


@pytest.mark.parametrize("waker", [RESUME, STEP, STOP, Abandon()], ids=str)
def test_a_paused_run_waits_until_it_is_asked_for_more_or_for_its_end(waker: Request) -> None:
    control = asked_for(PAUSE)
    assert control.is_paused
    waiting = start_waiting(control)
    assert is_blocked(waiting)
    control.carry_out(waker)
    waiting.join(5)
    assert not waiting.is_alive()
    assert not control.is_paused


@pytest.mark.parametrize("request_", [ProbeRequest(), Command(Action.CHANGE_RATE, 0.5)], ids=str)
def test_a_look_or_another_rate_wakes_no_paused_run(request_: Request) -> None:
    control = asked_for(PAUSE)
    waiting = start_waiting(control)
    control.carry_out(request_)
    assert is_blocked(waiting)
    control.carry_out(STOP)
    waiting.join(5)
    assert not waiting.is_alive()


@pytest.mark.parametrize("end", [STOP, Abandon()], ids=str)
def test_an_end_stops_the_run_and_the_step_under_way(end: Request) -> None:
    control = asked_for(end)
    assert control.is_stopped
    with pytest.raises(StepCancelledError):
        control.handle.cancellation.check()


@pytest.mark.parametrize("late", [PAUSE, STEP], ids=str)
def test_a_stopped_run_never_waits_again(late: Request) -> None:
    control = asked_for(STOP, late)
    assert control.is_stopped
    assert not control.is_paused
    assert not control.is_stepping
    waiting = start_waiting(control)
    waiting.join(5)
    assert not waiting.is_alive()


def test_only_an_abandoned_run_has_nobody_who_waits_for_its_result() -> None:
    assert asked_for(Abandon()).is_abandoned
    assert not asked_for(STOP).is_abandoned


def test_a_run_that_somebody_stopped_was_ended_by_a_person_though_its_window_closes_then() -> None:
    control = asked_for(STOP, Abandon())
    assert control.is_ended_by_a_person
    assert control.is_abandoned


def test_a_run_whose_window_closes_was_not_ended_by_a_person() -> None:
    assert not asked_for(Abandon(), STOP).is_ended_by_a_person


def test_a_step_lets_a_paused_run_go_on_once() -> None:
    control = asked_for(PAUSE, STEP)
    assert control.is_stepping
    control.step_taken()
    assert control.is_paused
    assert not control.is_stepping


def test_a_step_asks_for_a_look_at_it() -> None:
    assert asked_for(STEP).handle.probe.is_asked
    assert asked_for(ProbeRequest()).handle.probe.is_asked
    assert not asked_for(PAUSE, RESUME).handle.probe.is_asked


def test_steps_that_were_asked_for_are_counted() -> None:
    control = asked_for(STEP, STEP)
    control.step_taken()
    assert control.is_stepping
    control.step_taken()
    assert control.is_paused


def test_resume_forgets_steps_that_were_not_taken() -> None:
    assert asked_for(STEP, RESUME, PAUSE).is_paused


def test_a_rate_is_taken_once_and_the_last_one_counts() -> None:
    control = RunControl()
    assert control.take_rate() is None
    control.carry_out(Command(Action.CHANGE_RATE, 0.1))
    control.carry_out(Command(Action.CHANGE_RATE, 0.01))
    assert control.take_rate() == 0.01
    assert control.take_rate() is None
