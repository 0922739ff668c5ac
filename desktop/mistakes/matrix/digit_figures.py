"""Precision, recall and F1 of each digit as a small table."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.formats import tenths
from desktop.theme import SPACE, Theme, sized
from nncore.array_types import CLASSES
from nncore.evaluation import ClassFigures

_ROOT = QModelIndex()
_COLUMNS = (
    ("Digit", "The true digit"),
    ("Images", "How many there are"),
    ("Recall", "Of the images of this digit, how many percent were read right"),
    ("Precision", "Of the answers with this digit, how many percent were right"),
    ("F1", "The harmonic mean of recall and precision, in percent"),
)


class DigitFiguresModel(QAbstractTableModel):
    """One row a digit."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._figures: list[ClassFigures] = []

    def show(self, figures: list[ClassFigures]) -> None:
        """Show these."""
        self.beginResetModel()
        self._figures = figures
        self.endResetModel()

    def rowCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._figures)

    def columnCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section][0]
        return _COLUMNS[section][1] if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        row = self._figures[index.row()]
        texts = (
            str(row.digit),
            f"{row.count:,}",
            tenths(row.recall),
            tenths(row.precision),
            tenths(row.f1),
        )
        return texts[index.column()]


class DigitFiguresView(QTableView):
    """The table without frames, all of it in sight."""

    def __init__(
        self, model: DigitFiguresModel, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("digit_figures")
        self.setAccessibleName("Recall, precision and F1 of each digit")
        self.setModel(model)
        self.setFont(sized(self.font(), 0.9))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + SPACE // 2)
        self.verticalHeader().setAccessibleName("Digits")
        header = self.horizontalHeader()
        header.setAccessibleName("Figures of each digit")
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header.setFont(self.font())
        header.setSectionsClickable(False)
        height = (CLASSES + 1) * (self.fontMetrics().lineSpacing() + SPACE // 2) + SPACE
        self.setMinimumHeight(height)
        theme.changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.viewport().update()
