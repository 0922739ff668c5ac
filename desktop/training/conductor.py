"""Leads between widgets and session: what people ask for goes there, what it tells comes back.

It draws nothing and trains nothing.
"""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.shared.workspace import NamedNetwork
from desktop.training import wording
from desktop.training.parts import Parts
from desktop.training.recipe.choices import CUSTOM, preset_of
from desktop.training.recipe.limits import is_too_large
from desktop.training.run.actions import MORE_EPOCHS
from desktop.training.run.naming import run_name
from desktop.training.run.news import News
from desktop.training.run.progress import RunProgress
from desktop.training.run.session import TrainingSession
from desktop.training.run.states import Action, State
from desktop.training.run.status import RunStatus
from desktop.training.run.task import Task
from nncore.events import (
    Diverged,
    EpochFinished,
    Event,
    KeepingFailed,
    LayersProbed,
    RateChanged,
    StoppedEarly,
)
from nncore.network import Network
from nncore.recipes import Recipe
from nncore.runs import Ending, KeptRun

LOOK_MILLISECONDS = 250
"""Between two looks into the layers while somebody watches them."""


class Conductor(QObject):
    """Starts, steers and follows runs.

    told: something that a person should know, in words. run_ended: the name of the run that ended,
    how it went in words, and the seconds it took. advanced: the fraction done of the run under
    way, None when there is none. epoch_kept: there is more on disk of the run with this id.
    """

    told = Signal(str)
    run_ended = Signal(str, str, float)
    advanced = Signal(object)
    epoch_kept = Signal(str)

    def __init__(
        self, session: TrainingSession, parts: Parts, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._parts = parts
        self._kept: KeptRun | None = None
        self._run_id = ""
        self._network: Network | None = None
        self._has_looked = False
        self._names: tuple[str, ...] = ()
        self.status = RunStatus(parts.panel, parts.plots, self)
        self._looks = QTimer(self, interval=LOOK_MILLISECONDS)
        self._connect()
        self.refresh()

    @property
    def is_busy(self) -> bool:
        """Whether a run is under way."""
        return self._session.state.is_active

    def know_names(self, names: tuple[str, ...]) -> None:
        """The names of kept runs, which a new one shall not bear again."""
        self._names = names

    def rest_on(self, kept: KeptRun, network: Network) -> None:
        """A kept run is in sight, at rest, and can be gone on with."""
        self._kept, self._network, self._has_looked = kept, network, False
        self._show_network()
        self.refresh()

    def go_on(self, kept: KeptRun, more_epochs: int) -> bool:
        """Go on with the kept run that is in sight; tells whether the data for it are here."""
        dataset = self._parts.data.dataset
        if dataset is None or dataset.name != kept.dataset.name:
            return False
        return self._session.go_on(kept, dataset, more_epochs)

    def refresh(self) -> None:
        """Offer what is possible now, and say how things stand."""
        state, actions = self._session.state, self._parts.actions
        offers = self._session.offers
        if self._kept is None or not _can_go_on(self._kept):
            offers -= {Action.GO_ON}
        else:
            actions.offer_more(*_more_words(self._kept))
        if self._session.slower is not None:
            actions.offer_slower(self._session.slower.learning_rate)
        self.status.reason = "" if state.is_active else self._reason
        actions.offer(offers, self.status.reason)
        self._parts.form.set_running(state.is_active)
        self._parts.data.set_locked(state.is_active)
        self.status.show()

    @property
    def _reason(self) -> str:
        """Why nothing can be started; empty if something can."""
        recipe, data = self._parts.form.recipe, self._parts.data
        if recipe is None:
            return "The hidden layers cannot be read."
        if data.dataset is None:
            return data.reason
        if is_too_large(recipe, len(data.dataset.training)):
            return wording.TOO_LARGE
        return ""

    def _connect(self) -> None:
        session, parts = self._session, self._parts
        session.started.connect(self._on_started)
        session.kept.connect(self._on_kept)
        session.unkept.connect(self._on_unkept)
        session.events_arrived.connect(self._on_events_arrived)
        session.network_published.connect(self._on_network_published)
        session.state_changed.connect(self._on_state_changed)
        parts.actions.asked.connect(self._on_asked)
        parts.form.changed.connect(self._on_form_changed)
        parts.form.rate_changed.connect(session.set_rate)
        parts.data.changed.connect(self._on_data_changed)
        parts.drawers.opened.connect(self._on_drawer_opened)
        self._looks.timeout.connect(self._on_look_due)

    def _start(self, recipe: Recipe, *, by_step: bool = False) -> None:
        dataset = self._parts.data.dataset
        if dataset is None or self._session.state.is_active or self._reason:
            return
        name = run_name(recipe, self._parts.form.preset, self._names)
        preset = preset_of(recipe)
        noted = None if preset == CUSTOM else preset
        self._session.carry_out(Task(recipe, dataset, name, noted, by_step=by_step))

    @Slot(Action)
    def _on_asked(self, action: Action) -> None:
        recipe = self._parts.form.recipe
        match action:
            case Action.START if recipe is not None:
                self._start(recipe)
            case Action.STEP if self._session.state is State.PAUSED:
                self._step()
            case Action.STEP if recipe is not None:
                self._start(recipe, by_step=True)
            case Action.PAUSE:
                self._session.pause()
            case Action.RESUME:
                self._session.resume()
            case Action.STOP:
                self._session.stop()
            case Action.GO_ON if self._kept is not None:
                self.go_on(self._kept, _more(self._kept))
            case Action.START_SLOWER if self._session.slower is not None:
                self._parts.form.set_recipe(self._session.slower)
                self._start(self._session.slower)

    def _step(self) -> None:
        if self._is_watched:
            self._session.look()
        self._session.step()

    @Slot(Task)
    def _on_started(self, task: Task) -> None:
        parts, kept = self._parts, task.kept
        progress = RunProgress.of(task)
        if kept is None:
            parts.plots.begin(progress.batch_size, progress.steps)
            parts.inside.clear()
            self._network, self._has_looked = None, False
            news = News(len(task.dataset.validation))
        else:
            assert self.status.news is not None
            parts.plots.extend_plan(progress.steps)
            news = self.status.news
        parts.journal.show_news(news)
        self._kept, self._run_id = None, ""
        parts.runs.set_shown(None)
        parts.offer.set_busy(True)
        self.status.begin(progress, news, task.accuracy)

    @Slot(str)
    def _on_kept(self, run_id: str) -> None:
        self._run_id = run_id
        self._parts.runs.set_busy(True, run_id)
        self.epoch_kept.emit(run_id)

    @Slot(str)
    def _on_unkept(self, reason: str) -> None:
        self.told.emit(f"This run cannot be kept: {reason}")

    @Slot(tuple)
    def _on_events_arrived(self, events: tuple[Event, ...]) -> None:
        parts = self._parts
        self.status.take(events)
        parts.plots.take(events)
        assert self.status.progress is not None
        self.advanced.emit(self.status.progress.fraction)
        for event in events:
            match event:
                case LayersProbed():
                    self._has_looked = True
                    parts.inside.show_probe(event)
                case EpochFinished():
                    self._tell_kept()
                    parts.journal.refresh()
                case RateChanged() | StoppedEarly() | Diverged():
                    parts.journal.refresh()
                case KeepingFailed():
                    self.told.emit(f"This run cannot be kept at the moment: {event.message}")

    @Slot(NamedNetwork)
    def _on_network_published(self, network: NamedNetwork) -> None:
        self.status.measure(network.accuracy)
        self._network = network.network
        self._show_network()

    @Slot(State)
    def _on_state_changed(self, state: State) -> None:
        if not state.is_active:
            self._kept = self._session.kept_run
            self._parts.plots.end()
            self._parts.runs.set_busy(False, None)
            self._parts.offer.set_busy(False)
        self.status.enter(state, self._session.failure)
        self._watch()
        self.refresh()
        if not state.is_active:
            self._tell_end()

    def _tell_end(self) -> None:
        progress, task = self.status.progress, self._session.task
        self.advanced.emit(None)
        self._tell_kept()
        if progress is not None and task is not None:
            self.run_ended.emit(task.name, self.status.last_words, progress.seconds)

    def _tell_kept(self) -> None:
        if self._run_id:
            self.epoch_kept.emit(self._run_id)

    def _show_network(self) -> None:
        """Without a look, of which more is known, at least the weights."""
        if self._network is not None and self._is_watched and not self._has_looked:
            self._parts.inside.show_network(self._network)

    @property
    def _is_watched(self) -> bool:
        return self._parts.inside.isVisible()

    def _watch(self) -> None:
        """Ask for looks while somebody sees them and the network learns."""
        if self._is_watched and self._session.state is State.RUNNING:
            self._session.look()
            self._looks.start()
        else:
            self._looks.stop()

    @Slot(str)
    def _on_drawer_opened(self, _name: str) -> None:
        self._watch()
        self._show_network()

    @Slot()
    def _on_look_due(self) -> None:
        if self._is_watched:
            self._session.look()

    @Slot()
    def _on_form_changed(self) -> None:
        self.refresh()

    @Slot()
    def _on_data_changed(self) -> None:
        dataset = self._parts.data.dataset
        if dataset is not None and not self._session.state.is_active:
            self._parts.form.limit_batch(len(dataset.training))
        self.refresh()


def _can_go_on(kept: KeptRun) -> bool:
    return kept.ending in (Ending.FINISHED, Ending.STOPPED, Ending.EARLY) or kept.is_interrupted


def _more(kept: KeptRun) -> int:
    """Epochs beyond the recipe: none while it is not done."""
    is_done = kept.ending is Ending.EARLY or kept.epochs >= kept.recipe.epochs
    return MORE_EPOCHS if is_done else 0


def _more_words(kept: KeptRun) -> tuple[str, str]:
    """What going on is called, and what it does."""
    if _more(kept):
        return f"&Train {MORE_EPOCHS} more epochs", "Go on with these weights, and keep the curves"
    epochs = kept.recipe.epochs
    return f"Go &on to epoch {epochs:,}", "Go on where the run was stopped, to the bit"
