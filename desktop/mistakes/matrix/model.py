"""The confusion matrix: its figures, and an item model of ten by ten cells with their sums at the
margins.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from desktop.formats import a_digit, digits, hint, tenths
from desktop.mistakes.examples import UNNAMED, ComparedNames
from desktop.mistakes.filters import Cell
from desktop.mistakes.matrix.wording import matrix_header, of_difference, of_digit_difference
from desktop.mistakes.wording import of_cell
from desktop.translation import tr_count
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
    def with_sums(self) -> NDArray[np.int64]:
        """What is shown, with the sums of its columns below it and the images of each digit beside
        it, (11, 11).
        """
        below, beside = self.shown.sum(axis=0), [*self.of_truth, self.counts.sum()]
        return np.column_stack((np.vstack((self.shown, below)), beside))

    @cached_property
    def shares(self) -> FloatArray:
        """Each cell's part of its row, 0..1, or -1..1 of differences; 0 in the row of a digit of
        which there is none.
        """
        shares: FloatArray = self.shown / np.maximum(self.of_truth, 1)[:, None]
        return shares

    def levels(self, *, of_shares: bool, logarithmic: bool) -> FloatArray:
        """How deep each cell's colour is, 0..1: the deepest on the diagonal is 1, and so is the
        deepest beside it. With one scale for both, a thousand digits that were read right would
        leave every mistake white.

        logarithmic: few and many are nearer to each other.
        """
        values = np.abs(self.shares * 1000 if of_shares else self.shown.astype(np.float64))
        if logarithmic:
            values = np.log1p(values)
        levels = np.zeros_like(values)
        for cells in (_DIAGONAL, ~_DIAGONAL):
            levels[cells] = values[cells] / max(values[cells].max(), 1e-12)
        return levels


_ROOT = QModelIndex()
_NOTHING = ConfusionFigures(np.zeros((CLASSES, CLASSES), np.int64))
_SENTENCE_ROLES = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)

_MANY = 100_000
"""From this one on counts are told in thousands: cells have room for five digits."""


class ConfusionRole(IntEnum):
    """COUNT: of a cell or a sum."""

    COUNT = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A cell or a sum as it is painted.

    level: how deep its colour is, 0..1; None of a sum. is_good: whether it tells of something good.
    """

    text: str
    count: int
    level: float | None = None
    is_good: bool = False


class ConfusionModel(QAbstractTableModel):
    """Rows are the truth, columns the prediction; the eleventh of each are sums."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._figures = _NOTHING
        self._shows_shares = False
        self._is_logarithmic = False
        self._renew()

    @property
    def figures(self) -> ConfusionFigures:
        """The figures that are shown."""
        return self._figures

    def show(self, figures: ConfusionFigures | None) -> None:
        """Show other counts; None for none."""
        self._figures = figures or _NOTHING
        self._renew()

    def set_shares(self, shows_shares: bool) -> None:
        """Show parts of rows instead of counts."""
        self._shows_shares = shows_shares
        self._renew()

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Colour by logarithms, so that few and many look more alike."""
        self._is_logarithmic = is_logarithmic
        self._renew()

    def rowCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else CLASSES + 1

    def columnCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else CLASSES + 1

    def flags(self, index: Any) -> Qt.ItemFlag:
        if index.isValid() and is_cell(index):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return str(section) if section < CLASSES else "Σ"
        if role == Qt.ItemDataRole.ToolTipRole:
            is_truth = orientation == Qt.Orientation.Vertical
            return hint(matrix_header(section, is_truth=is_truth))
        return None

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        shown = self.figure(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return shown.text
        if role == ConfusionRole.COUNT:
            return shown.count
        if role in _SENTENCE_ROLES:
            return self._sentence(index)
        return None

    def figure(self, row: int, column: int) -> ShownFigure:
        """The figure at a place, of ten cells and a sum each way."""
        return self._shown[row][column]

    def _sentence(self, index: QModelIndex) -> str:
        row, column = index.row(), index.column()
        count = self.figure(row, column).count
        if is_cell(index) and self._figures.are_differences:
            counts, names = self._figures.counts, self._figures.names
            return of_difference((row, column), count, int(counts[row, column]), names)
        if is_cell(index):
            return of_cell((row, column), count, int(self._figures.of_truth[row]))
        if column < CLASSES:
            if self._figures.are_differences:
                return of_digit_difference(column, count, self._figures.names)
            return tr_count(
                "{count} image was read as {column}.",
                "{count} images were read as {column}.",
                count,
                column=column,
            )
        if row < CLASSES:
            return tr_count(
                "There is one image of {a_digit}.",
                "There are {count} {digits}.",
                count,
                a_digit=a_digit(row),
                digits=digits(row),
            )
        return tr_count("{count} image was read.", "{count} images were read.", count)

    def _renew(self) -> None:
        """Have all figures ready: more than a hundred are painted at once."""
        of_shares, logarithmic = self._shows_shares, self._is_logarithmic
        levels = self._figures.levels(of_shares=of_shares, logarithmic=logarithmic)
        self._shown = [
            [self._made(row, column, count, levels) for column, count in enumerate(counts)]
            for row, counts in enumerate(self._figures.with_sums.tolist())
        ]
        self.dataChanged.emit(self.index(0, 0), self.index(CLASSES, CLASSES))

    def _made(self, row: int, column: int, count: int, levels: FloatArray) -> ShownFigure:
        figures, size = self._figures, abs(count)
        text = f"{round(size / 1000)}k" if size >= _MANY else str(size)
        if max(row, column) == CLASSES:
            return ShownFigure(self._sign(column, count) + text, count)
        if count == 0:
            text = "·"
        elif self._shows_shares:
            text = tenths(abs(float(figures.shares[row, column])))
        level, is_good = float(levels[row, column]), bool(figures.is_good[row, column])
        return ShownFigure(self._sign(column, count) + text, count, level, is_good)

    def _sign(self, column: int, count: int) -> str:
        """Of a difference; the sums beside the rows are none."""
        if not self._figures.are_differences or column == CLASSES or count == 0:
            return ""
        return "+" if count > 0 else "−"


def is_cell(index: QModelIndex) -> bool:
    """Whether it is one of the ten by ten, and no sum."""
    return index.row() < CLASSES and index.column() < CLASSES


def cell_of(index: QModelIndex) -> Cell:
    """The true digit and the predicted one."""
    return index.row(), index.column()
