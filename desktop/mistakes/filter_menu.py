"""The menu of all filters: outcome, marks, truth, prediction, confidence."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.filters import OF_HISTORY, OF_RIVAL, Filters, Outcome
from desktop.mistakes.titles import MARKED, OUTCOME_TITLES, confidence_title
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
        self._changes: list[tuple[QAction, Callable[[Filters], Filters]]] = []
        self._outcomes = {
            each: self._action(self._menu, OUTCOME_TITLES[each], partial(_with_outcome, each))
            for each in Outcome
        }
        group = QActionGroup(self)
        for action in self._outcomes.values():
            group.addAction(action)
        self._menu.addSeparator()
        self._marked = self._action(self._menu, MARKED, _toggled_marked)
        self._truths = self._digit_actions("Truth", _toggled_truth)
        self._predictions = self._digit_actions("Read as", _toggled_prediction)
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

    def _digit_actions(
        self, title: str, toggled: Callable[[int, Filters], Filters]
    ) -> list[QAction]:
        menu = self._menu.addMenu(title)
        return [
            self._action(menu, f"&{digit}", partial(toggled, digit)) for digit in range(CLASSES)
        ]

    def _span_actions(self) -> dict[tuple[float, float] | None, QAction]:
        menu = self._menu.addMenu("Confidence")
        titles = {None: "Any"} | {span: confidence_title(span).capitalize() for span in _SPANS}
        return {
            span: self._action(menu, title, partial(_confined, span))
            for span, title in titles.items()
        }

    def _action(self, menu: QMenu, text: str, change: Callable[[Filters], Filters]) -> QAction:
        """change: what the filters become when it is chosen."""
        action = menu.addAction(text)
        action.setCheckable(True)
        action.triggered.connect(self._on_triggered)
        self._changes.append((action, change))
        return action

    @Slot()
    def _on_triggered(self) -> None:
        triggered = self.sender()
        change = next(change for action, change in self._changes if action is triggered)
        self._exploration.set_filters(change(self._exploration.filters))

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


def _with_outcome(outcome: Outcome, filters: Filters) -> Filters:
    return replace(filters, outcome=outcome, cells=frozenset())


def _toggled_marked(filters: Filters) -> Filters:
    return replace(filters, marked=not filters.marked)


def _toggled_truth(digit: int, filters: Filters) -> Filters:
    return replace(filters, truths=filters.truths ^ {digit})


def _toggled_prediction(digit: int, filters: Filters) -> Filters:
    return replace(filters, predictions=filters.predictions ^ {digit})


def _confined(span: tuple[float, float] | None, filters: Filters) -> Filters:
    return replace(filters, confidence=span)
