"""One line about what was done to runs, with a way back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.formats import hint
from desktop.theme import Theme, sized
from desktop.train.runs import wording
from desktop.translation import tr
from desktop.widgets.buttons import LinkButton
from desktop.widgets.labels import ElidedCaption, Tone
from desktop.widgets.layouts import row
from desktop.workspace.kept_run_summary import DELETED_FOR
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run_bin import Emptied

LONGEST = int(1_000 * DELETED_FOR / 2)
"""Milliseconds that a way back is offered at most: well before what was deleted is gone for good.
"""


class Deed(Enum):
    """What was done, and can be undone."""

    DELETED = "deleted"
    REDUCED = "reduced"


@dataclass(frozen=True)
class Done:
    """What was done to runs, each given as its id and what to call it.

    freed: the bytes that each one lets go of, where they were reduced.
    """

    deed: Deed
    names: Mapping[str, str]
    freed: Mapping[str, int] = field(default_factory=dict)

    @property
    def in_words(self) -> str:
        """As in "“Quick 2” deleted."."""
        names = [*self.names.values()]
        if self.deed is Deed.DELETED:
            return wording.deleted(names)
        return wording.reduced(names, sum(self.freed[each] for each in self.names))

    def among(self, run_ids: Collection[str]) -> "Done":
        """The same of these runs alone."""
        names = {each: name for each, name in self.names.items() if each in run_ids}
        return replace(self, names=names)

    def but(self, run_ids: Collection[str]) -> "Done":
        """The same of all others."""
        return self.among(self.names.keys() - {*run_ids})


class UndoLine(QWidget):
    """Stays until it is undone or dismissed, until more runs are deleted or reduced, wherever that
    is, or until its owner dismisses it; Ctrl+Z undoes it while it is in sight. What could not be
    undone is told of again, to be tried once more.

    name: what the object names of it and its parts begin with.
    undone: what was done, and the ids of its runs. let_go: the same, where nobody undid it.
    changed: it is shown or hidden, or says something else.
    """

    undone = Signal(object, list)
    let_go = Signal(object, list)
    changed = Signal()

    def __init__(
        self, kept_runs: KeptRuns, theme: Theme, parent: QWidget | None = None, *, name: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}undo_line")
        self._done: Done | None = None
        self._being_undone: Done | None = None
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
        reduction = kept_runs.reduction
        self._can_bring_back = reduction.can_bring_back
        kept_runs.deleted.connect(self.dismiss)
        kept_runs.restored.connect(self._on_restored)
        kept_runs.deletion.not_restored.connect(self._on_not_restored)
        kept_runs.bin.emptied.connect(self._on_emptied)
        reduction.reduced.connect(self._on_reduced)
        reduction.not_brought_back.connect(self._on_not_brought_back)

    @property
    def tells(self) -> bool:
        """Whether there is something to undo."""
        return self._done is not None

    def tell(self, done: Done) -> None:
        """Say what was done just now, and to which runs."""
        self.dismiss()
        self._show(done)

    @Slot()
    def undo(self) -> None:
        """Ask for everything back that the line tells of."""
        if (done := self._done) is not None:
            self._being_undone = done
            self._show(None)
            self.undone.emit(done.deed, [*done.names])

    @Slot()
    def dismiss(self) -> None:
        """Leave it as it is now."""
        if (done := self._done) is not None:
            self._show(None)
            self.let_go.emit(done.deed, [*done.names])

    def _show(self, done: Done | None) -> None:
        self._done = done if done is not None and done.names else None
        if self._done is not None:
            words = self._done.in_words
            self._label.setText(words)
            self._undo_button.setAccessibleName(tr("Undo: {words}", words=words))
            self._end.start()
        self.setVisible(self.tells)
        self.changed.emit()

    def _withdraw(self, deed: Deed, run_ids: Collection[str]) -> None:
        """These runs are not so any more, or cannot be otherwise."""
        if self._done is not None and self._done.deed is deed:
            self._show(self._done.but(run_ids))

    def _offer_again(self, deed: Deed, run_ids: Collection[str]) -> None:
        tried = self._being_undone
        if self._done is None and tried is not None and tried.deed is deed:
            self._show(tried.among(run_ids))

    @Slot(object)
    def _on_reduced(self, freed: Mapping[str, int]) -> None:
        if self._can_bring_back(freed):
            self._withdraw(Deed.REDUCED, freed)  # of a run that was reduced twice
            self.dismiss()

    @Slot(list)
    def _on_restored(self, run_ids: list[str]) -> None:
        self._withdraw(Deed.DELETED, run_ids)

    @Slot(Emptied)
    def _on_emptied(self, emptied: Emptied) -> None:
        for deed in Deed:
            is_reduced = deed is Deed.REDUCED
            ids = [each.run_id for each in emptied.freed if each.is_reduced is is_reduced]
            self._withdraw(deed, ids)

    @Slot(list)
    def _on_not_restored(self, run_ids: list[str]) -> None:
        self._offer_again(Deed.DELETED, run_ids)

    @Slot(list)
    def _on_not_brought_back(self, run_ids: list[str]) -> None:
        self._offer_again(Deed.REDUCED, run_ids)
