"""What the cells of the confusion matrix say: counts, shares, and how deep their colours are.

Right and wrong have scales of their own: with one for both, a thousand digits that were read right
would leave every mistake white.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import CLASSES, FloatArray

_DIAGONAL = np.eye(CLASSES, dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class ConfusionFigures:
    """counts: (10, 10), rows are the truth, columns what was predicted."""

    counts: NDArray[np.int64]

    @cached_property
    def of_truth(self) -> NDArray[np.int64]:
        """How many images there are of each digit, (10,)."""
        return np.asarray(self.counts.sum(axis=1), np.int64)

    @cached_property
    def of_prediction(self) -> NDArray[np.int64]:
        """How many images were taken for each digit, (10,)."""
        return np.asarray(self.counts.sum(axis=0), np.int64)

    @cached_property
    def shares(self) -> FloatArray:
        """Each cell's part of its row, 0..1; 0 in the row of a digit of which there is none."""
        shares: FloatArray = self.counts / np.maximum(self.of_truth, 1)[:, None]
        return shares

    def levels(self, *, of_shares: bool, logarithmic: bool) -> FloatArray:
        """How deep each cell's colour is, 0..1: the deepest on the diagonal is 1, and so is the
        deepest beside it.

        logarithmic: few and many are nearer to each other.
        """
        values = self.shares * 1000 if of_shares else self.counts.astype(np.float64)
        if logarithmic:
            values = np.log1p(values)
        levels = np.zeros_like(values)
        for cells in (_DIAGONAL, ~_DIAGONAL):
            levels[cells] = values[cells] / max(values[cells].max(), 1e-12)
        return levels
