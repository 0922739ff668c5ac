"""The table of layers: it gives each column the room it needs, whatever the drawer's width."""

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.theme import SPACE, Theme, sized
from desktop.train.inside.layer_cells import LayerDelegate, LayerHeader
from desktop.train.inside.layers_model import LayerColumn, LayersModel
from desktop.translation import tr

_WIDE, _WIDE_LETTERS = 500, 80
"""Pixels, and letters, from which on the table is set in body type."""

_LONGEST = "8.8·10⁻⁸"
_LARGEST_TRACK = 360
_TALLEST = 32
"""Pixels of a row that has all the room it wants."""

_FIGURES = (LayerColumn.WEIGHTS, LayerColumn.GRADIENT, LayerColumn.UPDATE)

_OF_A_STEP = (LayerColumn.UPDATE, LayerColumn.RATIO)
"""What only a network that takes a step has."""


class LayersView(QTableView):
    """One row a layer."""

    def __init__(self, model: LayersModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = model
        self._plain = self.font()
        self._delegate = LayerDelegate(model, theme, self)
        self.setObjectName("layers_view")
        self.setAccessibleName(tr("Layers of the network"))
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setHorizontalHeader(LayerHeader(model, theme, self._delegate))
        self.horizontalHeader().setAccessibleName(tr("Layers, headings"))
        rows = self.verticalHeader()
        rows.setAccessibleName(tr("Layers, rows"))
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        self._be_quiet()
        model.modelReset.connect(self._arrange)
        model.dataChanged.connect(self._on_data_changed)
        theme.changed.connect(self.viewport().update)
        theme.changed.connect(self.horizontalHeader().viewport().update)

    @property
    def least_height(self) -> int:
        """Pixels that all rows need to be read at ease."""
        row = QFontMetrics(self._plain).height() + SPACE
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() else 0
        return self.horizontalHeader().height() + self._layers.rowCount() * row + below

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 100)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _be_quiet(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # it lies on the page, not on paper of its own
        self.viewport().setAutoFillBackground(False)
        self.horizontalHeader().viewport().setAutoFillBackground(False)

    @Slot()
    def _arrange(self) -> None:
        """Figures get what they need, the track up to its fill, and the names the rest."""
        width = self.viewport().width()
        letters = _WIDE_LETTERS * QFontMetrics(self._plain).averageCharWidth()
        is_wide = width >= max(_WIDE, letters)
        self.setFont(sized(self._plain, 1 if is_wide else 0.85))
        advance = self.fontMetrics().horizontalAdvance
        caption = self.horizontalHeader().fontMetrics().horizontalAdvance
        is_at_rest = self._layers.step is None
        gap = 2 * SPACE if is_wide or is_at_rest else 4
        figure = max(advance(_LONGEST), caption(tr("Gradient"))) + gap
        self._delegate.figure_width = advance(_LONGEST) + SPACE
        for column in _FIGURES:
            self.setColumnWidth(column, figure)
        silent = caption(tr("dead ReLUs")) + (6 * SPACE if is_wide else SPACE // 2)
        self.setColumnWidth(LayerColumn.SILENT, silent)
        for column in _OF_A_STEP:
            self.setColumnHidden(column, is_at_rest)
        shown = [column for column in _FIGURES if not self.isColumnHidden(column)]
        left = width - silent - len(shown) * figure
        name = min(self._name_width(), max(left // 2, self._name_width(short=True)))
        self.setColumnWidth(LayerColumn.NAME, name)
        least = 3 * caption("10⁻⁵")
        self.setColumnWidth(LayerColumn.RATIO, max(min(left - name, _LARGEST_TRACK), least))
        rows, least = max(1, self._layers.rowCount()), self.fontMetrics().height() + SPACE // 2
        height = min(max(self.viewport().height() // rows, least), _TALLEST)
        self.verticalHeader().setDefaultSectionSize(height)

    def _name_width(self, *, short: bool = False) -> int:
        advance = self.fontMetrics().horizontalAdvance
        name = self._layers.short_name if short else self._layers.name
        names = [name(row) for row in range(self._layers.rowCount())]
        step = self.horizontalHeader().fontMetrics().horizontalAdvance(tr("step 999,999"))
        return max([step, *map(advance, names)]) + SPACE

    @Slot()
    def _on_data_changed(self) -> None:
        if self.isColumnHidden(LayerColumn.RATIO) is not (self._layers.step is None):
            self._arrange()
        self.horizontalHeader().viewport().update()  # it tells the step
