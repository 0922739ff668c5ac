"""Starts and steers runs as people ask, and hands on to the run in sight what the trainer tells."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from desktop.train import wording
from desktop.train.recipe.choices import CUSTOM, preset_of, run_name
from desktop.train.recipe.form import RecipeForm
from desktop.train.run.controls import RunActions
from desktop.train.run.network_publisher import NetworkPublisher
from desktop.train.run.status import RunStatus
from desktop.trainer.client import TrainerClient
from desktop.trainer.messages import (
    Command,
    Failed,
    Failure,
    Finished,
    Kept,
    Message,
    NetworkPublished,
    StateChanged,
    Unkept,
)
from desktop.trainer.task import Task
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.epoch_sentences import divergence
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import Action, RunState
from desktop.workspace.run_costs import is_too_large
from desktop.workspace.workspace import Workspace
from nncore.events import Diverged, EpochFinished, KeepingFailed
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun


class TrainController(QObject):
    """Leads between the form, the actions, the process that trains and the run in sight.

    announced: what a person should know, in words; retracted: the same, where it holds no more.
    started: a run begins or goes on. resume_wanted: the kept run in sight, to be gone on with as
    soon as its data are here and it is shown as it is kept.
    """

    announced = Signal(str)
    retracted = Signal(str)
    started = Signal(Task)
    resume_wanted = Signal(object)

    def __init__(
        self,
        run: RunInSight,
        trainer: TrainerClient,
        evaluations: EvaluationService,
        kept_runs: KeptRuns,
        form: RecipeForm,
        data: DataChoice,
        actions: RunActions,
        status: RunStatus,
        workspace: Workspace,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._trainer = trainer
        self._kept_runs = kept_runs
        self._form = form
        self._data = data
        self._actions = actions
        self._status = status
        self._networks = NetworkPublisher(run, evaluations, workspace, self)
        self._task: Task | None = None
        self._failed: Failed | None = None
        self._aftermath = ""
        self._lacks_room = False
        trainer.events_arrived.connect(self._on_events_arrived)
        trainer.message_received.connect(self._on_message_received)
        actions.asked.connect(self._on_asked)
        run.begun.connect(self._on_begun)
        run.changed.connect(self._on_changed)
        run.ended.connect(self._on_ended)
        form.changed.connect(self._on_changed)
        form.rate_changed.connect(self._on_rate_changed)
        data.changed.connect(self._on_data_changed)
        self._on_changed()

    def carry_out(self, task: Task) -> bool:
        """Begin a run, or go on with the kept one in sight; tells whether it does.

        It does not beside another run, nor after the trainer was closed.
        """
        if not self._trainer.train(task):
            return False
        self._task, self._failed = task, None
        self._networks.begin(task.dataset)
        if task.kept is None:
            self._run.begin(task.recipe, task.dataset, task.name)
        else:
            self._fill_form(replace(task.recipe, learning_rate=self._run.rate))
            self._run.go_on(task.recipe, task.dataset, task.kept)
        self.started.emit(task)
        return True

    def go_on(self, kept: KeptRun, more_epochs: int) -> None:
        """Go on with the run in sight, as it was read just now, unless its data are gone again."""
        dataset = self._data.trainable
        if dataset is None or dataset.fingerprint != kept.dataset.fingerprint:
            return
        if is_too_large(kept.recipe, len(dataset.training)):
            self.announced.emit(wording.steps_take_seconds(kept.name))
        else:
            self.carry_out(Task.going_on(kept, dataset, more_epochs))

    @property
    def _reason(self) -> str:
        """Why nothing can be started; empty if something can."""
        recipe, dataset = self._form.recipe, self._data.trainable
        if recipe is None:
            return self._form.problem
        if dataset is None:
            return self._data.reason
        if is_too_large(recipe, len(dataset.training)):
            return wording.TOO_LARGE
        return ""

    @property
    def _has_its_data(self) -> bool:
        """Whether the data that are chosen are those that the run in sight learned from."""
        run, dataset = self._run, self._data.trainable
        if dataset is None:
            return False
        if run.progress is not None:
            learned = run.progress.dataset
            return dataset is learned or dataset.fingerprint == learned.fingerprint
        return run.kept is not None and dataset.fingerprint == run.kept.dataset.fingerprint

    @property
    def _has_not_started(self) -> bool:
        """Whether the process that trains could not be started for the last run."""
        return self._failed is not None and self._failed.failure is Failure.NOT_STARTED

    @property
    def _was_to_go_on(self) -> bool:
        """Whether that was the kept run in sight, rather than a new one."""
        if self._task is None or self._task.kept is None or self._run.kept is None:
            return False
        return self._has_not_started and self._task.kept.id == self._run.kept.id

    def _start(self, recipe: Recipe, *, by_step: bool = False) -> None:
        dataset = self._data.trainable
        if dataset is None or self._run.is_active:
            return
        if self._form.settle() is None or self._reason:
            return
        name = run_name(recipe, self._form.preset, [kept.name for kept in self._kept_runs.runs])
        preset = preset_of(recipe)
        noted = None if preset == CUSTOM else preset
        self.carry_out(Task(recipe, dataset, name, noted, by_step=by_step))

    def _fill_form(self, recipe: Recipe) -> None:
        lacking = self._form.set_recipe(recipe)
        if lacking:
            self.announced.emit(lacking)

    @Slot(Action)
    def _on_asked(self, action: Action) -> None:
        recipe, run = self._form.recipe, self._run
        match action:
            case Action.START if recipe is not None:
                self._start(recipe)
            case Action.STEP if recipe is not None and not run.is_active:
                self._start(recipe, by_step=True)
            case Action.STOP:
                self._trainer.send(Command(action))
                run.enter(RunState.STOPPING)
            case Action.PAUSE | Action.RESUME | Action.STEP if action in run.offers:
                self._trainer.send(Command(action))
            case Action.GO_ON if run.kept is not None:
                self.resume_wanted.emit(run.kept)
            case Action.START_SLOWER if run.slower is not None and self._has_its_data:
                slower = run.slower
                self._fill_form(slower)
                self._start(slower)
            case Action.TRY_AGAIN if self._was_to_go_on and run.kept is not None:
                self.resume_wanted.emit(run.kept)
            case Action.TRY_AGAIN if self._has_not_started and recipe is not None:
                self._start(recipe)

    @Slot(tuple)
    def _on_events_arrived(self, events: tuple[object, ...]) -> None:
        for event in events:
            match event:
                case KeepingFailed(message=message, lacks_room=lacks_room):
                    self._tell_trouble(wording.cannot_be_kept_now(message), lacks_room)
                case EpochFinished() if self._run.id:
                    self._kept_runs.refresh(self._run.id)  # there is more of it on the disk

    @Slot(object)
    def _on_message_received(self, message: Message) -> None:
        run = self._run
        match message:
            case Kept(run_id):
                run.keep_as(run_id)
                self._kept_runs.refresh(run_id)
            case Unkept(reason, lacks_room):
                run.note_trouble(reason)
                self._tell_trouble(wording.cannot_be_kept(reason), lacks_room)
            case NetworkPublished(network):
                self._networks.publish(network)
            case StateChanged(state):
                run.enter(state)
            case Failed():
                self._failed = message
            case Finished(kept):
                self._networks.note_end(kept)
                run.end(self._failure, kept)

    def _tell_trouble(self, words: str, lacks_room: bool) -> None:
        """Say that the run cannot be written down, and what can be done where the disk is full."""
        self._lacks_room = lacks_room
        self.announced.emit(self._kept_runs.bin.advise(words, lacks_room=lacks_room))

    @property
    def _failure(self) -> str:
        """Why the run under way ended of itself, in words; "" where it did not."""
        if self._failed is not None:
            return wording.failure_message(self._failed)
        ending, recipe = self._run.ending, self._run.recipe
        if isinstance(ending, Diverged) and recipe is not None:
            return divergence(ending, recipe, self._run.rate)
        return ""

    @Slot()
    def _on_changed(self) -> None:
        """Offer what is possible now."""
        run, actions = self._run, self._actions
        offers = run.offers
        if Action.START_SLOWER in offers and not self._has_its_data:
            offers -= {Action.START_SLOWER}
        if not self._has_not_started or (self._reason and not self._was_to_go_on):
            offers -= {Action.TRY_AGAIN}
        else:
            offers -= {Action.GO_ON}  # to try again is to go on, where that was asked for
        if run.slower is not None:
            actions.offer_slower(run.slower.learning_rate)
        if run.kept is not None:
            part = self._status.unkept
            words = wording.going_on(run.kept) if part is None else part.going_on
            actions.offer_more(*words)
        reason = "" if run.is_active else self._reason
        actions.offer(offers, reason)
        self._status.set_reason(reason)
        self._form.set_running(run.is_active)
        self._data.set_locked(run.is_active)

    @Slot()
    def _on_begun(self) -> None:
        """What is lost of an earlier run is not lost of this one, nor saved with its network."""
        self.retracted.emit(self._aftermath)

    @Slot()
    def _on_ended(self) -> None:
        if self._run.trouble:
            lacks_room = self._lacks_room and self._status.unkept is not None
            words = self._kept_runs.bin.advise(self._status.aftermath, lacks_room=lacks_room)
            self._aftermath = words
            self.announced.emit(words)  # in place of what was told of it before
        if self._run.id:
            self._kept_runs.refresh(self._run.id)

    @Slot(float)
    def _on_rate_changed(self, rate: float) -> None:
        self._trainer.send(Command(Action.CHANGE_RATE, rate))

    @Slot()
    def _on_data_changed(self) -> None:
        dataset = self._data.trainable
        if dataset is not None and not self._run.is_active:
            self._form.limit_batch(len(dataset.training))
        self._on_changed()
