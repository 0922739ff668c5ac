"""What of the cards and headings is seen where in the viewport, however far it is scrolled.

The heading of the group at the upper edge stays in sight there, over the cards that go below it.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

from desktop.mistakes.cards.geometry import CardGeometry


@dataclass(frozen=True, slots=True)
class PinnedHeading:
    """The heading that stays in sight. area: of the viewport. floats: whether it has left its own
    place, so that cards are below it.
    """

    group: int
    area: QRect
    floats: bool


class SeenCards:
    """A geometry that is scrolled by `offset` pixels; places are those of the viewport.

    pinned: None without groups.
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
