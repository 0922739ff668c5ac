"""The confusion matrix on screen: a table of cells that are selected by mouse and keyboard."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.mistakes.filters import Cell
from desktop.mistakes.matrix.delegate import ConfusionDelegate
from desktop.mistakes.matrix.model import ConfusionModel, cell_of, is_cell
from desktop.theme import SPACE, Theme, sized
from nncore.array_types import CLASSES

_SMALLEST = 17
"""Pixels of a cell's height, at the least."""

_LEAST_ROWS = 2
"""In sight at the least, with the digits above them; where there are no more, the others scroll."""

_SUMS = 1.5
"""How wide the sums of the rows are, in cells."""

_FLAG = QItemSelectionModel.SelectionFlag


class ConfusionView(QTableView):
    """Arrows move the selection, Ctrl-click adds cells, Escape lets go of all; a digit at the
    margin selects its row or column. cells_selected: the cells, as a frozenset.
    """

    cells_selected = Signal(object)

    def __init__(self, model: ConfusionModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusion_view")
        self.setAccessibleName("Confusion matrix: rows are the truth, columns what was read")
        self._delegate = ConfusionDelegate(theme, self)
        self._is_told = False
        self.setHorizontalHeader(_DigitHeader(Qt.Orientation.Horizontal, theme, self))
        self.setVerticalHeader(_DigitHeader(Qt.Orientation.Vertical, theme, self))
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setFont(sized(self.font(), 0.85))
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setMinimumSectionSize(_SMALLEST)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setFont(self.font())
        # of a size that does not follow from their words, or the cells would be measured too early
        line = self.fontMetrics().lineSpacing() + SPACE // 2
        self.verticalHeader().setFixedWidth(line)
        self.horizontalHeader().setFixedHeight(line)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def cells(self) -> frozenset[Cell]:
        """Which are selected."""
        chosen = self.selectionModel().selectedIndexes()
        return frozenset(cell_of(index) for index in chosen if is_cell(index))

    def set_cells(self, cells: frozenset[Cell]) -> None:
        """Show these as selected, and tell nobody."""
        if cells == self.cells:
            return
        selection = QItemSelection()
        for cell in cells:
            index = self.model().index(*cell)
            selection.select(index, index)
        self._is_told = True
        self.selectionModel().select(selection, _FLAG.ClearAndSelect)
        self._is_told = False

    def light(self, cells: frozenset[Cell]) -> None:
        """Let these stand out, and the others fade; none: all stand alike."""
        if cells != self._delegate.lit:
            self._delegate.lit = cells
            self.viewport().update()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().lineSpacing() + SPACE
        return QSize((CLASSES + 2) * 4 * line // 3, (CLASSES + 2) * line)

    def minimumSizeHint(self) -> QSize:
        return QSize((CLASSES + 2) * 26, _LEAST_ROWS * _SMALLEST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().size()
        width = max(_SMALLEST, int(room.width() / (CLASSES + _SUMS)))
        height = max(_SMALLEST, min(width, room.height() // (CLASSES + 1)))
        _share_out(self.horizontalHeader(), width, room.width() - CLASSES * width)
        _share_out(self.verticalHeader(), height, height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.cells:
            self.clearSelection()
            return
        super().keyPressEvent(event)

    @Slot()
    def _on_selection_changed(self) -> None:
        if not self._is_told:
            self.cells_selected.emit(self.cells)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.viewport().update()


class _DigitHeader(QHeaderView):
    """Digits without frames; one can be clicked."""

    def __init__(self, orientation: Qt.Orientation, theme: Theme, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self._theme = theme
        is_truth = orientation == Qt.Orientation.Vertical
        self.setAccessibleName("True digits" if is_truth else "Predicted digits")
        self.setSectionsClickable(True)

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        text = self.model().headerData(logical_index, self.orientation())
        painter.setPen(self._theme.muted)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)


def _share_out(header: QHeaderView, cell: int, sums: int) -> None:
    """Ten cells of one size, and their sums."""
    for section in range(CLASSES):
        header.resizeSection(section, cell)
    header.resizeSection(CLASSES, max(_SMALLEST, sums))
