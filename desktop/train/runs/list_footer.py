"""What stands below the list of runs: how those that are compared differ, and a way back."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.formats import hint
from desktop.theme import SPACE, Theme
from desktop.train.runs import comparison, wording
from desktop.train.runs.comparison_table import ComparisonTable
from desktop.train.runs.undo_line import UndoLine
from desktop.widgets.labels import Caption
from desktop.widgets.row_painting import wrapped
from desktop.workspace.kept_run_summary import KeptRunSummary

MOST_LINES = 3


class ListFooter(QWidget):
    """Two runs are told apart in a caption, three or more in a table; `undo` stands beside it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo = UndoLine(theme)
        self._table = ComparisonTable(theme)
        self._note = ComparisonNote(theme)
        below = QHBoxLayout()
        below.setSpacing(2 * SPACE)
        below.addWidget(self._note, 1)
        below.addWidget(self.undo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addWidget(self._table)
        layout.addLayout(below)

    def compare(self, lines: Sequence[KeptRunSummary], colours: Sequence[QColor]) -> None:
        """Say how these runs differ; colours: those of their curves."""
        in_words = comparison.in_words([each.kept for each in lines])
        self._table.tell(lines, colours)
        self._table.setVisible(self._table.is_needed)
        self._note.tell(wording.TICK_ANOTHER if len(lines) == 1 else in_words)
        self._note.setVisible(bool(lines) and not self._table.is_needed)

    def fit(self, most: int) -> None:
        """Take at most so many pixels, if the table can: it scrolls."""
        line = self.undo.sizeHint().height() + SPACE // 2 if self.undo.tells else 0
        self._table.fit(most - line)


class ComparisonNote(Caption):
    """Words that wrap within the width there is, on up to MOST_LINES lines; what has no room is
    elided, and said whole under the pointer.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent)
        self.setObjectName("comparison_note")
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def shown_lines(self) -> list[str]:
        """The words as there is room for them, line by line."""
        return wrapped(self.text(), self.font(), self.contentsRect().width(), MOST_LINES)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleDescription(text)
        self._explain()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return (
            max(len(wrapped(self.text(), self.font(), width, MOST_LINES)), 1)
            * self.fontMetrics().lineSpacing()
        )

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

    def _explain(self) -> None:
        is_whole = " ".join(self.shown_lines).split() == self.text().split()
        self.setToolTip("" if is_whole else hint(self.text()))
