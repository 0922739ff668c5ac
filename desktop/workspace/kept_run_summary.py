"""What the list says of one kept run: figures read once, so that painting asks no disk.

It knows neither words nor widgets.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from desktop.workspace.accuracy import Accuracy
from desktop.workspace.data_titles import data_title
from nncore.runs import Ending, KeptRun
from nncore.safe_text import quoted


class Standing(Enum):
    """How a run stands, by the word beside its name; a finished one needs none."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    STOPPED = "stopped"
    DIVERGED = "diverged"
    FINISHED = ""


_STANDINGS = {
    Ending.STOPPED: Standing.STOPPED,
    Ending.DIVERGED: Standing.DIVERGED,
}


@dataclass(frozen=True)
class KeptRunSummary:
    """A run's figures. Two lines are equal if they say the same.

    accuracy: of the validation images, with the weights that are kept; between two epochs, as it
    was known last; None before one is done. best: the highest of all epochs, 0..1. seconds: at
    work. begun: in UTC. size: bytes on disk.
    """

    id: str
    name: str
    standing: Standing
    accuracy: Accuracy | None
    best: float | None
    epochs: int
    epochs_wanted: int
    seconds: float
    data: str
    begun: datetime
    size: int
    kept: KeptRun = field(compare=False, repr=False)

    @classmethod
    def of(cls, kept: KeptRun) -> "KeptRunSummary":
        """Read the figures. Raises RunError where the files do not hold them."""
        return cls(
            id=kept.id,
            name=quoted(kept.name),
            standing=_standing(kept),
            accuracy=Accuracy.of_epoch(kept, kept.weights_epoch or kept.last_epoch),
            best=kept.best_validation,
            epochs=kept.epochs,
            epochs_wanted=kept.recipe.epochs,
            seconds=kept.seconds,
            data=quoted(data_title(kept.dataset.name)),
            begun=kept.created,
            size=kept.bytes_on_disk,
            kept=kept,
        )


def _standing(kept: KeptRun) -> Standing:
    if kept.is_under_way:
        return Standing.RUNNING
    if kept.is_interrupted:
        return Standing.INTERRUPTED
    ending = kept.ending
    return Standing.FINISHED if ending is None else _STANDINGS.get(ending, Standing.FINISHED)
