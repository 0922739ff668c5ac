"""A list of cards that keys walk through, from card to card and from heading to heading, where
groups are folded and unfolded.
"""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, Qt, Slot
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from desktop.mistakes.cards.card_list import CardList
from desktop.mistakes.cards.heading import HeadingMenu, announce_heading, heading_words_right
from desktop.mistakes.cards.model import MistakesModel
from desktop.mistakes.cards.navigation import Cursor, Navigation, Step
from desktop.theme import Theme

_FLAG = QItemSelectionModel.SelectionFlag
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_FOLDING = (Step.MoveLeft, Step.MoveRight)


class GroupedList(CardList):
    """Groups stay folded when rows change, by their titles. The keyboard is at a row or at a
    heading; with Shift, steps select from where the last selection began, with Ctrl they only move.
    """

    def __init__(self, model: MistakesModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, parent)
        self._title_of_heading: str | None = None
        self._first_of_range = -1
        self._heading_menu = HeadingMenu(self)
        self._heading_menu.fold_chosen.connect(self._on_fold_chosen)
        self._heading_menu.all_chosen.connect(self.fold_all)

    def set_folded(self, group: int, is_folded: bool) -> None:
        """Hide the cards of a group, or show them again; hidden ones are selected no more."""
        self._fold_groups(range(group, group + 1), is_folded)

    @Slot(bool)
    def fold_all(self, is_folded: bool) -> None:
        """Fold or unfold all groups; the heading that the keyboard is at, or the uppermost one,
        stays where it is on screen.
        """
        pinned = self.in_viewport.pinned
        if pinned is None:
            return
        group = pinned.group if self._current_heading is None else self._current_heading
        before = self.in_viewport.heading_rect(group)
        self._fold_groups(range(len(self._groups)), is_folded)
        self._keep_heading_at(group, before)

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

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        group, place = self.in_viewport.heading_at(event.pos()), event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            group = self._current_heading
            if group is not None:
                below = self.in_viewport.heading_rect(group).bottomLeft()
                place = self.viewport().mapToGlobal(below)
        if group is None:
            event.ignore()
            return
        is_folded = self._geometry.is_folded(group)
        self._heading_menu.open_at(place, self._groups.titles[group], is_folded=is_folded)

    def _step(self, step: Step, modifiers: Qt.KeyboardModifier) -> None:
        start = self._cursor()
        if start is None:
            start, step = Cursor(0), Step.MoveHome
        if (
            start.is_heading
            and step in _FOLDING
            and self._fold_by_arrow(start.position, step, modifiers)
        ):
            return
        navigation = self._navigation()
        if modifiers & _SHIFT:
            self._select_to(navigation.moved_to_row(start, step, self._column).position)
        else:
            reached = navigation.moved(start, step, self._column)
            self._go_to(reached, _FLAG.NoUpdate if modifiers & _CONTROL else _FLAG.ClearAndSelect)

    def _fold_by_arrow(self, group: int, step: Step, modifiers: Qt.KeyboardModifier) -> bool:
        """Fold or unfold by an arrow key, with Shift all groups; False where nothing changes."""
        is_folded = step is Step.MoveLeft
        if modifiers & _SHIFT:
            self.fold_all(is_folded)
        elif self._geometry.is_folded(group) != is_folded:
            self._toggle_group(group)
        else:
            return False
        return True

    def _go_to(self, cursor: Cursor, command: QItemSelectionModel.SelectionFlag) -> None:
        if cursor.is_heading:
            self._current_heading = cursor.position
            rect = self._geometry.heading_rect(cursor.position)
            self._scroll_to_rect(rect, QListView.ScrollHint.EnsureVisible)
            self.viewport().update()
            self._announce_heading(cursor.position)
            return
        self._leave_heading()
        index = self._rows_model.index(cursor.position, 0)
        self.selectionModel().setCurrentIndex(index, command)
        self._first_of_range = cursor.position
        self.scrollTo(index)

    def _select_to(self, row: int) -> None:
        """Select all rows from where the last selection began, without the folded ones."""
        first = self._first_of_range
        if not 0 <= first < self._geometry.count:
            first = self._first_of_range = max(self.currentIndex().row(), 0)
        rows = range(min(first, row), max(first, row) + 1)
        self.select_ranges(self._geometry.unfolded(rows), _FLAG.ClearAndSelect)
        index = self._rows_model.index(row, 0)
        self.selectionModel().setCurrentIndex(index, _FLAG.NoUpdate)
        self.scrollTo(index)

    def _cursor(self) -> Cursor | None:
        """Where the keyboard is; None if nowhere."""
        if self._current_heading is not None:
            return Cursor(self._current_heading, is_heading=True)
        row = self.currentIndex().row()
        return None if row < 0 else self._navigation().cursor_at(row)

    @property
    def _column(self) -> int:
        """The column of the current row, in which steps over a heading go on."""
        return self._geometry.column_of(max(self.currentIndex().row(), 0))

    def _navigation(self) -> Navigation:
        page = self.viewport().height() - self._geometry.heading_height
        return Navigation(self._geometry, page)

    def _leave_heading(self) -> None:
        if self._current_heading is not None:
            self._current_heading = None
            self.viewport().update()

    def _toggle_group(self, group: int) -> None:
        """Fold or unfold a group, and have the keyboard at its heading, which stays where it is."""
        before = self.in_viewport.heading_rect(group)
        self._current_heading = group
        self.set_folded(group, not self._geometry.is_folded(group))
        self._keep_heading_at(group, before)
        self._announce_heading(group)

    def _fold_groups(self, groups: range, is_folded: bool) -> None:
        titles = {self._groups.titles[each] for each in groups}
        if is_folded:
            hidden = [rows for each in groups if (rows := self._geometry.rows_of(each))]
            selected = [rows for rows in hidden if self._selected[rows.start : rows.stop].any()]
            self._folded_titles |= titles
            if selected:
                self.select_ranges(selected, _FLAG.Deselect)
            current = self.currentIndex().row()
            if self._current_heading is None and any(current in rows for rows in hidden):
                self._current_heading = self._geometry.group_of(current)
        else:
            self._folded_titles -= titles
        self.doItemsLayout()

    def _right_of_words(self, group: int) -> int:
        """Where the words of a heading end, and empty room begins."""
        geometry = self._geometry
        title, count = self._groups.titles[group], len(geometry.rows_of(group))
        width = geometry.heading_rect(group).width()
        return heading_words_right(width, self._delegate.style, title, count)

    def _keep_heading_at(self, group: int, before: QRect) -> None:
        """Scroll so that a heading is where it was before, and wholly in sight."""
        top = min(max(before.top(), 0), max(self.viewport().height() - before.height(), 0))
        self.verticalScrollBar().setValue(self._geometry.heading_rect(group).top() - top)

    def _note_heading(self) -> None:
        """Remember the heading that the keyboard is at, before the rows change."""
        heading = self._current_heading
        self._title_of_heading = None if heading is None else self._groups.titles[heading]

    def _return_to_heading(self) -> None:
        """Go back to that heading, or to the one that hides the current row."""
        titles, row = self._groups.titles, self.currentIndex().row()
        self._current_heading = None
        if self._title_of_heading in titles:
            self._current_heading = titles.index(self._title_of_heading)
        elif row >= 0 and self._geometry.is_folded(self._geometry.group_of(row)):
            self._current_heading = self._geometry.group_of(row)

    def _announce_heading(self, group: int) -> None:
        geometry = self._geometry
        title, count = self._groups.titles[group], len(geometry.rows_of(group))
        announce_heading(self, title, count, is_folded=geometry.is_folded(group))

    @Slot(str, bool)
    def _on_fold_chosen(self, title: str, is_folded: bool) -> None:
        if title in self._groups.titles:  # which may have gone while the menu was open
            group = self._groups.titles.index(title)
            if self._geometry.is_folded(group) != is_folded:
                self._toggle_group(group)
