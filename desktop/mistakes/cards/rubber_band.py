"""A rectangle that is dragged over the gallery and selects the cards that it meets."""

from PySide6.QtCore import (
    QItemSelectionModel,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QTimer,
    Slot,
)
from PySide6.QtWidgets import QApplication, QRubberBand

from desktop.mistakes.cards.card_list import CardList
from desktop.mistakes.cards.selection import consecutive

_FLAG = QItemSelectionModel.SelectionFlag

_TICK = 20
"""Milliseconds between two steps of a gallery that is scrolled by the pointer beyond its edge."""

_SPEED = 0.25
"""Pixels of a step for each pixel that the pointer is beyond the edge."""

_MOST = 60
"""Pixels of a step at most."""


class RubberBand(QObject):
    """Selects the cards that it meets. It begins at the place of the content where the button was
    pressed, and so grows when one scrolls.
    """

    def __init__(self, view: CardList) -> None:
        super().__init__(view)
        self._view = view
        self._start: QPoint | None = None
        self._pointer = QPoint()
        self._kept: list[range] = []
        self._before: list[range] = []
        self._current_before = QPersistentModelIndex()
        self._met: list[range] | None = None
        self._rubber = QRubberBand(QRubberBand.Shape.Rectangle, view.viewport())
        self._timer = QTimer(self, interval=_TICK)
        self._timer.timeout.connect(self._on_tick)

    @property
    def is_dragged(self) -> bool:
        """Whether a rectangle is being dragged."""
        return self._met is not None

    @property
    def is_pressed(self) -> bool:
        """Whether the button is down where a rectangle may begin."""
        return self._start is not None

    def press(self, point: QPoint, *, extends: bool) -> None:
        """Remember where the button went down. Call it before that selects anything.

        extends: whether what is selected stays selected.
        """
        self._start = self._in_content(point)
        self._before = consecutive(self._view.selected_rows())
        self._current_before = QPersistentModelIndex(self._view.currentIndex())
        self._kept = self._before if extends else []

    def move(self, point: QPoint) -> bool:
        """Follow the pointer while the button is down; whether there is a rectangle by now."""
        if self._start is None:
            return False
        way = (self._in_content(point) - self._start).manhattanLength()
        if not self.is_dragged and way < QApplication.startDragDistance():
            return False
        self._pointer = point
        self._select()
        if self._beyond():
            self._timer.start()
        else:
            self._timer.stop()
        return True

    def finish(self) -> int | None:
        """End the rectangle; returns the row that the keyboard goes on from, if a card was met."""
        met = self._met or []
        self._start, self._met = None, None
        self._timer.stop()
        self._rubber.hide()
        if not met:
            return None
        under_pointer = self._view.in_viewport.row_at(self._pointer)
        return met[-1][-1] if under_pointer is None else under_pointer

    def cancel(self) -> None:
        """End the rectangle, and select again what was selected before."""
        self.finish()
        self._view.select_ranges(self._before, _FLAG.ClearAndSelect)
        current = self._view.model().index(self._current_before.row(), 0)
        self._view.selectionModel().setCurrentIndex(current, _FLAG.NoUpdate)

    def follow(self) -> None:
        """Grow with the content that was scrolled."""
        if self.is_dragged:
            self._select()

    def _select(self) -> None:
        assert self._start is not None
        viewport = self._view.viewport().rect()
        inside = QPoint(
            min(max(self._pointer.x(), 0), viewport.right()),
            min(max(self._pointer.y(), 0), viewport.bottom()),
        )
        area = _between(self._start, self._in_content(inside))
        self._rubber.setGeometry(area.translated(0, -self._view.verticalOffset()))
        self._rubber.show()
        met = self._view.geometry_of_cards.rows_within(area)
        if met != self._met:
            self._met = met
            self._view.select_ranges([*self._kept, *met], _FLAG.ClearAndSelect)

    def _beyond(self) -> int:
        """How far the pointer is above (negative) or below the viewport."""
        y, bottom = self._pointer.y(), self._view.viewport().rect().bottom()
        return min(y, 0) or max(y - bottom, 0)

    @Slot()
    def _on_tick(self) -> None:
        bar, beyond = self._view.verticalScrollBar(), self._beyond()
        step = min(max(abs(beyond) * _SPEED, 1), _MOST)
        bar.setValue(bar.value() + round(step if beyond > 0 else -step))

    def _in_content(self, point: QPoint) -> QPoint:
        return point + QPoint(0, self._view.verticalOffset())


def _between(one: QPoint, other: QPoint) -> QRect:
    """The rectangle from one point to another, whichever lies above or left, never empty."""
    left, right = sorted((one.x(), other.x()))
    top, bottom = sorted((one.y(), other.y()))
    return QRect(QPoint(left, top), QPoint(right, bottom))
