"""The table of runs: columns that fit its width, keys, and a box to tick in each row."""

from typing import Any

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from desktop.formats import accuracy, duration, with_unit
from desktop.theme import SPACE, Theme, sized
from desktop.train.runs.cells import RunColumn
from desktop.train.runs.delegates import CompareDelegate, NameDelegate, toggle
from desktop.train.runs.runs_model import RunRole, RunsModel
from desktop.translation import tr
from desktop.widgets.row_painting import FigureDelegate
from desktop.widgets.table_header import ARROW, INSET, RunsHeader

_WIDEST = {
    RunColumn.ACCURACY: (accuracy(1.0, 2), tr("Validation")),
    RunColumn.EPOCH: ("9,999", tr("Epoch")),
    RunColumn.TIME: (duration(0), tr("Time")),
    RunColumn.DATA: (tr("Generated digits"), tr("Data")),
    RunColumn.BEGUN: (tr("today 00:00"), tr("Begun")),
    RunColumn.SIZE: (with_unit("888.8", tr("MB")), tr("Size")),
}
_PADDING = 2 * INSET + 3

_COMPARE_WIDTH = 4 * SPACE
_LETTERS = 26
"""Of a name, with the word beside it, where there is room for them."""
_FEWER = ((RunColumn.DATA, 23), (RunColumn.SIZE, 19), (RunColumn.BEGUN, 19))
"""The columns that go where letters are large and the window is small, each as soon as it would
leave a name fewer letters: of 19, the longest word that stands beside it leaves seven."""
_LEAST_DATA = 11 * SPACE


class RunsView(QTableView):
    """Shows the model's runs, newest first until a header is clicked.

    opened: the id of a run that was double-clicked. chosen: other rows are selected.
    """

    opened = Signal(str)
    chosen = Signal()

    def __init__(self, model: RunsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runs_view")
        self.setAccessibleName(tr("Kept runs"))
        self.setFont(sized(self.font(), 1.0))
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSortRole(RunRole.SORT)
        self._sorted.setSourceModel(model)
        self.setHorizontalHeader(RunsHeader(theme, self))
        self._set_up()
        self.setModel(self._sorted)
        self._delegates = self._make_delegates(theme)
        self._set_up_header()
        self.doubleClicked.connect(self._on_double_clicked)
        self.selectionModel().selectionChanged.connect(self.chosen)

    @property
    def chosen_ids(self) -> list[str]:
        """The ids of the selected runs, from top to bottom."""
        rows = self.selectionModel().selectedRows(RunColumn.NAME)
        return [str(each.data(RunRole.ID)) for each in sorted(rows, key=QModelIndex.row)]

    @property
    def least_height(self) -> int:
        """Pixels that the headings and two rows take."""
        return (
            self.horizontalHeader().sizeHint().height()
            + 2 * self.verticalHeader().defaultSectionSize()
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.least_height)

    def index_of(self, run_id: str, column: RunColumn = RunColumn.NAME) -> QModelIndex:
        """Where a run stands; an invalid index if it does not."""
        for row in range(self._sorted.rowCount()):
            index = self._sorted.index(row, column)
            if index.data(RunRole.ID) == run_id:
                return index
        return QModelIndex()

    def choose(self, run_id: str) -> None:
        """Select one run and bring it into sight."""
        index = self.index_of(run_id)
        if index.isValid():
            self._choose_alone(index)
            self.scrollTo(index)

    def choose_row(self, row: int) -> None:
        """Select what stands in a row now, or in the last one, so that the keys find it."""
        last = self._sorted.rowCount() - 1
        if last >= 0:
            self._choose_alone(self._sorted.index(min(max(row, 0), last), RunColumn.NAME))

    def edit_name(self, run_id: str) -> None:
        """Let a run's name be edited in its place."""
        index = self.index_of(run_id)
        self._end_editing()  # of another run, whose editor may have had no keys to lose
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.edit(index)

    def rowsAboutToBeRemoved(self, parent: Any, start: int, end: int) -> None:
        # Qt would take the editor away, and still wait for it to end
        if start <= self.currentIndex().row() <= end:
            self._end_editing()
        super().rowsAboutToBeRemoved(parent, start, end)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if not event.isAutoRepeat():
                self._toggle_current()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        if by_key and not self.chosen_ids and self._sorted.rowCount():
            row = max(self.currentIndex().row(), 0)
            self._choose_alone(self._sorted.index(row, RunColumn.NAME))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_columns()
        super().resizeEvent(event)

    def _end_editing(self) -> None:
        """Leave a name that is being edited as it was."""
        if self.state() == QAbstractItemView.State.EditingState:
            for editor in self.findChildren(QLineEdit):
                self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leads on, the arrows go through the rows
        self.setSortingEnabled(True)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.setAccessibleName(tr("Kept runs, rows"))
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + SPACE)

    def _make_delegates(self, theme: Theme) -> list[QStyledItemDelegate]:
        """One for each column; the view keeps none of them alive."""
        delegates: list[QStyledItemDelegate] = [
            CompareDelegate(theme, self),
            NameDelegate(theme, self),
            FigureDelegate(theme, self, is_muted=False),
        ]
        delegates += [FigureDelegate(theme, self, is_muted=True) for _ in list(RunColumn)[3:]]
        for column, delegate in zip(RunColumn, delegates, strict=True):
            self.setItemDelegateForColumn(column, delegate)
        return delegates

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setAccessibleName(tr("Kept runs, headings"))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(RunColumn.NAME, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(_COMPARE_WIDTH)
        self.sortByColumn(RunColumn.BEGUN, Qt.SortOrder.DescendingOrder)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Give each figure its width; where that leaves no name, the time goes first, then some of
        the data. Before more of them go, names give way. The tip on the name tells what has no
        column.
        """
        widths = {column: self._width(column) for column in _WIDEST}
        letter = self.fontMetrics().averageCharWidth()
        room = self.viewport().width() - _COMPARE_WIDTH
        self._show_or_drop(RunColumn.TIME, widths, room - _LETTERS * letter)
        lacking = sum(widths.values()) - (room - _LETTERS * letter)
        if lacking > 0:
            widths[RunColumn.DATA] = max(widths[RunColumn.DATA] - lacking, _LEAST_DATA)
        for column, letters in _FEWER:
            self._show_or_drop(column, widths, room - letters * letter)
        self.setColumnWidth(RunColumn.COMPARE, _COMPARE_WIDTH)
        for column, width in widths.items():
            self.setColumnWidth(column, width)

    def _show_or_drop(self, column: RunColumn, widths: dict[RunColumn, int], room: int) -> None:
        """Hide a column, and take it out of `widths`, where those take more than the room."""
        is_too_much = sum(widths.values()) > room
        self.setColumnHidden(column, is_too_much)
        if is_too_much:
            del widths[column]

    def _width(self, column: RunColumn) -> int:
        widest, title = _WIDEST[column]
        header = self.horizontalHeader().fontMetrics().horizontalAdvance(title) + ARROW
        return max(self.fontMetrics().horizontalAdvance(widest), header) + _PADDING

    def _choose_alone(self, index: QModelIndex) -> None:
        """Select one row and no other, though Ctrl or Shift be held for a shortcut."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def _toggle_current(self) -> None:
        current = self.currentIndex()
        if current.isValid():
            toggle(self._sorted, current.siblingAtColumn(RunColumn.COMPARE))

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        if index.column() != RunColumn.COMPARE:
            self.opened.emit(str(index.data(RunRole.ID)))
