import pytest

from desktop.workspace.run.state_and_actions import OFFERS, Action, RunState


def states_that_offer(action: Action) -> set[RunState]:
    return {state for state in RunState if action in OFFERS[state]}


def test_active_states_are_those_with_a_run_under_way() -> None:
    assert {state for state in RunState if state.is_active} == {
        RunState.RUNNING,
        RunState.PAUSED,
        RunState.STOPPING,
    }


def test_every_state_says_what_it_offers() -> None:
    assert set(OFFERS) == set(RunState)


@pytest.mark.parametrize(
    ("action", "states"),
    [
        (Action.START, {RunState.IDLE, RunState.FAILED}),
        (Action.PAUSE, {RunState.RUNNING}),
        (Action.RESUME, {RunState.PAUSED}),
        (Action.STEP, {RunState.IDLE, RunState.FAILED, RunState.PAUSED}),
        (Action.STOP, {RunState.RUNNING, RunState.PAUSED}),
        (Action.CHANGE_RATE, {RunState.RUNNING, RunState.PAUSED}),
        (Action.GO_ON, {RunState.IDLE, RunState.FAILED}),
        (Action.START_SLOWER, {RunState.IDLE, RunState.FAILED}),
        (Action.TRY_AGAIN, {RunState.FAILED}),
    ],
)
def test_an_action_is_offered_where_it_leads_somewhere(
    action: Action, states: set[RunState]
) -> None:
    assert states_that_offer(action) == states


@pytest.mark.parametrize("state", [state for state in RunState if state.is_active])
def test_no_other_run_can_be_started_beside_one_that_is_under_way(state: RunState) -> None:
    begins = {Action.START, Action.GO_ON, Action.START_SLOWER, Action.TRY_AGAIN}
    assert not OFFERS[state] & begins


def test_nothing_is_offered_while_a_run_comes_to_its_end() -> None:
    assert OFFERS[RunState.STOPPING] == frozenset()
