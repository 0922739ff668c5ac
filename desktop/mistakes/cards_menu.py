"""How the gallery shows its cards: their size, and whether those confused alike stand together."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from desktop.mistakes.cards.card_layout import CardSize
from desktop.mistakes.exploration import Exploration
from desktop.mistakes.memory import TabMemory

_TITLES = {CardSize.SMALL: "Small", CardSize.MEDIUM: "Medium", CardSize.LARGE: "Large"}


class CardsButton(QToolButton):
    """Opens the menu. size_chosen: a CardSize. folding_chosen: whether all groups are to be folded,
    or unfolded.
    """

    size_chosen = Signal(object)
    folding_chosen = Signal(bool)

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cards_button")
        self.setText("Cards")
        self.setAccessibleName("How cards are shown")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        group = QActionGroup(self)
        self._sizes = {size: self._action(menu, title) for size, title in _TITLES.items()}
        for size, action in self._sizes.items():
            action.setChecked(size is CardSize.MEDIUM)
            action.triggered.connect(self._on_size_triggered)
            group.addAction(action)
        menu.addSeparator()
        self._groups = self._action(menu, "Group by confusion")
        self._groups.setObjectName("group_action")
        self._groups.toggled.connect(exploration.set_grouped)
        self._fold = self._folding_action(menu, "Fold all groups", "fold_groups_action")
        self._folding_action(menu, "Unfold all groups", "unfold_groups_action")
        self.setMenu(menu)

    def recall(self, memory: TabMemory) -> None:
        """Tick what was chosen before."""
        self._sizes[memory.card_size].setChecked(True)
        self._groups.setChecked(memory.is_grouped)

    def _action(self, menu: QMenu, text: str) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        return action

    def _folding_action(self, menu: QMenu, text: str, name: str) -> QAction:
        action = menu.addAction(text)
        action.setObjectName(name)
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
