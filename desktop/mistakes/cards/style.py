"""Pens, colours and letterings of cards and headings, made once for the thousands of them.

Asking the theme and measuring text at every card took most of the time of a paint.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QPainter, QPen

from desktop.theme import Theme, sized

ARROW = " → "


class Lettering:
    """A font that knows how wide its few short texts are."""

    def __init__(self, font: QFont) -> None:
        metrics = QFontMetrics(font)
        self.height = metrics.height()
        self.descent = metrics.descent()
        self._font = font
        self._metrics = metrics
        self._widths: dict[str, int] = {}

    def width(self, text: str) -> int:
        """How wide `text` is; remembered, so only for texts of which there are few."""
        if text not in self._widths:
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]

    def elided(self, text: str, width: int) -> str:
        """As much of `text` as fits into `width` pixels, with dots for the rest."""
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def write(self, painter: QPainter, left: int, baseline: int, text: str, colour: QPen) -> None:
        """Write `text` on a baseline."""
        painter.setFont(self._font)
        painter.setPen(colour)
        painter.drawText(left, baseline, text)


class CardStyle:
    """What cards and headings are painted with in the theme of the moment."""

    def __init__(self, theme: Theme, font: QFont) -> None:
        self.plain = Lettering(sized(font, 1.0))
        self.strong = Lettering(sized(font, 1.0, bold=True))
        self.small = Lettering(sized(font, 0.85))
        self.paper = QBrush(theme.paper)
        self.text = QPen(theme.text)
        self.muted = QPen(theme.muted)
        self.wrong = QPen(theme.wrong)
        self.right = QPen(theme.right)
        self.line = QPen(theme.line, 1)
        self.hovered_line = QPen(theme.muted, 1)
        self.selected_line = QPen(theme.accent, 2)
        self.focus_line = QPen(theme.accent, 1)
