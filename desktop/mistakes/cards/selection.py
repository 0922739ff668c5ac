"""Selected rows as arrays and ranges: no question to Qt for each of 70,000 rows."""

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QAbstractItemModel, QItemSelection, QItemSelectionModel

from desktop.mistakes.examples import Rows


def spans(selection: QItemSelection) -> list[range]:
    """The rows of a selection, range by range as Qt holds them."""
    return [range(each.top(), each.bottom() + 1) for each in selection.toList()]


def selected_rows(selection: QItemSelectionModel) -> Rows:
    """The selected rows, rising."""
    parts = [np.arange(each.start, each.stop) for each in spans(selection.selection())]
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.intp)


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
