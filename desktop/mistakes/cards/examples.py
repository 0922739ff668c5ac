"""What a network misread of a split, as columns that can be sorted and filtered at once.

Thousands of mistakes are arrays here, not objects; it knows nothing of Qt.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import FloatArray, ImageArray, LabelArray
from nncore.datasets import Split
from nncore.evaluation import Evaluation, Mistake

Rows = NDArray[np.intp]
"""Which mistakes, in which order: positions in the columns."""


@dataclass(frozen=True, eq=False)
class Mistakes:
    """The misread images of `split`, the largest loss first; each column has the shape (M,).

    positions: where each stands in the split. confidences: the probability of the wrong answer.
    losses: -log of the probability of the true one, in nats.
    """

    split: Split
    positions: Rows
    truths: LabelArray
    predictions: LabelArray
    confidences: FloatArray
    losses: FloatArray

    @classmethod
    def of(cls, evaluation: Evaluation, split: Split) -> "Mistakes":
        """What `evaluation` found misread in `split`."""
        positions = evaluation.misread_positions
        predictions = evaluation.predictions[positions]
        return cls(
            split=split,
            positions=positions,
            truths=evaluation.labels[positions],
            predictions=predictions,
            confidences=evaluation.probabilities[positions, predictions],
            losses=evaluation.losses[positions],
        )

    def __len__(self) -> int:
        return len(self.positions)

    def mistake(self, row: int) -> Mistake:
        """One of them, with its index in the original file."""
        return Mistake(
            index=self.split.index(int(self.positions[row])),
            truth=int(self.truths[row]),
            predicted=int(self.predictions[row]),
            confidence=float(self.confidences[row]),
            loss=float(self.losses[row]),
        )

    def pixels(self, row: int) -> ImageArray:
        """The image of one of them, (28, 28)."""
        image: ImageArray = self.split.images[self.positions[row]]
        return image
