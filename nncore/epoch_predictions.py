"""What was predicted in an epoch: one label and one confidence for each image.

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

_MOST_NOTES = 256
"""So many batches are gathered before what follows from their logits is computed at one go."""


class BatchAnswers(NamedTuple):
    """What a network answered to a batch of n images.

    labels: (n,), the true digits. predictions: (n,), the likeliest ones. logits: (n, 10). The
    arrays are never changed.
    """

    labels: NDArray[np.intp]
    predictions: NDArray[np.intp]
    logits: FloatArray


class PredictionTable:
    """Labels and confidences of N images."""

    def __init__(self, images: int) -> None:
        self._labels: LabelArray = np.full(images, NO_PREDICTION, np.uint8)
        self._confidences: NDArray[np.float16] = np.zeros(images, np.float16)
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

    def note(self, positions: slice, labels: NDArray[Any], confidences: FloatArray) -> None:
        """Note predictions of the images at `positions`."""
        self._flush()
        self._labels[positions] = labels
        self._confidences[positions] = confidences

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

    def _flush(self) -> None:
        if self._notes:
            positions, answers = zip(*self._notes, strict=True)
            labels, predictions, logits = map(np.concatenate, zip(*answers, strict=True))
            at = np.concatenate(positions)
            with np.errstate(over="ignore"):  # of weights about to diverge
                _, confidences = losses_and_confidences(logits, labels)
            self._labels[at] = predictions
            self._confidences[at] = confidences
            self._notes.clear()


@dataclass(frozen=True, eq=False)
class EpochPredictions:
    """What was predicted in one epoch.

    training: by the weights as they were when each image was learned from, before that update.
    validation: by the weights at the end of the epoch.
    """

    training: PredictionTable
    validation: PredictionTable

    @classmethod
    def empty(cls, training: int, validation: int) -> "EpochPredictions":
        """Of so many images, without any prediction yet."""
        return cls(PredictionTable(training), PredictionTable(validation))

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> "EpochPredictions":
        """Those that `arrays` holds. Raises ValueError for arrays that cannot be predictions."""
        sizes = [arrays[f"{split}.labels"].size for split in ("training", "validation")]
        predictions = cls.empty(*sizes)
        if unlike := differences(kinds(predictions.arrays), kinds(arrays)):
            raise ValueError(f"the predictions cannot be read: {unlike}")
        for name, array in predictions.arrays.items():
            array[...] = arrays[name]
        for split in (predictions.training, predictions.validation):
            read = split.labels[split.labels != NO_PREDICTION]
            if not ((read < CLASSES).all() and np.isfinite(split.confidences).all()):
                raise ValueError("predictions are digits with a finite confidence")
        return predictions

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays themselves, by split and what they hold."""
        return {
            "training.labels": self.training.labels,
            "training.confidences": self.training.confidences,
            "validation.labels": self.validation.labels,
            "validation.confidences": self.validation.confidences,
        }

    def clear(self) -> None:
        """Forget all predictions, for another epoch."""
        self.training.clear()
        self.validation.clear()
