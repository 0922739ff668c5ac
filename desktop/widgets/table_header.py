"""The head of a table: quiet words over a hairline, and an arrow where the table is sorted."""

from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.theme import SPACE, Theme, sized

INSET = SPACE - 2
ARROW = SPACE + SPACE // 2
"""The room for the arrow, with the gap before it."""

_HALF, _RISE = 3.5, 4.0


class RunsHeader(QHeaderView):
    """The titles of the columns; a click on one sorts by it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setFont(sized(self.font(), 0.85))
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionsMovable(False)
        self.viewport().setAutoFillBackground(False)
        theme.changed.connect(self.viewport().update)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + SPACE)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        painter.save()
        painter.setPen(self._theme.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        area = rect.adjusted(INSET, 0, -INSET, 0)
        text, is_right = str(self._said(logicalIndex)), self._is_right(logicalIndex)
        is_sorted = self.sortIndicatorSection() == logicalIndex
        colour = self._theme.text if is_sorted else self._theme.muted
        painter.setFont(self.font())
        painter.setPen(colour)
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, int(side | Qt.AlignmentFlag.AlignVCenter), text)
        if is_sorted:
            width = QFontMetrics(self.font()).horizontalAdvance(text)
            gap = _HALF + SPACE / 2
            x = area.right() - width - gap if is_right else area.left() + width + gap
            self._paint_arrow(painter, QPointF(x, QRectF(area).center().y()), colour)
        painter.restore()

    def _paint_arrow(self, painter: QPainter, centre: QPointF, colour: QColor) -> None:
        """Down where the values fall from top to bottom."""
        falls = self.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
        tip = _RISE / 2 if falls else -_RISE / 2
        corners = [QPointF(-_HALF, -tip), QPointF(_HALF, -tip), QPointF(0, tip)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([centre + each for each in corners]))

    def _said(self, section: int, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.model().headerData(section, Qt.Orientation.Horizontal, role)

    def _is_right(self, section: int) -> bool:
        alignment = self._said(section, Qt.ItemDataRole.TextAlignmentRole)
        return bool(Qt.AlignmentFlag(alignment) & Qt.AlignmentFlag.AlignRight)
