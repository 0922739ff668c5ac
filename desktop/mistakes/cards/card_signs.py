"""What is drawn on a card beside its picture: what was read as what, whether that was right, and a
ribbon where the image is marked.
"""

from typing import TypeAlias

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from desktop.mistakes.cards.card_layout import ARROW, CardStyle, Lettering
from desktop.workspace.mark import MarkKind
from nncore.epoch_predictions import NO_PREDICTION

_Line: TypeAlias = tuple[tuple[float, float], ...]

SIGN = QSize(10, 10)
"""The room of the sign of a wrong answer, or of none."""

_UNKNOWN = "?"
_THICK = 1.8
_TICK = ((0.5, 5.5), (3.5, 8.5), (9.0, 1.5))
_CROSS = (((1.5, 1.5), (8.5, 8.5)), ((1.5, 8.5), (8.5, 1.5)))

MARK_SIGN = QSize(16, 20)
"""The room of the ribbon."""

_RIBBON = ((0.0, 0.0), (16.0, 0.0), (16.0, 20.0), (8.0, 15.5), (0.0, 20.0))
_FIGURES: dict[MarkKind, tuple[_Line, ...]] = {
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
        _draw_line(painter, style.right.color(), _THICK, _TICK)
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
        _draw_line(painter, style.wrong.color(), _THICK, points)


def paint_mark(painter: QPainter, kind: MarkKind, ribbon: QColor) -> None:
    """Draw the ribbon of a mark from the painter's origin on, with another figure in it for each
    kind.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(ribbon))
    painter.drawPolygon(QPolygonF([QPointF(*each) for each in _RIBBON]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for line in _FIGURES[kind]:
        _draw_line(painter, QColor("#FFFFFF"), 1.6, line)


def _answer(style: CardStyle, predicted: int) -> tuple[Lettering, QPen, str]:
    if predicted == NO_PREDICTION:
        return style.plain, style.muted, _UNKNOWN
    return style.strong, style.wrong, str(predicted)


def _draw_line(painter: QPainter, colour: QColor, width: float, points: _Line) -> None:
    thick = QPen(colour, width)
    thick.setCapStyle(Qt.PenCapStyle.RoundCap)
    thick.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(thick)
    painter.drawPolyline(QPolygonF([QPointF(*each) for each in points]))
