"""The misread images as an item model: rows are the shown mistakes, roles their figures.

It holds arrays and no widgets; what a card looks like is the delegate's.
"""

from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, Qt

from desktop.mistakes import wording
from desktop.mistakes.cards.examples import Mistakes, Rows
from desktop.mistakes.filters import Filters, Order, shown_rows
from nncore.array_types import ImageArray
from nncore.datasets import Split
from nncore.evaluation import Mistake

_ROOT = QModelIndex()


class MistakeRole(IntEnum):
    """The figures of a mistake; `roleNames` names them in lower case."""

    INDEX = Qt.ItemDataRole.UserRole + 1
    TRUTH = Qt.ItemDataRole.UserRole + 2
    PREDICTED = Qt.ItemDataRole.UserRole + 3
    CONFIDENCE = Qt.ItemDataRole.UserRole + 4
    LOSS = Qt.ItemDataRole.UserRole + 5


_SENTENCE_ROLES = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


class MistakesModel(QAbstractListModel):
    """The mistakes that pass the filters, in the chosen order.

    Whatever is shown anew resets the model, unless the same images stay in the same places:
    then only their figures change.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mistakes: Mistakes | None = None
        self._split_name = ""
        self._filters = Filters()
        self._order = Order.WORST
        self._rows: Rows = np.empty(0, dtype=np.intp)

    @property
    def filters(self) -> Filters:
        """What holds mistakes back."""
        return self._filters

    @property
    def split(self) -> Split | None:
        """Where the images come from; an index tells one image only within its split."""
        return None if self._mistakes is None else self._mistakes.split

    @property
    def misread_count(self) -> int:
        """How many mistakes there are, shown or held back."""
        return 0 if self._mistakes is None else len(self._mistakes)

    def show(self, mistakes: Mistakes, split_name: str) -> None:
        """Show other mistakes, or the same with newer figures."""
        self._split_name = split_name
        self._take_over(mistakes)

    def clear(self) -> None:
        """Show nothing."""
        self._take_over(None)

    def set_filters(self, filters: Filters) -> None:
        """Show only what passes `filters`."""
        self._filters = filters
        self._take_over(self._mistakes)

    def set_order(self, order: Order) -> None:
        """Show them in another order."""
        self._order = order
        self._take_over(self._mistakes)

    def mistake(self, row: int) -> Mistake:
        """What is shown in a row."""
        assert self._mistakes is not None
        return self._mistakes.mistake(self._rows[row])

    def pixels(self, row: int) -> ImageArray:
        """The image that is shown in a row, (28, 28)."""
        assert self._mistakes is not None
        return self._mistakes.pixels(self._rows[row])

    def row_of(self, image_index: int) -> int | None:
        """The row that shows the image at `image_index` of its original file, if one does."""
        if self._mistakes is None:
            return None
        position = image_index - self._mistakes.split.first_index
        rows = np.flatnonzero(self._mistakes.positions[self._rows] == position)
        return int(rows[0]) if len(rows) else None

    def rowCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def roleNames(self) -> dict[int, QByteArray]:
        return {int(role): QByteArray(role.name.lower().encode()) for role in MistakeRole}

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role in _SENTENCE_ROLES:
            return wording.sentence(self.mistake(index.row()), self._split_name)
        if role not in tuple(MistakeRole):
            return None
        return getattr(self.mistake(index.row()), MistakeRole(role).name.lower())

    def _take_over(self, mistakes: Mistakes | None) -> None:
        rows = self._rows[:0]
        if mistakes is not None:
            rows = shown_rows(mistakes, self._filters, self._order)
        if self._shows_the_same_images(mistakes, rows):
            self._mistakes, self._rows = mistakes, rows
            if len(rows):
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._mistakes, self._rows = mistakes, rows
        self.endResetModel()

    def _shows_the_same_images(self, mistakes: Mistakes | None, rows: Rows) -> bool:
        if mistakes is None or self._mistakes is None or mistakes.split is not self.split:
            return False
        return np.array_equal(mistakes.positions[rows], self._mistakes.positions[self._rows])
