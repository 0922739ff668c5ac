"""A folding list that keys walk through, from card to card and from heading to heading."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from desktop.mistakes.cards.folding_list import FoldingList
from desktop.mistakes.cards.model import MistakesModel
from desktop.mistakes.cards.navigation import Cursor, Navigation, Step
from desktop.theme import Theme

_FLAG = QItemSelectionModel.SelectionFlag
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_FOLDING = (Step.MoveLeft, Step.MoveRight)


class KeyboardList(FoldingList):
    """With Shift, steps select from where the last selection began; with Ctrl, they only move."""

    def __init__(self, model: MistakesModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, parent)
        self._first_of_range = -1

    def show_row(self, row: int) -> None:
        """Select a row and bring it into sight, out of a folded group too."""
        group = self._geometry.group_of(row)
        if self._geometry.is_folded(group):
            self.set_folded(group, False)
        self._go_to(Cursor(row), _FLAG.ClearAndSelect)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        start = self._cursor()
        if start is None:
            start, action = Cursor(0), Step.MoveHome
        reached = self._navigation().moved_to_row(start, action, self._column)
        return self._rows_model.index(reached.position, 0)

    def _step(self, step: Step, modifiers: Qt.KeyboardModifier) -> None:
        start = self._cursor()
        if start is None:
            start, step = Cursor(0), Step.MoveHome
        if start.is_heading and step in _FOLDING and self._folds(start.position, step, modifiers):
            return
        navigation = self._navigation()
        if modifiers & _SHIFT:
            self._select_to(navigation.moved_to_row(start, step, self._column).position)
        else:
            reached = navigation.moved(start, step, self._column)
            self._go_to(reached, _FLAG.NoUpdate if modifiers & _CONTROL else _FLAG.ClearAndSelect)

    def _folds(self, group: int, step: Step, modifiers: Qt.KeyboardModifier) -> bool:
        """Fold or unfold at a heading, with Shift all; False where an arrow goes on instead."""
        is_folded = step is Step.MoveLeft
        if modifiers & _SHIFT:
            self.fold_all(is_folded)
        elif self._geometry.is_folded(group) != is_folded:
            self._toggle(group)
        else:
            return False
        return True

    def _go_to(self, cursor: Cursor, command: QItemSelectionModel.SelectionFlag) -> None:
        if cursor.is_heading:
            self._current_heading = cursor.position
            rect = self._geometry.heading_rect(cursor.position)
            self._scroll_to_rect(rect, QListView.ScrollHint.EnsureVisible)
            self.viewport().update()
            self._announce(cursor.position)
            return
        self._leave_heading()
        index = self._rows_model.index(cursor.position, 0)
        self.selectionModel().setCurrentIndex(index, command)
        self._first_of_range = cursor.position
        self.scrollTo(index)

    def _select_to(self, row: int) -> None:
        """Select all rows from where the last selection began, but for folded ones."""
        first = self._first_of_range
        if not 0 <= first < self._geometry.count:
            first = self._first_of_range = max(self.currentIndex().row(), 0)
        rows = range(min(first, row), max(first, row) + 1)
        self.select_ranges(self._geometry.unfolded(rows), _FLAG.ClearAndSelect)
        index = self._rows_model.index(row, 0)
        self.selectionModel().setCurrentIndex(index, _FLAG.NoUpdate)
        self.scrollTo(index)

    def _cursor(self) -> Cursor | None:
        """Where the keyboard is, if it is anywhere."""
        if self._current_heading is not None:
            return Cursor(self._current_heading, is_heading=True)
        row = self.currentIndex().row()
        return None if row < 0 else self._navigation().cursor_at(row)

    @property
    def _column(self) -> int:
        """Where to go on below or above a heading: in the column of the current row."""
        return self._geometry.column_of(max(self.currentIndex().row(), 0))

    def _navigation(self) -> Navigation:
        page = self.viewport().height() - self._geometry.heading_height
        return Navigation(self._geometry, page)
