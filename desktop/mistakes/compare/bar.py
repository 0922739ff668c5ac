"""What stands above the gallery of a comparison: with whom, how many images of each kind, and
whether that could be luck.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.formats import hint
from desktop.mistakes.buttons import OutcomeButtons, OutcomeChoice
from desktop.mistakes.compare import wording
from desktop.mistakes.examples import Examples
from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.filter_wording import outcome_sentence
from desktop.mistakes.filters import OF_RIVAL, Outcome, count_of
from desktop.mistakes.titles import OUTCOME_TITLES
from desktop.theme import SPACE, Theme
from desktop.translation import tr
from desktop.widgets.labels import Caption, PlainLabel, explain
from desktop.widgets.name_box import NameBox

_RIVAL_HELP = tr("With which network the one of the window is compared")
_EPOCH_HELP = tr("After which epoch of its run that network is taken: as it is now, or as it was")

_WIDEST = 340
"""Pixels that the box of networks takes, at the most."""

_CHOICES = tuple(
    OutcomeChoice(
        outcome,
        f"{outcome.value}_button",
        OUTCOME_TITLES[outcome],
        tr("Show images {outcome}", outcome=outcome_sentence(outcome)),
    )
    for outcome in OF_RIVAL
)

_SHORT_TITLES = OUTCOME_TITLES | {
    Outcome.ALIKE_WRONG: tr("Wrong, alike"),
    Outcome.DIFFERENTLY_WRONG: tr("Wrong, differently"),
}


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
        self._box = NameBox("rival_box", tr("Network to compare with"), self)
        self._box.setMaximumWidth(_WIDEST)
        self._epoch_box = NameBox(
            "rival_epoch_box", tr("Epoch of the network to compare with"), self
        )
        explain(self._box, _RIVAL_HELP)
        explain(self._epoch_box, _EPOCH_HELP)
        self._epoch_box.setMaximumWidth(_WIDEST // 2)
        self._label = PlainLabel(tr("&Before"), self)
        self._label.setBuddy(self._box)
        self._buttons = ComparisonButtons(exploration, theme, self)
        self._sentence = Caption(theme, "", self)
        self._sentence.setObjectName("compare_label")
        self._sentence.setWordWrap(True)
        self._lay_out()
        self._box.activated.connect(self.rival_chosen)
        self._epoch_box.activated.connect(self.epoch_chosen)
        self.hide()

    def offer_networks(self, titles: Sequence[str], chosen: int) -> None:
        """Offer these networks to compare with. chosen: the row of the chosen one, -1 for none."""
        self._box.offer(titles, chosen)
        self._box.setEnabled(bool(titles))

    def offer_epochs(self, titles: Sequence[str], chosen: int) -> None:
        """Offer these epochs of the network that is compared with; without any, no box shows."""
        self._epoch_box.offer(titles, chosen)
        self._epoch_box.setVisible(bool(titles))
        self._make_room()

    def name_networks(self, rival: str, network: str) -> None:
        """Say the names of both networks on the buttons. rival: the one before. network: the one
        now.
        """
        self._buttons.name_networks(rival, network)

    def say(self, sentence: str) -> None:
        """Say the result of the comparison; nothing while there is none."""
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
        """Hide the word before the boxes, and shorten the buttons, where large letters leave no
        room.
        """
        boxes = [self._box] if self._epoch_box.isHidden() else [self._box, self._epoch_box]
        needed = sum(each.minimumSizeHint().width() + SPACE for each in boxes)
        needed += self._buttons.full_width
        word = self._label.minimumSizeHint().width() + SPACE
        self._label.setVisible(needed + word <= self.width())
        self._buttons.set_short(needed > self.width())


class ComparisonButtons(OutcomeButtons):
    """Fixed, broken, and both wrong in two ways: each button says how many images there are; none
    can be pressed before both networks have read them.
    """

    def __init__(
        self, exploration: Exploration, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(exploration, _CHOICES, theme, parent)
        self._is_short = False
        exploration.changed.connect(self._on_examples_changed)
        self._show_counts(None)

    @property
    def full_width(self) -> int:
        """The pixels that the buttons need with their whole titles."""
        longer = (
            button.fontMetrics().horizontalAdvance(OUTCOME_TITLES[outcome])
            - button.fontMetrics().horizontalAdvance(_SHORT_TITLES[outcome])
            for outcome, button in self.buttons.items()
        )
        return self.minimumSizeHint().width() + (sum(longer) if self._is_short else 0)

    def set_short(self, is_short: bool) -> None:
        """Show shorter titles, for where there is little room."""
        if is_short != self._is_short:
            self._is_short = is_short
            self._show_counts(self._exploration.examples)

    def name_networks(self, rival: str, network: str) -> None:
        """Say in hints which network reads what. rival: the one before. network: the one now."""
        for outcome, button in self.buttons.items():
            what_it_does = wording.outcome_of(outcome, rival, network)
            button.setToolTip(hint(what_it_does))
            button.setAccessibleName(what_it_does)

    def _show_counts(self, examples: Examples | None) -> None:
        is_there = examples is not None and examples.rival is not None
        for outcome, button in self.buttons.items():
            count = f" {count_of(outcome, examples):,}" if examples and is_there else ""
            titles = _SHORT_TITLES if self._is_short else OUTCOME_TITLES
            button.setText(titles[outcome] + count)
            button.setEnabled(is_there)

    @Slot(object)
    def _on_examples_changed(self, aspects: Aspect) -> None:
        if Aspect.EXAMPLES in aspects:
            self._show_counts(self._exploration.examples)
