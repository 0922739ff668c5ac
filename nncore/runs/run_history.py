"""The history of a kept run: figures of every step, and what was predicted in its epochs.

Arrays as they were read, not to be changed; it knows no files.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import CLASSES, LabelArray
from nncore.epoch_predictions import NO_PREDICTION
from nncore.events import EpochFinished
from nncore.runs.errors import RunError
from nncore.runs.run_document import DataNote


@dataclass(frozen=True, eq=False)
class RunHistory:
    """losses (nats), accuracies (fractions of 1), learning_rates: (steps,) float32.
    examples: (steps,) int32. Step 1 stands at position 0.
    """

    losses: NDArray[np.float32]
    accuracies: NDArray[np.float32]
    learning_rates: NDArray[np.float32]
    examples: NDArray[np.int32]
    epochs: tuple[EpochFinished, ...]

    @property
    def epoch_numbers(self) -> NDArray[np.int64]:
        """The epoch that each step belongs to, (steps,)."""
        ends = np.array([each.step for each in self.epochs], np.int64)
        return np.searchsorted(ends, np.arange(1, len(self.losses) + 1)) + 1


@dataclass(frozen=True, eq=False)
class RunPredictions:
    """What was predicted at the end of some epochs, one row each.

    epochs: (rows,) int32, rising. labels: (rows, images) uint8, NO_PREDICTION where there is
    none. confidences: (rows, images) float16, the probabilities of these labels. Both lie on the
    disk, and are read where they are looked at. The images are those of training, as training
    itself predicted them, then of validation and of test, as the epoch's last weights did.
    """

    epochs: NDArray[np.int32]
    labels: LabelArray
    confidences: NDArray[np.float16]
    dataset: DataNote

    @property
    def training(self) -> slice:
        """The columns of the training images."""
        return slice(0, self.dataset.training)

    @property
    def validation(self) -> slice:
        """The columns of the validation images."""
        return slice(self.dataset.training, self.dataset.training + self.dataset.validation)

    @property
    def test(self) -> slice:
        """The columns of the test images."""
        return slice(self.dataset.training + self.dataset.validation, self.dataset.images)

    def at(self, epoch: int) -> tuple[LabelArray, NDArray[np.float16]]:
        """Labels and confidences of one epoch, (images,) each, in memory and looked through.

        Raises KeyError for an epoch that none were kept of, RunError for what no run predicts.
        """
        rows = np.flatnonzero(self.epochs == epoch)
        if not len(rows):
            raise KeyError(epoch)
        labels: Any = np.array(self.labels[rows[-1]])
        confidences = np.array(self.confidences[rows[-1]])
        if not ((labels < CLASSES) | (labels == NO_PREDICTION)).all():
            raise RunError(f"the labels of epoch {epoch} are no digits: labels.npy is damaged")
        if not ((confidences >= 0) & (confidences <= 1)).all():
            raise RunError(f"confidences of epoch {epoch} are not from 0 to 1: the file is damaged")
        return labels, confidences
