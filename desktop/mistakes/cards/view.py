"""The gallery as it is used: keys, clicks, a dragged rectangle, a quick look, and a place that is
kept from epoch to epoch.
"""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.mistakes.cards.card_layout import CardSize
from desktop.mistakes.cards.grouped_list import GroupedList
from desktop.mistakes.cards.model import MistakesModel
from desktop.mistakes.cards.navigation import STEPS, Cursor
from desktop.mistakes.cards.quick_look import QuickLook
from desktop.mistakes.cards.rubber_band import RubberBand
from desktop.mistakes.cards.scroll_anchor import ScrollAnchor
from desktop.theme import Theme
from desktop.translation import tr

_FLAG = QItemSelectionModel.SelectionFlag
_KEY = Qt.Key
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_TOGGLING = (_KEY.Key_Space, _KEY.Key_Return, _KEY.Key_Enter)
_OTHERS = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class MistakesView(GroupedList):
    """Shows the model's images as cards.

    current_changed: the row that the keyboard is at, -1 for none. hovered: the row under the
    pointer, -1 for none. digit_pressed: a key of 0 to 9. mark_pressed: the key M. mark_missed: the
    key M, while the image that it would mark is hidden in a folded group.
    """

    current_changed = Signal(int)
    hovered = Signal(int)
    digit_pressed = Signal(int)
    mark_pressed = Signal()
    mark_missed = Signal()

    def __init__(self, model: MistakesModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, parent)
        self.setObjectName("mistakes_view")
        self.setAccessibleName(tr("Misread images"))
        self._anchor = ScrollAnchor()
        self._pressed_heading: int | None = None
        self._band = RubberBand(self)
        self._quick_look = QuickLook(model, theme, self)
        self._hover.hovered.connect(self.hovered)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        model.modelAboutToBeReset.connect(self._on_about_to_be_reset)
        model.modelReset.connect(self._on_reset)  # after the view's own reset
        model.dataChanged.connect(self._on_data_changed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def card_size(self) -> CardSize:
        """How much each card shows."""
        return self._delegate.size

    def set_card_size(self, size: CardSize) -> None:
        """Show more or less on each card; what is in sight stays in sight."""
        anchor = self._current_anchor()
        self._delegate.set_size(size)
        self.doItemsLayout()
        anchor.scroll(self, self._rows_model)

    def go_to_top(self) -> None:
        """Show the first cards, as after a new order was chosen."""
        self.scrollToTop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        is_plain = modifiers in _PLAIN
        if modifiers & _OTHERS:
            event.ignore()
        elif key in STEPS:
            self._step(STEPS[_KEY(key)], modifiers)
        elif is_plain and _KEY.Key_0 <= key <= _KEY.Key_9:
            self.digit_pressed.emit(key - _KEY.Key_0)
        elif is_plain and key == _KEY.Key_M:
            self._mark()
        elif key in _TOGGLING and self._current_heading is not None:
            self._toggle_group(self._current_heading)
        elif is_plain and key == _KEY.Key_Space:
            self._toggle_quick_look()
        elif key == _KEY.Key_Escape and (self._band.is_dragged or self._quick_look.isVisible()):
            self._dismiss()
        elif key in (_KEY.Key_Return, _KEY.Key_Enter) or modifiers & _CONTROL:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: letters are shortcuts here."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        heading, row = (
            self.in_viewport.heading_at(point),
            self.in_viewport.row_at(point),
        )
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._pressed_heading = heading
        is_on_words = heading is not None and point.x() <= self._right_of_words(heading)
        if heading is not None and is_on_words and is_left:
            self._toggle_group(heading)
        elif is_left:  # also beside the words of a heading, where a rectangle may begin
            self._band.press(point, extends=bool(event.modifiers() & (_SHIFT | _CONTROL)))
        if heading is not None:
            return
        if is_left and row is not None and event.modifiers() & _SHIFT:
            self._select_to(row)
        else:
            super().mousePressEvent(event)
            self._leave_heading()
            if row is not None:
                self._first_of_range = row

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._finish_band()
        elif self._band.move(event.position().toPoint()):
            self.setState(QAbstractItemView.State.DragSelectingState)  # its end is no click

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed = self._pressed_heading
        is_click = self._band.is_pressed and not self._band.is_dragged
        if pressed is None:  # else Qt would take it for a click beside the cards
            super().mouseReleaseEvent(event)
        elif is_click and self.in_viewport.heading_at(event.position().toPoint()) == pressed:
            self._toggle_group(pressed)
        self.setState(QAbstractItemView.State.NoState)
        self._finish_band()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._band.follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        anchor = self._current_anchor()
        super().resizeEvent(event)
        anchor.scroll(self, self._rows_model)
        self._refresh_quick_look()

    def _finish_band(self) -> None:
        """Have the keyboard where the rectangle ended."""
        row = self._band.finish()
        if row is not None:
            self._leave_heading()
            self._first_of_range = row
            index = self._rows_model.index(row, 0)
            self.selectionModel().setCurrentIndex(index, _FLAG.NoUpdate)

    def _mark(self) -> None:
        """Ask for a mark, unless the only image to mark is hidden."""
        current = self.currentIndex()
        is_hidden = current.isValid() and self.isIndexHidden(current)
        if is_hidden and not len(self.selected_rows()):
            self.mark_missed.emit()
        else:
            self.mark_pressed.emit()

    def _dismiss(self) -> None:
        """Take back the rectangle that is being dragged, or else hide the quick look."""
        if self._band.is_dragged:
            self._band.cancel()
        else:
            self._quick_look.hide()

    def _toggle_quick_look(self) -> None:
        if self._quick_look.isVisible():
            self._quick_look.hide()
            return
        if not self.currentIndex().isValid():
            in_sight = self.rows_in_sight()
            if not in_sight:
                return
            self._go_to(Cursor(in_sight[0].start), _FLAG.ClearAndSelect)
        self._quick_look.show_row(self.currentIndex(), self.viewport().geometry())

    def _refresh_quick_look(self) -> None:
        self._quick_look.follow(self.currentIndex(), self.viewport().geometry())

    def _current_anchor(self) -> ScrollAnchor:
        return ScrollAnchor.of(self, self._rows_model)

    @Slot(QModelIndex)
    def _on_current_changed(self, current: QModelIndex) -> None:
        self._leave_heading()
        self._refresh_quick_look()
        self.current_changed.emit(current.row())

    @Slot()
    def _on_about_to_be_reset(self) -> None:
        self._band.finish()
        if self._rows_model.rowCount():  # what is cleared for a while is returned to afterwards
            self._anchor = self._current_anchor()
            self._note_heading()

    @Slot()
    def _on_reset(self) -> None:
        self.doItemsLayout()  # now, not at the next paint: where cards lie is asked below
        self._anchor.restore(self, self._rows_model)
        self._first_of_range = self.currentIndex().row()
        self._return_to_heading()
        self._hover.reset()
        self._refresh_quick_look()
        self.current_changed.emit(self.currentIndex().row())
        self.selection_changed.emit()

    @Slot()
    def _on_data_changed(self) -> None:
        self.doItemsLayout()  # the words of a card may need another line
        self._refresh_quick_look()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._delegate.renew()
        self.viewport().update()
