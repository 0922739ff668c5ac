"""Paints the cells and headings of the table of layers: words, short bars, and on a logarithmic
track the ratio of update to weights.
"""

from math import isnan, log10

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.formats import NOTHING, SUREST
from desktop.theme import SPACE, Theme, sized
from desktop.train.inside import wording
from desktop.train.inside.layers_model import LayerColumn, LayersModel
from desktop.translation import tr

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BAR = 6
"""Pixels of a bar's height."""

_ROOM_FOR_FIGURE = 180
"""Pixels of a column that has room for a figure beside the track."""

_ROOM_FOR_HEADING = 110
"""Pixels of the same column that has room for its heading."""

_LOWEST, _HIGHEST = -5, -1
"""The powers of ten at the ends."""

_TICKS = ((-5, "10⁻⁵"), (-3, "10⁻³"), (-1, "10⁻¹"))
"""The powers that are named above the track."""

_RADIUS = 4.0
_FAINT = 48
"""Of 255: how much a tint lets through what it lies on."""


def _track_in(cell: QRect, figure_width: int) -> QRectF:
    """The part of a ratio's cell that the track takes."""
    room = QRectF(cell).adjusted(2 * SPACE, 0, -SPACE, 0)
    if cell.width() >= _ROOM_FOR_FIGURE:
        room.setRight(room.right() - figure_width)
    return room


def track_position(value: float) -> float:
    """Where a value lies, 0 at the left end and 1 at the right; what is beyond stays at the end."""
    if value <= 0:
        return 0.0
    power = min(max(log10(value), _LOWEST), _HIGHEST) if value != float("inf") else _HIGHEST
    return (power - _LOWEST) / (_HIGHEST - _LOWEST)


class LayerDelegate(QStyledItemDelegate):
    """Paints a figure as each column wants it."""

    def __init__(self, model: LayersModel, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self.figure_width = 0
        """Pixels that the widest figure takes."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        row, column = index.row(), LayerColumn(index.column())
        match column:
            case LayerColumn.NAME:
                self._paint_name(painter, option.rect, row)
            case LayerColumn.SILENT:
                self._paint_silent(painter, option.rect, row)
            case LayerColumn.RATIO:
                self._paint_ratio(painter, option.rect, row)
            case _:
                self._write(painter, option.rect, index.data())
        if option.state & QStyle.StateFlag.State_HasFocus:
            self._paint_focus(painter, option.rect)
        painter.restore()

    def _paint_name(self, painter: QPainter, cell: QRect, row: int) -> None:
        name, metrics = self._model.name(row), painter.fontMetrics()
        if metrics.horizontalAdvance(name) > cell.width() - SPACE // 2:
            name = self._model.short_name(row)
        painter.setPen(self._theme.text)
        painter.drawText(cell, _LEFT, name)

    def _paint_silent(self, painter: QPainter, cell: QRect, row: int) -> None:
        self._write(painter, cell, wording.share(share := self._model.figures(row).silent))
        figure = painter.fontMetrics().horizontalAdvance(SUREST) + SPACE // 2
        room = QRectF(cell).adjusted(SPACE, 0, -figure, 0)
        if share is None or room.width() < 2 * SPACE:
            return
        bar = QRectF(room.left(), round(room.center().y() - _BAR / 2), room.width(), _BAR)
        painter.fillRect(bar, self._theme.line)
        bar.setWidth(bar.width() * share)
        painter.fillRect(bar, self._theme.wrong)

    def _paint_ratio(self, painter: QPainter, cell: QRect, row: int) -> None:
        ratio = self._model.figures(row).ratio
        track = _track_in(cell, self.figure_width)
        _paint_track(painter, track, self._theme)
        trail = self._model.trail(row)
        if trail is not None:
            _paint_trail(painter, track, trail, self._theme)
        _paint_mark(painter, track, ratio, self._theme)
        if cell.width() >= _ROOM_FOR_FIGURE:
            self._write(painter, cell, wording.size(ratio))

    def _write(self, painter: QPainter, cell: QRect, figure: str) -> None:
        painter.setPen(self._theme.muted if figure == NOTHING else self._theme.text)
        painter.drawText(cell, _RIGHT, figure)

    def _paint_focus(self, painter: QPainter, cell: QRect) -> None:
        painter.setPen(QPen(self._theme.training, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(cell).adjusted(0.5, 1.5, -0.5, -1.5), 3, 3)


class LayerHeader(QHeaderView):
    """A word above each column, the field's term below it, and the track's powers of ten."""

    def __init__(self, model: LayersModel, theme: Theme, delegate: LayerDelegate) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._layers = model
        self._theme = theme
        self._delegate = delegate
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFont(sized(self.font(), 0.85))
        self.setFixedHeight(2 * self.fontMetrics().height() + SPACE // 2)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        painter.setFont(self.font())
        painter.setPen(self._theme.text)
        upper, lower = QRect(rect), QRect(rect)
        upper.setHeight(rect.height() // 2)
        lower.setTop(upper.bottom() + 1)
        word, term = wording.HEADINGS[section]
        if section == LayerColumn.NAME:
            step = self._layers.step
            term = tr("at rest") if step is None else tr("step {step:,}", step=step)
        if section == LayerColumn.RATIO and rect.width() < _ROOM_FOR_HEADING:
            word = term
        side = _LEFT if section == LayerColumn.NAME else _RIGHT
        painter.drawText(upper, side, word)
        painter.setPen(self._theme.muted)
        if section == LayerColumn.RATIO:
            self._paint_ticks(painter, rect, lower)
        else:
            painter.drawText(lower, side, term)
        painter.restore()

    def _paint_ticks(self, painter: QPainter, section: QRect, line: QRect) -> None:
        track = _track_in(section, self._delegate.figure_width)
        for power, name in _TICKS:
            width = painter.fontMetrics().horizontalAdvance(name)
            x = _x(track, 10.0**power) - width / 2
            x = min(x, section.right() - width - 2)
            painter.drawText(QRectF(x, line.top(), width + 1, line.height()), _LEFT, name)


def _x(track: QRectF, value: float) -> float:
    return track.left() + track_position(value) * track.width()


def _paint_track(painter: QPainter, track: QRectF, theme: Theme) -> None:
    """The band of healthy ratios and the powers of ten, through the height of a row."""
    left, right = (_x(track, edge) for edge in wording.HEALTHY)
    painter.fillRect(QRectF(left, track.top(), right - left, track.height()), _tint(theme.right))
    painter.setPen(theme.line)
    for power in range(_LOWEST, _HIGHEST + 1):
        x = round(_x(track, 10.0**power)) + 0.5
        painter.drawLine(QPointF(x, track.top()), QPointF(x, track.bottom()))


def _paint_trail(
    painter: QPainter, track: QRectF, trail: tuple[float, float], theme: Theme
) -> None:
    """Where the value was in the last looks."""
    left, right = (_x(track, edge) for edge in trail)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_tint(theme.training, 90))
    middle = round(track.center().y())
    painter.drawRoundedRect(QRectF(left - 1.5, middle - 1.5, right - left + 3, 3), 1.5, 1.5)


def _paint_mark(painter: QPainter, track: QRectF, value: float, theme: Theme) -> None:
    """A dot where the value lies, an arrowhead at an end that it lies beyond, nothing for none."""
    if isnan(value):
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.training)
    centre = QPointF(_x(track, value), round(track.center().y()))
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
