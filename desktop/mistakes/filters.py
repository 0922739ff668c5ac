"""Which mistakes the gallery shows, and in which order.

Sorting and filtering are array operations: a few milliseconds for tens of thousands.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from desktop.mistakes.cards.examples import Mistakes, Rows


class Order(Enum):
    """An order of the gallery, by the name that people read."""

    WORST = "Worst first"
    CONFIDENT = "Most confident first"
    POSITION = "In file order"
    DIGIT = "By digit"


@dataclass(frozen=True)
class Filters:
    """What to show: only this true digit, only this predicted one; None lets every digit pass."""

    truth: int | None = None
    predicted: int | None = None

    @property
    def is_active(self) -> bool:
        """Whether anything may be held back."""
        return self.truth is not None or self.predicted is not None


def shown_rows(mistakes: Mistakes, filters: Filters, order: Order) -> Rows:
    """The rows of `mistakes` that pass `filters`, put in `order`; ties by falling loss."""
    passes = np.ones(len(mistakes), dtype=bool)
    if filters.truth is not None:
        passes &= mistakes.truths == filters.truth
    if filters.predicted is not None:
        passes &= mistakes.predictions == filters.predicted
    rows = np.flatnonzero(passes)
    return rows[_ranking(mistakes, rows, order)]


def _ranking(mistakes: Mistakes, rows: Rows, order: Order) -> Rows:
    match order:
        case Order.WORST:  # how they come
            return np.arange(len(rows))
        case Order.CONFIDENT:
            return np.argsort(-mistakes.confidences[rows], kind="stable")
        case Order.POSITION:
            return np.argsort(mistakes.positions[rows], kind="stable")
        case Order.DIGIT:
            return np.lexsort((mistakes.predictions[rows], mistakes.truths[rows]))
