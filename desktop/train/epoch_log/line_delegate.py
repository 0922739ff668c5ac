"""Paints a line of the log in its columns: the epoch, a sign, the sentence, the figures."""

from math import ceil
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.formats import accuracy
from desktop.theme import SPACE, Theme, mixed, sized
from desktop.train.epoch_log import wording
from desktop.train.epoch_log.model import EpochLogModel
from desktop.translation import tr
from desktop.widgets.row_painting import wrapped
from desktop.workspace.run.epoch_log import LogLine, LogTone

_SIGNS = {LogTone.GOOD: "✓", LogTone.PLAIN: "", LogTone.WARNING: "⚠"}

_TOP = Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | _TOP
_LEFT = Qt.AlignmentFlag.AlignLeft | _TOP

_WIDE = 800
"""Pixels from which on the headings stand on one line, and the words in body type."""

_WIDEST_FIGURE = accuracy(1.0)
_USUAL = 105
"""Letters that most sentences have; a few are longer, and are told whole under the pointer."""

_MOST_LINES = 3


class Columns:
    """The columns of a log `width` pixels wide: epoch, sign, words, and three figures.

    first_figure: the first that there is room for.
    """

    def __init__(self, font: QFont, width: int) -> None:
        self.is_wide = width >= _WIDE
        self.font = sized(font, 1.0 if self.is_wide else 0.92)
        self.heading_font = sized(font, 0.85)
        metrics, headings = QFontMetrics(self.font), QFontMetrics(self.heading_font)
        self.line_height = metrics.lineSpacing()
        self.headings = [
            heading if self.is_wide else heading.replace(" ", "\n") for heading in wording.HEADINGS
        ]
        words = [word for heading in self.headings for word in heading.split("\n")]
        widest = max(
            [metrics.horizontalAdvance(_WIDEST_FIGURE), *map(headings.horizontalAdvance, words)]
        )
        self._figure = widest + (2 * SPACE if self.is_wide else SPACE)
        self._epoch = max(
            metrics.horizontalAdvance("10,000" if self.is_wide else "1,000"),
            headings.horizontalAdvance(tr("Epoch")),
        )
        self._sign = metrics.horizontalAdvance("⚠") + SPACE
        self._width = width
        self.first_figure = 0
        if self.words_width * _MOST_LINES < _USUAL * metrics.averageCharWidth():
            self.first_figure = len(self.headings) - 1  # the sentences tell of the losses
        usual = metrics.averageCharWidth() * _USUAL
        self.lines = min(max(ceil(usual / max(self.words_width, 1)), 1), _MOST_LINES)
        self.row_height = self.lines * self.line_height + SPACE
        self.heading_height = headings.lineSpacing() * (1 if self.is_wide else 2) + SPACE // 2

    @property
    def words_width(self) -> int:
        """Pixels for the sentence."""
        figures = len(self.headings) - self.first_figure
        return self._width - self._words_left - figures * self._figure - SPACE

    def epoch(self, row: QRect) -> QRect:
        """Where a row has its epoch."""
        return QRect(row.left(), row.top(), self._epoch, row.height())

    def sign(self, row: QRect) -> QRect:
        """Where a row has its sign, if it has one."""
        return QRect(row.left() + self._epoch + SPACE, row.top(), self._sign, row.height())

    def words(self, row: QRect) -> QRect:
        """Where a row has its sentence."""
        return QRect(row.left() + self._words_left, row.top(), self.words_width, row.height())

    def figure(self, row: QRect, position: int) -> QRect:
        """Where a row has one of its three figures."""
        left = row.left() + self._width - (3 - position) * self._figure
        return QRect(left, row.top(), self._figure - SPACE // 2, row.height())

    @property
    def _words_left(self) -> int:
        return self._epoch + SPACE + self._sign


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
            ground = option.palette.window().color()
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
        is_warning = line.tone is LogTone.WARNING
        painter.setPen(self._theme.wrong if is_warning else self._theme.right)
        painter.drawText(self.columns.sign(row), int(_LEFT), _SIGNS[line.tone])

    def _paint_words(self, painter: QPainter, row: QRect, line: LogLine) -> None:
        is_strong = line.ends_epoch or line.tone is LogTone.WARNING
        painter.setPen(self._theme.text if is_strong else self._theme.muted)
        area, columns = self.columns.words(row), self.columns
        for text in wrapped(line.text, columns.font, area.width(), columns.lines):
            painter.drawText(area, int(_LEFT | Qt.TextFlag.TextSingleLine), text)
            area.translate(0, columns.line_height)

    def _paint_figures(self, painter: QPainter, row: QRect, line: LogLine) -> None:
        painter.setPen(self._theme.text)
        figures, columns = wording.figures(line), self.columns
        for position in range(columns.first_figure, len(figures)):
            painter.drawText(columns.figure(row, position), int(_RIGHT), figures[position])
