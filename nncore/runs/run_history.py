"""The history of a kept run: figures of every step, and what was predicted in its epochs.

Arrays as they were read, not to be changed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import CLASSES, LabelArray
from nncore.datasets import SplitName
from nncore.epoch_predictions import MOST_HALF, NO_PREDICTION
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
class PredictedEpoch:
    """What was predicted in one epoch, as RunPredictions tells it.

    labels: (images,). confidences: (images,). losses: (images,). log_probabilities: (validation and
    test images, 10). The last two are None where they were not kept.
    """

    labels: LabelArray
    confidences: NDArray[np.float16]
    losses: NDArray[np.float16] | None
    log_probabilities: NDArray[np.float16] | None


@dataclass(frozen=True, eq=False)
class RunPredictions:
    """What was predicted at the end of some epochs, one row each.

    epochs: (rows,) int32, rising. labels: (rows, images) uint8, NO_PREDICTION where there is
    none. confidences: (rows, images) float16, the probabilities of these labels. The images are
    those of training, as training itself predicted them, then of validation and of test, as the
    epoch's last weights did.
    losses: (latest rows, images) float16, -log of the probability of the truth, in nats; NaN where
    it is not known. log_probabilities: (latest rows, validation and test images, 10) float16,
    natural logs; NaN where there is no prediction. Both are clipped to 65504 and -65504, and tell
    of the latest epochs alone, for earlier versions kept neither: of P epochs and L rows, row i is
    that of epoch P - L + i.
    All but the epochs lie on the disk, and are read where they are looked at.
    """

    epochs: NDArray[np.int32]
    labels: LabelArray
    confidences: NDArray[np.float16]
    losses: NDArray[np.float16]
    log_probabilities: NDArray[np.float16]
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

    def columns(self, split_name: SplitName | None) -> slice:
        """The columns of the images of that split; None: of all, one split after the other."""
        if split_name is None:
            return slice(0, self.dataset.images)
        columns = {
            SplitName.TRAINING: self.training,
            SplitName.VALIDATION: self.validation,
            SplitName.TEST: self.test,
        }
        return columns[split_name]

    def at(self, epoch: int) -> PredictedEpoch:
        """What was predicted in one epoch, in memory and looked through.

        Raises KeyError for an epoch that none were kept of, RunError for what no run predicts.
        """
        rows = np.flatnonzero(self.epochs == epoch)
        if not len(rows):
            raise KeyError(epoch)
        row = int(rows[-1])
        predicted = PredictedEpoch(
            np.array(self.labels[row]),
            np.array(self.confidences[row]),
            self._later_row(self.losses, row),
            self._later_row(self.log_probabilities, row),
        )
        self._require_possible(predicted, epoch)
        return predicted

    def _later_row(self, rows: NDArray[np.float16], row: int) -> NDArray[np.float16] | None:
        """What rows of the latest epochs tell of the epoch in row `row` of all of them."""
        place = row - (len(self.epochs) - len(rows))
        return None if place < 0 else np.array(rows[place])

    def _require_possible(self, predicted: PredictedEpoch, epoch: int) -> None:
        labels, confidences = predicted.labels, predicted.confidences
        losses, logs = predicted.losses, predicted.log_probabilities
        if not ((labels < CLASSES) | (labels == NO_PREDICTION)).all():
            raise RunError(f"the labels of epoch {epoch} are no digits: labels.npy is damaged")
        if not ((confidences >= 0) & (confidences <= 1)).all():
            raise RunError(f"confidences of epoch {epoch} are not from 0 to 1: the file is damaged")
        if losses is not None and not (np.isnan(losses) | _are_sizes(losses)).all():
            raise RunError(
                f"losses of epoch {epoch} are not from 0 to {MOST_HALF:.0f}: losses.npy is damaged"
            )
        if logs is not None:
            is_read = labels[self.training.stop :] != NO_PREDICTION
            if not _are_sizes(-logs[is_read]).all():
                raise RunError(
                    f"the logs of probabilities of epoch {epoch} are not from {-MOST_HALF:.0f} to "
                    f"0: log-probabilities.npy is damaged"
                )


def _are_sizes(values: NDArray[np.float16]) -> NDArray[np.bool_]:
    """Where there are numbers from 0 to the largest; NaN is none."""
    are_sizes: NDArray[np.bool_] = (values >= 0) & (values <= MOST_HALF)
    return are_sizes
