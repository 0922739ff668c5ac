"""What stands below the list of runs: how those that are compared differ, two in a caption, more in
a small table; a way back; and what deleted runs still take of the disk.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.formats import hint
from desktop.theme import SPACE, Theme, sized
from desktop.train.runs import wording
from desktop.train.runs.bin_line import BinLine
from desktop.train.runs.comparison import DifferenceRow, in_rows, in_words, titles
from desktop.train.runs.undo_line import UndoLine
from desktop.translation import tr
from desktop.widgets import layouts
from desktop.widgets.row_painting import FigureDelegate
from desktop.widgets.table_header import RunsHeader
from desktop.widgets.wrapped_caption import WrappedCaption
from desktop.workspace.kept_run_summary import KeptRunSummary
from desktop.workspace.kept_runs import KeptRuns

_ROLE = Qt.ItemDataRole
_ROOT = QModelIndex()
_SWATCH = 8
_INSET = SPACE // 2
_LEAST_ROWS = 2
_LEAST_COLUMN = 9 * SPACE
"""Pixels of a run's column in the table: with less for all of them it scrolls."""


class ComparedRun(NamedTuple):
    """The head of a run's column: what it is called, and the colour of its curves."""

    title: str
    colour: QColor


class ComparisonModel(QAbstractTableModel):
    """A row for each thing that differs: what it is, and what each run has there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: list[ComparedRun] = []
        self._rows: list[DifferenceRow] = []

    def show(self, runs: Sequence[ComparedRun], rows: Sequence[DifferenceRow]) -> None:
        """Say this instead of what was said before."""
        self.beginResetModel()
        self._runs, self._rows = list(runs), list(rows)
        self.endResetModel()

    def rowCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() or not self._runs else 1 + len(self._runs)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 < section <= len(self._runs):
            return None
        run = self._runs[section - 1]
        match role:
            case _ROLE.DisplayRole:
                return run.title
            case _ROLE.ToolTipRole:
                return hint(run.title)
            case _ROLE.DecorationRole:
                return run.colour
        return None

    def data(self, index: Any, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], index.column()
        text = row.values[column - 1] if column else row.label
        match role:
            case _ROLE.DisplayRole:
                return text
            case _ROLE.ToolTipRole if column:
                return hint(f"{self._runs[column - 1].title}: {row.label} {text}")
            case _ROLE.AccessibleTextRole if column:
                return tr(
                    "{label} of {title}: {words}",
                    label=row.label,
                    title=self._runs[column - 1].title,
                    words=text,
                )
            case _ROLE.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


class ComparisonTable(QTableView):
    """A column for each run, below a swatch of its colour and its name."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_table")
        self.setAccessibleName(tr("How the ticked runs differ"))
        self.setFont(sized(self.font(), 0.85))
        self._model = ComparisonModel(self)
        header = _SwatchHeader(theme, self)
        header.setAccessibleName(tr("How the ticked runs differ, headings"))
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalHeader(header)
        self.setModel(self._model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.viewport().setAutoFillBackground(False)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        rows = self.verticalHeader()
        rows.setAccessibleName(tr("How the ticked runs differ, rows"))
        rows.setMinimumSectionSize(self.fontMetrics().lineSpacing() + 2)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.hide()
        self._labels = FigureDelegate(theme, self, is_muted=True)
        self.setItemDelegateForColumn(0, self._labels)

    @property
    def is_needed(self) -> bool:
        """Whether it has anything to say."""
        return self._model.rowCount() > 0

    def tell(self, lines: Sequence[KeptRunSummary], colours: Sequence[QColor]) -> None:
        """Show how these runs differ; colours: those of their curves."""
        names = titles([each.kept for each in lines])
        self._model.show(list(map(ComparedRun, names, colours)), in_rows(lines))
        self._fit_columns()

    def fit(self, most: int) -> None:
        """Take the height of all rows, or of as many as at most so many pixels have room for."""
        rows = self.verticalHeader()
        height = self.horizontalHeader().sizeHint().height()
        if self.horizontalScrollBar().maximum():
            height += self.horizontalScrollBar().sizeHint().height()
        for row in range(self._model.rowCount()):
            if row >= _LEAST_ROWS and height + rows.sectionSize(row) > most:
                break
            height += rows.sectionSize(row)
        self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_columns()
        super().resizeEvent(event)

    def _fit_columns(self) -> None:
        """As wide as its words; where there is too little room, the widest give way and wrap."""
        count = self._model.columnCount()
        if not count:
            return
        label, *needed = (self._needed_width(column) for column in range(count))
        room = self.viewport().width() - label
        most = max(needed)
        while most > _LEAST_COLUMN and sum(min(each, most) for each in needed) > room:
            most -= 1
        for column, width in enumerate((label, *(min(each, most) for each in needed))):
            self.setColumnWidth(column, width)
        self.resizeRowsToContents()

    def _needed_width(self, column: int) -> int:
        header, metrics = self.horizontalHeader(), self.fontMetrics()
        title = self._model.headerData(column, Qt.Orientation.Horizontal) or ""
        texts = [
            str(self._model.index(row, column).data()) for row in range(self._model.rowCount())
        ]
        widths = [metrics.horizontalAdvance(each) for each in texts]
        head = header.fontMetrics().horizontalAdvance(title) + _SWATCH + _INSET
        return max([head, *widths]) + 4 * _INSET


class _SwatchHeader(RunsHeader):
    """Names, each behind the colour of its run's curves."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + SPACE // 2)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        painter.save()
        painter.setPen(self._theme.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        colour = self._said(logicalIndex, _ROLE.DecorationRole)
        if isinstance(colour, QColor):
            swatch = QRect(0, 0, _SWATCH, _SWATCH)
            swatch.moveCenter(rect.center())
            swatch.moveLeft(rect.left() + _INSET)
            painter.fillRect(swatch, colour)
            area = rect.adjusted(2 * _INSET + _SWATCH, 0, -_INSET, 0)
            title, side = str(self._said(logicalIndex)), Qt.TextElideMode.ElideRight
            shown = self.fontMetrics().elidedText(title, side, area.width())
            painter.setFont(self.font())
            painter.setPen(self._theme.text)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()


class ListFooter(QWidget):
    """Two runs are told apart in a caption, three or more in a table; `undo` stands beside it, and
    below it the line about the bin. changed: what is below the table takes another height.
    """

    changed = Signal()

    def __init__(self, kept_runs: KeptRuns, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo = UndoLine(kept_runs, theme)
        self.undo.changed.connect(self.changed)
        self._bin = BinLine(kept_runs, theme)
        self._bin.changed.connect(self.changed)
        self._table = ComparisonTable(theme)
        self._note = WrappedCaption(theme)
        self._note.setObjectName("comparison_note")
        below = layouts.row(self._note, self.undo, gap=2 * SPACE, fills=self._note)
        self.setLayout(layouts.column(self._table, below, self._bin, gap=SPACE // 2))

    def compare(self, lines: Sequence[KeptRunSummary], colours: Sequence[QColor]) -> None:
        """Say how these runs differ; colours: those of their curves."""
        told = in_words([each.kept for each in lines])
        self._table.tell(lines, colours)
        self._table.setVisible(self._table.is_needed)
        self._note.tell(wording.TICK_ANOTHER if len(lines) == 1 else told)
        self._note.setVisible(bool(lines) and not self._table.is_needed)

    def fit(self, most: int) -> None:
        """Take at most so many pixels, if the table can: it scrolls."""
        line = self.undo.sizeHint().height() + SPACE // 2 if self.undo.tells else 0
        held = self._bin.height_needed(self.width())
        self._table.fit(most - line - (held + SPACE // 2 if held else 0))
