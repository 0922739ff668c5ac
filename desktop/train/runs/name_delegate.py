"""Paints and edits a run's name; how the run stands is said by a quiet word beside it.

It knows the model's roles, not the runs.
"""

from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.theme import SPACE, Theme, sized
from desktop.train.runs import wording
from desktop.train.runs.runs_model import RunRole
from desktop.widgets.row_painting import Index, paint_ground, text_colour, words_area
from desktop.workspace.kept_run_summary import KeptRunStatus
from desktop.workspace.kept_runs import LONGEST_NAME

_LEAST_NAME = 4 * SPACE
_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class NameDelegate(QStyledItemDelegate):
    """A name gives way before the word does."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = option
        self.initStyleOption(option, index)
        name, status = str(index.data()), index.data(RunRole.STATUS)
        word = wording.status(status)
        paint_ground(painter, option)
        area = words_area(option)
        small = sized(QFont(given.widget.font()), 0.85)
        reserved = QFontMetrics(small).horizontalAdvance(word) + SPACE if word else 0
        metrics = QFontMetrics(given.font)
        room = max(area.width() - reserved, min(_LEAST_NAME, area.width()))
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.save()
        painter.setFont(given.font)
        painter.setPen(text_colour(option))
        painter.drawText(area, int(_FLAGS), shown)
        if word:
            left = metrics.horizontalAdvance(shown) + SPACE
            painter.setFont(small)
            painter.setPen(text_colour(option, self._colour_of(status)))
            painter.drawText(area.adjusted(left, 0, 0, 0), int(_FLAGS), word)
        painter.restore()

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("run_name_edit")
        editor.setAccessibleName("Name of the run")
        editor.setMaxLength(LONGEST_NAME)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # an epoch that ends meanwhile must not take back what is being typed
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        given: Any = option
        editor.setGeometry(given.rect)

    def _colour_of(self, status: KeptRunStatus) -> QColor:
        match status:
            case KeptRunStatus.DIVERGED:
                return self._theme.wrong
            case KeptRunStatus.RUNNING:
                return self._theme.training
        return self._theme.muted
