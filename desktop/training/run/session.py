"""The training session: at most one run at a time, its thread, and the state that the tab shows.

It knows no widgets. What a run tells reaches the GUI thread through this object.
"""

from PySide6.QtCore import QObject, QThread, Signal, Slot

from desktop.shared.jobs import Jobs
from desktop.shared.workspace import NamedNetwork
from desktop.training.run.measuring import Measuring
from desktop.training.run.states import Happening, State, next_state
from desktop.training.run.worker import TrainingWorker
from nncore.datasets import Dataset
from nncore.recipes import Recipe


class TrainingSession(QObject):
    """Starts, pauses, resumes and stops runs; the state follows what the worker confirms.

    started: a run began, with its recipe and data set. events_arrived: a tuple of events, each
    once and in order. network_published: a snapshot of the network in training; one that was
    taken between two epochs comes again with its accuracy, which `jobs` measure meanwhile. failed:
    why a run failed, in words. state_changed: comes after the others, so that all is known by
    then, but for that accuracy.
    """

    started = Signal(Recipe, Dataset)
    events_arrived = Signal(tuple)
    network_published = Signal(NamedNetwork)
    failed = Signal(str)
    state_changed = Signal(State)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = State.IDLE
        self._failure = ""
        self._worker: TrainingWorker | None = None
        self._thread: QThread | None = None
        self._dataset: Dataset | None = None
        self._measuring = Measuring(jobs, self)
        self._measuring.measured.connect(self._on_measured)

    @property
    def state(self) -> State:
        """What the session is doing."""
        return self._state

    @property
    def failure(self) -> str:
        """Why the last run failed; empty unless the state is FAILED."""
        return self._failure

    def start(self, recipe: Recipe, dataset: Dataset) -> bool:
        """Begin a run; tells whether it did, for a second run beside the first is refused."""
        if self._worker is not None:
            return False
        self._failure = ""
        self._dataset = dataset
        self._measuring.cancel()
        self._worker = self._connected(TrainingWorker(recipe, dataset))
        self._thread = QThread(self)
        self._worker.moveToThread(self._thread)
        self._thread.started.connect(self._worker.run)
        self.started.emit(recipe, dataset)
        self._happen(Happening.STARTED)
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

    def stop(self) -> None:
        """Ask the run to end, keeping what it learned; also ends one that is paused."""
        if self._worker is not None:
            self._worker.control.stop()
            self._happen(Happening.STOP_ASKED)

    def close(self) -> None:
        """End the run and join its thread, for when the window closes."""
        self._measuring.cancel()
        if self._worker is not None:
            self._worker.control.abandon()
            self._join()
            self._happen(Happening.STOP_ASKED)
            self._happen(Happening.FINISHED)

    def _connected(self, worker: TrainingWorker) -> TrainingWorker:
        worker.events_arrived.connect(self._on_events_arrived)
        worker.network_published.connect(self._on_network_published)
        worker.paused.connect(self._on_paused)
        worker.resumed.connect(self._on_resumed)
        worker.failed.connect(self._on_failed)
        worker.finished.connect(self._on_finished)
        return worker

    def _join(self) -> None:
        """Wait for the thread, which has nothing left to do or was told to end."""
        assert self._thread is not None
        self._thread.quit()
        self._thread.wait()
        self._thread.deleteLater()
        self._thread = self._worker = None

    def _happen(self, happening: Happening) -> None:
        state = next_state(self._state, happening)
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    # What was posted before `close` still arrives after it, and means nothing any more.

    @Slot(tuple)
    def _on_events_arrived(self, events: tuple[object, ...]) -> None:
        if self._worker is not None:
            self.events_arrived.emit(events)

    @Slot(NamedNetwork)
    def _on_network_published(self, network: NamedNetwork) -> None:
        if self._worker is None or self._dataset is None:
            return
        self._measuring.cancel()
        self.network_published.emit(network)
        if network.accuracy is None and network.epoch is None:
            self._measuring.measure(network, self._dataset)

    @Slot(NamedNetwork)
    def _on_measured(self, network: NamedNetwork) -> None:
        self.network_published.emit(network)

    @Slot()
    def _on_paused(self) -> None:
        if self._worker is not None:
            self._happen(Happening.PAUSED)

    @Slot()
    def _on_resumed(self) -> None:
        if self._worker is not None:
            self._happen(Happening.RESUMED)

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        if self._worker is not None:
            self._failure = message

    @Slot()
    def _on_finished(self) -> None:
        if self._worker is None:
            return
        self._join()
        if self._failure:
            self.failed.emit(self._failure)
        self._happen(Happening.FAILED if self._failure else Happening.FINISHED)
