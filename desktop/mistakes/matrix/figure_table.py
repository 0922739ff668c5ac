"""What the matrix and the figures of each digit have in common, as tables in which one chooses."""

from PySide6.QtCore import QAbstractTableModel, QItemSelection, QItemSelectionModel, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from desktop.theme import Theme, sized


class FigureTable(QTableView):
    """Small figures without frames. Arrows move the selection, Ctrl-click adds to it, Escape lets
    go of all.
    """

    def __init__(
        self, model: QAbstractTableModel, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._is_showing = False
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(sized(self.font(), 0.85))
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        theme.changed.connect(self._on_theme_changed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
            return
        super().keyPressEvent(event)

    def _show_selection(self, selection: QItemSelection) -> None:
        """Select this, without a signal."""
        self._is_showing = True
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._is_showing = False

    def _tell_selection(self) -> None:
        """Emit what the user has selected."""
        raise NotImplementedError

    @Slot()
    def _on_selection_changed(self) -> None:
        if not self._is_showing:
            self._tell_selection()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.viewport().update()
