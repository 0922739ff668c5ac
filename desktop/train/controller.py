"""Leads between the widgets and the session: starts and steers runs as people ask, and offers what
can be asked for now. What a run tells is the follower's matter.
"""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from desktop.train import wording
from desktop.train.epoch_log.epoch_log import EpochLog
from desktop.train.inside.probe_poller import ProbePoller
from desktop.train.parts import Parts
from desktop.train.recipe.choices import CUSTOM, preset_of
from desktop.train.recipe.limits import is_too_large
from desktop.train.run.continuation import (
    as_kept_now,
    can_go_on,
    more_epochs_of,
    rate_of,
    slower_than,
)
from desktop.train.run.follower import RunFollower
from desktop.train.run.naming import run_name
from desktop.train.run.progress import RunProgress
from desktop.train.run.session import TrainingSession
from desktop.train.run.states import Action, State
from desktop.train.run.status import RunStatus
from desktop.trainer.task import Task, slowed_down
from desktop.workspace.named_network import NamedNetwork
from nncore.network import Network
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun
from nncore.safe_text import quoted


class TrainController(QObject):
    """Starts and steers runs.

    told: something that a person should know, in words. data_missed: the kept run to go on with,
    and for how many epochs more, as soon as what it learned from is here. parted: the same, as soon
    as the plots show it as it is kept, for they show more of it or less.
    """

    told = Signal(str)
    data_missed = Signal(object, int)
    parted = Signal(object, int)

    def __init__(
        self, session: TrainingSession, parts: Parts, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._parts = parts
        self._kept: KeptRun | None = None
        self._names: tuple[str, ...] = ()
        self.status = RunStatus(parts.panel, parts.plots, session, self)
        self._looks = ProbePoller(session, parts.inside, parts.drawers, self)
        self.follower = RunFollower(session, parts, self.status, self._looks, self)
        self._connect()
        self.refresh()

    @property
    def is_busy(self) -> bool:
        """Whether a run is under way."""
        return self._session.state.is_active

    @property
    def kept(self) -> KeptRun | None:
        """The run in sight as it was kept when it was read; None while one is under way."""
        return self._kept

    def know_names(self, names: tuple[str, ...]) -> None:
        """The names of kept runs, which a new one shall not bear again."""
        self._names = names

    def rest_on(self, kept: KeptRun, network: Network) -> None:
        """A kept run is in sight, at rest, and can be gone on with."""
        self._kept = kept
        self._session.rest(slower_than(kept))
        self._looks.rest_on(network)
        self.refresh()

    def let_go(self, run_ids: list[str]) -> None:
        """These runs were deleted: there is nothing to go on with."""
        if self._kept is not None and self._kept.id in run_ids:
            self._kept = None
            self.refresh()

    def go_on(self, kept: KeptRun, more_epochs: int) -> bool:
        """Go on with a kept run; tells whether it is the one in sight, and its data are here."""
        dataset = self._parts.data.trainable
        if kept is not self._kept or dataset is None:
            return False
        if dataset.fingerprint != kept.dataset.fingerprint:
            return False
        if is_too_large(kept.recipe, len(dataset.training)):
            self.told.emit(f"“{quoted(kept.name)}” cannot go on: each step would take seconds.")
        elif not self._session.go_on(kept, dataset, more_epochs):
            self.let_go([kept.id])
            self.told.emit(f"“{quoted(kept.name)}” is not there any more, or cannot be read.")
        return True

    def refresh(self) -> None:
        """Offer what is possible now, and say how things stand."""
        state, actions = self._session.state, self._parts.actions
        self._suggest_slower()
        offers = self._session.offers
        if self._kept is None or not can_go_on(self._kept) or self.status.never_came_back:
            offers -= {Action.GO_ON}
        else:
            actions.offer_more(*self.status.going_on(self._kept))
        if self._parts.data.trainable is None:
            offers -= {Action.START_SLOWER}
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
        recipe, dataset = self._parts.form.recipe, self._parts.data.trainable
        if recipe is None:
            return "The hidden layers cannot be read."
        if dataset is None:
            return self._parts.data.reason
        if is_too_large(recipe, len(dataset.training)):
            return wording.TOO_LARGE
        return ""

    def _suggest_slower(self) -> None:
        """Offer a tenth of the rate where the loss stayed a number, but the network was lost."""
        session, task = self._session, self._session.task
        if task is not None and session.slower is None and self.status.never_came_back:
            rate = task.recipe.learning_rate if self._kept is None else rate_of(self._kept)
            session.suggest(slowed_down(task.recipe, rate))

    def _connect(self) -> None:
        session, parts = self._session, self._parts
        session.started.connect(self._on_started)
        session.network_published.connect(self._on_network_published)
        session.state_changed.connect(self._on_state_changed)
        parts.actions.asked.connect(self._on_asked)
        parts.form.changed.connect(self._on_form_changed)
        parts.form.rate_changed.connect(session.set_rate)
        parts.data.changed.connect(self._on_data_changed)
        self.follower.told.connect(self.told)

    def _start(self, recipe: Recipe, *, by_step: bool = False) -> None:
        dataset = self._parts.data.trainable
        if dataset is None or self._session.state.is_active or self._reason:
            return
        name = run_name(recipe, self._parts.form.preset, self._names)
        preset = preset_of(recipe)
        noted = None if preset == CUSTOM else preset
        self._session.carry_out(Task(recipe, dataset, name, noted, by_step=by_step))

    def _go_on_with(self, kept: KeptRun) -> None:
        now = as_kept_now(kept)
        if len(self._parts.plots.history) != now.steps:
            self.parted.emit(now, more_epochs_of(now))
        elif not self.go_on(kept, more_epochs_of(kept)):
            self.data_missed.emit(kept, more_epochs_of(kept))

    @Slot(Action)
    def _on_asked(self, action: Action) -> None:
        recipe = self._parts.form.recipe
        match action:
            case Action.START if recipe is not None:
                self._start(recipe)
            case Action.STEP if self._session.state is State.PAUSED:
                self._looks.ask()
                self._session.step()
            case Action.STEP if recipe is not None:
                self._start(recipe, by_step=True)
            case Action.PAUSE:
                self._session.pause()
            case Action.RESUME:
                self._session.resume()
            case Action.STOP:
                self._session.stop()
            case Action.GO_ON if self._kept is not None:
                self._go_on_with(self._kept)
            case Action.START_SLOWER if self._session.slower is not None:
                self._fill_form(self._session.slower)
                self._start(self._session.slower)

    def _fill_form(self, recipe: Recipe) -> None:
        lacking = self._parts.form.set_recipe(recipe)
        if lacking:
            self.told.emit(lacking)

    @Slot(Task)
    def _on_started(self, task: Task) -> None:
        parts, kept = self._parts, task.kept
        progress = RunProgress.of(task)
        if kept is None:
            parts.plots.begin(progress.batch_size, progress.steps)
            self._looks.clear()
            news = EpochLog(len(task.dataset.validation), task.recipe)
        else:
            assert self.status.news is not None
            parts.plots.extend_plan(progress.steps)
            self._fill_form(replace(task.recipe, learning_rate=rate_of(kept)))
            news = self.status.news
        parts.journal.show_news(news)
        self._kept = None
        self.follower.begin()
        self.status.begin(progress, news, task.accuracy)

    @Slot(NamedNetwork)
    def _on_network_published(self, network: NamedNetwork) -> None:
        if self._kept is not None and self._kept.id != network.ref.run_id:
            return  # it was measured still, and another run was opened meanwhile
        self.status.measure(network.accuracy)
        self._looks.take_network(network.network)
        if not self.is_busy:
            self.refresh()  # by its accuracy one knows whether it leads anywhere

    @Slot(State)
    def _on_state_changed(self, state: State) -> None:
        if not state.is_active:
            self._kept = self._session.kept_run
            self.follower.settle()
        self.status.enter(state, self._session.failure, self._kept)
        self.refresh()
        if not state.is_active:
            self.follower.tell_end()

    @Slot()
    def _on_form_changed(self) -> None:
        self.refresh()

    @Slot()
    def _on_data_changed(self) -> None:
        dataset = self._parts.data.trainable
        if dataset is not None and not self._session.state.is_active:
            self._parts.form.limit_batch(len(dataset.training))
        self.refresh()
