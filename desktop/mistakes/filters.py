"""Which mistakes the gallery shows, and in which order.

Sorting and filtering are array operations: a few milliseconds for tens of thousands.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from desktop.mistakes.cards.examples import Examples, Rows
from desktop.workspace.evaluation import EvaluationColumns


class Order(StrEnum):
    """An order of the gallery."""

    WORST = "worst"
    CONFIDENT = "confident"
    POSITION = "position"
    DIGIT = "digit"


@dataclass(frozen=True)
class Filters:
    """What to show: only this true digit, only this predicted one; None lets every digit pass."""

    truth: int | None = None
    predicted: int | None = None

    @property
    def is_active(self) -> bool:
        """Whether anything may be held back."""
        return self.truth is not None or self.predicted is not None


def shown_rows(examples: Examples, filters: Filters, order: Order) -> Rows:
    """The misread among `examples` that pass `filters`, put in `order`; ties by falling loss."""
    rows, columns = examples.misread, examples.columns
    if filters.truth is not None:
        rows = rows[columns.labels[rows] == filters.truth]
    if filters.predicted is not None:
        rows = rows[columns.predictions[rows] == filters.predicted]
    return rows[_ranking(columns, rows, order)]


def _ranking(columns: EvaluationColumns, rows: Rows, order: Order) -> Rows:
    match order:
        case Order.WORST:  # how they come
            return np.arange(len(rows))
        case Order.CONFIDENT:
            return np.argsort(-columns.confidences[rows], kind="stable")
        case Order.POSITION:
            return np.argsort(rows, kind="stable")
        case Order.DIGIT:
            return np.lexsort((columns.predictions[rows], columns.labels[rows]))
