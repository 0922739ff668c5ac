"""What a plot is before it has curves: it follows the hand, and keeps a picture of itself."""

from enum import Enum, auto
from time import perf_counter
from typing import Any

import pyqtgraph
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRegion,
    QWheelEvent,
)

_NOTCH = 120
"""Eighths of a degree that one notch of a wheel turns."""

_PER_NOTCH = 0.8
"""What part of the steps stays in sight after one notch forward."""

_SIDEWAYS = 0.1
"""What part of the sight one notch sideways moves."""

_LEAST_DRAG = 4
"""Pixels that make a drag of a click."""


class _Drag(Enum):
    """What a pressed button does."""

    NONE = auto()
    MOVE = auto()
    CHOOSE = auto()


class Gestures(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """A plot over whose width steps run. Dragging moves them, or chooses some of them.

    pyqtgraph's own gestures move each plot alone and up and down, too: none of them is left.
    """

    pointed = Signal(float)
    """The pointer is so many pixels from the left."""

    left = Signal()
    """The pointer is gone."""

    zoomed = Signal(float, float)
    """At this step, to so many times as many steps."""

    moved = Signal(float)
    """By so many steps to the right."""

    chosen = Signal(float, float)
    """From this step to that."""

    whole_wanted = Signal()

    def __init__(self, **parts: Any) -> None:
        super().__init__(enableMenu=False, **parts)
        self._drag = _Drag.NONE
        self._start = self._last = 0.0
        self._moves = self._answers = False
        self.setMouseTracking(True)

    def step_at(self, x: float) -> float:
        """The step at a pixel from the left; overridden by what draws them."""
        raise NotImplementedError

    def update_band(self) -> None:
        """The band has changed; overridden by what draws it."""
        raise NotImplementedError

    def set_moving(self, moves: bool) -> None:
        """Let dragging move the steps, or choose some; with Shift it always chooses."""
        self._moves = moves
        self._show_cursor()

    def set_answering(self, answers: bool) -> None:
        """Whether there is anything to point at."""
        self._answers = answers
        self._show_cursor()

    @property
    def band(self) -> tuple[float, float] | None:
        """The pixels from left to right that are being chosen."""
        if self._drag is not _Drag.CHOOSE or not self._is_dragged:
            return None
        return min(self._start, self._last), max(self._start, self._last)

    @property
    def _is_dragged(self) -> bool:
        return abs(self._last - self._start) >= _LEAST_DRAG

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._answers or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        chooses = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) or not self._moves
        self._drag = _Drag.CHOOSE if chooses else _Drag.MOVE
        self._start = self._last = event.position().x()
        self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._answers:
            return
        x = event.position().x()
        before, self._last = self._last, x
        if self._drag is _Drag.MOVE:
            self.moved.emit(self.step_at(before) - self.step_at(x))
        elif self._drag is _Drag.CHOOSE:
            self.update_band()
        self.pointed.emit(x)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._drag is _Drag.NONE:
            event.ignore()
            return
        self._last = event.position().x()
        band, self._drag = self.band, _Drag.NONE
        self._show_cursor()
        self.update_band()
        if band is not None:
            self.chosen.emit(self.step_at(band[0]), self.step_at(band[1]))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._answers:
            self.whole_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self._answers:
            event.ignore()
            return
        turned, sideways = event.angleDelta().y(), event.angleDelta().x()
        x = event.position().x()
        if abs(sideways) > abs(turned):
            width = self.step_at(self.width()) - self.step_at(0)
            self.moved.emit(-sideways / _NOTCH * _SIDEWAYS * width)
        elif turned:
            self.zoomed.emit(self.step_at(x), _PER_NOTCH ** (turned / _NOTCH))
        self.pointed.emit(x)
        event.accept()

    def leaveEvent(self, _event: QEvent) -> None:
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Overrides scrolling: keys belong to all plots."""
        event.ignore()

    def _show_cursor(self) -> None:
        if not self._answers:
            self.unsetCursor()
        elif self._drag is _Drag.MOVE:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._moves and self._drag is _Drag.NONE:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(Qt.CursorShape.CrossCursor)


class CachedPlot(Gestures):
    """Keeps a picture of the plot while only what lies over it changes."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._changed = QRegion()
        self._picture: QPixmap | None = None
        self._is_captured, self._is_stale = False, True
        self._seconds = 0.0

    @property
    def cost(self) -> float:
        """Seconds that the last drawing of the plot took of the window's time."""
        return self._seconds

    def paint_foreground(self, painter: QPainter) -> None:
        """Draw what lies over the plot; overridden by what has something there."""
        raise NotImplementedError

    def invalidate(self) -> None:
        """The plot itself is about to be drawn anew: its items have seen to that."""
        self._picture, self._is_stale = None, True

    def update_foreground(self, region: QRegion) -> None:
        """Draw again what lies over a part of the plot."""
        if self._is_stale or not self.isVisible():
            # together with whatever else is drawn anew, rather than before it
            self.plotItem.vb.update()
            return
        self._capture()
        self._changed = self._changed.united(region)
        self.viewport().update(region)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the plot, unless nothing but what lies over it has changed."""
        if self._is_captured:
            super().paintEvent(event)
            return
        is_foreground = (
            self._picture is not None and event.region().subtracted(self._changed).isEmpty()
        )
        self._changed = QRegion()
        if not is_foreground:
            began = perf_counter()
            super().paintEvent(event)
            self._seconds = perf_counter() - began
            self._picture, self._is_stale = None, False
        painter = QPainter(self.viewport())
        if self._picture is not None:
            painter.setClipRegion(event.region())
            painter.drawPixmap(0, 0, self._picture)
        self.paint_foreground(painter)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _capture(self) -> None:
        if self._picture is not None:
            return
        ratio = self.devicePixelRatioF()
        self._picture = QPixmap(self.size() * ratio)
        self._picture.setDevicePixelRatio(ratio)
        self._is_captured = True
        self.viewport().render(self._picture)
        self._is_captured = False
