"""What was predicted in an epoch: a label, its confidence and a loss for each image.

Recorded during training as a by-product, so that no second pass over the images is needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import CLASSES, FloatArray, LabelArray, differences, kinds
from nncore.losses import losses_and_confidences

NO_PREDICTION = 255
"""The label of an image without a prediction."""

MOST_HALF = float(np.finfo(np.float16).max)
"""65504: losses and logs of probabilities are clipped there, and never infinite."""

_MOST_NOTES = 256
"""So many batches are gathered before what follows from their logits is computed at one go."""

_TRAINING_LOSSES = "training.losses"
"""The array of a state that earlier versions neither wrote nor read."""


class BatchAnswers(NamedTuple):
    """What a network answered to a batch of n images.

    labels: (n,), the true digits. predictions: (n,), the likeliest ones. logits: (n, 10). The
    arrays are never changed.
    """

    labels: NDArray[np.intp]
    predictions: NDArray[np.intp]
    logits: FloatArray


class PredictionTable:
    """Labels, confidences and losses of N images."""

    def __init__(self, images: int) -> None:
        self._labels: LabelArray = np.full(images, NO_PREDICTION, np.uint8)
        self._confidences: NDArray[np.float16] = np.zeros(images, np.float16)
        self._losses: NDArray[np.float16] = np.full(images, np.nan, np.float16)
        self._notes: list[tuple[NDArray[np.int64], BatchAnswers]] = []

    def __len__(self) -> int:
        return len(self._labels)

    @property
    def labels(self) -> LabelArray:
        """(N,) uint8, NO_PREDICTION where there is no prediction."""
        self._flush()
        return self._labels

    @property
    def confidences(self) -> NDArray[np.float16]:
        """(N,) float16, the probabilities of the labels; 0 where there is no prediction."""
        self._flush()
        return self._confidences

    @property
    def losses(self) -> NDArray[np.float16]:
        """(N,) float16, -log of the probability of the truth in nats; NaN where it is not known."""
        self._flush()
        return self._losses

    def note_batch(self, positions: NDArray[np.int64], answers: BatchAnswers) -> None:
        """Note the answers to a batch of the images at `positions`, which must not change later."""
        self._notes.append((positions, answers))
        if len(self._notes) == _MOST_NOTES:
            self._flush()

    def clear(self) -> None:
        """Forget all predictions."""
        self._notes.clear()
        self._labels[:] = NO_PREDICTION
        self._confidences[:] = 0
        self._losses[:] = np.nan

    def _flush(self) -> None:
        if self._notes:
            positions, answers = zip(*self._notes, strict=True)
            labels, predictions, logits = map(np.concatenate, zip(*answers, strict=True))
            at = np.concatenate(positions)
            with np.errstate(over="ignore"):  # of weights about to diverge
                losses, confidences = losses_and_confidences(logits, labels)
            self._labels[at] = predictions
            self._confidences[at] = confidences
            self._losses[at] = _halves(losses)
            self._notes.clear()


class EvaluationTable(PredictionTable):
    """Predictions of N images by weights that stand still, with the probabilities of all digits.

    log_probabilities: (N, 10) float16, their natural logs; NaN where there is no prediction.
    """

    def __init__(self, images: int) -> None:
        super().__init__(images)
        self.log_probabilities: NDArray[np.float16] = np.full((images, CLASSES), np.nan, np.float16)

    def note(
        self,
        positions: slice,
        labels: NDArray[Any],
        confidences: FloatArray,
        losses: FloatArray,
        log_probabilities: FloatArray,
    ) -> None:
        """Note what an evaluation tells of the images at `positions`."""
        self._labels[positions] = labels
        self._confidences[positions] = confidences
        self._losses[positions] = _halves(losses)
        self.log_probabilities[positions] = _halves(log_probabilities)

    def clear(self) -> None:
        """Forget all predictions."""
        super().clear()
        self.log_probabilities[:] = np.nan


def _halves(values: FloatArray) -> NDArray[np.float16]:
    return np.clip(values, -MOST_HALF, MOST_HALF).astype(np.float16)


@dataclass(frozen=True, eq=False)
class EpochPredictions:
    """What was predicted in one epoch.

    training: by the weights as they were when each image was learned from, before that update.
    validation: by the weights at the end of the epoch.
    """

    training: PredictionTable
    validation: EvaluationTable

    @classmethod
    def empty(cls, training: int, validation: int) -> "EpochPredictions":
        """Of so many images, without any prediction yet."""
        return cls(PredictionTable(training), EvaluationTable(validation))

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> "EpochPredictions":
        """Those that `arrays` holds. Raises ValueError for arrays that cannot be predictions."""
        sizes = [arrays[f"{split}.labels"].size for split in ("training", "validation")]
        predictions = cls.empty(*sizes)
        expected = predictions._all_arrays
        if _TRAINING_LOSSES not in arrays:
            del expected[_TRAINING_LOSSES]
        if unlike := differences(kinds(expected), kinds(arrays)):
            raise ValueError(f"the predictions cannot be read: {unlike}")
        for name, array in expected.items():
            array[...] = arrays[name]
        losses = predictions.training.losses
        if not (np.isnan(losses) | ((losses >= 0) & (losses <= MOST_HALF))).all():
            raise ValueError(f"losses are from 0 to {MOST_HALF:.0f}, or not known")
        for split in (predictions.training, predictions.validation):
            read = split.labels[split.labels != NO_PREDICTION]
            if not ((read < CLASSES).all() and np.isfinite(split.confidences).all()):
                raise ValueError("predictions are digits with a finite confidence")
        return predictions

    def arrays(self, *, is_under_way: bool) -> dict[str, NDArray[Any]]:
        """What a saved state needs: the arrays themselves, by split and what they hold.

        is_under_way: whether the epoch is; the losses of its training images are needed then, as
        far as they are known. Those of validation are not: it is read from its beginning again.
        """
        arrays = self._all_arrays
        # without them earlier versions take a state, too: most stand between two epochs
        if not is_under_way or np.isnan(self.training.losses).all():
            del arrays[_TRAINING_LOSSES]
        return arrays

    @property
    def _all_arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "training.labels": self.training.labels,
            "training.confidences": self.training.confidences,
            _TRAINING_LOSSES: self.training.losses,
            "validation.labels": self.validation.labels,
            "validation.confidences": self.validation.confidences,
        }

    def clear(self) -> None:
        """Forget all predictions, for another epoch."""
        self.training.clear()
        self.validation.clear()
