"""The drawer "Inside the network": the first layer as pictures, and all layers as a table."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QStackedLayout, QWidget

from desktop.formats import hint
from desktop.theme import SPACE, Theme
from desktop.train.inside import wording
from desktop.train.inside.color_legend import SignedLegend
from desktop.train.inside.layers_model import LayersModel
from desktop.train.inside.layers_view import LayersView
from desktop.train.inside.magnifier import Enlarged, Magnifier
from desktop.train.inside.unit_view import UnitView
from desktop.translation import tr
from desktop.widgets.labels import Caption, TonedLabel
from desktop.widgets.layouts import column, holding, row
from nncore.array_types import FloatArray
from nncore.events import LayersProbed
from nncore.network import Network
from nncore.runtime.probing import LayerFigures, first_weights, resting_figures

_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight

_NARROWEST, _WIDEST = 144, 520
"""Pixels that the pictures take of the drawer's width."""

_TABLE = 380
"""Pixels that the table needs before the pictures get more."""

_SHARE = 0.4
"""Of the width that they take where there is enough."""


class InsideDrawer(QWidget):
    """What goes on inside the network. Nothing is drawn or counted while it is hidden.

    appeared, disappeared: it came into sight or left it, as with its tab.
    """

    appeared = Signal()
    disappeared = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inside_drawer")
        self.setAccessibleName(tr("Inside the network"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._layers: tuple[LayerFigures, ...] = ()
        self._weights: FloatArray | None = None
        self._step: int | None = None
        self._is_stale = False
        self._longest_caption = 0
        self.empty = TonedLabel(theme, wording.EMPTY)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.caption = Caption(theme)
        self.legend = SignedLegend(theme)
        self.units = UnitView(theme)
        self.model = LayersModel(self)
        self.table = LayersView(self.model, theme)
        self.note = Caption(theme, wording.NOTE)
        self.note.setWordWrap(True)
        self._lay_out()
        self.magnifier = Magnifier(theme, self)
        self.units.pointed.connect(self._enlarge)
        self.units.released.connect(self.magnifier.hide)
        self.units.sheet_changed.connect(self._on_sheet_changed)

    def show_probe(self, event: LayersProbed) -> None:
        """Show what a probe saw in a step."""
        self._take(event.layers, event.first_weights, event.step)

    def show_network(
        self, network: Network, figures: tuple[LayerFigures, ...] | None = None
    ) -> None:
        """Show a network at rest; figures: what is known of its layers beside the weights."""
        self._take(figures or resting_figures(network), first_weights(network), None)

    def sizeHint(self) -> QSize:
        return QSize(800, 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(500, 160)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._renew()
        self.appeared.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.disappeared.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_pictures()
        self._arrange_note()

    def _arrange_pictures(self) -> None:
        """Share the width, and stand the words beside the legend, or above it."""
        wished = min(round(self.width() * _SHARE), self.width() - _TABLE - 2 * SPACE)
        width = min(max(wished, _NARROWEST, self.legend.sizeHint().width()), _WIDEST)
        self._pictures.setFixedWidth(width)
        beside = self._longest_caption + SPACE + self.legend.sizeHint().width()
        is_narrow = width < beside
        ways = QBoxLayout.Direction
        self._above.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)
        self._above.setAlignment(self.legend, _LEFT if is_narrow else _RIGHT)

    def _lay_out(self) -> None:
        self._above = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._above.addWidget(self.caption)
        self._above.addWidget(self.legend, 0, _RIGHT)
        left = column(self._above, self.units, gap=SPACE // 2, fills=self.units)
        right = column(self.table, self.note, gap=SPACE // 2, fills=self.table)
        self._pictures = holding(left)
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(holding(row(self._pictures, right, gap=2 * SPACE, fills=right)))

    def _take(
        self, layers: tuple[LayerFigures, ...], weights: FloatArray | None, step: int | None
    ) -> None:
        self._layers, self._weights, self._step = layers, weights, step
        self._is_stale = True
        if self.isVisible():
            self._renew()

    def _renew(self) -> None:
        self._is_stale = False
        self._pages.setCurrentIndex(1 if self._layers else 0)
        self.model.show_layers(self._layers, self._step)
        self._arrange_note()
        if self._weights is not None:
            self.units.show_weights(self._weights)
        else:
            self.magnifier.hide()

    def _arrange_note(self) -> None:
        """The rows come first."""
        height = self.note.heightForWidth(self.width() - self._pictures.width() - 2 * SPACE)
        has_room = self.table.least_height + height + SPACE <= self.height()
        self.note.setVisible(has_room and self._step is not None)

    @Slot(int)
    def _enlarge(self, unit: int) -> None:
        maps = self.units.maps
        assert maps is not None
        leanings = self._layers[0].leanings if self._layers else ()
        words = wording.unit_words(
            unit,
            maps.side,
            leaning=leanings[unit] if leanings else None,
            is_kernels=maps.is_kernels,
            is_output=len(self._layers) == 1,
        )
        origin = self.units.viewport().mapTo(self, QPoint(0, 0))
        square = QRect(self.units.square_of(unit)).translated(origin)
        self.magnifier.show_beside(square, Enlarged(maps.levels(unit, unit + 1)[0], *words))
        self.units.setAccessibleDescription(" ".join(filter(None, words)))

    @Slot()
    def _on_sheet_changed(self) -> None:
        maps = self.units.maps
        if maps is None:
            return
        self.caption.setVisible(maps.has_pictures)
        self.legend.setVisible(maps.has_pictures)
        words = wording.units_in_sight(*self.units.in_sight, maps.count, is_kernels=maps.is_kernels)
        if words != self.caption.text():
            self.caption.setText(words)
            self.caption.setToolTip(hint(wording.pictures(is_kernels=maps.is_kernels)))
        self.legend.show_scale(maps.most)
        last = wording.units_in_sight(
            maps.count - 1, maps.count, maps.count, is_kernels=maps.is_kernels
        )
        self._longest_caption = self.caption.fontMetrics().horizontalAdvance(last)
        self._arrange_pictures()
        if self.units.unit is not None:
            self._enlarge(self.units.unit)
