import pytest

from desktop.workspace.run.states import Action, State, StateMachine, Transition

ASK = {
    Transition.STARTED: {Action.START, Action.STEP, Action.GO_ON, Action.START_SLOWER},
    Transition.STOP_ASKED: {Action.STOP},
}
"""What must be offered where a person can make something happen."""


def machine_in(state: State) -> StateMachine:
    machine = StateMachine()
    machine.state = state
    return machine


def test_a_run_goes_from_idle_over_pause_and_stop_to_idle() -> None:
    machine = StateMachine()
    seen = [machine.state]
    for happening in (
        Transition.STARTED,
        Transition.PAUSED,
        Transition.RESUMED,
        Transition.STOP_ASKED,
        Transition.FINISHED,
    ):
        assert machine.happen(happening)
        seen.append(machine.state)
    assert seen == [
        State.IDLE,
        State.RUNNING,
        State.PAUSED,
        State.RUNNING,
        State.STOPPING,
        State.IDLE,
    ]


@pytest.mark.parametrize("state", [State.RUNNING, State.PAUSED, State.STOPPING])
@pytest.mark.parametrize(
    ("happening", "end"),
    [(Transition.FINISHED, State.IDLE), (Transition.FAILED, State.FAILED)],
)
def test_every_active_state_can_end_and_fail(
    state: State, happening: Transition, end: State
) -> None:
    machine = machine_in(state)
    assert machine.happen(happening)
    assert machine.state is end


def test_a_failed_session_can_start_again() -> None:
    machine = machine_in(State.FAILED)
    machine.happen(Transition.STARTED)
    assert machine.state is State.RUNNING


@pytest.mark.parametrize("late", [Transition.PAUSED, Transition.RESUMED, Transition.STARTED])
def test_what_comes_late_does_not_undo_a_stop(late: Transition) -> None:
    machine = machine_in(State.STOPPING)
    assert not machine.happen(late)
    assert machine.state is State.STOPPING


def test_a_failure_is_over_when_another_run_comes_into_sight() -> None:
    machine = machine_in(State.FAILED)
    assert machine.happen(Transition.OPENED)
    assert machine.state is State.IDLE


@pytest.mark.parametrize("state", [state for state in State if state is not State.FAILED])
def test_what_comes_into_sight_moves_nothing_else(state: State) -> None:
    assert not machine_in(state).happen(Transition.OPENED)


@pytest.mark.parametrize(
    "happening",
    [each for each in Transition if each not in (Transition.STARTED, Transition.OPENED)],
)
@pytest.mark.parametrize("state", [State.IDLE, State.FAILED])
def test_nothing_but_a_start_moves_a_session_without_a_run(
    happening: Transition, state: State
) -> None:
    machine = machine_in(state)
    assert not machine.happen(happening)
    assert machine.state is state


def test_active_states_are_those_with_a_run() -> None:
    assert {state for state in State if state.is_active} == {
        State.RUNNING,
        State.PAUSED,
        State.STOPPING,
    }


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("happening", [Transition.STARTED, Transition.STOP_ASKED])
def test_what_a_person_can_make_happen_is_offered_where_it_leads_somewhere(
    state: State, happening: Transition
) -> None:
    machine = machine_in(state)
    is_offered = bool(machine.offers & (ASK[happening] - {Action.STEP}))
    assert machine.happen(happening) is is_offered


def test_pause_is_offered_while_it_runs_and_resume_while_it_waits() -> None:
    offering = {
        action: {state for state in State if action in machine_in(state).offers}
        for action in Action
    }
    assert offering[Action.PAUSE] == {State.RUNNING}
    assert offering[Action.RESUME] == {State.PAUSED}
    assert offering[Action.STEP] == {State.IDLE, State.FAILED, State.PAUSED}
    assert offering[Action.STOP] == offering[Action.CHANGE_RATE] == {State.RUNNING, State.PAUSED}
    assert offering[Action.START_SLOWER] == {State.IDLE, State.FAILED}
    assert offering[Action.GO_ON] == {State.IDLE}


def test_nothing_is_offered_while_a_run_comes_to_its_end() -> None:
    assert machine_in(State.STOPPING).offers == frozenset()
