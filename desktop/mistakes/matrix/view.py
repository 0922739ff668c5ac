"""The confusion matrix on screen: counts on colours, in cells that mouse and keyboard select."""

from itertools import product

from PySide6.QtCore import QItemSelection, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from desktop.mistakes.filters import Cell
from desktop.mistakes.matrix.figure_table import FigureTable
from desktop.mistakes.matrix.model import ConfusionModel, ShownFigure, cell_of, is_cell
from desktop.theme import SPACE, Theme, mixed, sized
from desktop.translation import tr
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


class _CellColours:
    """The theme's colours, asked for once and not for each cell."""

    def __init__(self, theme: Theme) -> None:
        self._right, self._wrong, self._paper = theme.right, theme.wrong, theme.paper
        self._muted, self._text = theme.muted, theme.text

    def of(self, shown: ShownFigure, *, is_faded: bool) -> tuple[QColor | None, QColor]:
        """The colours of a cell and of its figure; sums have no ground of their own."""
        if shown.level is None:
            return None, self._muted
        is_empty = shown.count == 0
        hue = self._right if shown.is_good else self._wrong
        ground = mixed(self._paper, hue, 0.0 if is_empty else max(0.08, shown.level * _DEEPEST))
        if is_faded:
            ground = mixed(ground, self._paper, _FADED)
        if is_empty:
            return ground, self._muted
        ink = _readable_on(ground)
        return ground, mixed(ink, self._text, 0.5) if is_faded else ink


class ConfusionView(FigureTable):
    """A digit at the margin selects its row or column. cells_selected: a frozenset of cells."""

    cells_selected = Signal(object)

    def __init__(self, model: ConfusionModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, parent)
        self.setObjectName("confusion_view")
        self.setAccessibleName(tr("Confusion matrix: rows are the truth, columns what was read"))
        self._figures, self._theme = model, theme
        self._highlighted: frozenset[Cell] = frozenset()
        self.setHorizontalHeader(_DigitHeader(Qt.Orientation.Horizontal, theme, self))
        self.setVerticalHeader(_DigitHeader(Qt.Orientation.Vertical, theme, self))
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
        if cells != self._highlighted:
            self._highlighted = cells
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all figures in one go: asked for one by one they would take a whole frame."""
        painter, colours = QPainter(self.viewport()), _CellColours(self._theme)
        for cell in product(range(CLASSES + 1), range(CLASSES + 1)):
            area = self._area_of(cell)
            if area.intersects(event.rect()):
                self._paint_figure(painter, area, cell, colours)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus() and self.currentIndex().isValid():
            self._paint_frame(painter, cell_of(self.currentIndex()), self._theme.muted)
        for cell in self.cells:
            self._paint_frame(painter, cell, self._theme.text)

    def _paint_figure(
        self, painter: QPainter, area: QRect, cell: Cell, colours: _CellColours
    ) -> None:
        shown = self._figures.figure(*cell)
        is_faded = bool(self._highlighted) and cell not in self._highlighted
        ground, ink = colours.of(shown, is_faded=is_faded)
        if ground is not None:
            painter.fillRect(area, ground)
        air = _AIR_OF_SUMS if ground is None else _AIR
        painter.setFont(fitted(self.font(), shown.text, area.width() - air))
        painter.setPen(ink)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), shown.text)

    def _paint_frame(self, painter: QPainter, cell: Cell, colour: QColor) -> None:
        painter.setPen(QPen(colour, 2))
        painter.drawRect(self._area_of(cell).adjusted(1, 1, -1, -1))

    def _area_of(self, cell: Cell) -> QRect:
        row, column = cell
        corner = self.columnViewportPosition(column), self.rowViewportPosition(row)
        return QRect(*corner, self.columnWidth(column), self.rowHeight(row))

    def _tell_selection(self) -> None:
        self.cells_selected.emit(self.cells)


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
