"""The handles that a caller has on a training run: where it stands, a probe, a cancellation."""

from dataclasses import dataclass, field

from nncore.loop_state import LoopState
from nncore.runtime.probing import Probe


class StepCancelledError(Exception):
    """Raised between two layers of a step that is to end before its update."""


class Cancellation:
    """Asks a run to end its step, unless the weights are being updated already. From any thread.

    With a large network a step takes long.
    """

    def __init__(self) -> None:
        self._is_asked = False

    def ask(self) -> None:
        """Ask for the step under way, or else the next one, to end."""
        self._is_asked = True

    def check(self) -> None:
        """Called before each layer, by every thread that has a part of the step.

        Raises StepCancelledError where it was asked for, until the step has ended.
        """
        if self._is_asked:
            raise StepCancelledError

    def end_step(self) -> None:
        """Told by the step: it has ended without its update, in all of its threads."""
        self._is_asked = False


@dataclass(eq=False)
class TrainingHandle:
    """Follows and steers one run: read `progress`, call `probe.ask()` or `cancellation.ask()`.

    progress: where the run stands, kept up to date by the loop.
    probe: asks for a look into the layers, which the event LayersProbed then shows.
    cancellation: asks for the step under way to end before it has learned anything, which the event
    StepCancelled then tells.
    Probe and cancellation may be used from any thread.
    """

    progress: LoopState = field(default_factory=LoopState)
    probe: Probe = field(default_factory=Probe)
    cancellation: Cancellation = field(default_factory=Cancellation)
