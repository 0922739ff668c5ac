"""The states of a training session and what leads from one to the next, as a table.

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
    """What can happen to a session: asked for by a person, or told by the worker."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOP_ASKED = "stop asked"
    FINISHED = "finished"
    FAILED = "failed"


_NEXT = {
    (State.IDLE, Happening.STARTED): State.RUNNING,
    (State.FAILED, Happening.STARTED): State.RUNNING,
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


def next_state(state: State, happening: Happening) -> State:
    """The state after `happening`; the same state where it means nothing there.

    A word of the worker that was under way while a stop was asked for means nothing, for one.
    """
    return _NEXT.get((state, happening), state)
