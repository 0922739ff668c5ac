"""The misread images as an item model: rows are the shown mistakes, roles their figures.

It holds arrays and no widgets; what a card looks like is the delegate's.
"""

from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, Qt

from desktop.mistakes import wording
from desktop.mistakes.cards.examples import Example, Examples, Rows
from desktop.mistakes.cards.groups import Groups
from desktop.mistakes.filters import Filters, Order, shown_rows
from nncore.array_types import ImageArray
from nncore.datasets import Split

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
        self._examples: Examples | None = None
        self._split_title = ""
        self._filters = Filters()
        self._order = Order.WORST
        self._rows: Rows = np.empty(0, dtype=np.intp)
        self._groups = Groups()

    @property
    def groups(self) -> Groups:
        """Which rows stand together under headings; none do at first."""
        return self._groups

    @property
    def filters(self) -> Filters:
        """What holds mistakes back."""
        return self._filters

    @property
    def split(self) -> Split | None:
        """Where the images come from; an index tells one image only within its split."""
        return None if self._examples is None else self._examples.split

    @property
    def misread_count(self) -> int:
        """How many mistakes there are, shown or held back."""
        return 0 if self._examples is None else len(self._examples.misread)

    def show(self, examples: Examples, split_title: str) -> None:
        """Show the misread among other examples, or among the same with newer figures."""
        self._split_title = split_title
        self._take_over(examples)

    def clear(self) -> None:
        """Show nothing."""
        self._take_over(None)

    def set_filters(self, filters: Filters) -> None:
        """Show only what passes `filters`."""
        self._filters = filters
        self._take_over(self._examples)

    def set_order(self, order: Order) -> None:
        """Show them in another order."""
        self._order = order
        self._take_over(self._examples)

    def example(self, row: int) -> Example:
        """What is shown in a row."""
        assert self._examples is not None
        return self._examples.example(int(self._rows[row]))

    def pixels(self, row: int) -> ImageArray:
        """The image that is shown in a row, (28, 28)."""
        assert self._examples is not None
        image: ImageArray = self._examples.split.images[self._rows[row]]
        return image

    def row_of(self, image_index: int) -> int | None:
        """The row that shows the image at `image_index` of its original file, if one does."""
        if self._examples is None:
            return None
        position = image_index - self._examples.split.first_index
        rows = np.flatnonzero(self._rows == position)
        return int(rows[0]) if len(rows) else None

    def image_indices(self, rows: Rows) -> Rows:
        """The positions in their original file of the images in some rows."""
        if self._examples is None:
            return rows[:0]
        return self._rows[rows] + self._examples.split.first_index

    def rows_of(self, image_indices: Rows) -> Rows:
        """The rows, rising, that show the images at these positions of their original file."""
        if self._examples is None:
            return image_indices[:0]
        positions = image_indices - self._examples.split.first_index
        return np.flatnonzero(np.isin(self._rows, positions))

    def rowCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def roleNames(self) -> dict[int, QByteArray]:
        return {int(role): QByteArray(role.name.lower().encode()) for role in MistakeRole}

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role in _SENTENCE_ROLES:
            return wording.sentence(self.example(index.row()), self._split_title)
        if role not in tuple(MistakeRole):
            return None
        return getattr(self.example(index.row()), MistakeRole(role).name.lower())

    def _take_over(self, examples: Examples | None) -> None:
        rows = self._rows[:0]
        if examples is not None:
            rows = shown_rows(examples, self._filters, self._order)
        if self._shows_the_same_images(examples, rows):
            self._examples, self._rows = examples, rows
            if len(rows):
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._examples, self._rows = examples, rows
        self.endResetModel()

    def _shows_the_same_images(self, examples: Examples | None, rows: Rows) -> bool:
        is_same_split = examples is not None and examples.split is self.split
        return is_same_split and np.array_equal(rows, self._rows)
