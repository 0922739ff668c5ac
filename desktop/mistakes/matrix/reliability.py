"""The reliability curve: how often a network is right when it says that it is so and so sure."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.formats import hint
from desktop.theme import SPACE, Theme, sized
from nncore.evaluation import ReliabilityBin

_TICKS = (0.0, 0.5, 1.0)
_DOT = 3.0
_SURE = 20
"""Images in a bin from which on its dot is full: fewer say little."""


class ReliabilityCurve(QWidget):
    """Confidence across, accuracy up; on the diagonal a network is as good as it says."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reliability_curve")
        self._theme = theme
        self._bins: list[ReliabilityBin] = []
        self.setFont(sized(self.font(), 0.85))
        self.show_bins([])
        theme.changed.connect(self._on_theme_changed)

    def show_bins(self, bins: list[ReliabilityBin]) -> None:
        """Show these."""
        self._bins = bins
        told = "; ".join(
            f"{each.confidence:.0%} sure, {each.accuracy:.0%} right, {each.count:,} images"
            for each in bins
        )
        self.setAccessibleName(f"Reliability curve: {told}" if told else "Reliability curve")
        self.setToolTip(hint(told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 180)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 140)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self._area
        self._paint_axes(painter, area)
        points = [self._place(area, each.confidence, each.accuracy) for each in self._bins]
        painter.setPen(QPen(self._theme.training, 1.5))
        painter.drawPolyline(points)
        for each, point in zip(self._bins, points, strict=True):
            is_full = each.count >= _SURE
            painter.setBrush(self._theme.training if is_full else self._theme.paper)
            painter.drawEllipse(point, _DOT, _DOT)

    @property
    def _area(self) -> QRectF:
        line = self.fontMetrics().height()
        left = self.fontMetrics().horizontalAdvance("100 %") + SPACE
        room = QRectF(self.rect()).adjusted(left, SPACE, -2 * SPACE, -2 * line - SPACE)
        side = min(room.width(), room.height())
        return QRectF(room.left(), room.top(), side, side)

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(self._theme.line, 1))
        painter.drawRect(area)
        painter.drawLine(area.bottomLeft(), area.topRight())
        painter.setPen(self._theme.muted)
        line = self.fontMetrics().height()
        for tick in _TICKS:
            text, at = f"{tick:.0%}".replace("%", " %"), self._place(area, tick, tick)
            beside = QRectF(0, at.y() - line / 2, area.left() - SPACE / 2, line)
            if tick:
                painter.drawText(beside, int(Qt.AlignmentFlag.AlignRight), text)
            below = QRectF(at.x() - 40, area.bottom() + 2, 80, line)
            painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), text)
        words = QRectF(area.left(), area.bottom() + line + 4, self.width() - area.left(), line + 2)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft), "across: how sure · up: how right")

    def _place(self, area: QRectF, confidence: float, accuracy: float) -> QPointF:
        return QPointF(
            area.left() + confidence * area.width(), area.bottom() - accuracy * area.height()
        )

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()
