"""What hands do on a plot: point, turn the wheel, drag, double-click.

They know pixels and steps only; what comes of it is decided by whoever listens.
"""

from enum import Enum, auto
from typing import Any

import pyqtgraph
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

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
