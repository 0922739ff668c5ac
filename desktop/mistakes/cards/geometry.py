"""Where cards and headings lie, in the content and in the viewport that is scrolled over it:
arithmetic over rows, groups and pixels.
"""

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize

from desktop.mistakes.examples import NO_ROWS, Rows


class CardGeometry:
    """Cells of one size in as many columns as fit, group below group. All places are those of the
    content, whose first pixel is at the top however far it is scrolled.

    count: how many rows. width: of the viewport, in pixels. smallest_cell: what a card and the gap
    after it need; cells are widened until they fill the width. firsts: see `Groups`; without
    groups there are no headings. folded: positions of groups whose cards are hidden.
    Questions take a time that grows with the logarithm of the number of groups, and with what is
    answered.
    """

    def __init__(
        self,
        count: int,
        width: int,
        smallest_cell: QSize,
        *,
        firsts: Rows = NO_ROWS,
        folded: Collection[int] = (),
        heading_height: int = 0,
    ) -> None:
        self.count = count
        self.columns = max(width // smallest_cell.width(), 1)
        cell_width = max(width // self.columns, smallest_cell.width())
        self.cell = QSize(cell_width, smallest_cell.height())
        self.groups = len(firsts)
        self._width = max(width, cell_width)
        self._heading = heading_height if self.groups else 0
        starts = firsts if self.groups else np.zeros(1, dtype=np.intp)
        lines = -(-np.diff(starts, append=count) // self.columns)
        lines[list(folded)] = 0
        bottoms = np.cumsum(self._heading + lines * self.cell.height())
        self._folded = frozenset(folded)
        self._firsts: list[int] = starts.tolist()
        self._tops: list[int] = [0, *bottoms.tolist()]

    @property
    def height(self) -> int:
        """Pixels from the first heading or card to below the last."""
        return self._tops[-1]

    @property
    def heading_height(self) -> int:
        """Pixels that each heading is high; 0 without groups."""
        return self._heading

    def is_folded(self, group: int) -> bool:
        """Whether the cards of a group are hidden."""
        return group in self._folded

    def group_of(self, row: int) -> int:
        """The group that a row belongs to; 0 without groups."""
        return bisect_right(self._firsts, row) - 1

    def rows_of(self, group: int) -> range:
        """The rows of a group, hidden or not."""
        last = group + 1 == len(self._firsts)
        return range(self._firsts[group], self.count if last else self._firsts[group + 1])

    def column_of(self, row: int) -> int:
        """The column that a row stands in, from 0 on."""
        return (row - self._firsts[self.group_of(row)]) % self.columns

    def row_rect(self, row: int) -> QRect:
        """The cell of a row, with the gap after its card; empty for a hidden row."""
        group = self.group_of(row)
        if not 0 <= row < self.count or group in self._folded:
            return QRect()
        line, column = divmod(row - self._firsts[group], self.columns)
        top = self._tops[group] + self._heading + line * self.cell.height()
        return QRect(QPoint(column * self.cell.width(), top), self.cell)

    def heading_rect(self, group: int) -> QRect:
        """The heading of a group, as wide as the viewport."""
        return QRect(0, self._tops[group], self._width, self._heading)

    def pinned_heading(self, offset: int) -> tuple[int, QRect] | None:
        """The group at the upper edge of a viewport that is scrolled by `offset` pixels, and where
        its heading stays in sight: at that edge, until the next heading pushes it away.
        """
        if not self.groups:
            return None
        group = self._group_at(offset)
        top = min(offset, self._tops[group + 1] - self._heading)
        return group, QRect(0, top, self._width, self._heading)

    def row_at(self, point: QPoint) -> int | None:
        """The row whose cell holds a point."""
        column = point.x() // self.cell.width()
        if not 0 <= point.y() < self.height or not 0 <= column < self.columns:
            return None
        group = self._group_at(point.y())
        below = point.y() - self._tops[group] - self._heading
        if below < 0:
            return None
        rows = self.rows_of(group)
        row = rows.start + below // self.cell.height() * self.columns + column
        return row if row in rows else None

    def heading_at(self, point: QPoint) -> int | None:
        """The group whose heading holds a point."""
        if not 0 <= point.y() < self.height:
            return None
        group = self._group_at(point.y())
        return group if point.y() - self._tops[group] < self._heading else None

    def rows_between(self, top: int, bottom: int) -> list[range]:
        """The rows on lines between two heights, `bottom` included; one range for each group."""
        shown = []
        for group in self._groups_between(top, bottom):
            if group in self._folded:
                continue
            begin, rows = self._tops[group] + self._heading, self.rows_of(group)
            first = max((top - begin) // self.cell.height(), 0) * self.columns
            last = ((bottom - begin) // self.cell.height() + 1) * self.columns
            found = rows[first : max(last, 0)]
            if found:
                shown.append(found)
        return shown

    def headings_between(self, top: int, bottom: int) -> range:
        """The groups whose headings are between two heights, `bottom` included."""
        if not self.groups:
            return range(0)
        groups = self._groups_between(top, bottom)
        if groups and top - self._tops[groups.start] >= self._heading:
            return groups[1:]
        return groups

    def rows_within(self, area: QRect) -> list[range]:
        """The rows whose cells a rectangle meets, as ranges: one for each line, or for each group
        if it meets all columns.
        """
        left = max(area.left() // self.cell.width(), 0)
        right = min(area.right() // self.cell.width(), self.columns - 1)
        met = self.rows_between(area.top(), area.bottom()) if left <= right else []
        if left == 0 and right == self.columns - 1:
            return met
        lines = (
            rows[start : start + self.columns][left : right + 1]
            for rows in met
            for start in range(0, len(rows), self.columns)
        )
        return [line for line in lines if line]

    def unfolded(self, rows: range) -> list[range]:
        """Those of consecutive rows that are not hidden, as ranges."""
        if not self._folded:
            return [rows] if rows else []
        shown: list[range] = []
        for group in range(self.group_of(rows.start), self.group_of(rows.stop - 1) + 1):
            own = self.rows_of(group)
            part = range(max(own.start, rows.start), min(own.stop, rows.stop))
            if part and group not in self._folded:
                shown.append(part)
        return shown

    def _group_at(self, y: int) -> int:
        return min(bisect_right(self._tops, y), len(self._firsts)) - 1

    def _groups_between(self, top: int, bottom: int) -> range:
        if bottom < 0 or top >= self.height or bottom < top:
            return range(0)
        return range(self._group_at(max(top, 0)), self._group_at(bottom) + 1)


@dataclass(frozen=True, slots=True)
class PinnedHeading:
    """The heading that stays in sight. area: in the viewport. floats: whether cards are below it,
    as it has left its own place.
    """

    group: int
    area: QRect
    floats: bool


class ViewportGeometry:
    """Where cards and headings are seen in a viewport that is scrolled by `offset` pixels.

    pinned: the heading of the group at the upper edge, which stays in sight there, over the cards
    that go below it; None without groups.
    """

    def __init__(self, geometry: CardGeometry, offset: int) -> None:
        self._geometry = geometry
        self._offset = offset
        self.pinned: PinnedHeading | None = None
        found = geometry.pinned_heading(offset)
        if found is not None:
            group, area = found
            floats = area.top() > geometry.heading_rect(group).top()
            self.pinned = PinnedHeading(group, area.translated(0, -offset), floats)

    @property
    def covered(self) -> QRect:
        """Where no card is seen because of the heading that stays in sight."""
        return QRect() if self.pinned is None else self.pinned.area

    def row_at(self, point: QPoint) -> int | None:
        """The row whose card is seen at a point."""
        if self.covered.contains(point):
            return None
        return self._geometry.row_at(point + QPoint(0, self._offset))

    def heading_at(self, point: QPoint) -> int | None:
        """The group whose heading is seen at a point."""
        if self.pinned is not None and self.pinned.area.contains(point):
            return self.pinned.group
        return self._geometry.heading_at(point + QPoint(0, self._offset))

    def heading_rect(self, group: int) -> QRect:
        """Where the heading of a group is, also if that is beyond the viewport."""
        if self.pinned is not None and self.pinned.group == group:
            return self.pinned.area
        return self._geometry.heading_rect(group).translated(0, -self._offset)
