"""The Train tab: the form at the left, the plots at the right, and a run between them.

It holds no data and starts no threads; it wires widgets to the session.
"""

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.shared.data_library import DataLibrary
from desktop.shared.theme import SPACE, Theme
from desktop.shared.workspace import NamedNetwork, Workspace
from desktop.training import wording
from desktop.training.plots.plots import Plots
from desktop.training.recipe.data_panel import DataPanel
from desktop.training.recipe.form import RecipeForm
from desktop.training.recipe.limits import is_too_large
from desktop.training.run.buttons import RunButtons
from desktop.training.run.progress import RunProgress
from desktop.training.run.run_panel import RunPanel
from desktop.training.run.session import TrainingSession
from desktop.training.run.states import State
from nncore.datasets import Dataset
from nncore.events import Event
from nncore.recipes import Recipe

FORM_WIDTH = 300
STATUS_MILLISECONDS = 250
"""Between two changes of the status line: numbers that change faster cannot be read."""


class TrainTab(QWidget):
    """Choose a recipe, start it, and watch the network learn."""

    def __init__(
        self,
        session: TrainingSession,
        library: DataLibrary,
        workspace: Workspace,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("train_tab")
        self._session = session
        self._progress: RunProgress | None = None
        self._accuracy: float | None = None
        self.data = DataPanel(library, workspace, theme)
        self.form = RecipeForm(theme, self.data)
        self.buttons = RunButtons(theme)
        self.plots = Plots(theme)
        self.panel = RunPanel(theme)
        self._clock = QTimer(self)
        self._clock.setInterval(STATUS_MILLISECONDS)
        self._lay_out()
        self._connect()
        self._show_state()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addWidget(self._make_form_column())
        right = QVBoxLayout()
        right.setSpacing(2 * SPACE)
        right.addWidget(self.plots, 1)
        right.addWidget(self.panel)
        layout.addLayout(right, 1)

    def _make_form_column(self) -> QWidget:
        column = QWidget()
        column.setFixedWidth(FORM_WIDTH)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACE)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.form)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.buttons)
        return column

    def _connect(self) -> None:
        self._session.started.connect(self._on_started)
        self._session.events_arrived.connect(self._on_events_arrived)
        self._session.network_published.connect(self._on_network_published)
        self._session.state_changed.connect(self._on_state_changed)
        self.form.changed.connect(self._on_form_changed)
        self.data.changed.connect(self._on_data_changed)
        self.buttons.start_clicked.connect(self._on_start_clicked)
        self.buttons.pause_clicked.connect(self._on_pause_clicked)
        self.buttons.resume_clicked.connect(self._on_resume_clicked)
        self.buttons.stop_clicked.connect(self._on_stop_clicked)
        self._clock.timeout.connect(self._on_clock_ticked)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_start_clicked)

    @property
    def _reason(self) -> str:
        """Why nothing can be started; empty if something can."""
        recipe, dataset = self.form.recipe, self.data.dataset
        if recipe is None:
            return "The hidden layers cannot be read."
        if dataset is None:
            return self.data.reason
        if is_too_large(recipe, len(dataset.training)):
            return wording.TOO_LARGE
        return ""

    def _show_state(self) -> None:
        state = self._session.state
        self.buttons.show_state(state, self._reason)
        self.form.set_fields_enabled(not state.is_active)
        self.data.set_locked(state.is_active)
        self._show_figures()

    def _show_figures(self) -> None:
        if self._progress is None:
            self.panel.say(self._reason or "Ready.")
            return
        self.panel.show_progress(self._progress.fraction)
        self.panel.show_accuracy(*self._current_accuracy(self._progress))
        state = self._session.state
        if not state.is_active and self._reason:
            self.panel.say(self._reason)
        elif state is State.FAILED:
            self.panel.say(self._session.failure, is_problem=True)
        elif state is State.RUNNING:
            self.panel.say(wording.running(self._progress))
        elif state is State.PAUSED:
            self.panel.say(wording.paused(self._progress))
        elif state is State.STOPPING:
            self.panel.say("Stopping…")
        else:
            blew_up = self.plots.history.losses.blew_up
            self.panel.say(wording.ended(self._progress, self._accuracy, blew_up=blew_up))

    def _current_accuracy(self, progress: RunProgress) -> tuple[float | None, str]:
        name = progress.dataset.name
        if self._accuracy is not None:
            return self._accuracy, f"validation, {name}"
        if self._session.state is State.FAILED:
            return None, ""  # the weights that were measured are gone
        return self.plots.history.accuracies.latest, f"training, {name}"

    @Slot(Recipe, Dataset)
    def _on_started(self, recipe: Recipe, dataset: Dataset) -> None:
        self._progress = RunProgress(recipe, dataset)
        self._accuracy = None
        self.plots.begin(self._progress)

    @Slot(tuple)
    def _on_events_arrived(self, events: tuple[Event, ...]) -> None:
        assert self._progress is not None
        self._progress.take(events)
        self.plots.take(events)

    @Slot(NamedNetwork)
    def _on_network_published(self, network: NamedNetwork) -> None:
        self._accuracy = network.accuracy
        if self._session.state is not State.RUNNING:
            self._show_figures()

    @Slot(State)
    def _on_state_changed(self, state: State) -> None:
        assert self._progress is not None
        if state is State.RUNNING:
            self._progress.go_on()
            self._clock.start()
        elif state is not State.STOPPING:
            self._progress.halt()
            self._clock.stop()
        if not state.is_active:
            self.plots.end()
        self._show_state()

    @Slot()
    def _on_clock_ticked(self) -> None:
        if self.isVisible():
            self._show_figures()

    @Slot()
    def _on_form_changed(self) -> None:
        self._show_state()

    @Slot()
    def _on_data_changed(self) -> None:
        dataset = self.data.dataset
        if dataset is not None and not self._session.state.is_active:
            self.form.limit_batch(len(dataset.training))
        self._show_state()

    @Slot()
    def _on_start_clicked(self) -> None:
        recipe, dataset = self.form.recipe, self.data.dataset
        if recipe is None or dataset is None or self._reason:
            return
        if not self._session.state.is_active:
            self._session.start(recipe, dataset)

    @Slot()
    def _on_pause_clicked(self) -> None:
        self._session.pause()

    @Slot()
    def _on_resume_clicked(self) -> None:
        self._session.resume()

    @Slot()
    def _on_stop_clicked(self) -> None:
        self._session.stop()
