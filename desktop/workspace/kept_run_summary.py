"""The figures of one kept run, read once, so that no list asks the disk while it is painted."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from desktop.workspace.accuracy import Accuracy
from desktop.workspace.data_titles import data_title
from nncore.runs import Ending, KeptRun
from nncore.safe_text import quoted


class KeptRunStatus(Enum):
    """Whether a run is under way, could be resumed, or how it ended."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    STOPPED = "stopped"
    DIVERGED = "diverged"
    FINISHED = "finished"

    @classmethod
    def of(cls, kept: KeptRun) -> "KeptRunStatus":
        """The status of a run at this moment."""
        if kept.is_under_way:
            return cls.RUNNING
        match kept.ending:
            case None:
                return cls.INTERRUPTED
            case Ending.STOPPED:
                return cls.STOPPED
            case Ending.DIVERGED:
                return cls.DIVERGED
        return cls.FINISHED


@dataclass(frozen=True)
class KeptRunSummary:
    """A run's figures. Two summaries are equal if they say the same.

    accuracy: of the validation images, with the weights that are kept; between two epochs, as it
    was known last; None before one is done. best: the highest of all epochs, 0..1. seconds: at
    work. begun: in UTC. size: bytes on disk.
    """

    id: str
    name: str
    status: KeptRunStatus
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
            status=KeptRunStatus.of(kept),
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
