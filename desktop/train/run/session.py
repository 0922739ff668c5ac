"""The training session: at most one run at a time, its thread, and the state that the tab shows.

It knows no widgets. What a run tells reaches the GUI thread through this object.
"""

from dataclasses import replace

from PySide6.QtCore import QDeadlineTimer, QObject, QThread, Signal, Slot

from desktop.system.memory import resident_bytes
from desktop.train.run.states import Action, State, StateMachine, Transition
from desktop.train.run.worker import TrainingWorker
from desktop.trainer.client import TrainerClient
from desktop.trainer.task import Task, slowed_down
from desktop.workspace.evaluation import EvaluationRequest, EvaluationResult
from desktop.workspace.evaluation_service import EvaluationService, LatestEvaluation
from desktop.workspace.named_network import NamedNetwork
from nncore.datasets import Dataset, SplitName
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore

_PATIENCE_SECONDS = 30.0
"""What a run that is told to end because the window closes may take; it takes a moment."""


class TrainingSession(QObject):
    """Starts, pauses, resumes and stops runs; the state follows what the worker confirms.

    store: where runs are kept; without one they are not. trainer: the process that trains; without
    one the thread does. started: a run began or goes on. kept:
    the id that it is kept under; unkept: why it cannot be. events_arrived: a tuple of events, each
    once and in order. network_published: a snapshot of the network in training; one that was
    taken between two epochs, or of an epoch of which nothing is known, comes again with its
    accuracy, which is measured meanwhile. failed:
    why a run failed, in words. state_changed: comes after the others, so that all is known by
    then, but for that accuracy.
    """

    started = Signal(Task)
    kept = Signal(str)
    unkept = Signal(str)
    events_arrived = Signal(tuple)
    network_published = Signal(NamedNetwork)
    failed = Signal(str)
    state_changed = Signal(State)

    def __init__(
        self,
        evaluations: EvaluationService,
        store: RunStore | None = None,
        trainer: TrainerClient | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._trainer = trainer
        self._machine = StateMachine()
        self._is_closed = False
        self._failure = ""
        self._slower: Recipe | None = None
        self._run_id = ""
        self._kept_run: KeptRun | None = None
        self._task: Task | None = None
        self._worker: TrainingWorker | None = None
        self._thread: QThread | None = None
        self._unmeasured: NamedNetwork | None = None
        self._measuring = LatestEvaluation(evaluations, self)
        self._measuring.evaluated.connect(self._on_measured)

    @property
    def state(self) -> State:
        """What the session is doing."""
        return self._machine.state

    @property
    def offers(self) -> frozenset[Action]:
        """What can be asked for now, as far as the session knows."""
        missing = {Action.START_SLOWER} if self._slower is None else set()
        return self._machine.offers - missing

    @property
    def task(self) -> Task | None:
        """What the run under way, or the last one, is or was to do."""
        return self._task

    @property
    def kept_run(self) -> KeptRun | None:
        """The last run as it was kept; None while one is under way, or if it was not kept."""
        return self._kept_run

    @property
    def slower(self) -> Recipe | None:
        """Where the loss of the run in sight diverged or shot up: it at a tenth of the rate."""
        return self._slower

    @property
    def failure(self) -> str:
        """Why the last run failed; empty unless the state is FAILED."""
        return self._failure

    @property
    def resident_bytes(self) -> int | None:
        """The memory that this process and the one that trains hold; None if nobody can tell."""
        there = None if self._trainer is None else self._trainer.process_id
        return resident_bytes() if there is None else resident_bytes(there)

    def start(self, recipe: Recipe, dataset: Dataset) -> bool:
        """Begin a run; tells whether it did, for a second run beside the first is refused."""
        return self.carry_out(Task(recipe, dataset))

    def go_on(self, kept: KeptRun, dataset: Dataset, more_epochs: int = 0) -> bool:
        """Go on with a kept run, for more epochs than its recipe says; tells whether it does.

        It does not while another is under way, nor where the run is not there any more.
        """
        now = self._found(kept.id)  # it may have another name by now, or have gone on elsewhere
        if now is None:
            return False
        return self.carry_out(Task.going_on(now, dataset, more_epochs))

    def rest(self, slower: Recipe | None) -> None:
        """A kept run came into sight; `slower` is what to start instead, if its loss diverged."""
        if self._worker is None:
            self._failure, self._slower = "", slower
            self._machine.happen(Transition.OPENED)

    def suggest(self, slower: Recipe) -> None:
        """What to start instead of the run that ended, for its steps were too long."""
        if self._worker is None:
            self._slower = slower

    def carry_out(self, task: Task) -> bool:
        """Begin what `task` says; tells whether it did, which nothing does after `close`."""
        if self._worker is not None or self._is_closed:
            return False
        self._failure, self._slower, self._task = "", None, task
        self._run_id, self._kept_run = "", None
        self._measuring.cancel()
        self._worker = self._connected(TrainingWorker(task, self._store, self._trainer))
        self._thread = QThread(self)
        self._worker.moveToThread(self._thread)
        self._thread.started.connect(self._worker.run)
        self.started.emit(task)
        self._happen(Transition.STARTED)
        self._thread.start()
        return True

    def pause(self) -> None:
        """Ask the run to wait; the state is PAUSED once it does."""
        if self._worker is not None:
            self._worker.control.pause()

    def resume(self) -> None:
        """Let a paused run go on."""
        if self._worker is not None:
            self._worker.control.resume()

    def step(self) -> None:
        """Let a paused run take one step more; it stays paused."""
        if self._worker is not None and Action.STEP in self.offers:
            self._worker.control.step()

    def set_rate(self, rate: float) -> None:
        """Go on with another learning rate from the next step on."""
        if self._worker is not None:
            self._worker.control.set_rate(rate)

    def look(self) -> None:
        """Ask for a look into the layers at the next step."""
        if self._worker is not None:
            self._worker.control.look()

    def stop(self) -> None:
        """Ask the run to end, keeping what it learned; also ends one that is paused."""
        if self._worker is not None:
            self._worker.control.stop()
            self._happen(Transition.STOP_ASKED)

    def close(self) -> None:
        """End the run and join its thread, for when the window closes.

        A kept run that was on its way meanwhile, to be gone on with, may still arrive after it.
        """
        self._is_closed = True
        self._measuring.cancel()
        if self._worker is not None:
            self._worker.control.abandon()
            self._join(patience=_PATIENCE_SECONDS)
            self._happen(Transition.STOP_ASKED)
            self._happen(Transition.FINISHED)

    def _connected(self, worker: TrainingWorker) -> TrainingWorker:
        worker.kept.connect(self._on_kept)
        worker.unkept.connect(self._on_unkept)
        worker.diverged.connect(self._on_diverged)
        worker.events_arrived.connect(self._on_events_arrived)
        worker.network_published.connect(self._on_network_published)
        worker.paused.connect(self._on_paused)
        worker.resumed.connect(self._on_resumed)
        worker.failed.connect(self._on_failed)
        worker.finished.connect(self._on_finished)
        return worker

    def _join(self, *, patience: float | None = None) -> None:
        """Wait for the thread, which has nothing left to do or was told to end.

        patience: seconds after which a process that does not answer is ended by force.
        """
        assert self._thread is not None
        self._thread.quit()
        forever = QDeadlineTimer(QDeadlineTimer.ForeverConstant.Forever)
        limit = forever if patience is None else QDeadlineTimer(round(patience * 1000))
        if not self._thread.wait(limit) and self._trainer is not None:
            self._trainer.kill()
            self._thread.wait()
        self._thread.deleteLater()
        self._thread = self._worker = None

    def _found(self, run_id: str) -> KeptRun | None:
        """What is kept of a run."""
        if self._store is None or not run_id:
            return None
        try:
            return self._store.get(run_id)
        except (OSError, ValueError, KeyError):
            return None  # somebody removed it meanwhile: then there is nothing to go on with

    def _happen(self, happening: Transition) -> None:
        if self._machine.happen(happening):
            self.state_changed.emit(self.state)

    # What was posted before `close` still arrives after it, and means nothing any more.

    @Slot(str)
    def _on_kept(self, run_id: str) -> None:
        if self._worker is not None:
            self._run_id = run_id
            self.kept.emit(run_id)

    @Slot(str)
    def _on_unkept(self, reason: str) -> None:
        if self._worker is not None:
            self.unkept.emit(reason)

    @Slot(float)
    def _on_diverged(self, rate: float) -> None:
        if self._worker is not None and self._task is not None:
            self._slower = slowed_down(self._task.recipe, rate)

    @Slot(tuple)
    def _on_events_arrived(self, events: tuple[object, ...]) -> None:
        if self._worker is not None:
            self.events_arrived.emit(events)

    @Slot(NamedNetwork)
    def _on_network_published(self, network: NamedNetwork) -> None:
        if self._worker is None or self._task is None:
            return
        self._measuring.cancel()
        self.network_published.emit(network)
        if network.accuracy is None and network.epoch != 0:
            self._unmeasured = network
            dataset = self._task.dataset
            self._measuring.request(EvaluationRequest.of(network, dataset, SplitName.VALIDATION))

    @Slot(object)
    def _on_measured(self, result: EvaluationResult) -> None:
        if self._unmeasured is not None:
            self.network_published.emit(replace(self._unmeasured, accuracy=result.accuracy))

    @Slot()
    def _on_paused(self) -> None:
        if self._worker is not None:
            self._happen(Transition.PAUSED)

    @Slot()
    def _on_resumed(self) -> None:
        if self._worker is not None:
            self._happen(Transition.RESUMED)

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        if self._worker is not None:
            self._failure = message

    @Slot()
    def _on_finished(self) -> None:
        if self._worker is None:
            return
        self._join()
        self._kept_run = self._found(self._run_id)
        if self._failure:
            self.failed.emit(self._failure)
        self._happen(Transition.FAILED if self._failure else Transition.FINISHED)
