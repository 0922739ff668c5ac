"""The four galleries of a comparison as buttons: fixed, broken, and both wrong in two ways."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from desktop.mistakes.cards.examples import Examples
from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.filters import OF_RIVAL, Outcome, count_of
from desktop.mistakes.titles import OUTCOME_TITLES
from desktop.mistakes.wording import OUTCOME_SENTENCES
from desktop.theme import Theme
from desktop.widgets.toggle import Toggle


class OutcomeButtons(QWidget):
    """At most one is down: none while the exploration asks for something else."""

    def __init__(
        self, exploration: Exploration, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._buttons = {outcome: self._button(outcome, theme) for outcome in OF_RIVAL}
        for button in self._buttons.values():
            self._group.addButton(button)
            row.addWidget(button)
        exploration.changed.connect(self._on_changed)
        self._show_counts(None)
        self._show_filters()

    def _button(self, outcome: Outcome, theme: Theme) -> Toggle:
        title = OUTCOME_TITLES[outcome]
        what_it_does = f"Show images {OUTCOME_SENTENCES[outcome]}"
        button = Toggle(f"{outcome.value}_button", title, what_it_does, theme, self)
        button.clicked.connect(self._on_clicked)
        return button

    def _show_counts(self, examples: Examples | None) -> None:
        is_there = examples is not None and examples.rival is not None
        for outcome, button in self._buttons.items():
            count = f" {count_of(outcome, examples):,}" if examples and is_there else ""
            button.setText(OUTCOME_TITLES[outcome] + count)
            button.setEnabled(is_there)

    def _show_filters(self) -> None:
        self._group.setExclusive(False)  # else the last that was down could not be let go
        for outcome, button in self._buttons.items():
            button.setChecked(self._exploration.filters.is_only(outcome))
        self._group.setExclusive(True)

    @Slot()
    def _on_clicked(self) -> None:
        clicked = self.sender()
        outcome = next(each for each, button in self._buttons.items() if button is clicked)
        self._exploration.set_outcome(outcome)

    @Slot(object)
    def _on_changed(self, aspects: Aspect) -> None:
        if Aspect.EXAMPLES in aspects:
            self._show_counts(self._exploration.examples)
        if Aspect.FILTERS in aspects:
            self._show_filters()
