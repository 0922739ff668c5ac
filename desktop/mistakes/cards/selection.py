"""Selected rows as arrays and ranges: no question to Qt for each of 70,000 rows."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractItemModel, QItemSelection, QItemSelectionModel

from desktop.mistakes.examples import Rows


class SelectionMask:
    """Which rows are selected; made anew after a change, when it is asked for."""

    def __init__(self) -> None:
        self._mask: NDArray[np.bool_] | None = None

    def of(self, selection: QItemSelectionModel) -> NDArray[np.bool_]:
        """Whether each row of the model is selected, (rows,)."""
        count = selection.model().rowCount()
        if self._mask is None or len(self._mask) != count:
            self._mask = np.zeros(count, np.bool_)
            for rows in spans(selection.selection()):
                self._mask[rows.start : rows.stop] = True
        return self._mask

    def clear(self) -> None:
        """Make it anew next time, as other rows are selected."""
        self._mask = None


def spans(selection: QItemSelection) -> list[range]:
    """The rows of a selection, range by range as Qt holds them."""
    return [range(each.top(), each.bottom() + 1) for each in selection.toList()]


def selection_of(model: QAbstractItemModel, ranges: Iterable[range]) -> QItemSelection:
    """Ranges of rows, none of them empty, as Qt's selection models take them."""
    selection = QItemSelection()
    for rows in ranges:
        selection.select(model.index(rows.start, 0), model.index(rows.stop - 1, 0))
    return selection


def consecutive(rows: Rows) -> list[range]:
    """Rising rows as ranges, the fewest there can be."""
    if not len(rows):
        return []
    parts = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    return [range(int(part[0]), int(part[-1]) + 1) for part in parts]
