"""What the cells of the confusion matrix say: counts, shares, and how deep their colours are.

Right and wrong have scales of their own: with one for both, a thousand digits that were read right
would leave every mistake white.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from desktop.mistakes.examples import UNNAMED, ComparedNames
from nncore.array_types import CLASSES, FloatArray

_DIAGONAL = np.eye(CLASSES, dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class ConfusionFigures:
    """counts: (10, 10), rows are the truth, columns what was predicted. rival: the same of another
    network, over the same images; with it, the figures are differences to these. names: of both.
    """

    counts: NDArray[np.int64]
    rival: NDArray[np.int64] | None = None
    names: ComparedNames = UNNAMED

    @property
    def are_differences(self) -> bool:
        """Whether the figures are differences to another network's."""
        return self.rival is not None

    @cached_property
    def shown(self) -> NDArray[np.int64]:
        """The counts, or how many more than the rival's they are, (10, 10)."""
        return self.counts if self.rival is None else self.counts - self.rival

    @cached_property
    def is_good(self) -> NDArray[np.bool_]:
        """Which cells tell of something good, (10, 10): digits that were read right; of
        differences, more of these and fewer mistakes.
        """
        return _DIAGONAL if self.rival is None else (self.shown > 0) == _DIAGONAL

    @cached_property
    def of_truth(self) -> NDArray[np.int64]:
        """How many images there are of each digit, (10,)."""
        return np.asarray(self.counts.sum(axis=1), np.int64)

    @cached_property
    def of_prediction(self) -> NDArray[np.int64]:
        """How many images were taken for each digit, or how many more, (10,)."""
        return np.asarray(self.shown.sum(axis=0), np.int64)

    @cached_property
    def shares(self) -> FloatArray:
        """Each cell's part of its row, 0..1, or -1..1 of differences; 0 in the row of a digit of
        which there is none.
        """
        shares: FloatArray = self.shown / np.maximum(self.of_truth, 1)[:, None]
        return shares

    def levels(self, *, of_shares: bool, logarithmic: bool) -> FloatArray:
        """How deep each cell's colour is, 0..1: the deepest on the diagonal is 1, and so is the
        deepest beside it.

        logarithmic: few and many are nearer to each other.
        """
        values = np.abs(self.shares * 1000 if of_shares else self.shown.astype(np.float64))
        if logarithmic:
            values = np.log1p(values)
        levels = np.zeros_like(values)
        for cells in (_DIAGONAL, ~_DIAGONAL):
            levels[cells] = values[cells] / max(values[cells].max(), 1e-12)
        return levels
