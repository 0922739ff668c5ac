"""All, filtered or selected: which images the gallery takes its cards from, with their numbers."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from desktop.mistakes.exploration import Aspect, Exploration, Scope
from desktop.theme import Theme
from desktop.widgets.buttons import Toggle

_TITLES = {Scope.ALL: "All", Scope.FILTERED: "Filtered", Scope.SELECTED: "Selected"}


class ScopeSwitch(QWidget):
    """Three buttons of which one is down."""

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
                f"scope_{scope.value}", title, f"Show {title.lower()} images", theme, self
            )
            for scope, title in _TITLES.items()
        }
        for button in self._buttons.values():
            button.clicked.connect(self._on_clicked)
            group.addButton(button)
            row.addWidget(button)
        exploration.changed.connect(self._on_changed)
        self._renew()

    def _renew(self) -> None:
        exploration = self._exploration
        counts = {
            Scope.ALL: 0 if exploration.examples is None else exploration.examples.read_count,
            Scope.FILTERED: exploration.filtered_count,
            Scope.SELECTED: len(exploration.selected),
        }
        for scope, button in self._buttons.items():
            is_known = exploration.examples is not None
            button.setText(f"{_TITLES[scope]} {counts[scope]:,}" if is_known else _TITLES[scope])
            button.setChecked(scope is exploration.scope)
        is_there = counts[Scope.SELECTED] > 0 or exploration.scope is Scope.SELECTED
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
