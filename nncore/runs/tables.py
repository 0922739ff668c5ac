"""The five files of a run that grow: its steps, its epochs, and what was predicted in them.

They are plain .npy files that any program can read; which rows count is the commit's business.
"""

from collections.abc import Iterable, Sequence
from math import isnan, nan
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nncore.events import EpochFinished, StepFinished
from nncore.runs.commit import Commit
from nncore.runs.errors import RunError
from nncore.runs.growing_file import GrowingFile

STEP = np.dtype(
    [("loss", "<f4"), ("accuracy", "<f4"), ("learning_rate", "<f4"), ("examples", "<i4")]
)
EPOCH = np.dtype(
    [
        ("epoch", "<i8"),
        ("step", "<i8"),
        ("training_loss", "<f8"),
        ("training_accuracy", "<f8"),
        ("validation_loss", "<f8"),
        ("validation_accuracy", "<f8"),
    ]
)
"""Double precision: an event comes back as it was told. NaN where nothing was validated."""


class Tables:
    """The growing files in a run's folder; `images` is how many a row of predictions tells of."""

    def __init__(self, folder: Path, images: int) -> None:
        self.steps = GrowingFile(folder / "steps.npy", STEP)
        self.epochs = GrowingFile(folder / "epochs.npy", EPOCH)
        self.predicted_epochs = GrowingFile(folder / "predicted-epochs.npy", np.dtype("<i4"))
        self.labels = GrowingFile(folder / "labels.npy", np.dtype("u1"), (images,))
        self.confidences = GrowingFile(folder / "confidences.npy", np.dtype("<f2"), (images,))

    def counted(self, commit: Commit) -> list[tuple[GrowingFile, int]]:
        """Every file with how many of its rows count."""
        return [
            (self.steps, commit.steps),
            (self.epochs, commit.epochs),
            (self.predicted_epochs, commit.predictions),
            (self.labels, commit.predictions),
            (self.confidences, commit.predictions),
        ]

    def create(self) -> None:
        """Write all of them, without rows. Raises OSError."""
        for file, _ in self.counted(Commit(1)):
            file.create()

    def require(self, commit: Commit) -> None:
        """Raises RunError where a file is missing or has fewer rows than count."""
        for file, count in self.counted(commit):
            file.require(count)

    def best_epoch(self, count: int) -> EpochFinished:
        """The one of the first `count` epochs with the smallest validation loss.

        Raises RunError where none was validated, or for a damaged file.
        """
        rows = self.epochs.read(count)
        losses = rows["validation_loss"]
        if np.isnan(losses).all():
            raise RunError(
                f"{self.epochs.path} tells of no validated epoch, so of none that is best"
            )
        return epoch_of(rows[int(np.nanargmin(losses))])

    def tell(self, commit: Commit) -> None:
        """Let the headers tell of the rows that count. Raises OSError."""
        for file, count in self.counted(commit):
            file.tell(count)


def step_rows(events: Sequence[StepFinished]) -> NDArray[Any]:
    """Steps as rows of their file."""
    return np.array(
        [(each.loss, each.accuracy, each.learning_rate, each.examples) for each in events], STEP
    )


def epoch_rows(events: Iterable[EpochFinished]) -> NDArray[Any]:
    """Epochs as rows of their file."""
    return np.array([_epoch_row(each) for each in events], EPOCH)


def epoch_of(row: Any) -> EpochFinished:
    """The epoch that a row of the file tells of."""
    epoch, step, loss, accuracy, validation_loss, validation_accuracy = row.item()
    validated = not isnan(validation_accuracy)
    return EpochFinished(
        epoch,
        step,
        loss,
        accuracy,
        validation_loss if validated else None,
        validation_accuracy if validated else None,
    )


def _epoch_row(event: EpochFinished) -> tuple[float, ...]:
    return (
        event.epoch,
        event.step,
        event.training_loss,
        event.training_accuracy,
        nan if event.validation_loss is None else event.validation_loss,
        nan if event.validation_accuracy is None else event.validation_accuracy,
    )
