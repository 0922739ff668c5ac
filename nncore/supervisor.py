"""What follows a training run and steers it, in one object."""

from dataclasses import dataclass, field

from nncore.progress import TrainingProgress
from nncore.runtime.cancellation import Cancellation
from nncore.runtime.probing import Probe


@dataclass(eq=False)
class Supervisor:
    """Belongs to one run: tells where it stands, and asks for what somebody wants of it.

    progress: where the run stands, kept up to date by the loop.
    probe: asks for a look into the layers, which the event LayersProbed then shows.
    cancellation: asks for the step under way to end before it has learned anything, which the event
    StepCancelled then tells.
    Probe and cancellation may be used from any thread.
    """

    progress: TrainingProgress = field(default_factory=TrainingProgress)
    probe: Probe = field(default_factory=Probe)
    cancellation: Cancellation = field(default_factory=Cancellation)
