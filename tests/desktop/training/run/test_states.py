import pytest

from desktop.training.run.states import Happening, State, next_state


def test_a_run_goes_from_idle_over_pause_and_stop_to_idle() -> None:
    state = State.IDLE
    seen = []
    for happening in (
        Happening.STARTED,
        Happening.PAUSED,
        Happening.RESUMED,
        Happening.STOP_ASKED,
        Happening.FINISHED,
    ):
        state = next_state(state, happening)
        seen.append(state)
    assert seen == [State.RUNNING, State.PAUSED, State.RUNNING, State.STOPPING, State.IDLE]


@pytest.mark.parametrize("state", [State.RUNNING, State.PAUSED, State.STOPPING])
def test_every_active_state_can_end_and_fail(state: State) -> None:
    assert next_state(state, Happening.FINISHED) is State.IDLE
    assert next_state(state, Happening.FAILED) is State.FAILED


def test_a_failed_session_can_start_again() -> None:
    assert next_state(State.FAILED, Happening.STARTED) is State.RUNNING


@pytest.mark.parametrize("late", [Happening.PAUSED, Happening.RESUMED, Happening.STARTED])
def test_what_comes_late_does_not_undo_a_stop(late: Happening) -> None:
    assert next_state(State.STOPPING, late) is State.STOPPING


@pytest.mark.parametrize("happening", [each for each in Happening if each is not Happening.STARTED])
def test_nothing_but_a_start_moves_an_idle_session(happening: Happening) -> None:
    assert next_state(State.IDLE, happening) is State.IDLE
    assert next_state(State.FAILED, happening) is State.FAILED


def test_active_states_are_those_with_a_run() -> None:
    assert {state for state in State if state.is_active} == {
        State.RUNNING,
        State.PAUSED,
        State.STOPPING,
    }
