"""How well a network reads a split, and exactly what it misreads.

One pass over the images gives the probabilities; everything else here is derived from them.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import CLASSES, FloatArray, LabelArray
from nncore.datasets.dataset import Split
from nncore.losses import cross_entropy, softmax
from nncore.network import Network


@dataclass(frozen=True, slots=True)
class Mistake:
    """One misread image: where it stands, what it is, what the network took it for.

    index: its position in its original file. confidence: the probability of the wrong answer.
    loss: -log of the probability of the true one, in nats.
    """

    index: int
    truth: int
    predicted: int
    confidence: float
    loss: float


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One digit's figures. `precision` and `f1` are 0 for a digit that is never predicted."""

    digit: int
    count: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a network said of a split.

    probabilities: (N, 10). losses: (N,), in nats. labels: (N,).
    """

    probabilities: FloatArray
    losses: FloatArray
    labels: LabelArray
    first_index: int = 0

    @cached_property
    def predictions(self) -> LabelArray:
        """The most probable class of each image, shape (N,)."""
        predictions: LabelArray = self.probabilities.argmax(axis=1).astype(np.uint8)
        return predictions

    @property
    def loss(self) -> float:
        """The mean loss in nats; not finite if any single one is not."""
        return float(self.losses.mean(dtype=np.float64))

    @property
    def accuracy(self) -> float:
        """The fraction of images read right."""
        return float(np.mean(self.predictions == self.labels))

    @cached_property
    def confusion(self) -> NDArray[np.int64]:
        """Counts of shape (10, 10): rows are the truth, columns what was predicted."""
        cells = self.labels.astype(np.intp) * CLASSES + self.predictions
        return np.bincount(cells, minlength=CLASSES * CLASSES).reshape(CLASSES, CLASSES)

    @cached_property
    def misread_positions(self) -> NDArray[np.intp]:
        """Positions in the split of the misread images, the largest loss first."""
        wrong = np.flatnonzero(self.predictions != self.labels)
        return wrong[np.argsort(-self.losses[wrong], kind="stable")]

    def mistakes(self) -> list[Mistake]:
        """All misread images, the largest loss first."""
        return [self._mistake(int(position)) for position in self.misread_positions]

    def per_class(self) -> list[ClassFigures]:
        """Precision, recall and their harmonic mean for each digit."""
        return [self._class_figures(digit) for digit in range(CLASSES)]

    def summary(self) -> dict[str, Any]:
        """The figures as JSON can hold them: accuracy, loss, confusion and more."""
        return {
            "accuracy": self.accuracy,
            "loss": self.loss,
            "images": len(self.labels),
            "misread": len(self.misread_positions),
            "confusion": self.confusion.tolist(),
            "per_class": [
                {
                    "digit": row.digit,
                    "count": row.count,
                    "precision": row.precision,
                    "recall": row.recall,
                    "f1": row.f1,
                }
                for row in self.per_class()
            ],
        }

    def _mistake(self, position: int) -> Mistake:
        predicted = int(self.predictions[position])
        return Mistake(
            index=self.first_index + position,
            truth=int(self.labels[position]),
            predicted=predicted,
            confidence=float(self.probabilities[position, predicted]),
            loss=float(self.losses[position]),
        )

    def _class_figures(self, digit: int) -> ClassFigures:
        hits = int(self.confusion[digit, digit])
        count, named = int(self.confusion[digit].sum()), int(self.confusion[:, digit].sum())
        precision = hits / named if named else 0.0
        recall = hits / count if count else 0.0
        both = precision + recall
        return ClassFigures(
            digit, count, precision, recall, 2 * precision * recall / both if both else 0.0
        )


def evaluate(network: Network, split: Split) -> Evaluation:
    """Read every image of `split` and compare with its label; the network is not changed.

    Raises ValueError where the images do not fit the network, or it does not end in ten classes.
    """
    if network.output_shape != (CLASSES,):
        raise ValueError(f"the network must end in {CLASSES} classes, got {network.output_shape}")
    logits = network.logits(split.images)
    return Evaluation(
        probabilities=softmax(logits),
        losses=cross_entropy(logits, split.labels),
        labels=split.labels,
        first_index=split.first_index,
    )
