"""Buttons that more than one room of the tab has: some open a menu, some show what was read in one
way.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QToolButton, QWidget

from desktop.mistakes.exploration import Aspect, Exploration, Scope
from desktop.mistakes.filters import Outcome
from desktop.theme import Theme
from desktop.widgets.buttons import Toggle


class MenuButton(QToolButton):
    """Opens a menu. name: of the widget. what_for: for screen readers."""

    def __init__(self, name: str, text: str, what_for: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setText(text)
        self.setAccessibleName(what_for)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(QMenu(self))

    def add_separator(self) -> None:
        """Add a line between the entries before and after."""
        self.menu().addSeparator()

    def add_entry(
        self, text: str, name: str = "", *, is_checkable: bool = False, is_checked: bool = False
    ) -> QAction:
        """Add an entry to the menu. name: of the action."""
        action = self.menu().addAction(text)
        action.setObjectName(name)
        action.setCheckable(is_checkable)
        action.setChecked(is_checked)
        return action


@dataclass(frozen=True)
class OutcomeChoice:
    """One button. name: of the widget. text: on it. what_it_does: for tooltip and screen reader."""

    outcome: Outcome
    name: str
    text: str
    what_it_does: str


class OutcomeButtons(QWidget):
    """Each button shows the images of one outcome, and no others. At most one is down: none while
    something else is filtered by.

    buttons: by their outcome. spacing: pixels between them.
    """

    def __init__(
        self,
        exploration: Exploration,
        choices: Iterable[OutcomeChoice],
        theme: Theme,
        parent: QWidget | None = None,
        *,
        spacing: int = 0,
    ) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._group = QButtonGroup(self)
        self.buttons: dict[Outcome, Toggle] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(spacing)
        for choice in choices:
            button = Toggle(choice.name, choice.text, choice.what_it_does, theme, self)
            button.clicked.connect(self._on_clicked)
            self.buttons[choice.outcome] = button
            self._group.addButton(button)
            row.addWidget(button)
        exploration.changed.connect(self._on_explored)
        self._show_filters()

    def _show_filters(self) -> None:
        self._group.setExclusive(False)  # else the last that was down could not be let go
        is_filtered = self._exploration.scope is Scope.FILTERED
        for outcome, button in self.buttons.items():
            button.setChecked(is_filtered and self._exploration.filters.is_only(outcome))
        self._group.setExclusive(True)

    @Slot()
    def _on_clicked(self) -> None:
        clicked = self.sender()
        outcome = next(each for each, button in self.buttons.items() if button is clicked)
        self._exploration.set_outcome(outcome)

    @Slot(object)
    def _on_explored(self, aspects: Aspect) -> None:
        if Aspect.FILTERS in aspects:
            self._show_filters()
