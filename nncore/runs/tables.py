"""The files of a run that grow: its steps, its epochs, and what was predicted in them.

They are plain .npy files that any program can read; which rows count is the commit's business.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from math import inf, nan
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import CLASSES
from nncore.events import EpochFinished, StepFinished
from nncore.runs.commit import Commit
from nncore.runs.errors import RunError
from nncore.runs.growing_file import GrowingFile
from nncore.runs.run_document import DataNote

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

MOST_STEPS = 20_000_000
MOST_EPOCHS = 200_000
"""What is read of one run at a time: the steps take 320 MB of memory, the epochs some 100.

Predictions were kept of at most so many epochs, too.
"""

_MOST_LOSS = 1e300
"""Sums of larger ones overflow: they are told as infinite."""


class Tables:
    """The growing files in a run's folder; `dataset` says how many images a row tells of.

    Earlier versions had no losses, no log_probabilities and no refusals: their rows have counts of
    their own, and tell of the latest of the predicted epochs, and of all epochs. Only a run that
    shows non-digits has refusals.
    """

    def __init__(self, folder: Path, dataset: DataNote) -> None:
        self._shows_non_digits = bool(dataset.non_digits)
        images = (dataset.images,)
        digits = (dataset.validation + dataset.test, CLASSES)
        half = np.dtype("<f2")
        whole = np.dtype("<f8")
        self.steps = GrowingFile(folder / "steps.npy", STEP)
        self.epochs = GrowingFile(folder / "epochs.npy", EPOCH)
        self.predicted_epochs = GrowingFile(folder / "predicted-epochs.npy", np.dtype("<i4"))
        self.labels = GrowingFile(folder / "labels.npy", np.dtype("u1"), images)
        self.confidences = GrowingFile(folder / "confidences.npy", half, images)
        self.losses = GrowingFile(folder / "losses.npy", half, images, may_be_missing=True)
        self.log_probabilities = GrowingFile(
            folder / "log-probabilities.npy", half, digits, may_be_missing=True
        )
        self.refusals = GrowingFile(folder / "refusals.npy", whole, may_be_missing=True)

    def counted(self, commit: Commit) -> list[tuple[GrowingFile, int]]:
        """Every file with how many of its rows count."""
        refusals = [(self.refusals, commit.refusals)] if self._shows_non_digits else []
        return [
            (self.steps, commit.steps),
            (self.epochs, commit.epochs),
            (self.predicted_epochs, commit.predictions),
            (self.labels, commit.predictions),
            (self.confidences, commit.predictions),
            (self.losses, commit.losses),
            (self.log_probabilities, commit.log_probabilities),
            *refusals,
        ]

    def create(self) -> None:
        """Write all of them, without rows. Raises OSError."""
        for file, _ in self.counted(Commit(1)):
            file.create()

    def create_missing(self) -> None:
        """Write those that an earlier version did not begin, without rows. Raises OSError."""
        for file, _ in self.counted(Commit(1)):
            if file.may_be_missing:
                file.create_if_missing()

    def require(self, commit: Commit) -> None:
        """Raises RunError where a file is missing or has fewer rows than count."""
        for file, count in self.counted(commit):
            file.require(count)

    def best_epoch(self, commit: Commit) -> EpochFinished:
        """The one of the epochs with the smallest validation loss.

        Raises RunError where none was validated, or for a damaged file.
        """
        epochs = self.told_epochs(commit)
        losses = [each.validation_loss for each in epochs]
        least = min((loss for loss in losses if loss is not None), default=None)
        if least is None:
            raise RunError(
                f"{self.epochs.path} tells of no validated epoch, so of none that is best"
            )
        return epochs[losses.index(least)]

    def told_epochs(self, commit: Commit, *, since: int = 0) -> tuple[EpochFinished, ...]:
        """The epochs that count, from the one after epoch `since` on.

        Raises RunError for a damaged file, and where they do not follow each other.
        """
        _require_few_epochs(self.epochs, commit.epochs - since, of=commit.epochs)
        rows = self.epochs.mapped(commit.epochs)[since:]
        numbers, ends = rows["epoch"], rows["step"]
        expected = np.arange(since + 1, commit.epochs + 1)
        wrong = (numbers != expected) | (ends < expected) | (ends > commit.steps)
        wrong[1:] |= ends[1:] <= ends[:-1]
        if wrong.any():
            place = int(wrong.argmax())
            raise RunError(
                f"{self.epochs.path}: row {since + place} must tell of epoch {expected[place]} and "
                f"a later step than the row before, of {commit.steps}; it tells of epoch "
                f"{numbers[place]} and step {ends[place]}"
            )
        return tuple(map(_epoch_of, rows, self._refusals(commit, since=since)))

    def _refusals(self, commit: Commit, *, since: int) -> Iterator[float | None]:
        """What each epoch after `since` refused; None where that was not kept, or cannot be."""
        if not commit.refusals:
            yield from repeat(None, commit.epochs - since)
            return
        untold = commit.epochs - commit.refusals
        told = self.refusals.mapped(commit.refusals)[max(since - untold, 0) :]
        yield from repeat(None, max(untold - since, 0))
        yield from (each if 0 <= each <= 1 else None for each in told.tolist())

    def told_predictions(self, commit: Commit) -> NDArray[Any]:
        """The epochs that predictions were kept of.

        Raises RunError for a damaged file, and where they do not rise.
        """
        _require_few_epochs(self.predicted_epochs, commit.predictions, of=commit.predictions)
        epochs = self.predicted_epochs.read(commit.predictions)
        bounded = np.concatenate([[0], epochs, [commit.epochs + 1]])
        wrong = np.diff(bounded) <= 0
        if wrong.any():
            first = max(int(wrong.argmax()) - 1, 0)
            raise RunError(
                f"{self.predicted_epochs.path} must tell of epochs that rise from 1 to "
                f"{commit.epochs}, got {epochs[first : first + 3].tolist()} from row {first} on"
            )
        return epochs

    def tell(self, commit: Commit) -> None:
        """Let the headers tell of the rows that count. Raises OSError."""
        for file, count in self.counted(commit):
            file.tell(count)


def _require_few_epochs(file: GrowingFile, count: int, *, of: int) -> None:
    """Raises RunError for more rows than are read at a time; of: how many there are."""
    if count > MOST_EPOCHS:
        raise RunError(f"{file.path} tells of {of} epochs, at most {MOST_EPOCHS} are read")


def step_rows(events: Sequence[StepFinished]) -> NDArray[Any]:
    """Steps as rows of their file."""
    return np.array(
        [(each.loss, each.accuracy, each.learning_rate, each.examples) for each in events], STEP
    )


def epoch_rows(events: Iterable[EpochFinished]) -> NDArray[Any]:
    """Epochs as rows of their file."""
    return np.array([_epoch_row(each) for each in events], EPOCH)


def _epoch_of(row: Any, refusal: float | None) -> EpochFinished:
    """The epoch that a row of the file tells of; what cannot be a figure of it is NaN, or None."""
    epoch, step, loss, accuracy, validation_loss, validation_accuracy = row.item()
    validated = _validated(row)
    return EpochFinished(
        epoch,
        step,
        _loss(loss),
        accuracy if 0 <= accuracy <= 1 else nan,
        _loss(validation_loss) if validated else None,
        validation_accuracy if validated else None,
        refusal,
    )


def _validated(rows: Any) -> Any:
    """Which of the rows tell of a validation that can have been."""
    accuracies = rows["validation_accuracy"]
    return (accuracies >= 0) & (accuracies <= 1) & (rows["validation_loss"] >= 0)


def _loss(value: float) -> float:
    if value > _MOST_LOSS:
        return inf
    return value if value >= 0 else nan


def _epoch_row(event: EpochFinished) -> tuple[float, ...]:
    return (
        event.epoch,
        event.step,
        event.training_loss,
        event.training_accuracy,
        nan if event.validation_loss is None else event.validation_loss,
        nan if event.validation_accuracy is None else event.validation_accuracy,
    )
