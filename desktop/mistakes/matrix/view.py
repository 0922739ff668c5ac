"""The confusion matrix on screen: counts on colours, in cells that mouse and keyboard select."""

from typing import Any

from PySide6.QtCore import QItemSelection, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.mistakes.filters import Cell
from desktop.mistakes.matrix.figure_table import FigureTable
from desktop.mistakes.matrix.model import ConfusionModel, ConfusionRole, cell_of, is_cell
from desktop.theme import SPACE, Theme, mixed, sized
from desktop.translation import tr
from desktop.widgets.row_painting import Index
from nncore.array_types import CLASSES

_SMALLEST = 17
"""Pixels of a cell's height, at the least."""

_LEAST_ROWS = 2
"""In sight at the least, with the digits above them; where there are no more, the others scroll."""

_SUMS = 1.5
"""How wide the sums of the rows are, in cells."""

_DEEPEST = 0.75
"""How much of the colour the fullest cell has: figures stay readable on it."""

_FADED = 0.5
"""How far a cell steps back towards the ground while others are highlighted."""

_AIR, _AIR_OF_SUMS = 4, 2
"""Pixels of a cell's width that its figure leaves free; sums have no ground of their own."""

_SMALLEST_FONT = 0.5
"""Of a font's size, for figures that have no room."""

_FONT_STEP = 0.05
"""By which such a font becomes smaller."""


class ConfusionView(FigureTable):
    """A digit at the margin selects its row or column. cells_selected: a frozenset of cells."""

    cells_selected = Signal(object)

    def __init__(self, model: ConfusionModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, parent)
        self.setObjectName("confusion_view")
        self.setAccessibleName(tr("Confusion matrix: rows are the truth, columns what was read"))
        self._delegate = ConfusionDelegate(theme, self)
        self.setHorizontalHeader(_DigitHeader(Qt.Orientation.Horizontal, theme, self))
        self.setVerticalHeader(_DigitHeader(Qt.Orientation.Vertical, theme, self))
        self.setItemDelegate(self._delegate)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setMinimumSectionSize(_SMALLEST)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setFont(self.font())
        # of a size that does not follow from their words, or the cells would be measured too early
        line = self.fontMetrics().lineSpacing() + SPACE // 2
        self.verticalHeader().setFixedWidth(line)
        self.horizontalHeader().setFixedHeight(line)

    @property
    def cells(self) -> frozenset[Cell]:
        """The selected cells."""
        chosen = self.selectionModel().selectedIndexes()
        return frozenset(cell_of(index) for index in chosen if is_cell(index))

    def set_cells(self, cells: frozenset[Cell]) -> None:
        """Select these cells, without a signal."""
        if cells == self.cells:
            return
        selection = QItemSelection()
        for cell in cells:
            index = self.model().index(*cell)
            selection.select(index, index)
        self._show_selection(selection)

    def highlight(self, cells: frozenset[Cell]) -> None:
        """Let these cells stand out, and the others fade; with none, all look alike."""
        if cells != self._delegate.highlighted:
            self._delegate.highlighted = cells
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

    def _tell_selection(self) -> None:
        self.cells_selected.emit(self.cells)


class ConfusionDelegate(QStyledItemDelegate):
    """highlighted: the cells of images that somebody points at or has selected; the others fade."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.highlighted: frozenset[Cell] = frozenset()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: Any = option  # whose fields the stubs do not know
        ground, text = self._colours(index)
        if ground is not None:
            painter.fillRect(item.rect, ground)
        shown = index.data(Qt.ItemDataRole.DisplayRole)
        air = _AIR_OF_SUMS if index.data(ConfusionRole.LEVEL) is None else _AIR
        painter.setFont(fitted(item.font, shown, item.rect.width() - air))
        painter.setPen(text)
        painter.drawText(item.rect, int(Qt.AlignmentFlag.AlignCenter), shown)
        is_selected = bool(item.state & QStyle.StateFlag.State_Selected)
        has_focus = bool(item.state & QStyle.StateFlag.State_HasFocus)
        if is_selected or has_focus:
            painter.setPen(QPen(self._theme.text if is_selected else self._theme.muted, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(item.rect.adjusted(1, 1, -1, -1))

    def _colours(self, index: Index) -> tuple[QColor | None, QColor]:
        """The colours of a cell and of its figure; sums have no ground of their own."""
        theme, level = self._theme, index.data(ConfusionRole.LEVEL)
        if level is None:
            return None, theme.muted
        hue = theme.right if index.data(ConfusionRole.IS_GOOD) else theme.wrong
        share = level * _DEEPEST
        is_empty = index.data(ConfusionRole.COUNT) == 0
        ground = mixed(theme.paper, hue, 0.0 if is_empty else max(0.08, share))
        text = theme.muted if is_empty else _readable_on(ground)
        if self.highlighted and (index.row(), index.column()) not in self.highlighted:
            ground = mixed(ground, theme.paper, _FADED)
            text = theme.muted if is_empty else mixed(_readable_on(ground), theme.text, 0.5)
        return ground, text


class _DigitHeader(QHeaderView):
    """The digits at a margin, without frames."""

    def __init__(self, orientation: Qt.Orientation, theme: Theme, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self._theme = theme
        is_truth = orientation == Qt.Orientation.Vertical
        self.setAccessibleName(tr("True digits") if is_truth else tr("Predicted digits"))
        self.setSectionsClickable(True)

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        text = self.model().headerData(logical_index, self.orientation())
        painter.setPen(self._theme.muted)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)


def _share_out(header: QHeaderView, cell: int, sums: int) -> None:
    """Give ten cells one size, and the sums theirs."""
    for section in range(CLASSES):
        header.resizeSection(section, cell)
    header.resizeSection(CLASSES, max(_SMALLEST, sums))


def fitted(font: QFont, text: str, width: int) -> QFont:
    """The font, made smaller if `text` would not fit into so many pixels."""
    fitting, share = font, 1.0
    while QFontMetricsF(fitting).horizontalAdvance(text) > width and share > _SMALLEST_FONT:
        share -= _FONT_STEP  # letters keep to whole pixels: they shrink less evenly than fonts
        fitting = sized(font, share)
    return fitting


def _readable_on(ground: QColor) -> QColor:
    # Rec. 709's weights: green is the brightest of the three
    light = 0.2126 * ground.redF() + 0.7152 * ground.greenF() + 0.0722 * ground.blueF()
    return QColor("#000000") if light > 0.4 else QColor("#FFFFFF")
