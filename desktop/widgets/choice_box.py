"""A box to choose one of a list whose names may be long, and may change while it is open."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

_MOST_IN_SIGHT = 20
"""Names in an open list before it scrolls."""

_LETTERS = 6
"""Of the chosen name, at the least."""


class ChoiceBox(QComboBox):
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
        """Offer these; an open list stays open while it says the same. chosen: -1 for none."""
        if [*titles] != [self.itemText(row) for row in range(self.count())]:
            self.clear()
            self.addItems([*titles])
        self.setCurrentIndex(chosen)
