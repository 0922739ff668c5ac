"""The four galleries of a comparison as buttons: fixed, broken, and both wrong in two ways."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desktop.formats import hint
from desktop.mistakes.compare import wording
from desktop.mistakes.examples import Examples
from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.filter_wording import outcome_sentence
from desktop.mistakes.filters import OF_RIVAL, Outcome, count_of
from desktop.mistakes.outcome_buttons import OutcomeButtons, OutcomeChoice
from desktop.mistakes.titles import OUTCOME_TITLES
from desktop.theme import Theme

_CHOICES = tuple(
    OutcomeChoice(
        outcome,
        f"{outcome.value}_button",
        OUTCOME_TITLES[outcome],
        f"Show images {outcome_sentence(outcome)}",
    )
    for outcome in OF_RIVAL
)

_SHORT_TITLES = OUTCOME_TITLES | {
    Outcome.ALIKE_WRONG: "Wrong, alike",
    Outcome.DIFFERENTLY_WRONG: "Wrong, differently",
}


class ComparedOutcomes(OutcomeButtons):
    """Each says how many images there are; none can be pressed before both networks have read."""

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
        """Have shorter titles, for where there is little room."""
        if is_short != self._is_short:
            self._is_short = is_short
            self._show_counts(self._exploration.examples)

    def name_networks(self, rival: str, network: str) -> None:
        """Say by name which of the two reads what. rival: the one before. network: the one now."""
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
