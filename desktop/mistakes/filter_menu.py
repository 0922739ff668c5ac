"""The menu of all filters: outcome, marks, truth, prediction, confidence."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.filters import OF_HISTORY, OF_RIVAL, Filters, Outcome
from desktop.mistakes.wording import MARKED, OUTCOME_TITLES, confidence_title
from nncore.array_types import CLASSES

_SPANS = ((0.99, 1.0), (0.9, 1.0), (0.5, 0.9), (0.0, 0.5))
"""The ranges of confidence to choose from."""


class FilterButton(QToolButton):
    """Opens the menu, whose ticks say what the exploration is filtered by."""

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter_button")
        self.setText("Filter")
        self.setAccessibleName("Filter")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._exploration = exploration
        self._menu = QMenu(self)
        self._outcomes = {each: self._outcome_action(each) for each in Outcome}
        group = QActionGroup(self)
        for action in self._outcomes.values():
            group.addAction(action)
        self._menu.addSeparator()
        self._marked = self._action(self._menu, MARKED, self._toggle_marked)
        self._truths = self._digit_actions("Truth", self._toggle_truth)
        self._predictions = self._digit_actions("Read as", self._toggle_prediction)
        self._spans = self._span_actions()
        self.setMenu(self._menu)
        exploration.changed.connect(self._on_changed)
        self._tick(exploration.filters)
        self._offer_outcomes()

    def toggle_truth(self, digit: int) -> None:
        """Show this true digit alone, or every one again."""
        filters = self._exploration.filters
        truths = frozenset() if filters.truths == {digit} else frozenset({digit})
        self._exploration.set_filters(replace(filters, truths=truths, cells=frozenset()))

    def _outcome_action(self, outcome: Outcome) -> QAction:
        return self._action(self._menu, OUTCOME_TITLES[outcome], partial(self._choose, outcome))

    def _digit_actions(self, title: str, toggle: Callable[..., None]) -> list[QAction]:
        menu = self._menu.addMenu(title)
        return [self._action(menu, f"&{digit}", partial(toggle, digit)) for digit in range(CLASSES)]

    def _span_actions(self) -> dict[tuple[float, float] | None, QAction]:
        menu = self._menu.addMenu("Confidence")
        actions: dict[tuple[float, float] | None, QAction] = {
            None: self._action(menu, "Any", partial(self._confine, None))
        }
        for span in _SPANS:
            title = confidence_title(span).capitalize()
            actions[span] = self._action(menu, title, partial(self._confine, span))
        return actions

    def _action(self, menu: QMenu, text: str, done: Callable[..., None]) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.triggered.connect(done)
        return action

    def _choose(self, outcome: Outcome, *_: object) -> None:
        filters = self._exploration.filters
        self._exploration.set_filters(replace(filters, outcome=outcome, cells=frozenset()))

    def _toggle_marked(self, *_: object) -> None:
        filters = self._exploration.filters
        self._exploration.set_filters(replace(filters, marked=not filters.marked))

    def _toggle_truth(self, digit: int, *_: object) -> None:
        filters = self._exploration.filters
        self._exploration.set_filters(replace(filters, truths=filters.truths ^ {digit}))

    def _toggle_prediction(self, digit: int, *_: object) -> None:
        filters = self._exploration.filters
        self._exploration.set_filters(replace(filters, predictions=filters.predictions ^ {digit}))

    def _confine(self, span: tuple[float, float] | None, *_: object) -> None:
        self._exploration.set_filters(replace(self._exploration.filters, confidence=span))

    @Slot(object)
    def _on_changed(self, aspects: Aspect) -> None:
        if Aspect.FILTERS in aspects:
            self._tick(self._exploration.filters)
        if Aspect.EXAMPLES in aspects:
            self._offer_outcomes()

    def _offer_outcomes(self) -> None:
        """What only a history or a comparison tells is there with one."""
        examples = self._exploration.examples
        for outcome in OF_HISTORY:
            is_there = examples is not None and examples.history is not None
            self._outcomes[outcome].setVisible(is_there)
        for outcome in OF_RIVAL:
            is_there = examples is not None and examples.rival is not None
            self._outcomes[outcome].setVisible(is_there)

    def _tick(self, filters: Filters) -> None:
        for outcome, action in self._outcomes.items():
            action.setChecked(outcome is filters.shown_outcome)
        self._marked.setChecked(filters.marked)
        for digit in range(CLASSES):
            self._truths[digit].setChecked(digit in filters.truths)
            self._predictions[digit].setChecked(digit in filters.predictions)
        for span, action in self._spans.items():
            action.setChecked(span == filters.confidence)
