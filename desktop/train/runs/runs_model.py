"""The kept runs as an item model: a row for each, a column for each figure."""

from collections.abc import Callable
from dataclasses import replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor

from desktop.formats import hint
from desktop.train.plots.plot_data import OWN_CURVES
from desktop.train.runs import cells
from desktop.train.runs.cells import RunColumn
from desktop.train.runs.comparison import MOST_COMPARED, Compared
from desktop.translation import tr
from desktop.workspace.kept_run_summary import KeptRunStatus, KeptRunSummary
from desktop.workspace.kept_runs import KeptRuns

_ROOT = QModelIndex()
_ROLE = Qt.ItemDataRole

TOO_MANY = tr(
    "{most} runs are compared, and there are no more colours: untick one first.",
    most=MOST_COMPARED,
)

MOST_SINGLE = 50
"""Rows that come and go one by one: the view and the selection take their time for each."""


class RunRole(IntEnum):
    """What a row says beyond what is shown; the same in all its columns."""

    ID = _ROLE.UserRole + 1
    SORT = _ROLE.UserRole + 2
    STATUS = _ROLE.UserRole + 3
    CAN_COMPARE = _ROLE.UserRole + 4


class RunsModel(QAbstractTableModel):
    """Rows in the order of KeptRuns.

    comparison_changed: the ids of the ticked runs, in the order of their colours. refused: why a
    tick was not taken. swatches: the colour of a place in the palette.
    """

    comparison_changed = Signal(list)
    refused = Signal(str)

    def __init__(
        self,
        kept_runs: KeptRuns,
        swatches: Callable[[int], QColor],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._kept_runs = kept_runs
        self._swatches = swatches
        self._lines: list[KeptRunSummary] = []
        self._compared = Compared()
        self._shown_id: str | None = None
        self._running_id: str | None = None
        kept_runs.changed.connect(self._on_changed)
        self._on_changed()

    @property
    def compared(self) -> list[str]:
        """The ids of the ticked runs, in the order of their colours."""
        return self._compared.ids

    def colour_index(self, run_id: str) -> int | None:
        return self._compared.place(run_id)

    def colour_of(self, run_id: str) -> QColor | None:
        place = self._compared.place(run_id)
        if place is None:
            return None
        return self._swatches(OWN_CURVES if run_id == self._shown_id else place)

    @property
    def lines(self) -> list[KeptRunSummary]:
        return [self._status_now(each) for each in self._lines]

    def line(self, row: int) -> KeptRunSummary:
        return self._status_now(self._lines[row])

    def renew_colours(self) -> None:
        """The palette is another, as when the theme changed."""
        self._tell_column(RunColumn.COMPARE)

    def set_running(self, run_id: str | None) -> None:
        """Which run is under way in this window; the files may tell so only later."""
        if run_id != self._running_id:
            self._running_id = run_id
            self._tell_column(RunColumn.NAME)

    def set_shown(self, run_id: str | None) -> None:
        """Which run's own curves are in the plots."""
        if run_id != self._shown_id:
            self._shown_id = run_id
            self._tell_column(RunColumn.NAME)
            self.renew_colours()

    def rowCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(RunColumn)

    def flags(self, index: Any) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == RunColumn.COMPARE:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        if index.isValid() and index.column() == RunColumn.NAME:
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(RunColumn):
            return None
        return cells.header(RunColumn(section), role)

    def data(self, index: Any, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        if role == RunRole.ID:
            return self._lines[index.row()].id
        line, column = self.line(index.row()), RunColumn(index.column())
        match role:
            case RunRole.STATUS:
                return line.status
            case RunRole.SORT if column is RunColumn.COMPARE:
                place = self._compared.place(line.id)
                return MOST_COMPARED if place is None else place
            case RunRole.SORT:
                return cells.sort_key(line, column)
        if column is RunColumn.COMPARE:
            return self._compare_cell(line, role)
        if column is RunColumn.NAME and role == _ROLE.FontRole:
            return cells.name_font(is_shown=line.id == self._shown_id)
        return cells.cell(line, column, role, is_shown=line.id == self._shown_id)

    def setData(self, index: Any, value: Any, role: int = _ROLE.EditRole) -> bool:
        if not index.isValid():
            return False
        line = self._lines[index.row()]
        if index.column() == RunColumn.NAME and role == _ROLE.EditRole:
            return self._kept_runs.rename(line.id, str(value))
        if index.column() == RunColumn.COMPARE and role == _ROLE.CheckStateRole:
            return self._tick(line.id, Qt.CheckState(value) is Qt.CheckState.Checked)
        return False

    def _compare_cell(self, line: KeptRunSummary, role: int) -> Any:
        place = self._compared.place(line.id)
        match role:
            case _ROLE.CheckStateRole:
                return Qt.CheckState.Unchecked if place is None else Qt.CheckState.Checked
            case _ROLE.DecorationRole:
                return self.colour_of(line.id)
            case RunRole.CAN_COMPARE:
                return place is not None or not self._compared.is_full
            case _ROLE.ToolTipRole:
                is_stuck = place is None and self._compared.is_full
                return hint(TOO_MANY if is_stuck else tr("Draw this run's curves in the plots"))
            case _ROLE.AccessibleTextRole:
                if place is None:
                    return tr("Compare {name}, not ticked", name=line.name)
                return tr("Compare {name}, ticked", name=line.name)
        return None

    def _tick(self, run_id: str, is_ticked: bool) -> bool:
        if is_ticked == (self._compared.place(run_id) is not None):
            return False
        if is_ticked and self._compared.is_full:
            self.refused.emit(TOO_MANY)
            return False
        if is_ticked:
            self._compared.tick(run_id)
        else:
            self._compared.untick(run_id)
        self._tell_column(RunColumn.COMPARE)
        self.comparison_changed.emit(self.compared)
        return True

    def _status_now(self, line: KeptRunSummary) -> KeptRunSummary:
        if line.id == self._running_id and line.status is not KeptRunStatus.RUNNING:
            return replace(line, status=KeptRunStatus.RUNNING)
        return line

    def _tell_column(self, column: RunColumn) -> None:
        if self._lines:
            last = len(self._lines) - 1
            self.dataChanged.emit(self.index(0, column), self.index(last, column))

    @Slot()
    def _on_changed(self) -> None:
        before = self.compared
        lines = list(self._kept_runs.summaries)
        ids, known = {each.id for each in lines}, {each.id for each in self._lines}
        self._compared.set_present(ids)
        if len(ids ^ known) > MOST_SINGLE:
            self._reset(lines)
        else:
            self._remove_all_but(ids)
            self._insert_missing(lines)
            self._update(lines)
        if self.compared != before:
            self._tell_column(RunColumn.COMPARE)
            self.comparison_changed.emit(self.compared)

    def _remove_all_but(self, ids: set[str]) -> None:
        for row in reversed(range(len(self._lines))):
            if self._lines[row].id not in ids:
                self.beginRemoveRows(_ROOT, row, row)
                del self._lines[row]
                self.endRemoveRows()

    def _insert_missing(self, lines: list[KeptRunSummary]) -> None:
        known = {each.id for each in self._lines}
        for row, line in enumerate(lines):
            if line.id not in known:
                self.beginInsertRows(_ROOT, row, row)
                self._lines.insert(row, line)
                self.endInsertRows()

    def _reset(self, lines: list[KeptRunSummary]) -> None:
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def _update(self, lines: list[KeptRunSummary]) -> None:
        """Tell of cells that say something else now, and of no others: one may be edited."""
        if [each.id for each in lines] != [each.id for each in self._lines]:
            self._reset(lines)
            return
        earlier, self._lines = self._lines, lines
        for row, (old, new) in enumerate(zip(earlier, lines, strict=True)):
            if old == new:
                continue
            for column in RunColumn:
                if cells.differ(old, new, column):
                    self.dataChanged.emit(self.index(row, column), self.index(row, column))
