"""What can be done with the runs that are selected: actions with their keys, and the row of buttons
above the list.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.formats import hint
from desktop.theme import Theme
from desktop.train.runs import wording
from desktop.translation import tr
from desktop.widgets.buttons import ActionMirror
from desktop.widgets.layouts import row
from desktop.widgets.wrapped_caption import WrappedCaption
from desktop.workspace.kept_run_summary import KeptRunStatus, KeptRunSummary
from nncore.safe_text import quoted

_EXPORT = tr("Export…")
_LONGEST_NAME = 40


class ListActions(QObject):
    """Actions for buttons, a menu and keys. Connect their `triggered`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.resume = self._action(tr("Resume"), tr("Go on with this run where it was interrupted"))
        self.open = self._action(
            tr("Open"), tr("Show this run's curves, and use its network"), "Return"
        )
        self.rename = self._action(tr("Rename"), tr("Give this run another name (F2)"), "F2")
        self.delete = self._action(tr("Delete"), tr("Delete what is selected (Del)"), "Del")
        self.reduce = self._action(tr("Keep only the last weights"), wording.REDUCE)
        self.export = self._action(_EXPORT, tr("Write this run to a file: a table of every step"))
        self.open.setShortcuts([QKeySequence("Return"), QKeySequence("Enter")])
        backspace = QKeySequence("Backspace")  # the key that Macs call Delete
        self.delete.setShortcuts([QKeySequence("Del"), backspace])
        self._hints = {action: action.toolTip() for action in self.all}

    @property
    def all(self) -> list[QAction]:
        """In the order of a menu."""
        return [self.open, self.resume, self.rename, self.reduce, self.delete, self.export]

    def show(self, chosen: Sequence[KeptRunSummary], *, is_busy: bool) -> None:
        """Offer what is possible with the `chosen` runs, and nothing else."""
        is_one = len(chosen) == 1
        statuses = {each.status for each in chosen}
        is_interrupted = is_one and statuses == {KeptRunStatus.INTERRUPTED}
        self.open.setEnabled(is_one and not is_busy and KeptRunStatus.RUNNING not in statuses)
        self.resume.setVisible(is_interrupted)
        self.resume.setEnabled(is_interrupted and not is_busy)
        self.rename.setEnabled(is_one)
        self.delete.setEnabled(bool(statuses - {KeptRunStatus.RUNNING}))
        self.reduce.setEnabled(bool(statuses - {KeptRunStatus.RUNNING}))
        self.export.setEnabled(is_one and chosen[0].kept.steps > 0)
        name = quoted(chosen[0].name, _LONGEST_NAME).replace("&", "&&") if is_one else ""
        self.export.setText(tr("Export “{name}”…", name=name) if is_one else _EXPORT)
        for action in (self.open, self.resume):
            action.setToolTip(hint(wording.BUSY) if is_busy else self._hints[action])

    def _action(self, text: str, meaning: str, key: str = "") -> QAction:
        action = QAction(text, self)
        action.setToolTip(hint(meaning))
        action.setAutoRepeat(False)  # a key held down deletes one run, not the list
        # the keys are the table's: an editor in it, or a field of the form, has uses of its own
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if key:
            action.setShortcut(QKeySequence(key))
        return action


class RunBar(QWidget):
    """A caption at the left, buttons at the right."""

    def __init__(self, actions: ListActions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._summary = WrappedCaption(theme, most_lines=2)
        self._summary.setObjectName("runs_summary")
        layout = row(self._summary, fills=self._summary)
        self.setLayout(layout)
        for name, spoken, action in (
            ("go_on", tr("Resume the selected run"), actions.resume),
            ("open", tr("Open the selected run"), actions.open),
            ("rename", tr("Rename the selected run"), actions.rename),
            ("delete", tr("Delete the selected runs"), actions.delete),
            ("export", tr("Export the selected run"), actions.export),
        ):
            button = QPushButton(action.text())
            button.setObjectName(f"{name}_button")
            button.setAccessibleName(spoken)
            layout.addWidget(button)
            ActionMirror(action, button, keeps_text=True)

    def say(self, summary: str, details: str = "") -> None:
        """Say what there is; `details` under the pointer."""
        self._summary.setText(summary)
        # the bar's own, which shows wherever its parts have none: a caption resets its tip
        self.setToolTip(hint(details))
