"""The states of a training session, what leads from one to the next, and what each offers.

It knows no Qt and no threads, so that every path can be checked by itself.
"""

from enum import Enum


class State(Enum):
    """What the session is doing."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    FAILED = "failed"

    @property
    def is_active(self) -> bool:
        """Whether a run is under way: its thread lives, and no other run may start."""
        return self in (State.RUNNING, State.PAUSED, State.STOPPING)


class Transition(Enum):
    """What can happen to a session: asked for by a person, or told by the worker.

    OPENED: a kept run came into sight, and what the last one failed of is over.
    """

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOP_ASKED = "stop asked"
    FINISHED = "finished"
    FAILED = "failed"
    OPENED = "opened"


class Action(Enum):
    """What a person can ask of a session."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STEP = "step"
    STOP = "stop"
    CHANGE_RATE = "change rate"
    GO_ON = "go on"
    START_SLOWER = "start slower"


_NEXT = {
    (State.IDLE, Transition.STARTED): State.RUNNING,
    (State.FAILED, Transition.STARTED): State.RUNNING,
    (State.FAILED, Transition.OPENED): State.IDLE,
    (State.RUNNING, Transition.PAUSED): State.PAUSED,
    (State.RUNNING, Transition.STOP_ASKED): State.STOPPING,
    (State.RUNNING, Transition.FINISHED): State.IDLE,
    (State.RUNNING, Transition.FAILED): State.FAILED,
    (State.PAUSED, Transition.RESUMED): State.RUNNING,
    (State.PAUSED, Transition.STOP_ASKED): State.STOPPING,
    (State.PAUSED, Transition.FINISHED): State.IDLE,
    (State.PAUSED, Transition.FAILED): State.FAILED,
    (State.STOPPING, Transition.FINISHED): State.IDLE,
    (State.STOPPING, Transition.FAILED): State.FAILED,
}

_OFFERS = {
    State.IDLE: frozenset({Action.START, Action.STEP, Action.GO_ON, Action.START_SLOWER}),
    State.RUNNING: frozenset({Action.PAUSE, Action.STOP, Action.CHANGE_RATE}),
    State.PAUSED: frozenset({Action.RESUME, Action.STEP, Action.STOP, Action.CHANGE_RATE}),
    State.STOPPING: frozenset[Action](),
    State.FAILED: frozenset({Action.START, Action.STEP, Action.START_SLOWER}),
}


class StateMachine:
    """Where a session stands, and what can be done there."""

    def __init__(self) -> None:
        self.state = State.IDLE

    def happen(self, happening: Transition) -> bool:
        """Go where `happening` leads; tells whether that is another state.

        What means nothing in this state leaves it: a word of the worker that was under way while
        a stop was asked for, for one.
        """
        before = self.state
        self.state = _NEXT.get((before, happening), before)
        return self.state is not before

    @property
    def offers(self) -> frozenset[Action]:
        """What can be asked for in this state, if there is what it takes: data, a kept run, …"""
        return _OFFERS[self.state]
