"""A plot with something over it that moves, such as a crosshair: the plot below is not drawn again.

It knows neither curves nor crosshairs.
"""

from time import perf_counter
from typing import Any

from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPixmap, QRegion

from desktop.train.plots.gestures import Gestures


class CachedPlot(Gestures):
    """Keeps a picture of the plot while only what lies over it changes."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._touched = QRegion()
        self._picture: QPixmap | None = None
        self._is_captured, self._is_stale = False, True
        self._seconds = 0.0

    @property
    def cost(self) -> float:
        """Seconds that the last drawing of the plot took of the window's time."""
        return self._seconds

    def paint_over(self, painter: QPainter) -> None:
        """Draw what lies over the plot; overridden by what has something there."""
        raise NotImplementedError

    def discard(self) -> None:
        """The plot itself is about to be drawn anew: its items have seen to that."""
        self._picture, self._is_stale = None, True

    def touch(self, region: QRegion) -> None:
        """Draw again what lies over a part of the plot."""
        if self._is_stale or not self.isVisible():
            # together with whatever else is drawn anew, rather than before it
            self.plotItem.vb.update()
            return
        self._capture()
        self._touched = self._touched.united(region)
        self.viewport().update(region)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the plot, unless nothing but what lies over it has changed."""
        if self._is_captured:
            super().paintEvent(event)
            return
        is_over = self._picture is not None and event.region().subtracted(self._touched).isEmpty()
        self._touched = QRegion()
        if not is_over:
            began = perf_counter()
            super().paintEvent(event)
            self._seconds = perf_counter() - began
            self._picture, self._is_stale = None, False
        painter = QPainter(self.viewport())
        if self._picture is not None:
            painter.setClipRegion(event.region())
            painter.drawPixmap(0, 0, self._picture)
        self.paint_over(painter)
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
