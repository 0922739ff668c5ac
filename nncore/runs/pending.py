"""What a run told of and is not on the disk yet: a few rows, or many while the disk is full."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nncore.events import EpochFinished, StepFinished

MOST_WAITING_BYTES = 64_000_000
"""What predictions that cannot be written may take of the memory; the oldest go first then."""


@dataclass(frozen=True, eq=False)
class EpochRow:
    """What was predicted in an epoch, as `RunPredictions` tells it.

    labels: (images,) uint8. confidences, losses: (images,) float16. log_probabilities:
    (validation and test images, 10) float16.
    """

    epoch: int
    labels: NDArray[np.uint8]
    confidences: NDArray[np.float16]
    losses: NDArray[np.float16]
    log_probabilities: NDArray[np.float16]

    @property
    def nbytes(self) -> int:
        """What it takes of the memory."""
        arrays = (self.labels, self.confidences, self.losses, self.log_probabilities)
        return sum(each.nbytes for each in arrays)


@dataclass(eq=False)
class Pending:
    """In the order in which it happened."""

    steps: list[StepFinished] = field(default_factory=list)
    epochs: list[EpochFinished] = field(default_factory=list)
    predictions: deque[EpochRow] = field(default_factory=deque)

    def predict(self, row: EpochRow) -> None:
        """Take a row of predictions, and let go of the oldest if they become too many."""
        self.predictions.append(row)
        while len(self.predictions) > 1 and len(self.predictions) * row.nbytes > MOST_WAITING_BYTES:
            self.predictions.popleft()

    def refusals(self) -> NDArray[np.float64]:
        """What each epoch refused, as far as the run shows non-digits."""
        return np.array([each.refusal for each in self.epochs if each.refusal is not None], float)

    def predicted(self, name: str) -> NDArray[Any]:
        """One column of all rows, by the name of a field of EpochRow."""
        return np.array([getattr(row, name) for row in self.predictions])

    def clear(self) -> None:
        """All of it is on the disk."""
        self.steps.clear()
        self.epochs.clear()
        self.predictions.clear()
