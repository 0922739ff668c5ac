"""The handles that a caller has on a training run: where it stands, a probe, a cancellation."""

from dataclasses import dataclass, field

from nncore.loop_state import LoopState
from nncore.runtime.cancellation import Cancellation
from nncore.runtime.probing import Probe


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
