"""The logarithmic track that a ratio is marked on: where a value lies, and how it is drawn."""

from math import isnan, log10

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from desktop.theme import Theme

_LOWEST, _HIGHEST = -5, -1
"""The powers of ten at the ends."""

TICKS = ((-5, "10⁻⁵"), (-3, "10⁻³"), (-1, "10⁻¹"))
"""The powers that are named above the track."""

_RADIUS = 4.0
_FAINT = 48
"""Of 255: how much a tint lets through what it lies on."""


def position(value: float) -> float:
    """Where a value lies, 0 at the left end and 1 at the right; what is beyond stays at the end."""
    if value <= 0:
        return 0.0
    power = min(max(log10(value), _LOWEST), _HIGHEST) if value != float("inf") else _HIGHEST
    return (power - _LOWEST) / (_HIGHEST - _LOWEST)


def paint_ground(painter: QPainter, track: QRectF, band: tuple[float, float], theme: Theme) -> None:
    """The band of healthy values and the powers of ten, through the height of a row."""
    left, right = (track.left() + position(edge) * track.width() for edge in band)
    painter.fillRect(QRectF(left, track.top(), right - left, track.height()), _tint(theme.right))
    painter.setPen(theme.line)
    for power in range(_LOWEST, _HIGHEST + 1):
        x = round(track.left() + position(10.0**power) * track.width()) + 0.5
        painter.drawLine(QPointF(x, track.top()), QPointF(x, track.bottom()))


def paint_trail(painter: QPainter, track: QRectF, trail: tuple[float, float], theme: Theme) -> None:
    """Where the value was in the last looks."""
    left, right = (track.left() + position(edge) * track.width() for edge in trail)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_tint(theme.training, 90))
    middle = round(track.center().y())
    painter.drawRoundedRect(QRectF(left - 1.5, middle - 1.5, right - left + 3, 3), 1.5, 1.5)


def paint_mark(painter: QPainter, track: QRectF, value: float, theme: Theme) -> None:
    """A dot where the value lies, an arrowhead at an end that it lies beyond, nothing for none."""
    if isnan(value):
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.training)
    centre = QPointF(track.left() + position(value) * track.width(), round(track.center().y()))
    if 10.0**_LOWEST <= value <= 10.0**_HIGHEST:
        painter.drawEllipse(centre, _RADIUS, _RADIUS)
        return
    outwards = _RADIUS if value > 1 / 10 else -_RADIUS
    corners = [(outwards, 0.0), (-outwards, -_RADIUS), (-outwards, _RADIUS)]
    painter.drawPolygon(QPolygonF([centre + QPointF(x, y) for x, y in corners]))


def _tint(colour: QColor, opacity: int = _FAINT) -> QColor:
    tinted = QColor(colour)
    tinted.setAlpha(opacity)
    return tinted
