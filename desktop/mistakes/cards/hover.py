"""What of the gallery is under the pointer."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop.mistakes.cards.geometry import ViewportGeometry


class Hover(QObject):
    """Follows the pointer over a viewport.

    in_viewport: gives what is seen where at this moment. row: the one under the pointer, -1 for
    none. heading: the group whose heading is under it. repaint_wanted: emitted before and after
    either changes. hovered: another row is under the pointer, -1 for none.
    """

    repaint_wanted = Signal()
    hovered = Signal(int)

    def __init__(self, viewport: QWidget, in_viewport: Callable[[], ViewportGeometry]) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._in_viewport = in_viewport
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
        """Look again, as after cards have moved under the pointer."""
        if self._viewport.underMouse():
            self._look_at(self._viewport.mapFromGlobal(QCursor.pos()))

    def reset(self) -> None:
        """Look again, and emit `hovered` in any case, as the rows hold other images."""
        self.row, self.heading = -1, None
        self.refresh()
        if self.row < 0:
            self.hovered.emit(-1)

    def _look_at(self, point: QPoint) -> None:
        if not self._viewport.rect().contains(point):
            self._set(-1, None)
            return
        seen = self._in_viewport()
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
