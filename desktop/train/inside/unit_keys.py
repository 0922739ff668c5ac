"""Where arrow keys lead in a sheet of pictures. It moves nothing itself."""

from PySide6.QtCore import Qt

from desktop.widgets.picture_grid import PictureGrid

_Key = Qt.Key


def unit_after(key: int, unit: int | None, first: int, count: int, grid: PictureGrid) -> int | None:
    """The unit that a key leads to from `unit`, or None for a key that leads nowhere.

    first: the first in sight, where the way begins. count: how many there are in all.
    """
    page = grid.in_sight
    ways = {
        _Key.Key_Left: -1,
        _Key.Key_Right: 1,
        _Key.Key_Up: -grid.columns,
        _Key.Key_Down: grid.columns,
        _Key.Key_PageUp: -page,
        _Key.Key_PageDown: page,
    }
    ends = {_Key.Key_Home: 0, _Key.Key_End: count - 1}
    pressed = _Key(key)
    if pressed in ends:
        return ends[pressed]
    if pressed not in ways:
        return None
    if unit is None:
        return first
    target = unit + ways[pressed]
    if pressed in (_Key.Key_PageUp, _Key.Key_PageDown):
        return min(max(target, 0), count - 1)
    return target if 0 <= target < count else unit
