"""Paints the cells and headings of the table of layers: words, short bars, and marks on a track.

No widget per cell: one delegate and one header paint what is in sight.
"""

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.formats import NOTHING, PERCENT_SIGN
from desktop.theme import SPACE, Theme, sized
from desktop.train.inside import track, wording
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


def track_in(cell: QRect, figure_width: int) -> QRectF:
    """The part of a ratio's cell that the track takes."""
    room = QRectF(cell).adjusted(2 * SPACE, 0, -SPACE, 0)
    if cell.width() >= _ROOM_FOR_FIGURE:
        room.setRight(room.right() - figure_width)
    return room


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
        room = QRectF(cell).adjusted(SPACE, 0, -self._silent_width(painter), 0)
        if share is None or room.width() < 2 * SPACE:
            return
        bar = QRectF(room.left(), round(room.center().y() - _BAR / 2), room.width(), _BAR)
        painter.fillRect(bar, self._theme.line)
        bar.setWidth(bar.width() * share)
        painter.fillRect(bar, self._theme.wrong)

    def _paint_ratio(self, painter: QPainter, cell: QRect, row: int) -> None:
        ratio = self._model.figures(row).ratio
        room = track_in(cell, self.figure_width)
        track.paint_ground(painter, room, wording.HEALTHY, self._theme)
        trail = self._model.trail(row)
        if trail is not None:
            track.paint_trail(painter, room, trail, self._theme)
        track.paint_mark(painter, room, ratio, self._theme)
        if cell.width() >= _ROOM_FOR_FIGURE:
            self._write(painter, cell, wording.size(ratio))

    def _write(self, painter: QPainter, cell: QRect, figure: str) -> None:
        painter.setPen(self._theme.muted if figure == NOTHING else self._theme.text)
        painter.drawText(cell, _RIGHT, figure)

    def _paint_focus(self, painter: QPainter, cell: QRect) -> None:
        painter.setPen(QPen(self._theme.training, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(cell).adjusted(0.5, 1.5, -0.5, -1.5), 3, 3)

    def _silent_width(self, painter: QPainter) -> int:
        return painter.fontMetrics().horizontalAdvance(f"100{PERCENT_SIGN}") + SPACE // 2


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
            term = self._step_text
        if section == LayerColumn.RATIO and rect.width() < _ROOM_FOR_HEADING:
            word = term
        painter.drawText(upper, _LEFT if section == LayerColumn.NAME else _RIGHT, word)
        painter.setPen(self._theme.muted)
        if section == LayerColumn.RATIO:
            self._paint_ticks(painter, rect, lower)
        else:
            painter.drawText(lower, _LEFT if section == LayerColumn.NAME else _RIGHT, term)
        painter.restore()

    def _paint_ticks(self, painter: QPainter, section: QRect, line: QRect) -> None:
        room = track_in(section, self._delegate.figure_width)
        for power, name in track.TICKS:
            width = painter.fontMetrics().horizontalAdvance(name)
            x = room.left() + track.position(10.0**power) * room.width() - width / 2
            x = min(x, section.right() - width - 2)
            painter.drawText(QRectF(x, line.top(), width + 1, line.height()), _LEFT, name)

    @property
    def _step_text(self) -> str:
        step = self._layers.step
        return tr("at rest") if step is None else tr("step {step:,}", step=step)
