"""One line about what was deleted, with a way back.

It knows names and ids, and asks nobody.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from desktop.theme import SPACE, Theme, sized
from desktop.train.runs import wording
from desktop.widgets.buttons import LinkButton
from desktop.widgets.labels import ElidedCaption, Tone


class UndoLine(QWidget):
    """Stays until it is undone, dismissed, or told of the next deletion. `undone`: the ids."""

    undone = Signal(list)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("undo_line")
        self._ids: list[str] = []
        self._label = ElidedCaption(theme)
        self._label.setObjectName("undo_label")
        self._label.set_tone(Tone.PLAIN)
        self._undo_button = LinkButton("Undo")
        self._undo_button.setObjectName("undo_delete_button")
        self._undo_button.setFont(sized(self.font(), 0.85))
        self._undo_button.setToolTip("Bring it back (Ctrl+Z)")
        self._undo_button.clicked.connect(self.undo)
        self._close_button = QToolButton(autoRaise=True)
        self._close_button.setObjectName("undo_close_button")
        self._close_button.setText("✕")
        self._close_button.setFont(sized(self.font(), 0.85))
        self._close_button.setAccessibleName("Dismiss: the run stays deleted")
        self._close_button.setToolTip("Dismiss")
        self._close_button.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._label)
        layout.addWidget(self._undo_button)
        layout.addWidget(self._close_button)
        layout.addStretch(1)
        self.hide()

    def tell(self, ids: Sequence[str], names: Sequence[str]) -> None:
        """Say what was deleted just now."""
        self._ids = list(ids)
        text = wording.deleted(names)
        self._label.setText(text)
        self._undo_button.setAccessibleName(f"Undo: {text}")
        self.show()

    @Slot()
    def undo(self) -> None:
        """Ask for everything back that the line tells of."""
        ids = self._ids
        if ids:
            self.dismiss()
            self.undone.emit(ids)

    @Slot()
    def dismiss(self) -> None:
        """Leave it deleted."""
        self._ids = []
        self.hide()
