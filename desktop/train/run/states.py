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


class Happening(Enum):
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
    (State.IDLE, Happening.STARTED): State.RUNNING,
    (State.FAILED, Happening.STARTED): State.RUNNING,
    (State.FAILED, Happening.OPENED): State.IDLE,
    (State.RUNNING, Happening.PAUSED): State.PAUSED,
    (State.RUNNING, Happening.STOP_ASKED): State.STOPPING,
    (State.RUNNING, Happening.FINISHED): State.IDLE,
    (State.RUNNING, Happening.FAILED): State.FAILED,
    (State.PAUSED, Happening.RESUMED): State.RUNNING,
    (State.PAUSED, Happening.STOP_ASKED): State.STOPPING,
    (State.PAUSED, Happening.FINISHED): State.IDLE,
    (State.PAUSED, Happening.FAILED): State.FAILED,
    (State.STOPPING, Happening.FINISHED): State.IDLE,
    (State.STOPPING, Happening.FAILED): State.FAILED,
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

    def happen(self, happening: Happening) -> bool:
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
