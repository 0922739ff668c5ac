"""One line about what deleted and reduced runs still take, with a way to free it; and about what is
being moved, where that takes long.
"""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.formats import hint, size_of_bytes
from desktop.theme import SPACE, Theme, sized
from desktop.train.runs import wording
from desktop.translation import tr
from desktop.widgets.buttons import LinkButton
from desktop.widgets.layouts import row
from desktop.widgets.wrapped_caption import WrappedCaption
from desktop.workspace.kept_runs import KeptRuns

PATIENCE = 300
"""Milliseconds after which it is worth saying that something is being moved."""


class BinLine(QWidget):
    """Hidden where there is nothing to free, and nothing under way. changed: it is shown or hidden,
    or says something else.
    """

    changed = Signal()

    def __init__(self, kept_runs: KeptRuns, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bin_line")
        self._deletion, self._bin = kept_runs.deletion, kept_runs.bin
        self._label = WrappedCaption(theme)
        self._label.setObjectName("bin_label")
        self._button = LinkButton(tr("Free now"))
        self._button.setObjectName("free_button")
        self._button.setFont(sized(self.font(), 0.85))
        self._button.setToolTip(
            hint(tr("Remove it for good: Undo ends. Left alone it goes a day later, by itself"))
        )
        self._button.clicked.connect(self._bin.empty)
        layout = row(self._label, self._button, fills=self._label)
        layout.addStretch()  # the button stands close to words that leave room
        self.setLayout(layout)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._show)
        self._is_moving = False
        for part in (self._deletion, self._bin):
            part.changed.connect(self._on_changed)
        self._show()

    def height_needed(self, width: int) -> int:
        """Pixels that it takes at this width."""
        if self.isHidden():
            return 0
        beside = 0 if self._button.isHidden() else self._button.sizeHint().width() + SPACE
        return max(self._label.heightForWidth(width - beside), self._button.sizeHint().height())

    @property
    def _moving(self) -> str:
        """What is being moved, in words; "" where nothing is."""
        names = [
            [each.name for each in runs] for runs in (self._deletion.going, self._deletion.coming)
        ]
        return wording.moving(*names, frees=self._bin.is_being_emptied)

    @Slot()
    def _on_changed(self) -> None:
        is_moving = bool(self._moving)
        if is_moving and not self._is_moving:
            self._patience.start()
        elif not is_moving:
            self._patience.stop()
        self._is_moving = is_moving
        self._show()

    @Slot()
    def _show(self) -> None:
        moving = "" if self._patience.isActive() else self._moving
        contents = self._bin.contents
        words = moving or wording.in_bin(contents)
        self._label.setText(words)
        self._label.setMaximumWidth(self._label.fontMetrics().horizontalAdvance(words) + SPACE)
        self._button.setVisible(not moving)
        self._button.setEnabled(not self._bin.is_being_emptied)
        size = size_of_bytes(contents.bytes)
        self._button.setAccessibleName(tr("Free {size} now: Undo ends", size=size))
        self.setVisible(bool(words))
        self.changed.emit()
