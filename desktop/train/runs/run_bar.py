"""The row above the list: how many runs there are, and buttons for what can be done with them.

It shows actions that are made elsewhere.
"""

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.formats import hint
from desktop.theme import SPACE, Theme
from desktop.train.runs.list_actions import ListActions
from desktop.widgets.labels import ElidedCaption


class RunBar(QWidget):
    """A caption at the left, buttons at the right."""

    def __init__(self, actions: ListActions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._summary = ElidedCaption(theme)
        self._summary.setObjectName("runs_summary")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._summary, 1)
        for button in (
            ActionButton("go_on_button", "Resume the selected run", actions.resume),
            ActionButton("open_button", "Open the selected run", actions.open),
            ActionButton("rename_button", "Rename the selected run", actions.rename),
            ActionButton("delete_button", "Delete the selected runs", actions.delete),
            ActionButton("export_button", "Export the selected run", actions.export),
        ):
            layout.addWidget(button)

    def say(self, summary: str, details: str = "") -> None:
        """Say what there is; `details` under the pointer."""
        self._summary.setText(summary)
        # the bar's own, which shows wherever its parts have none: a caption resets its tip
        self.setToolTip(hint(details))


class ActionButton(QPushButton):
    """A push button that follows an action, as tool buttons do."""

    def __init__(self, name: str, accessible_name: str, action: QAction) -> None:
        super().__init__(action.text())
        self._action = action
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._on_action_changed)
        self._on_action_changed()

    @Slot()
    def _on_action_changed(self) -> None:
        self.setEnabled(self._action.isEnabled())
        self.setVisible(self._action.isVisible())
        self.setToolTip(self._action.toolTip())
