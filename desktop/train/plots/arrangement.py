"""Where the plots stand in the room there is: above each other, or side by side.

It knows no widgets: from a size to a row of places.
"""

from enum import Enum


class Arrangement(Enum):
    """Which plots are in sight, and how they stand. columns: how many stand side by side."""

    TALL = (3, 1)
    """All above each other."""

    STACKED = (2, 1)
    """Loss above accuracy."""

    BESIDE = (2, 2)
    """Loss beside accuracy."""

    WIDE = (3, 3)
    """All side by side."""

    @property
    def plots(self) -> int:
        """How many of loss, accuracy and rate are in sight."""
        return self.value[0]

    @property
    def columns(self) -> int:
        """How many stand side by side."""
        return self.value[1]


_TALL_HEIGHT = 480
_STACKED_HEIGHT = 320
_WIDE_WIDTH = 1080


def arrangement_for(width: int, height: int) -> Arrangement:
    """What suits an area of so many pixels."""
    if height >= _TALL_HEIGHT:
        return Arrangement.TALL
    if height >= _STACKED_HEIGHT:
        return Arrangement.STACKED
    return Arrangement.WIDE if width >= _WIDE_WIDTH else Arrangement.BESIDE
