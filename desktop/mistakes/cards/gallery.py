"""The gallery as a part of the tab: shows the rows of an exploration, and tells it what is
selected and pointed at.
"""

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.mistakes.cards.model import MistakesModel
from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.exploration import Aspect, Exploration
from desktop.theme import Theme


class Gallery(QWidget):
    """The cards and their model. view: the cards themselves."""

    def __init__(
        self, exploration: Exploration, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._model = MistakesModel(self)
        self.view = MistakesView(self._model, theme, self)
        self._seen = (exploration.filters, exploration.order, exploration.scope)
        self._is_showing = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        exploration.changed.connect(self._on_changed)
        self.view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.view.selectionModel().currentChanged.connect(self._on_current_changed)
        self.view.hovered.connect(self._on_hovered)

    @Slot(object)
    def _on_changed(self, aspects: Aspect) -> None:
        if Aspect.ROWS not in aspects:
            return
        exploration = self._exploration
        self._is_showing = True
        self._model.show(
            exploration.examples, exploration.split_title, exploration.rows, exploration.groups
        )
        self._select_again()
        self._is_showing = False
        seen = (exploration.filters, exploration.order, exploration.scope)
        if seen != self._seen:  # other images than before: they are seen from their top
            self._seen = seen
            self.view.scrollToTop()

    def _select_again(self) -> None:
        """Mark what is selected and shown; what is held back stays selected, too."""
        selection = QItemSelection()
        rows = np.flatnonzero(np.isin(self._exploration.rows, self._exploration.selected))
        for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1) if len(rows) else []:
            first, last = int(run[0]), int(run[-1])
            selection.select(self._model.index(first), self._model.index(last))
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.view.selectionModel().select(selection, flag)

    @Slot()
    def _on_selection_changed(self) -> None:
        if self._is_showing:
            return
        rows = [index.row() for index in self.view.selectionModel().selectedIndexes()]
        self._exploration.select(np.sort(self._exploration.rows[np.array(rows, np.intp)]))

    @Slot(QModelIndex)
    def _on_current_changed(self, index: QModelIndex) -> None:
        if not self._is_showing:
            row = index.row()
            self._exploration.go_to(int(self._exploration.rows[row]) if row >= 0 else None)

    @Slot(int)
    def _on_hovered(self, row: int) -> None:
        self._exploration.hover(None if row < 0 else int(self._exploration.rows[row]))
