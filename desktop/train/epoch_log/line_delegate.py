"""Paints a line of the journal: the epoch, a sign, the sentence, the figures.

It knows nothing of how the lines came about.
"""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.theme import SPACE, Theme, mixed
from desktop.train.epoch_log import wording
from desktop.train.epoch_log.columns import Columns
from desktop.train.epoch_log.model import EpochLogModel
from desktop.workspace.run.epoch_log import LogLine, LogTone

_SIGNS = {LogTone.GOOD: "✓", LogTone.PLAIN: "", LogTone.WARNING: "⚠"}

_TOP = Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | _TOP
_LEFT = Qt.AlignmentFlag.AlignLeft | _TOP


class LineDelegate(QStyledItemDelegate):
    """Rows of one height, set in the `columns` of the moment."""

    def __init__(
        self, model: EpochLogModel, theme: Theme, columns: Columns, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self.columns = columns

    def sizeHint(self, _option: Any, _index: Any) -> QSize:
        return QSize(0, self.columns.row_height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        line = self._model.line(index.row())
        painter.save()
        self._paint_ground(painter, option)
        row = option.rect.adjusted(0, SPACE // 2, 0, -SPACE // 2)
        painter.setFont(self.columns.font)
        self._paint_epoch(painter, row, line)
        self._paint_words(painter, row, line)
        self._paint_figures(painter, row, line)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, state = self._theme, option.state
        if state & QStyle.StateFlag.State_Selected:
            ground = option.palette.base().color()
            painter.fillRect(option.rect, mixed(ground, theme.accent, 0.22))
        painter.setPen(theme.line)
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.accent)
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

    def _paint_epoch(self, painter: QPainter, row: QRect, line: LogLine) -> None:
        if line.ends_epoch:
            painter.setPen(self._theme.muted)
            painter.drawText(self.columns.epoch(row), int(_RIGHT), f"{line.epoch:,}")
        painter.setPen(self._sign_colour(line.tone))
        painter.drawText(self.columns.sign(row), int(_LEFT), _SIGNS[line.tone])

    def _paint_words(self, painter: QPainter, row: QRect, line: LogLine) -> None:
        painter.setPen(self._theme.text if line.ends_epoch else self._theme.muted)
        area, columns = self.columns.words(row), self.columns
        whole = line.text.replace(" %", "\u00a0%")  # no line begins with a sign
        for text in wrapped(whole, columns.font, area.width(), columns.lines):
            painter.drawText(area, int(_LEFT | Qt.TextFlag.TextSingleLine), text)
            area.translate(0, columns.line_height)

    def _paint_figures(self, painter: QPainter, row: QRect, line: LogLine) -> None:
        painter.setPen(self._theme.text)
        for position, figure in enumerate(wording.figures(line)):
            if position >= self.columns.first_figure:
                painter.drawText(self.columns.figure(row, position), int(_RIGHT), figure)

    def _sign_colour(self, tone: LogTone) -> QColor:
        return self._theme.wrong if tone is LogTone.WARNING else self._theme.right


def wrapped(text: str, font: QFont, width: int, lines: int) -> list[str]:
    """The text broken into so many lines at most; what does not fit gives way to an ellipsis."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    broken: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        start, end = line.textStart(), line.textStart() + line.textLength()
        if len(broken) == lines - 1:
            rest = QFontMetrics(font)
            broken.append(rest.elidedText(text[start:], Qt.TextElideMode.ElideRight, width))
            break
        broken.append(text[start:end].rstrip())
    layout.endLayout()
    return broken
