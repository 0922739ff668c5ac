"""Start over Pause, Step and Stop: the one accent action and its plain companions.

They mirror the actions and decide nothing.
"""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from desktop.theme import SPACE, Theme
from desktop.train.run.actions import Mirror, RunActions
from desktop.widgets.buttons import AccentButton


class RunButtons(QWidget):
    """Start over Pause, Step and Stop."""

    def __init__(self, actions: RunActions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pause = QPushButton()
        buttons: dict[str, QPushButton] = {
            "start": AccentButton("", theme),
            "pause": self._pause,
            "step": QPushButton(),
            "stop": QPushButton(),
        }
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(buttons["start"], 0, 0, 1, 3)
        for column, name in enumerate(("pause", "step", "stop")):
            layout.addWidget(buttons[name], 1, column)
            layout.setColumnStretch(column, 1)
        mirrored = (actions.start, actions.pause, actions.step, actions.stop)
        for (name, button), action in zip(buttons.items(), mirrored, strict=True):
            button.setObjectName(f"{name}_button")
            button.setAccessibleName(f"{name.capitalize()} training")
            Mirror(action, button)
        self._actions = actions
        actions.pause.changed.connect(self._on_pause_changed)

    @Slot()
    def _on_pause_changed(self) -> None:
        resumes = self._actions.resumes
        self._pause.setAccessibleName("Resume training" if resumes else "Pause training")
