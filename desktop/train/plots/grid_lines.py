"""The hairlines of a plot: a grid under the curves, and marks where the rate was changed.

All lines of a kind are one item: many items would cost more than the curves.
"""

from collections.abc import Sequence
from typing import Any

import pyqtgraph
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter

from desktop.theme import SPACE
from desktop.train.plots.style import Style

_UNDER_CURVES, _OVER_RANGE, _OVER_CURVES = -1, 0.5, 1


class _OverField(pyqtgraph.GraphicsObject):  # type: ignore[misc]
    """Something that has the pixels of a plot's field, under or over all curves."""

    def __init__(self, view: pyqtgraph.ViewBox, z: float) -> None:
        super().__init__()
        self.setParentItem(view)
        self.setZValue(z)
        self._room = QRectF()
        self._style: Style | None = None

    def boundingRect(self) -> QRectF:
        return self._room

    def _cover(self, size: QSizeF, style: Style) -> None:
        """Be drawn anew, in a field of this size."""
        self.prepareGeometryChange()
        self._room, self._style = QRectF(QPointF(0, 0), size), style
        self.update()


class GridLines(_OverField):
    """Lines at the figures and at the epochs, under everything."""

    def __init__(self, view: pyqtgraph.ViewBox) -> None:
        super().__init__(view, _UNDER_CURVES)
        self._lines: list[QLineF] = []

    def show_lines(
        self, size: QSizeF, across: Sequence[float], down: Sequence[float], style: Style
    ) -> None:
        """Show lines at these places from the left, and from above."""
        upright = [QLineF(x, 0, x, size.height()) for x in across]
        self._lines = upright + [QLineF(0, y, size.width(), y) for y in down]
        self._cover(size, style)

    def paint(self, painter: QPainter, _option: Any, _widget: Any = None) -> None:
        if self._style is not None and self._lines:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(self._style.grid)
            painter.drawLines(self._lines)


class Changes(pyqtgraph.GraphicsObject):  # type: ignore[misc]
    """Dashed lines where the learning rate was changed, over the range and under other curves."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(_OVER_RANGE)
        self._steps: list[float] = []
        self._style: Style | None = None

    def show_steps(self, steps: list[float], style: Style) -> None:
        """Show lines at these steps."""
        if steps != self._steps or style is not self._style:
            self._steps, self._style = steps, style
            self.update()

    def boundingRect(self) -> QRectF:
        view = self.getViewBox()
        return QRectF() if view is None else view.viewRect()

    def viewTransformChanged(self) -> None:
        super().viewTransformChanged()
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, _option: Any, _widget: Any = None) -> None:
        if self._style is None or not self._steps:
            return
        # in pixels: stretched with the steps, dashes would not be dashes
        view = painter.transform()
        field = view.mapRect(self.boundingRect())
        places = [view.m11() * step + view.dx() for step in self._steps]
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._style.change)
        painter.drawLines([QLineF(x, field.top(), x, field.bottom()) for x in places])


class ChangeNames(_OverField):
    """Which learning rate came with each change, beside its line."""

    def __init__(self, view: pyqtgraph.ViewBox) -> None:
        super().__init__(view, _OVER_CURVES)
        self._words: list[tuple[QRectF, str]] = []

    def show_words(
        self, size: QSizeF, places: Sequence[float], words: Sequence[str], style: Style
    ) -> None:
        """Show words at these places from the left, as many as there is room for."""
        self._words = _placed(size.width(), places, words, style)
        self._cover(size, style)

    def paint(self, painter: QPainter, _option: Any, _widget: Any = None) -> None:
        if self._style is None or not self._words:
            return
        painter.setFont(self._style.small)
        painter.setPen(self._style.text)
        for area, word in self._words:
            painter.fillRect(area, self._style.paper)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, word)


def _placed(
    right: float, places: Sequence[float], words: Sequence[str], style: Style
) -> list[tuple[QRectF, str]]:
    """Where words stand beside their lines, on paper; the last one is sure to be read."""
    placed: list[tuple[QRectF, str]] = []
    begin = right
    for place, word in zip(reversed(places), reversed(words), strict=True):
        width = style.metrics.horizontalAdvance(word) + SPACE
        left = place + 1 if place + width < right else place - width
        if placed and left + width > begin:
            continue
        placed.append((QRectF(left, 1, width, style.line_height + 1), word))
        begin = left
    return placed
