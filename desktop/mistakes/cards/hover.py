"""What of the gallery is under the pointer."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop.mistakes.cards.geometry import ViewportGeometry


class Hover(QObject):
    """Follows the pointer over a viewport.

    seen: gives what is seen where at this moment.
    row: under the pointer, -1 for none. heading: the group whose heading is.
    repaint_wanted: what is under the pointer will look otherwise; told before and after a change.
    hovered: another row is under the pointer, -1 for none.
    """

    repaint_wanted = Signal()
    hovered = Signal(int)

    def __init__(self, viewport: QWidget, seen: Callable[[], ViewportGeometry]) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._seen = seen
        self.row = -1
        self.heading: int | None = None
        viewport.setMouseTracking(True)
        viewport.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._set(-1, None)
        elif isinstance(event, QMouseEvent):
            self._look_at(event.position().toPoint())
        return False

    def refresh(self) -> None:
        """Look again: cards move under a pointer that does not."""
        if self._viewport.underMouse():
            self._look_at(self._viewport.mapFromGlobal(QCursor.pos()))

    def forget(self) -> None:
        """Look again, and tell of the row in any case: other images are in the rows."""
        self.row, self.heading = -1, None
        self.refresh()
        if self.row < 0:
            self.hovered.emit(-1)

    def _look_at(self, point: QPoint) -> None:
        if not self._viewport.rect().contains(point):
            self._set(-1, None)
            return
        seen = self._seen()
        row = seen.row_at(point)
        self._set(-1 if row is None else row, seen.heading_at(point))

    def _set(self, row: int, heading: int | None) -> None:
        is_another_row = row != self.row
        if is_another_row or heading != self.heading:
            self.repaint_wanted.emit()
            self.row, self.heading = row, heading
            self.repaint_wanted.emit()
        if is_another_row:
            self.hovered.emit(row)
