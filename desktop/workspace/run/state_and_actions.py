"""What a run in sight is doing, and what a person can ask of it then."""

from enum import Enum


class RunState(Enum):
    """What the run in sight is doing. IDLE: it ended well, was opened, or there is none."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    FAILED = "failed"

    @property
    def is_active(self) -> bool:
        """Whether it is under way, so that no other run may start."""
        return self in (RunState.RUNNING, RunState.PAUSED, RunState.STOPPING)


class Action(Enum):
    """What a person can ask of a run; the process that trains is sent the same words."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STEP = "step"
    STOP = "stop"
    CHANGE_RATE = "change rate"
    GO_ON = "go on"
    START_SLOWER = "start slower"
    TRY_AGAIN = "try again"


OFFERS = {
    RunState.IDLE: frozenset({Action.START, Action.STEP, Action.GO_ON, Action.START_SLOWER}),
    RunState.RUNNING: frozenset({Action.PAUSE, Action.STOP, Action.CHANGE_RATE}),
    RunState.PAUSED: frozenset({Action.RESUME, Action.STEP, Action.STOP, Action.CHANGE_RATE}),
    RunState.STOPPING: frozenset[Action](),
    RunState.FAILED: frozenset(
        {Action.START, Action.STEP, Action.GO_ON, Action.START_SLOWER, Action.TRY_AGAIN}
    ),
}
"""What each state allows, if there is what it takes: data, a kept run, a lower rate, …"""
