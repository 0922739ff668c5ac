"""The gallery as a part of the tab: the cards of an exploration, and the menu that says how they
are shown.
"""

import numpy as np
from PySide6.QtCore import QItemSelectionModel, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.mistakes.buttons import MenuButton
from desktop.mistakes.cards.card_layout import CardSize
from desktop.mistakes.cards.model import Groups, MistakesModel
from desktop.mistakes.cards.selection import consecutive
from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.filters import Order
from desktop.mistakes.memory import TabMemory
from desktop.mistakes.titles import cell_title
from desktop.theme import Theme
from desktop.translation import tr

_SIZES = {CardSize.SMALL: tr("Small"), CardSize.MEDIUM: tr("Medium"), CardSize.LARGE: tr("Large")}


class Gallery(QWidget):
    """Shows the rows of an exploration, and tells it what is selected and pointed at.

    view: the cards themselves.
    """

    def __init__(
        self, exploration: Exploration, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._model = MistakesModel(self)
        self.view = MistakesView(self._model, theme, self)
        self._seen = (exploration.filters, exploration.order, exploration.scope)
        self._is_showing = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        exploration.changed.connect(self._on_changed)
        self.view.selection_changed.connect(self._on_selection_changed)
        self.view.current_changed.connect(self._on_current_changed)
        self.view.hovered.connect(self._on_hovered)

    def show_from_top(self) -> None:
        """Scroll to the first cards, as for another network, unless some are selected."""
        if not len(self.view.selected_rows()):
            self.view.go_to_top()

    @Slot(object)
    def _on_changed(self, aspects: Aspect) -> None:
        if Aspect.ROWS not in aspects:
            return
        exploration, cells = self._exploration, self._exploration.groups
        groups = Groups(tuple(map(cell_title, cells.cells)), cells.firsts)
        was_at_top = self.view.verticalOffset() == 0
        self._is_showing = True
        self._model.show(
            exploration.examples,
            exploration.rows,
            groups,
            exploration.order,
        )
        self._select_again()
        self._is_showing = False
        seen = (exploration.filters, exploration.order, exploration.scope)
        # fixes are found one by one: whoever waits for the smallest sees them come in at the top
        is_waiting = was_at_top and exploration.order is Order.FIX
        if seen != self._seen or is_waiting:  # other images than before are seen from their top
            self._seen = seen
            self.view.go_to_top()

    def _select_again(self) -> None:
        """Select the rows of the images that are selected in the exploration."""
        rows = np.flatnonzero(np.isin(self._exploration.rows, self._exploration.selected))
        if np.array_equal(rows, self.view.selected_rows()):
            return  # thousands of rows here and there take Qt a second
        self.view.select_ranges(consecutive(rows), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    @Slot()
    def _on_selection_changed(self) -> None:
        if self._is_showing:
            return
        self._exploration.select(np.sort(self._exploration.rows[self.view.selected_rows()]))
        current = self.view.currentIndex().row()
        # the keyboard may have been at this row before, when another image stood there
        if self.view.is_selected(current):
            self._on_current_changed(current)

    @Slot(int)
    def _on_current_changed(self, row: int) -> None:
        if not self._is_showing and row >= 0:
            self._exploration.go_to(int(self._exploration.rows[row]))

    @Slot(int)
    def _on_hovered(self, row: int) -> None:
        is_there = 0 <= row < len(self._exploration.rows)
        self._exploration.hover(int(self._exploration.rows[row]) if is_there else None)


class CardsButton(MenuButton):
    """Opens a menu for the size of cards, and for whether those confused alike stand together.

    size_chosen: a CardSize. folding_chosen: whether all groups are to be folded, or unfolded.
    """

    size_chosen = Signal(object)
    folding_chosen = Signal(bool)

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__("cards_button", tr("Cards"), tr("How cards are shown"), parent)
        group = QActionGroup(self)
        self._sizes = {
            size: self.add_entry(title, is_checkable=True) for size, title in _SIZES.items()
        }
        for size, action in self._sizes.items():
            action.setChecked(size is CardSize.MEDIUM)
            action.triggered.connect(self._on_size_triggered)
            group.addAction(action)
        self.add_separator()
        self._groups = self.add_entry(tr("Group by confusion"), "group_action", is_checkable=True)
        self._groups.toggled.connect(exploration.set_grouped)
        self._fold = self._folding_entry(tr("Fold all groups"), "fold_groups_action")
        self._folding_entry(tr("Unfold all groups"), "unfold_groups_action")

    def recall(self, memory: TabMemory) -> None:
        """Tick what was chosen before."""
        self._sizes[memory.card_size].setChecked(True)
        self._groups.setChecked(memory.is_grouped)

    def _folding_entry(self, text: str, name: str) -> QAction:
        action = self.add_entry(text, name)
        action.setEnabled(False)
        action.triggered.connect(self._on_folding_triggered)
        self._groups.toggled.connect(action.setEnabled)
        return action

    @Slot()
    def _on_folding_triggered(self) -> None:
        self.folding_chosen.emit(self.sender() is self._fold)

    @Slot()
    def _on_size_triggered(self) -> None:
        triggered = self.sender()
        size = next(each for each, action in self._sizes.items() if action is triggered)
        self.size_chosen.emit(size)
