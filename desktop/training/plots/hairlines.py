"""The hairlines of a plot: a grid under the curves, and marks where the rate was changed.

They know pixels and words only; a plot says where something is.
"""

from collections.abc import Sequence
from typing import Any

import pyqtgraph
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.shared.theme import SPACE
from desktop.training.plots.style import Style

_BEHIND, _BEFORE = -1, 1
"""Where items lie, seen from the curves."""


class Hairlines(pyqtgraph.GraphicsObject):  # type: ignore[misc]
    """Lines across the field of a plot, all of them one item: many would cost more than curves.

    view: the box whose pixels they count.
    """

    def __init__(self, view: pyqtgraph.ViewBox, z: int) -> None:
        super().__init__()
        self.setParentItem(view)
        self.setZValue(z)
        self._room = QRectF()
        self._lines: list[QLineF] = []

    def boundingRect(self) -> QRectF:
        return self._room

    def _cover(self, room: QRectF) -> None:
        """Be drawn anew, in a room of this size."""
        if room != self._room:
            self.prepareGeometryChange()
            self._room = room
        self.update()


class Grid(Hairlines):
    """Lines at the figures and at the epochs, under everything."""

    def __init__(self, view: pyqtgraph.ViewBox) -> None:
        super().__init__(view, _BEHIND)
        self._style: Style | None = None

    def show_lines(
        self, room: QRectF, across: Sequence[float], down: Sequence[float], style: Style
    ) -> None:
        """Show lines at these places from the left, and from the top."""
        upright = [QLineF(x, room.top(), x, room.bottom()) for x in across]
        lines = upright + [QLineF(room.left(), y, room.right(), y) for y in down]
        if lines != self._lines or style is not self._style:
            self._lines, self._style = lines, style
            self._cover(room)

    def paint(self, painter: QPainter, _option: Any, _widget: Any = None) -> None:
        if self._style is None or not self._lines:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._style.grid)
        painter.drawLines(self._lines)


class Changes(Hairlines):
    """Dashed lines where the learning rate was changed, and which one came then."""

    def __init__(self, view: pyqtgraph.ViewBox) -> None:
        super().__init__(view, _BEFORE)
        self._style: Style | None = None
        self._words: list[tuple[QRectF, str]] = []

    def show_changes(
        self, room: QRectF, places: Sequence[float], words: Sequence[str], style: Style
    ) -> None:
        """Show lines at these places from the left, and their words, if there are any."""
        lines = [QLineF(x, room.top(), x, room.bottom()) for x in places]
        named = _named(room, places, words, style) if words else []
        if (lines, named) != (self._lines, self._words) or style is not self._style:
            self._lines, self._words, self._style = lines, named, style
            self._cover(room)

    def paint(self, painter: QPainter, _option: Any, _widget: Any = None) -> None:
        if self._style is None or not self._lines:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._style.change)
        painter.drawLines(self._lines)
        painter.setFont(self._style.small)
        painter.setPen(self._style.text)
        for area, word in self._words:
            painter.fillRect(area, self._style.paper)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, word)


def _named(
    room: QRectF, places: Sequence[float], words: Sequence[str], style: Style
) -> list[tuple[QRectF, str]]:
    """Where words stand beside their lines, on paper; the last one is sure to be read."""
    named: list[tuple[QRectF, str]] = []
    begin = room.right()
    for place, word in zip(reversed(places), reversed(words), strict=True):
        width = style.metrics.horizontalAdvance(word) + SPACE
        left = place + 1 if place + width < room.right() else place - width
        if named and left + width > begin:
            continue
        named.append((QRectF(left, room.top() + 1, width, style.line_height + 1), word))
        begin = left
    return named
