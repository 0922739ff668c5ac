"""What stands below the list of runs: how those that are compared differ, and a way back."""

from collections.abc import Sequence

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import SPACE, Theme
from desktop.train.runs import comparison, wording
from desktop.train.runs.comparison_table import ComparisonTable
from desktop.train.runs.undo_line import UndoLine
from desktop.widgets.wrapped_caption import WrappedCaption
from desktop.workspace.kept_run_summary import KeptRunSummary
from desktop.workspace.kept_runs import KeptRuns


class ListFooter(QWidget):
    """Two runs are told apart in a caption, three or more in a table; `undo` stands beside it."""

    def __init__(self, kept_runs: KeptRuns, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.undo = UndoLine(kept_runs, theme)
        self._table = ComparisonTable(theme)
        self._note = WrappedCaption(theme)
        self._note.setObjectName("comparison_note")
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
