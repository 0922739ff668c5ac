"""The wall of cards: columns that fill its width, and a place that is kept from epoch to epoch.

It knows rows and pixels; the model knows what they show.
"""

from PySide6.QtCore import QAbstractItemModel, QSize, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QWidget

from desktop.mistakes.cards.delegate import CardDelegate
from desktop.mistakes.cards.model import MistakesModel
from desktop.mistakes.cards.scroll_anchor import Place, Sight
from desktop.theme import Theme


class MistakesView(QListView):
    """Shows the model's mistakes as cards, one selectable at a time."""

    hovered = Signal(int)
    digit_pressed = Signal(int)

    def __init__(self, model: MistakesModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mistakes_view")
        self.setAccessibleName("Misread images")
        self._model = model
        self._theme = theme
        self._cards = CardDelegate(model, theme, self.font(), self)
        self._place = Place()
        self._set_up()
        self.setModel(model)
        self.setItemDelegate(self._cards)
        self.model().modelAboutToBeReset.connect(self._on_about_to_be_reset)
        self.model().modelReset.connect(self._on_reset)  # after the view's own reset
        theme.changed.connect(self._on_theme_changed)

    def go_to_top(self) -> None:
        """Show the first cards, as after a new order was chosen."""
        self.scrollToTop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        place = self._current_place()
        self._fit_columns()
        super().resizeEvent(event)
        self._return_to(place)

    def _rows_of(self, model: MistakesModel) -> QAbstractItemModel:
        """The same rows by way of Qt's own code.

        Laying out 10,000 cards asks for the number of rows 20,000 times: 28 ms where a model
        in Python answers, 1 ms where this one does.
        """
        rows = QSortFilterProxyModel(self)
        rows.setDynamicSortFilter(False)
        rows.setSourceModel(model)
        return rows

    def _set_up(self) -> None:
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(self._cards.cell.height() // 3)

    def _fit_columns(self) -> None:
        """Spread as many columns as fit over the whole width.

        The list lays out as if its scroll bar was there, whether it is or not, and wraps a row
        that ends exactly at its edge: hence one pixel less.
        """
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        width = self.maximumViewportSize().width() - bar - 1
        smallest = self._cards.smallest_cell
        columns = max(width // smallest.width(), 1)
        self._cards.cell = QSize(max(width // columns, smallest.width()), smallest.height())
        if self._cards.cell != self.gridSize():
            self.setGridSize(self._cards.cell)

    def _current_place(self) -> Place:
        return Sight(self, self._model).place()

    def _return_to(self, place: Place) -> None:
        self.doItemsLayout()  # now, not at the next paint: where cards lie is asked below
        Sight(self, self._model).return_to(place)

    @Slot()
    def _on_about_to_be_reset(self) -> None:
        if self._model.rowCount():  # what is cleared for a while is returned to afterwards
            self._place = self._current_place()

    @Slot()
    def _on_reset(self) -> None:
        self._return_to(self._place)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._cards.renew()
        self.viewport().update()
