"""Precision, recall and F1 of each digit as a small table, in a comparison with their changes.

Its rows choose the digits that the gallery shows.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QModelIndex,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.formats import hint, tenths
from desktop.mistakes.examples import UNNAMED, ComparedNames
from desktop.mistakes.matrix import wording
from desktop.mistakes.matrix.figure_table import FigureTable
from desktop.theme import SPACE, Theme, mixed
from desktop.translation import tr
from desktop.widgets.row_painting import Index
from nncore.array_types import CLASSES
from nncore.evaluation import ClassFigures

_ROOT = QModelIndex()
_COLUMNS = (
    (tr("Digit"), tr("The true digit")),
    (tr("Images"), tr("How many there are")),
    (tr("Recall"), tr("Of the images of this digit, how many percent were read right")),
    (tr("Precision"), tr("Of the answers with this digit, how many percent were right")),
    ("F1", tr("The harmonic mean of recall and precision, in percent")),
)
_LAST = len(_COLUMNS) - 1
_FIRST_FIGURE = 2
"""The columns before this one are counts, and the same for both networks."""

_USUAL = "−0.0"
"""As wide as most changes, so that the figures beside them stand in line."""

_CHOOSING = tr(
    "A click on a digit, or the arrows, show its images; Ctrl+click adds a digit, Escape lets go"
)
_CHOSEN = 0.3
"""How much of the accent the ground of a chosen row has."""

_SENTENCE_ROLES = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


class DigitRole(IntEnum):
    """CHANGE: how many percentage points a figure is above the other network's; None where nothing
    is compared.
    """

    CHANGE = Qt.ItemDataRole.UserRole + 1


class DigitFiguresModel(QAbstractTableModel):
    """One row a digit."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._figures: Sequence[ClassFigures] = ()
        self._rival: Sequence[ClassFigures] = ()
        self._names = UNNAMED

    def show(
        self,
        figures: Sequence[ClassFigures],
        rival: Sequence[ClassFigures] = (),
        names: ComparedNames = UNNAMED,
    ) -> None:
        """Show these figures. rival: those of the other network; empty where nothing is compared.
        names: of both.
        """
        self._names = names
        if len(figures) == len(self._figures):  # who has chosen a row stays there
            self._figures, self._rival = figures, rival
            if figures:
                self.dataChanged.emit(self.index(0, 0), self.index(len(figures) - 1, _LAST))
            return
        self.beginResetModel()
        self._figures, self._rival = figures, rival
        self.endResetModel()

    def rowCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._figures)

    def columnCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section][0]
        return hint(_COLUMNS[section][1]) if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _texts(self._figures[row])[column]
        if role == DigitRole.CHANGE:
            return self._change(row, column)
        if role in _SENTENCE_ROLES and column >= _FIRST_FIGURE:
            return self._sentence(row, column)
        if role in _SENTENCE_ROLES:
            return wording.choice_of_digit(self._figures[row].digit)
        return None

    def _change(self, row: int, column: int) -> float | None:
        if not self._rival or column < _FIRST_FIGURE:
            return None
        # of the figures as they are shown: whoever subtracts them finds the same
        ours, theirs = (float(_texts(each[row])[column]) for each in (self._figures, self._rival))
        return round(ours - theirs, 1)

    def _sentence(self, row: int, column: int) -> str:
        figures, title = self._figures[row], _COLUMNS[column][0]
        change = self._change(row, column)
        return wording.of_digit_figure(
            title, figures.digit, _texts(figures)[column], change, self._names
        )


def _texts(figures: ClassFigures) -> tuple[str, ...]:
    return (
        str(figures.digit),
        f"{figures.count:,}",
        tenths(figures.recall),
        tenths(figures.precision),
        tenths(figures.f1),
    )


class _ChangeDelegate(QStyledItemDelegate):
    """Paints a figure, and after it how it changed, in the colour of better or worse."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: Any = option  # whose fields the stubs do not know
        flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._paint_ground(painter, item)
        area = item.rect.adjusted(0, 0, -SPACE // 2, 0)
        painter.setFont(item.font)
        change = index.data(DigitRole.CHANGE)
        if change is not None:
            painter.setPen(self._colour(change))
            painter.drawText(area, flags, wording.signed(change))
            widest = max(_USUAL, wording.signed(change), key=len)
            room = item.fontMetrics.horizontalAdvance(widest) + SPACE // 2
            area = area.adjusted(0, 0, -room, 0)
        painter.setPen(self._theme.text)
        painter.drawText(area, flags, index.data(Qt.ItemDataRole.DisplayRole))

    def _paint_ground(self, painter: QPainter, item: Any) -> None:
        """Tint a row that is chosen, and frame the cell that the keyboard is at."""
        if item.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(item.rect, mixed(self._theme.paper, self._theme.accent, _CHOSEN))
        if item.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._theme.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(item.rect.adjusted(0, 0, -1, -1))

    def _colour(self, change: float) -> QColor:
        if change == 0:
            return self._theme.muted
        return self._theme.right if change > 0 else self._theme.wrong


class DigitFiguresView(FigureTable):
    """The table without frames, all of it in sight. digits_chosen: those of the selected rows, as a
    frozenset.
    """

    digits_chosen = Signal(object)

    def __init__(
        self, model: DigitFiguresModel, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(model, theme, parent)
        self.setObjectName("digit_figures")
        self.setAccessibleName(tr("Recall, precision and F1 of each digit"))
        self.setItemDelegate(_ChangeDelegate(theme, self))
        self.setAccessibleDescription(_CHOOSING)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        line = self.fontMetrics().lineSpacing() + SPACE // 2
        self.verticalHeader().setDefaultSectionSize(line)
        self.verticalHeader().setAccessibleName(tr("Digits"))
        header = self.horizontalHeader()
        header.setAccessibleName(tr("Figures of each digit"))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in range(_FIRST_FIGURE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header.setFont(self.font())
        header.setSectionsClickable(False)
        self.setFixedHeight((CLASSES + 1) * line + SPACE)

    @property
    def digits(self) -> frozenset[int]:
        """The digits of the selected rows."""
        return frozenset(index.row() for index in self.selectionModel().selectedRows())

    def set_digits(self, digits: frozenset[int]) -> None:
        """Select the rows of these digits, without a signal."""
        if digits == self.digits:
            return
        selection = QItemSelection()
        for digit in digits:
            selection.select(self.model().index(digit, 0), self.model().index(digit, _LAST))
        self._show_selection(selection)

    def _tell_selection(self) -> None:
        self.digits_chosen.emit(self.digits)
