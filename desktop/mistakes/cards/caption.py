"""What a card says of its reading: a digit, and by an arrow or a sign whether it was read right."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from desktop.mistakes.cards.style import ARROW, CardStyle, Lettering
from nncore.epoch_predictions import NO_PREDICTION

SIGN = QSize(10, 10)
"""The room of a sign."""

_UNKNOWN = "?"
_TICK = ((0.5, 5.5), (3.5, 8.5), (9.0, 1.5))
_CROSS = (((1.5, 1.5), (8.5, 8.5)), ((1.5, 8.5), (8.5, 1.5)))


def caption_size(style: CardStyle) -> QSize:
    """The room of any caption."""
    return QSize(style.strong.width(f"0{ARROW}0"), style.strong.height)


def paint_caption(painter: QPainter, style: CardStyle, truth: int, predicted: int) -> None:
    """Write "4 → 9" for a 4 that was read as 9, "4 ✓" where it was read right, and "4 → ?" where
    no reading is known.
    """
    baseline = style.strong.height - style.strong.descent
    left = style.plain.width(str(truth))
    style.plain.write(painter, 0, baseline, str(truth), style.text)
    if truth == predicted:
        painter.translate(left + SIGN.width() // 2, baseline - SIGN.height())
        _draw_line(painter, style.right, _TICK)
        return
    style.plain.write(painter, left, baseline, ARROW, style.muted)
    left += style.plain.width(ARROW)
    lettering, pen, answer = _answer(style, predicted)
    lettering.write(painter, left, baseline, answer, pen)


def paint_sign(painter: QPainter, style: CardStyle, predicted: int) -> None:
    """Draw a cross for a wrong answer, or the question mark of no answer."""
    if predicted == NO_PREDICTION:
        style.small.write(painter, 2, SIGN.height(), _UNKNOWN, style.muted)
        return
    for points in _CROSS:
        _draw_line(painter, style.wrong, points)


def _answer(style: CardStyle, predicted: int) -> tuple[Lettering, QPen, str]:
    if predicted == NO_PREDICTION:
        return style.plain, style.muted, _UNKNOWN
    return style.strong, style.wrong, str(predicted)


def _draw_line(painter: QPainter, pen: QPen, points: tuple[tuple[float, float], ...]) -> None:
    thick = QPen(pen.color(), 1.8)
    thick.setCapStyle(Qt.PenCapStyle.RoundCap)
    thick.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(thick)
    painter.drawPolyline(QPolygonF([QPointF(*each) for each in points]))
