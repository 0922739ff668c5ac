"""Rows of a label and a field, all labels of one width so that separate groups stand in line.

It knows nothing of what the fields are for.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop.shared.theme import SPACE

_WIDEST = "Learning rate"


class Rows(QWidget):
    """A column of labelled fields; a label's mnemonic goes to its field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(SPACE)
        self._grid.setColumnStretch(1, 1)
        width = self.fontMetrics().horizontalAdvance(_WIDEST) + SPACE
        self._grid.setColumnMinimumWidth(0, width)

    def add(self, text: str, field: QWidget, note: QWidget | None = None) -> None:
        """Add a row, with a `note` close below the field."""
        label = QLabel(text)
        label.setBuddy(field.focusProxy() or field)
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(field if note is None else _stacked(field, note), row, 1)
        # on one line with the text of the field's first line
        height = (field.focusProxy() or field).sizeHint().height()
        label.setFixedHeight(max(height, label.sizeHint().height()))


def _stacked(field: QWidget, note: QWidget) -> QWidget:
    both = QWidget()
    layout = QVBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACE // 2)
    layout.addWidget(field)
    layout.addWidget(note)
    return both
