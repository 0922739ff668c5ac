"""Where the parts of a line stand, so that the headings stand above them.

It measures words and paints nothing.
"""

from math import ceil

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics

from desktop.theme import SPACE, sized
from desktop.train.epoch_log import wording

_WIDE = 800
"""Pixels from which on the headings stand on one line, and the words in body type."""

_WIDEST_FIGURE = "100.0 %"
_USUAL = 105
"""Letters that most sentences have; a few are longer, and are told whole under the pointer."""

_MOST_LINES = 3


class Columns:
    """The columns of a journal `width` pixels wide: epoch, sign, words, and three figures.

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
            headings.horizontalAdvance("Epoch"),
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
