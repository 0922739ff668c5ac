"""The run in sight: the one that the Train tab shows, be it under way, ended, or opened from disk.

Whoever shows something of it asks it, and is told by its signals when to look again.
"""

from PySide6.QtCore import QObject, Signal, Slot

from desktop.workspace.accuracy import Accuracy
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.run.continuation import (
    can_go_on,
    ending_of,
    planned_steps,
    slowed_down,
)
from desktop.workspace.run.epoch_log import EpochLog
from desktop.workspace.run.epoch_sentences import GUESSING
from desktop.workspace.run.history import History
from desktop.workspace.run.opened_run import OpenedRun
from desktop.workspace.run.progress import RunProgress
from desktop.workspace.run.state_and_actions import OFFERS, Action, RunState
from nncore.datasets import Dataset
from nncore.diagnosis import Cause, cause_of_rise
from nncore.events import Diverged, Event, KeepingFailed, StoppedEarly
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun


class RunInSight(QObject):
    """What is known of one run, and what can be asked of it.

    begun: another run came into sight, or the one in sight goes on. appended: a tuple of events,
    which `history`, `log` and `progress` know already. published: the network of the run has other
    weights, or more is known of them. ended: the run under way is over, and all is known of it.
    changed: something else is new: the state, the accuracy, what is kept, the name.
    """

    begun = Signal()
    appended = Signal(tuple)
    published = Signal(NamedNetwork)
    changed = Signal()
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = RunState.IDLE
        self.name = ""
        self.data_name = ""
        """What the data set that it learns from is called in files."""
        self.id = ""
        """The id that it is kept under; empty where it is not, or that is not known yet."""
        self.recipe: Recipe | None = None
        self.history = History(1)
        self.log: EpochLog | None = None
        self.progress: RunProgress | None = None
        """How far the run is that was started here; None for an opened one."""
        self._seconds_before = 0.0
        self.accuracy: Accuracy | None = None
        """Of its weights, on the validation images; None where it is not known."""
        self.network: NamedNetwork | None = None
        self.kept: KeptRun | None = None
        """As it lay on the disk when it was read; None while it is under way."""
        self.gone: KeptRun | None = None
        """As it was kept until that was deleted, here or by another window; None otherwise."""
        self.failure = ""
        """Why it failed, in words; empty unless the state is FAILED."""
        self.trouble = ""
        """Why it could not be written down, as it was told last."""
        self.ending: StoppedEarly | Diverged | None = None

    @property
    def is_active(self) -> bool:
        """Whether it is under way."""
        return self.state.is_active

    @property
    def planned_steps(self) -> int:
        """How many steps it is to make: those that it made where it is at rest."""
        if self.progress is not None and self.is_active:
            return self.progress.steps
        return len(self.history)

    @property
    def fraction(self) -> float:
        """The part of the recipe that is done, 0..1; 0 for no run."""
        if self.progress is not None:
            return self.progress.fraction
        kept = self.kept or self.gone
        if kept is None:
            return 0.0
        if isinstance(self.ending, StoppedEarly):
            return 1.0
        return min(1.0, kept.steps / max(1, planned_steps(kept)))

    @property
    def rate(self) -> float:
        """The learning rate that it was last set to; 0 for no run."""
        if self.history.rate_changes:
            return self.history.rate_changes[-1].after
        return 0.0 if self.recipe is None else self.recipe.learning_rate

    @property
    def seconds_here(self) -> float:
        """How long it has been at work since it was started or gone on with here."""
        return 0.0 if self.progress is None else self.progress.seconds - self._seconds_before

    @property
    def never_came_back(self) -> bool:
        """Whether the loss of the run that ended here shot up, and it only guesses since."""
        guesses = self.accuracy is not None and self.accuracy.value < GUESSING
        has_ended = self.progress is not None and self.state is RunState.IDLE
        return has_ended and guesses and self.history.losses.blew_up

    @property
    def slower(self) -> Recipe | None:
        """The same at a tenth of the rate, where that made the loss diverge or shoot up; else
        None.
        """
        if self.is_active or self.recipe is None or not self._is_lost:
            return None
        is_too_fast = cause_of_rise(self.recipe, self.rate) is Cause.RATE_TOO_HIGH
        return slowed_down(self.recipe, self.rate) if is_too_fast else None

    @property
    def _is_lost(self) -> bool:
        return isinstance(self.ending, Diverged) or self.never_came_back

    @property
    def offers(self) -> frozenset[Action]:
        """What can be asked for now, as far as the run decides it."""
        offers = OFFERS[self.state]
        if self.slower is None:
            offers -= {Action.START_SLOWER}
        if self.kept is None or not can_go_on(self.kept) or self._is_lost:
            offers -= {Action.GO_ON}
        return offers

    def begin(self, recipe: Recipe, dataset: Dataset, name: str) -> None:
        """A new run is under way."""
        images = len(dataset.training)
        self.history = History(recipe.batch_size or images, recipe.steps_per_epoch(images))
        self.log = EpochLog(len(dataset.validation), recipe)
        self.network, self.id = None, ""
        self._start(RunProgress(recipe, dataset), recipe, name, None)

    def go_on(self, recipe: Recipe, dataset: Dataset, kept: KeptRun) -> None:
        """The run in sight, as it was kept, is under way again: for the epochs of `recipe`."""
        accuracy = Accuracy.of_epoch(kept, kept.weights_epoch)
        progress = RunProgress(
            recipe,
            dataset,
            done_steps=kept.steps,
            done_epochs=kept.epochs,
            seconds=kept.seconds,
        )
        self._start(progress, recipe, kept.name, accuracy)
        self._seconds_before = kept.seconds

    def open(self, opened: OpenedRun) -> None:
        """A kept run is in sight, at rest."""
        kept = opened.kept
        self.history, self.log, self.network = opened.history, opened.log, opened.network
        self.recipe, self.name, self.id = kept.recipe, kept.name, kept.id
        self.data_name = kept.dataset.name
        self.kept, self.gone = kept, None
        self.progress, self.ending = None, ending_of(kept)
        # between two epochs nothing is known of the weights: then it says what was known last
        self.accuracy = Accuracy.of_epoch(kept, kept.weights_epoch or kept.last_epoch)
        self.state, self.failure, self.trouble = RunState.IDLE, "", ""
        self.begun.emit()
        self.changed.emit()

    def rename(self, name: str) -> None:
        """It is called something else by now."""
        if name != self.name:
            self.name = name
            self.changed.emit()

    def forget_kept(self) -> None:
        """What was kept of it was deleted: there is nothing to go on with."""
        if self.kept is not None:
            self.kept, self.gone = None, self.kept
            self.changed.emit()

    def find_kept(self, kept: KeptRun) -> None:
        """What is kept of it is there again, as after a deletion that was undone, or free again,
        as after another window went on with it.
        """
        if kept.id != self.id or self.is_active:
            return
        is_free = not kept.is_under_way and (self.kept is None or self.kept.is_under_way)
        if self.gone is not None or is_free:
            # the list may have read it before its end
            self.kept, self.gone = self.gone or kept, None
            self.changed.emit()

    def keep_as(self, run_id: str) -> None:
        """It is kept under this id."""
        self.id = run_id
        if self.progress is not None:
            self.progress.begin_work()
        self.changed.emit()

    def note_trouble(self, reason: str) -> None:
        """It could not be written down, and why."""
        self.trouble = reason
        self.changed.emit()

    @Slot(tuple)
    def append(self, events: tuple[Event, ...]) -> None:
        """Note what the run under way tells."""
        if self.progress is None or self.log is None or not self.is_active:
            return
        self.progress.follow(events)
        self.log.follow(events)
        self.history.follow(events)
        for event in events:
            match event:
                case StoppedEarly() | Diverged():
                    self.ending = event
                case KeepingFailed():
                    self.trouble = event.message
        self.appended.emit(events)

    def publish(self, network: NamedNetwork) -> None:
        """Its network has these weights now, or more is known of them."""
        self.network, self.accuracy = network, network.accuracy
        self.published.emit(network)
        if self.state is not RunState.RUNNING:
            self.changed.emit()  # by its accuracy one knows whether it leads anywhere

    def enter(self, state: RunState) -> None:
        """It waits, goes on or is to end; what comes after it was told to end means nothing."""
        if self.state in (RunState.RUNNING, RunState.PAUSED) and state is not self.state:
            self.state = state
            if self.progress is not None and state is not RunState.STOPPING:
                if state is RunState.RUNNING:
                    self.progress.go_on()
                else:
                    self.progress.halt()
            self.changed.emit()

    def end(self, failure: str, kept: KeptRun | None) -> None:
        """It is over. failure: why it failed, in words, or "". kept: as it lies on the disk."""
        if self.progress is not None:
            self.progress.halt()
            if kept is not None and kept.steps == self.progress.step:
                self.progress.settle(kept.seconds)  # as the list of runs says it
        self.state = RunState.FAILED if failure else RunState.IDLE
        self.failure, self.kept = failure, kept
        self.changed.emit()
        self.ended.emit()

    def _start(
        self, progress: RunProgress, recipe: Recipe, name: str, accuracy: Accuracy | None
    ) -> None:
        self.progress, self.recipe, self.name, self.accuracy = progress, recipe, name, accuracy
        self.data_name = progress.dataset.name
        self.kept, self.gone, self.ending, self._seconds_before = None, None, None, 0.0
        self.failure = self.trouble = ""
        self.state = RunState.RUNNING
        self.begun.emit()
        self.changed.emit()
