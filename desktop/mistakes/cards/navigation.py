"""Where the keys of the keyboard lead among cards and headings."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView

from desktop.mistakes.cards.geometry import CardGeometry

Step = QAbstractItemView.CursorAction

STEPS = {
    Qt.Key.Key_Left: Step.MoveLeft,
    Qt.Key.Key_Right: Step.MoveRight,
    Qt.Key.Key_Up: Step.MoveUp,
    Qt.Key.Key_Down: Step.MoveDown,
    Qt.Key.Key_Home: Step.MoveHome,
    Qt.Key.Key_End: Step.MoveEnd,
    Qt.Key.Key_PageUp: Step.MovePageUp,
    Qt.Key.Key_PageDown: Step.MovePageDown,
}
"""What each key is for."""

_BACK_TO_A_ROW = {Step.MoveHome: Step.MoveNext, Step.MoveEnd: Step.MovePrevious}


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the keyboard is: at a row, or at the heading of a group."""

    position: int
    is_heading: bool = False


class Navigation:
    """Steps from card to card and heading to heading. page: pixels that a page is high."""

    def __init__(self, geometry: CardGeometry, page: int) -> None:
        self._geometry = geometry
        self._page = max(page - geometry.cell.height(), geometry.cell.height())

    def cursor_at(self, row: int) -> Cursor:
        """The cursor at a row, or at the heading of its group if that hides the row."""
        group = self._geometry.group_of(row)
        return Cursor(group, is_heading=True) if self._geometry.is_folded(group) else Cursor(row)

    def moved(self, cursor: Cursor, step: Step, column: int) -> Cursor:
        """Where a step leads; the same cursor where it leads nowhere.

        column: where to go on below or above a heading.
        """
        ways: dict[Step, Callable[[Cursor], Cursor]] = {
            Step.MoveLeft: self._previous,
            Step.MovePrevious: self._previous,
            Step.MoveRight: self._next,
            Step.MoveNext: self._next,
            Step.MoveUp: lambda start: self._above(start, column),
            Step.MoveDown: lambda start: self._below(start, column),
            Step.MoveHome: lambda _start: self._first(),
            Step.MoveEnd: lambda _start: self._last(),
            Step.MovePageUp: lambda start: self._at_distance(start, -self._page, column),
            Step.MovePageDown: lambda start: self._at_distance(start, self._page, column),
        }
        return ways[step](cursor) if self._geometry.height else cursor

    def moved_to_row(self, cursor: Cursor, step: Step, column: int) -> Cursor:
        """Where a step leads that does not stop at headings."""
        reached, before = self.moved(cursor, step, column), cursor
        step = _BACK_TO_A_ROW.get(step, step)
        while reached.is_heading and reached != before:
            before, reached = reached, self.moved(reached, step, column)
        return cursor if reached.is_heading else reached

    def rect_top(self, cursor: Cursor) -> int:
        """Where the card or heading begins."""
        geometry, position = self._geometry, cursor.position
        if cursor.is_heading:
            return geometry.heading_rect(position).top()
        return geometry.row_rect(position).top()

    def _next(self, start: Cursor) -> Cursor:
        group, rows = self._group(start), self._shown(self._group(start))
        if start.is_heading:
            return Cursor(rows.start) if rows else self._heading(group + 1, start)
        if start.position + 1 in rows:
            return Cursor(start.position + 1)
        return self._heading(group + 1, start)

    def _previous(self, start: Cursor) -> Cursor:
        group = self._group(start)
        if not start.is_heading:
            if start.position - 1 in self._shown(group):
                return Cursor(start.position - 1)
            return self._heading(group, start)
        if group == 0:
            return start
        rows = self._shown(group - 1)
        return Cursor(rows[-1]) if rows else self._heading(group - 1, start)

    def _below(self, start: Cursor, column: int) -> Cursor:
        group, columns = self._group(start), self._geometry.columns
        rows = self._shown(group)
        if start.is_heading:
            if not rows:
                return self._heading(group + 1, start)
            return Cursor(rows[:columns][min(column, len(rows[:columns]) - 1)])
        line = (start.position - rows.start) // columns
        if line == (len(rows) - 1) // columns:
            return self._heading(group + 1, start)
        return Cursor(min(start.position + columns, rows[-1]))

    def _below_heading(self, group: int, column: int) -> Cursor | None:
        rows = self._shown(group)
        return Cursor(rows[min(column, len(rows) - 1)]) if rows else None

    def _above(self, start: Cursor, column: int) -> Cursor:
        group, columns = self._group(start), self._geometry.columns
        if not start.is_heading:
            if start.position - columns in self._shown(group):
                return Cursor(start.position - columns)
            return self._heading(group, start)
        if group == 0:
            return start
        rows = self._shown(group - 1)
        if not rows:
            return self._heading(group - 1, start)
        line = (len(rows) - 1) // columns * columns
        return Cursor(min(rows[line] + column, rows[-1]))

    def _first(self) -> Cursor:
        return Cursor(0, is_heading=self._geometry.groups > 0)

    def _last(self) -> Cursor:
        group = max(self._geometry.groups, 1) - 1
        rows = self._shown(group)
        return Cursor(rows[-1]) if rows else Cursor(group, is_heading=True)

    def _at_distance(self, start: Cursor, distance: int, column: int) -> Cursor:
        geometry = self._geometry
        y = min(max(self.rect_top(start) + distance, 0), geometry.height - 1)
        x = column * geometry.cell.width()
        group = geometry.heading_at(QPoint(0, y))
        if group is None:
            (rows,) = geometry.rows_between(y, y)
            row = geometry.row_at(QPoint(x, y))
            found = Cursor(rows[-1] if row is None else row)
        else:
            found = self._below_heading(group, column) or Cursor(group, is_heading=True)
        if found != start:
            return found
        return self._below(start, column) if distance > 0 else self._above(start, column)

    def _group(self, cursor: Cursor) -> int:
        if cursor.is_heading:
            return cursor.position
        return self._geometry.group_of(cursor.position)

    def _shown(self, group: int) -> range:
        return range(0) if self._geometry.is_folded(group) else self._geometry.rows_of(group)

    def _heading(self, group: int, otherwise: Cursor) -> Cursor:
        is_there = group < self._geometry.groups
        return Cursor(group, is_heading=True) if is_there else otherwise
