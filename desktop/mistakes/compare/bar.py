"""What stands above the gallery of a comparison: with whom, how many images of each kind, and
whether that could be luck.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.formats import hint
from desktop.mistakes.compare.compared_outcomes import ComparedOutcomes
from desktop.mistakes.exploration import Exploration
from desktop.theme import SPACE, Theme
from desktop.widgets.choice_box import ChoiceBox
from desktop.widgets.labels import Caption, PlainLabel, explain

_RIVAL_HELP = "With which network the one of the window is compared"
_EPOCH_HELP = "After which epoch of its run that network is taken: as it is now, or as it was"

_WIDEST = 340
"""Pixels that the box of networks takes, at the most."""


class CompareBar(QWidget):
    """rival_chosen: the place in the list of what the user wants to compare with. epoch_chosen: the
    place in the list of that one's epochs. watched_changed: whether the bar is in sight.
    """

    rival_chosen = Signal(int)
    epoch_chosen = Signal(int)
    watched_changed = Signal(bool)

    def __init__(
        self, exploration: Exploration, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._box = ChoiceBox("rival_box", "Network to compare with", self)
        self._box.setMaximumWidth(_WIDEST)
        self._epoch_box = ChoiceBox("rival_epoch_box", "Epoch of the network to compare with", self)
        explain(self._box, _RIVAL_HELP)
        explain(self._epoch_box, _EPOCH_HELP)
        self._epoch_box.setMaximumWidth(_WIDEST // 2)
        self._label = PlainLabel("&Before", self)
        self._label.setBuddy(self._box)
        self._buttons = ComparedOutcomes(exploration, theme, self)
        self._sentence = Caption(theme, "", self)
        self._sentence.setObjectName("compare_label")
        self._sentence.setWordWrap(True)
        self._lay_out()
        self._box.activated.connect(self.rival_chosen)
        self._epoch_box.activated.connect(self.epoch_chosen)
        self.hide()

    def offer_networks(self, titles: Sequence[str], chosen: int) -> None:
        """Offer these to compare with. chosen: the place of the one of the moment; -1: none."""
        self._box.offer(titles, chosen)
        self._box.setEnabled(bool(titles))

    def offer_epochs(self, titles: Sequence[str], chosen: int) -> None:
        """Offer these epochs of the network that is compared with; without any, no box shows."""
        self._epoch_box.offer(titles, chosen)
        self._epoch_box.setVisible(bool(titles))
        self._make_room()

    def name_networks(self, rival: str, network: str) -> None:
        """Say by name what the buttons show. rival: the one before. network: the one now."""
        self._buttons.name_networks(rival, network)

    def say(self, sentence: str) -> None:
        """Say what the comparison comes to; nothing: while there is none."""
        self._sentence.tell(sentence)
        self._sentence.setToolTip(hint(sentence))  # a low window in large letters cuts its end
        self._sentence.setVisible(bool(sentence))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.watched_changed.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.watched_changed.emit(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._label)
        row.addWidget(self._box, 10)
        row.addWidget(self._epoch_box, 8)
        row.addWidget(self._buttons)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(row)
        layout.addWidget(self._sentence)

    def _make_room(self) -> None:
        """In large letters a narrow window has no room for the word before the boxes, and maybe
        none for the whole titles of the buttons.
        """
        boxes = [self._box] if self._epoch_box.isHidden() else [self._box, self._epoch_box]
        needed = sum(each.minimumSizeHint().width() + SPACE for each in boxes)
        needed += self._buttons.full_width
        word = self._label.minimumSizeHint().width() + SPACE
        self._label.setVisible(needed + word <= self.width())
        self._buttons.set_short(needed > self.width())
