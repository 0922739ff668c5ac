"""Start, Pause and Stop: the one accent action and its plain companions.

They say what was clicked; what it means in which state is decided by whoever listens.
"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from desktop.shared.theme import SPACE, Theme
from desktop.training.accent import AccentButton
from desktop.training.run.states import State


class RunButtons(QWidget):
    """Start over Pause and Stop. `start_clicked`, `pause_clicked`, `resume_clicked`, …"""

    start_clicked = Signal()
    pause_clicked = Signal()
    resume_clicked = Signal()
    stop_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = State.IDLE
        self._start = AccentButton("&Start", theme)
        self._pause = QPushButton("Pa&use")
        self._stop = QPushButton("St&op")
        for button, name in ((self._start, "start"), (self._pause, "pause"), (self._stop, "stop")):
            button.setObjectName(f"{name}_button")
            button.setAccessibleName(f"{name.capitalize()} training")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._start, 0, 0, 1, 2)
        layout.addWidget(self._pause, 1, 0)
        layout.addWidget(self._stop, 1, 1)
        self._start.clicked.connect(self.start_clicked)
        self._pause.clicked.connect(self._on_pause_clicked)
        self._stop.clicked.connect(self.stop_clicked)

    def show_state(self, state: State, reason: str) -> None:
        """Offer what can be done in `state`; `reason` says why nothing can be started, or ""."""
        self._state = state
        self._start.setEnabled(not state.is_active and not reason)
        keys = QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText)
        self._start.setToolTip(reason or f"Begin a new run ({keys})")
        is_paused = state is State.PAUSED
        self._pause.setText("Res&ume" if is_paused else "Pa&use")
        self._pause.setAccessibleName("Resume training" if is_paused else "Pause training")
        self._pause.setEnabled(state in (State.RUNNING, State.PAUSED))
        self._stop.setEnabled(state in (State.RUNNING, State.PAUSED))

    @Slot()
    def _on_pause_clicked(self) -> None:
        if self._state is State.PAUSED:
            self.resume_clicked.emit()
        else:
            self.pause_clicked.emit()
