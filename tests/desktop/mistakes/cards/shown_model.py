"""A model that shows what an exploration would, for tests of cards alone."""

from typing import Any

import numpy as np
from PySide6.QtCore import Qt

from desktop.mistakes.cards.model import CardRole, Groups, MistakesModel
from desktop.mistakes.examples import NO_ROWS, Examples, Rows
from desktop.mistakes.filters import Filters, Order, ordered


def misread_rows(examples: Examples) -> Rows:
    """The misread ones, the worst first."""
    return ordered(examples, np.flatnonzero(Filters().passes(examples)), Order.WORST)


class ShownModel(MistakesModel):
    """Filters and orders by itself."""

    def __init__(self) -> None:
        super().__init__()
        self._given: Examples | None = None
        self._filters = Filters()
        self._sorted = Order.WORST
        self._headings = Groups()

    def give(self, examples: Examples | None) -> None:
        self._given = examples
        rows = NO_ROWS
        if examples is not None:
            rows = ordered(examples, np.flatnonzero(self._filters.passes(examples)), self._sorted)
        self.show(examples, rows, self._headings, self._sorted)

    def filter_by(self, filters: Filters) -> None:
        self._filters = filters
        self.give(self._given)

    def order_by(self, order: Order) -> None:
        self._sorted = order
        self.give(self._given)

    def clear(self) -> None:
        self.give(None)


class GroupedModel(ShownModel):
    """Mistakes under headings, with words of the test for the cards."""

    def __init__(self, groups: Groups, sort_text: str = "", story: str = "") -> None:
        super().__init__()
        self._headings = groups
        self.words = {CardRole.SORT_TEXT: sort_text, CardRole.STORY: story}

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in self.words:
            return self.words[CardRole(role)]
        return super().data(index, role)
