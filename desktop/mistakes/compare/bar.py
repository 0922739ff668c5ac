"""What stands above the gallery of a comparison: with whom, how many images of each kind, and
whether that could be luck.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.mistakes.compare.outcome_buttons import OutcomeButtons
from desktop.mistakes.exploration import Exploration
from desktop.theme import SPACE, Theme
from desktop.widgets.labels import Caption, PlainLabel

_MOST_IN_SIGHT = 20
"""Networks and epochs in the open list before it scrolls."""

_LETTERS = 6
"""Of the chosen network's name, at the least."""

_WIDEST = 340
"""Pixels that the box takes, at the most."""


class CompareBar(QWidget):
    """rival_chosen: the place in the list of what the user wants to compare with. watched_changed:
    whether the bar is in sight.
    """

    rival_chosen = Signal(int)
    watched_changed = Signal(bool)

    def __init__(
        self, exploration: Exploration, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._titles: list[str] = []
        self._box = QComboBox(self)
        self._box.setObjectName("rival_box")
        self._box.setAccessibleName("Network to compare with")
        self._box.setMaxVisibleItems(_MOST_IN_SIGHT)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self._box.setSizeAdjustPolicy(policy)  # a long name must not widen the window
        self._box.setMinimumContentsLength(_LETTERS)
        self._box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._box.setMaximumWidth(_WIDEST)
        self._sentence = Caption(theme, "", self)
        self._sentence.setObjectName("compare_label")
        self._sentence.setWordWrap(True)
        self._label = PlainLabel("Compared &with", self)
        self._label.setBuddy(self._box)
        self._buttons = OutcomeButtons(exploration, theme, self)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._label)
        row.addWidget(self._box, 10)
        row.addWidget(self._buttons)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(row)
        layout.addWidget(self._sentence)
        self._box.activated.connect(self._on_activated)
        self.hide()

    def offer(self, titles: Sequence[str], chosen: int) -> None:
        """Offer these to compare with. chosen: the place of the one of the moment; -1: none."""
        if [*titles] != self._titles:
            self._titles = [*titles]
            self._box.clear()
            self._box.addItems(self._titles)
        self._box.setEnabled(bool(titles))
        self._box.setCurrentIndex(chosen)

    def say(self, sentence: str) -> None:
        """Say what the comparison comes to; nothing: while there is none."""
        self._sentence.tell(sentence)
        self._sentence.setVisible(bool(sentence))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.watched_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.watched_changed.emit(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # in large letters a narrow window has no room for the words beside the box
        hints = (self._label, self._buttons, self._box)
        needed = sum(each.minimumSizeHint().width() + SPACE for each in hints)
        self._label.setVisible(needed <= self.width())

    @Slot(int)
    def _on_activated(self, row: int) -> None:
        self.rival_chosen.emit(row)
