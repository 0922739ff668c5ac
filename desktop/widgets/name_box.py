"""A box to choose one of a list whose names may be long, and may change while it is open."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

_MOST_IN_SIGHT = 20
"""Names in an open list before it scrolls."""

_LETTERS = 6
"""Of the chosen name, at the least."""


class NameBox(QComboBox):
    """As wide as there is room: a long name does not widen the window."""

    def __init__(self, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setMaxVisibleItems(_MOST_IN_SIGHT)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.setSizeAdjustPolicy(policy)
        self.setMinimumContentsLength(_LETTERS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def offer(self, titles: Sequence[str], chosen: int) -> None:
        """Offer these; whoever moves in the open list stays where they are. chosen: -1 for none."""
        looked_at = self._looked_at(titles)
        before = [self.itemText(row) for row in range(self.count())]
        if len(titles) != len(before):
            self.clear()
            self.addItems([*titles])
        elif [*titles] != before:
            for row, title in enumerate(titles):
                self.setItemText(row, title)
        self.setCurrentIndex(chosen)
        if looked_at >= 0:
            self.view().setCurrentIndex(self.model().index(looked_at, 0))

    def _looked_at(self, titles: Sequence[str]) -> int:
        """The row of `titles` for that which is looked at in the open list; -1 if there is none."""
        row = self.view().currentIndex().row()
        if row < 0 or not self.view().isVisible():
            return -1
        title = self.itemText(row)
        if title in titles:
            return titles.index(title)
        return row if len(titles) == self.count() else -1
