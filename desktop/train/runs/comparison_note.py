"""A caption of a few lines at most: what has no room is elided, and said whole under the pointer.

It knows nothing of what it says.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.formats import hint
from desktop.theme import Theme
from desktop.widgets.labels import Caption

MOST_LINES = 3


class ComparisonNote(Caption):
    """Words that wrap within the width there is, on up to MOST_LINES lines."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent)
        self.setObjectName("comparison_note")
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def shown_lines(self) -> list[str]:
        """The words as there is room for them, line by line."""
        return self._lines(self.contentsRect().width())

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleDescription(text)
        self._explain()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(len(self._lines(width)), 1) * self.fontMetrics().lineSpacing()

    def sizeHint(self) -> QSize:
        return QSize(0, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        metrics = self.fontMetrics()
        lines, area = self.shown_lines, QRectF(self.contentsRect())
        top = area.center().y() - len(lines) * metrics.lineSpacing() / 2
        place = QPointF(area.left(), round(top) + metrics.ascent())
        for line in lines:
            painter.drawText(place, line)
            place += QPointF(0, metrics.lineSpacing())

    def _lines(self, width: int) -> list[str]:
        """The text broken between words; the last line elided if there would be more."""
        text = self.text()
        starts = self._starts(width)
        lines = [
            text[start:stop].rstrip()
            for start, stop in zip(starts, [*starts[1:], None], strict=True)
        ]
        if len(lines) <= MOST_LINES:
            return lines
        rest = text[starts[MOST_LINES - 1] :]
        elided = self.fontMetrics().elidedText(rest, Qt.TextElideMode.ElideRight, width)
        return [*lines[: MOST_LINES - 1], elided]

    def _starts(self, width: int) -> list[int]:
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout = QTextLayout(self.text(), self.font())
        layout.setTextOption(option)
        starts: list[int] = []
        layout.beginLayout()
        line = layout.createLine()
        while line.isValid() and len(starts) <= MOST_LINES:
            line.setLineWidth(max(width, 1))
            starts.append(line.textStart())
            line = layout.createLine()
        layout.endLayout()
        return starts

    def _explain(self) -> None:
        is_whole = " ".join(self.shown_lines).split() == self.text().split()
        self.setToolTip("" if is_whole else hint(self.text()))
