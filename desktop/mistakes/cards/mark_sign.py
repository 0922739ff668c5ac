"""The sign of a mark: a ribbon on a card's corner, with another figure in it for each kind."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from desktop.workspace.mark import MarkKind

MARK_SIGN = QSize(16, 20)
"""The room of the sign."""

_RIBBON = ((0.0, 0.0), (16.0, 0.0), (16.0, 20.0), (8.0, 15.5), (0.0, 20.0))
_FIGURES: dict[MarkKind, tuple[tuple[tuple[float, float], ...], ...]] = {
    # an eye, "not equal", and a question mark
    MarkKind.LOOK_AGAIN: (
        ((2.0, 7.5), (5.0, 4.6), (8.0, 3.8), (11.0, 4.6), (14.0, 7.5)),
        ((2.0, 7.5), (5.0, 10.4), (8.0, 11.2), (11.0, 10.4), (14.0, 7.5)),
        ((8.0, 7.0), (8.0, 8.0)),
    ),
    MarkKind.WRONG_LABEL: (
        ((3.5, 5.5), (12.5, 5.5)),
        ((3.5, 9.5), (12.5, 9.5)),
        ((10.5, 2.5), (5.5, 12.5)),
    ),
    MarkKind.AMBIGUOUS: (
        ((5.2, 5.4), (5.8, 3.6), (8.0, 2.8), (10.2, 3.6), (10.6, 5.4), (8.6, 7.2), (8.0, 9.0)),
        ((8.0, 12.0), (8.0, 12.2)),
    ),
}


def paint_mark(painter: QPainter, kind: MarkKind, ribbon: QColor) -> None:
    """Draw the sign from the painter's origin on."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(ribbon))
    painter.drawPolygon(QPolygonF([QPointF(*each) for each in _RIBBON]))
    pen = QPen(QColor("#FFFFFF"), 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line in _FIGURES[kind]:
        painter.drawPolyline(QPolygonF([QPointF(*each) for each in line]))
