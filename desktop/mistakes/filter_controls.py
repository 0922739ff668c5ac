"""What chooses among the images: a menu of all filters, a chip for each that is set, and a switch
between all images, the filtered and the selected ones.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QToolButton, QWidget

from desktop.formats import hint
from desktop.mistakes.buttons import MenuButton
from desktop.mistakes.exploration import Aspect, Exploration, Scope
from desktop.mistakes.filter_wording import OUTCOME_HINTS, prediction_hint, span_hint, truth_hint
from desktop.mistakes.filters import OF_HISTORY, OF_RIVAL, Filters, Outcome
from desktop.mistakes.titles import MARKED, OUTCOME_TITLES, chips, confidence_title
from desktop.theme import SPACE, Theme
from desktop.translation import tr
from desktop.widgets.buttons import Toggle
from nncore.array_types import CLASSES

_SPANS = ((0.99, 1.0), (0.9, 1.0), (0.5, 0.9), (0.0, 0.5))
"""The ranges of confidence to choose from."""

_SCOPES = {Scope.ALL: tr("All"), Scope.FILTERED: tr("Filtered"), Scope.SELECTED: tr("Selected")}


class FilterButton(MenuButton):
    """Opens a menu whose ticks say what the exploration is filtered by: outcome, marks, truth,
    prediction, confidence.
    """

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__("filter_button", tr("Filter"), tr("Filter"), parent)
        self._exploration = exploration
        self._menu = self.menu()
        self._menu.setToolTipsVisible(True)
        self._changes: list[tuple[QAction, Callable[[Filters], Filters]]] = []
        self._outcomes = {
            each: self._action(
                self._menu,
                OUTCOME_TITLES[each],
                OUTCOME_HINTS[each],
                partial(_with_outcome, each),
            )
            for each in Outcome
        }
        group = QActionGroup(self)
        for action in self._outcomes.values():
            group.addAction(action)
        self._menu.addSeparator()
        self._marked = self._action(
            self._menu, MARKED, tr("Only what somebody marked, however"), _toggled_marked
        )
        self._truths = self._digit_actions(
            tr("Truth"), tr("By what the images are"), truth_hint, _toggled_truth
        )
        self._predictions = self._digit_actions(
            tr("Read as"),
            tr("By what the network took them for"),
            prediction_hint,
            _toggled_prediction,
        )
        self._spans = self._span_actions()
        exploration.changed.connect(self._on_changed)
        self._tick(exploration.filters)
        self._offer_outcomes()

    def toggle_truth(self, digit: int) -> None:
        """Show this true digit alone, or every one again."""
        filters = self._exploration.filters
        truths = frozenset() if filters.truths == {digit} else frozenset({digit})
        self._exploration.set_filters(replace(filters, truths=truths, cells=frozenset()))

    def _digit_actions(
        self,
        title: str,
        about: str,
        passes: Callable[[int], str],
        toggled: Callable[[int, Filters], Filters],
    ) -> list[QAction]:
        """about: the hint of the submenu. passes: the hint of each digit."""
        menu = self._submenu(title, about)
        return [
            self._action(menu, f"&{digit}", passes(digit), partial(toggled, digit))
            for digit in range(CLASSES)
        ]

    def _submenu(self, title: str, about: str) -> QMenu:
        menu = self._menu.addMenu(title)
        menu.setToolTipsVisible(True)
        menu.menuAction().setToolTip(hint(about))
        return menu

    def _span_actions(self) -> dict[tuple[float, float] | None, QAction]:
        menu = self._submenu(tr("Confidence"), tr("By how sure the network was of its answer"))
        titles = {None: tr("Any")} | {span: confidence_title(span).capitalize() for span in _SPANS}
        return {
            span: self._action(menu, title, span_hint(span), partial(_confined, span))
            for span, title in titles.items()
        }

    def _action(
        self, menu: QMenu, text: str, passes: str, change: Callable[[Filters], Filters]
    ) -> QAction:
        """passes: the hint. change: what the filters become when it is chosen."""
        action = menu.addAction(text)
        action.setToolTip(hint(passes))
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
        """Offer outcomes of a history or of a comparison only where there is one."""
        examples = self._exploration.examples
        for outcome in OF_HISTORY:
            is_there = examples is not None and examples.history is not None
            self._outcomes[outcome].setVisible(is_there)
        for outcome in OF_RIVAL:
            is_there = examples is not None and examples.rival is not None
            self._outcomes[outcome].setVisible(is_there)

    def _tick(self, filters: Filters) -> None:
        for outcome, action in self._outcomes.items():
            is_all = outcome is not Outcome.ANY or filters.is_only(Outcome.ANY)
            action.setChecked(is_all and outcome is filters.shown_outcome)
        self._marked.setChecked(filters.marked)
        for digit in range(CLASSES):
            self._truths[digit].setChecked(digit in filters.truths)
            self._predictions[digit].setChecked(digit in filters.predictions)
        for span, action in self._spans.items():
            action.setChecked(span == filters.confidence)


class FilterChips(QWidget):
    """One chip for each filter of the exploration, which a click takes away; the last one, too."""

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter_chips")
        self.setAccessibleName(tr("Filters"))
        self._exploration = exploration
        self._chips: list[QToolButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE)
        self._row.addStretch(1)
        exploration.changed.connect(self._on_changed)
        self._renew()

    @property
    def titles(self) -> list[str]:
        """What the chips say."""
        return [title for title, _ in self._filters]

    def _renew(self) -> None:
        self._filters: list[tuple[str, Filters]] = chips(self._exploration.filters)
        while len(self._chips) < len(self._filters):
            self._chips.append(self._chip(len(self._chips)))
        for chip in self._chips[len(self._filters) :]:
            chip.hide()  # one that is deleted could be clicked until it is
        for chip, title in zip(self._chips, self.titles, strict=False):
            chip.show()
            chip.setText(f"{title}  ✕")
            chip.setAccessibleName(tr("Remove the filter: {title}", title=title))
            chip.setToolTip(hint(tr("Remove the filter: {title}", title=title)))
            chip.setEnabled(self._exploration.scope is Scope.FILTERED)

    def _chip(self, number: int) -> QToolButton:
        chip = QToolButton(self)
        chip.setObjectName(f"filter_chip_{number}")
        chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        chip.clicked.connect(self._on_clicked)
        self._row.insertWidget(number, chip)
        return chip

    @Slot()
    def _on_clicked(self) -> None:
        clicked = self.sender()
        number = next(each for each, chip in enumerate(self._chips) if chip is clicked)
        self._exploration.set_filters(self._filters[number][1])

    @Slot(object)
    def _on_changed(self, aspects: Aspect) -> None:
        if Aspect.FILTERS in aspects:
            self._renew()


class ScopeSwitch(QWidget):
    """Three buttons with numbers, of which one is down: where the gallery takes its cards from."""

    def __init__(
        self, exploration: Exploration, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._exploration = exploration
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._buttons = {
            scope: Toggle(
                f"scope_{scope.value}",
                title,
                tr("Show {title} images", title=title.lower()),
                theme,
                self,
            )
            for scope, title in _SCOPES.items()
        }
        for button in self._buttons.values():
            button.clicked.connect(self._on_clicked)
            group.addButton(button)
            row.addWidget(button)
        exploration.changed.connect(self._on_changed)
        self._renew()

    def _renew(self) -> None:
        exploration, examples = self._exploration, self._exploration.examples
        counts: dict[Scope, int] = {}
        if examples is not None:
            counts[Scope.ALL] = examples.read_count
            counts[Scope.SELECTED] = len(exploration.selected)
            # before the other network of a comparison has read them, nobody knows
            if examples.rival is not None or exploration.filters.outcome not in OF_RIVAL:
                counts[Scope.FILTERED] = exploration.filtered_count
        for scope, button in self._buttons.items():
            title = _SCOPES[scope]
            button.setText(f"{title} {counts[scope]:,}" if scope in counts else title)
            button.setChecked(scope is exploration.scope)
        is_there = len(exploration.selected) > 0 or exploration.scope is Scope.SELECTED
        self._buttons[Scope.SELECTED].setEnabled(is_there)

    @Slot()
    def _on_clicked(self) -> None:
        clicked = self.sender()
        scope = next(each for each, button in self._buttons.items() if button is clicked)
        self._exploration.set_scope(scope)

    @Slot(object)
    def _on_changed(self, aspects: Aspect) -> None:
        if aspects & (Aspect.EXAMPLES | Aspect.FILTERS | Aspect.SELECTION):
            self._renew()


def _with_outcome(outcome: Outcome, filters: Filters) -> Filters:
    """With the outcome "any", no other filter stays."""
    return Filters(outcome) if outcome is Outcome.ANY else filters.with_outcome(outcome)


def _toggled_marked(filters: Filters) -> Filters:
    return replace(filters, marked=not filters.marked)


def _toggled_truth(digit: int, filters: Filters) -> Filters:
    return replace(filters, truths=filters.truths ^ {digit})


def _toggled_prediction(digit: int, filters: Filters) -> Filters:
    return replace(filters, predictions=filters.predictions ^ {digit})


def _confined(span: tuple[float, float] | None, filters: Filters) -> Filters:
    return replace(filters, confidence=span)
