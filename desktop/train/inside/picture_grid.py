"""Where pictures of units lie: how many times magnified, in how many columns."""

from typing import NamedTuple

from PySide6.QtCore import Qt

_LARGEST = 112
"""Pixels a side that no picture needs more than."""

_FEWEST = 12
"""Pictures in sight of which more tell more than larger ones: from so many on they are legible."""


class PictureGrid(NamedTuple):
    """Pictures of `side` numbers a side, each `magnification` pixels wide, `gap` apart."""

    side: int
    magnification: int
    columns: int
    rows: int
    gap: int

    @property
    def cell(self) -> int:
        """Pixels from one picture to the next."""
        return self.side * self.magnification + self.gap

    @property
    def drawn(self) -> int:
        """Pixels a side of a picture."""
        return self.side * self.magnification

    @property
    def in_sight(self) -> int:
        """How many pictures the room holds."""
        return self.columns * self.rows

    def place(self, position: int) -> tuple[int, int]:
        """Left and top of the picture at a position in sight."""
        row, column = divmod(position, self.columns)
        return column * self.cell, row * self.cell

    def position_at(self, x: float, y: float) -> int | None:
        """Which picture in sight, if any, lies at a point; its gap counts as its own."""
        if x < 0 or y < 0:
            return None
        column, row = int(x // self.cell), int(y // self.cell)
        return row * self.columns + column if column < self.columns and row < self.rows else None


def fitted(
    count: int,
    side: int,
    width: int,
    height: int,
    *,
    legible: int,
    smallest: int,
    gap: int,
    ratio: float = 1.0,
) -> PictureGrid:
    """The grid with the largest pictures of which all fit; else as many as are legible.

    legible: the size from which on a picture is read by itself. smallest: the size that is taken
    where only a handful of such pictures would fit. All sizes in pixels, of which `ratio` are as
    wide as one of the design.
    """
    least = max(1, -(-round(legible * ratio) // side))
    most = max(least, round(_LARGEST * ratio) // side)
    for magnification in range(most, least, -1):
        grid = _grid(side, magnification, width, height, gap)
        if grid.in_sight >= count and grid.cell - gap <= min(width, height):
            return grid
    room = max(1, min(width, height) // side)
    grid = _grid(side, min(least, room), width, height, gap)
    tightest = max(1, -(-round(smallest * ratio) // side))
    for magnification in range(grid.magnification - 1, tightest - 1, -1):
        if grid.in_sight >= min(count, _FEWEST):
            break
        grid = _grid(side, magnification, width, height, -(-gap * magnification // least))
    return grid


def _grid(side: int, magnification: int, width: int, height: int, gap: int) -> PictureGrid:
    cell = side * magnification + gap
    columns, rows = ((room + gap) // cell for room in (width, height))
    return PictureGrid(side, magnification, max(1, columns), max(1, rows), gap)


def unit_after(key: int, unit: int | None, first: int, count: int, grid: PictureGrid) -> int | None:
    """The picture that an arrow key leads to from `unit`, or None for a key that leads nowhere.

    first: the first in sight, where the way begins. count: how many there are in all.
    """
    page = grid.in_sight
    ways = {
        Qt.Key.Key_Left: -1,
        Qt.Key.Key_Right: 1,
        Qt.Key.Key_Up: -grid.columns,
        Qt.Key.Key_Down: grid.columns,
        Qt.Key.Key_PageUp: -page,
        Qt.Key.Key_PageDown: page,
    }
    ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: count - 1}
    pressed = Qt.Key(key)
    if pressed in ends:
        return ends[pressed]
    if pressed not in ways:
        return None
    if unit is None:
        return first
    target = unit + ways[pressed]
    if pressed in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        return min(max(target, 0), count - 1)
    return target if 0 <= target < count else unit
