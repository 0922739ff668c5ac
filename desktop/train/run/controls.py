"""What can be asked of a run, as actions with shortcuts, and the buttons that mirror them."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from desktop.formats import hint, learning_rate
from desktop.theme import SPACE, Theme
from desktop.train import wording
from desktop.translation import tr
from desktop.widgets.buttons import AccentButton, ActionMirror
from desktop.workspace.run.state_and_actions import Action


class RunActions(QObject):
    """Start, Pause or Resume, Step, Stop, and what may follow an end. `asked`: one of Action."""

    asked = Signal(Action)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.start = self._action(tr("&Start"), "Ctrl+Return")
        self.pause = self._action(tr("Pa&use"), "Ctrl+P")
        self.step = self._action(tr("Ste&p"), "Ctrl+B")
        self.stop = self._action(tr("St&op"), "Ctrl+.")
        self.go_on = self._action(wording.train_more(), "Ctrl+Shift+Return")
        self.start_slower = self._action(tr("Start again at a tenth of the rate"), "Ctrl+R")
        self.try_again = self._action(tr("Try &again"), "")
        self._meanings = {
            self.start: Action.START,
            self.pause: Action.PAUSE,
            self.step: Action.STEP,
            self.stop: Action.STOP,
            self.go_on: Action.GO_ON,
            self.start_slower: Action.START_SLOWER,
            self.try_again: Action.TRY_AGAIN,
        }
        self.offer(frozenset(), "")

    @property
    def all(self) -> list[QAction]:
        """The actions in the order of a menu."""
        return [*self._meanings]

    @property
    def resumes(self) -> bool:
        """Whether the second action is Resume rather than Pause."""
        return self._meanings[self.pause] is Action.RESUME

    def offer(self, offers: frozenset[Action], reason: str) -> None:
        """Let be asked for what is possible; `reason` says why nothing can be started, or ""."""
        resumes = Action.RESUME in offers
        self._meanings[self.pause] = Action.RESUME if resumes else Action.PAUSE
        self.pause.setText(tr("Res&ume") if resumes else tr("Pa&use"))
        for action, meaning in self._meanings.items():
            begins = meaning in (Action.START, Action.STEP) and not resumes
            action.setEnabled(meaning in offers and not (begins and reason))
        self._explain(self.start, reason or tr("Begin a new run"))
        self._explain(
            self.pause, tr("Go on") if resumes else tr("Let the run wait, between two steps")
        )
        begins = not resumes and Action.STEP in offers
        one_batch = tr("One batch, then pause")
        self._explain(
            self.step, tr("One batch, then pause: begins a new run") if begins else one_batch
        )
        self._explain(
            self.try_again,
            tr("Start once more: a new run with what the form says now, a kept one as it is"),
        )
        self._explain(self.stop, tr("End the run; what it learned is kept"))

    def offer_more(self, text: str, words: str) -> None:
        """What going on with an ended run is called, and what it would do."""
        self.go_on.setText(text)
        self._explain(self.go_on, words)

    def offer_slower(self, rate: float) -> None:
        """The rate that a diverged run would be started again with."""
        self.start_slower.setText(tr("Start again at {rate}", rate=learning_rate(rate, 3)))
        self._explain(
            self.start_slower, tr("The same run from the beginning, at a tenth of the rate")
        )

    def _action(self, text: str, keys: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(self._on_triggered)
        return action

    def _explain(self, action: QAction, words: str) -> None:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(hint(f"{words} ({keys})" if keys and action.isEnabled() else words))

    @Slot()
    def _on_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.asked.emit(self._meanings[action])


_SPOKEN = {
    "start": tr("Start training"),
    "pause": tr("Pause training"),
    "step": tr("Step training"),
    "stop": tr("Stop training"),
}


class RunButtons(QWidget):
    """Start over Pause, Step and Stop. The focus stays among them when one cannot be pressed."""

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
            button.setAccessibleName(_SPOKEN[name])
            ActionMirror(action, button).leaving.connect(self._on_leaving)
        self._actions = actions
        self._heirs = {actions.start: buttons["start"], actions.pause: self._pause}
        for action in self._heirs:
            action.changed.connect(self._on_changed)
        actions.pause.changed.connect(self._on_pause_changed)

    @Slot()
    def _on_leaving(self) -> None:
        """Keep the focus until there is something to press."""
        self.setFocus()
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        if not self.hasFocus():
            return
        for action, button in self._heirs.items():
            if action.isEnabled() and button.isEnabled():
                button.setFocus()
                return

    @Slot()
    def _on_pause_changed(self) -> None:
        resumes = self._actions.resumes
        self._pause.setAccessibleName(tr("Resume training") if resumes else _SPOKEN["pause"])
