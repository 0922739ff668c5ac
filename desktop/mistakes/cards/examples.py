"""All images of a split with what a network took them for, as columns that can be sorted and
filtered at once.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from desktop.workspace.evaluation import EvaluationColumns
from nncore.datasets import Split

Rows = NDArray[np.intp]
"""Which images, in which order: positions in the split."""


@dataclass(frozen=True, slots=True)
class Example:
    """One image: where it stands, what it is, what it was taken for.

    index: its position in its original file. confidence: the probability of the answer. loss: -log
    of the probability of the true digit, in nats; None where it is not known.
    """

    index: int
    truth: int
    predicted: int
    confidence: float
    loss: float | None


@dataclass(frozen=True, eq=False)
class Examples:
    """The images of `split`, in its order."""

    split: Split
    columns: EvaluationColumns

    @cached_property
    def misread(self) -> Rows:
        """The misread images, the largest loss first; or the surest, where losses are not known."""
        columns = self.columns
        rows = columns.misread_positions
        badness = columns.confidences if columns.losses is None else columns.losses
        return rows[np.argsort(-badness[rows], kind="stable")]

    def example(self, row: int) -> Example:
        """One of them."""
        columns = self.columns
        return Example(
            index=self.split.index(row),
            truth=int(columns.labels[row]),
            predicted=int(columns.predictions[row]),
            confidence=float(columns.confidences[row]),
            loss=None if columns.losses is None else float(columns.losses[row]),
        )
