"""One line about what was done to runs, with a way back."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.formats import hint
from desktop.theme import Theme, sized
from desktop.translation import tr
from desktop.widgets.buttons import LinkButton
from desktop.widgets.labels import ElidedCaption, Tone
from desktop.widgets.layouts import row
from desktop.workspace.kept_run_summary import DELETED_FOR
from desktop.workspace.kept_runs import KeptRuns

LONGEST = int(1_000 * DELETED_FOR / 2)
"""Milliseconds that a way back is offered at most: well before what was deleted is gone for good.
"""


class Deed(Enum):
    """What was done, and can be undone."""

    DELETED = "deleted"
    REDUCED = "reduced"


class UndoLine(QWidget):
    """Stays until it is undone or dismissed, until more runs are deleted or reduced, wherever that
    is, or until its owner dismisses it; Ctrl+Z undoes it while it is in sight.

    name: what the object names of it and its parts begin with.
    undone: what was done, and the ids of its runs. let_go: the same, where nobody undid it.
    """

    undone = Signal(object, list)
    let_go = Signal(object, list)

    def __init__(
        self, kept_runs: KeptRuns, theme: Theme, parent: QWidget | None = None, *, name: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}undo_line")
        self._deed = Deed.DELETED
        self._ids: list[str] = []
        self._label = ElidedCaption(theme)
        self._label.setObjectName(f"{name}undo_label")
        self._label.set_tone(Tone.PLAIN)
        self._undo_button = LinkButton(tr("Undo"))
        self._undo_button.setObjectName(f"{name}undo_delete_button")
        self._undo_button.setFont(sized(self.font(), 0.85))
        self._undo_button.setToolTip(hint(tr("Bring it back (Ctrl+Z)")))
        self._undo_button.clicked.connect(self.undo)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        keys.activated.connect(self.undo)
        self._close_button = QToolButton(autoRaise=True)
        self._close_button.setObjectName(f"{name}undo_close_button")
        self._close_button.setText("✕")
        self._close_button.setFont(sized(self.font(), 0.85))
        self._close_button.setAccessibleName(tr("Dismiss: it stays so"))
        self._close_button.setToolTip(hint(tr("Dismiss")))
        self._close_button.clicked.connect(self.dismiss)
        layout = row(self._label, self._undo_button, self._close_button)
        layout.addStretch(1)
        self.setLayout(layout)
        self.hide()
        self._end = QTimer(self, singleShot=True, interval=LONGEST)
        self._end.timeout.connect(self.dismiss)
        kept_runs.deleted.connect(self.dismiss)
        kept_runs.reduction.reduced.connect(self._on_reduced)

    @property
    def tells(self) -> bool:
        """Whether there is something to undo."""
        return bool(self._ids)

    def tell(self, deed: Deed, ids: Sequence[str], text: str) -> None:
        """Say what was done just now, and to which runs."""
        self.dismiss()
        self._deed, self._ids = deed, list(ids)
        self._label.setText(text)
        self._undo_button.setAccessibleName(tr("Undo: {words}", words=text))
        self.show()
        self._end.start()

    @Slot()
    def undo(self) -> None:
        """Ask for everything back that the line tells of."""
        ids, self._ids = self._ids, []
        self.hide()
        if ids:
            self.undone.emit(self._deed, ids)

    @Slot()
    def dismiss(self) -> None:
        """Leave it as it is now."""
        ids, self._ids = self._ids, []
        self.hide()
        if ids:
            self.let_go.emit(self._deed, ids)

    @Slot(list)
    def _on_reduced(self, ids: list[str]) -> None:
        if ids:
            self.dismiss()
