"""Has features of training images read in the background, once for all tabs that ask for them."""

from functools import partial
from weakref import WeakSet

from PySide6.QtCore import QObject, Signal, Slot

from desktop.workspace.jobs import Job, Jobs
from desktop.workspace.training_features import Features, FeatureSubject, read_features
from nncore.datasets import Dataset
from nncore.network import Network


class FeatureStore(QObject):
    """Reads for one subject after the other, those that nobody waits for any more not to their end.
    It knows the features that it read as long as somebody keeps them.

    progressed: of which subject, and which part was looked at. finished: Features. failed: whose,
    and the error.
    """

    progressed = Signal(object, float)
    finished = Signal(object)
    failed = Signal(object, Exception)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._known: WeakSet[Features] = WeakSet()
        self._wanted: dict[QObject, FeatureSubject] = {}
        self._reading: tuple[Job, FeatureSubject] | None = None

    def find(self, subject: FeatureSubject) -> Features | None:
        """The features of this subject, if somebody keeps them."""
        return next((each for each in self._known if each.subject == subject), None)

    def want(self, asker: QObject, subject: FeatureSubject) -> None:
        """Let an asker wait for the features of this subject, and of no other."""
        self._wanted[asker] = subject
        self._go_on()

    def give_up(self, asker: QObject) -> None:
        """Let an asker wait no longer."""
        self._wanted.pop(asker, None)
        self._go_on()

    def _go_on(self) -> None:
        wanted = [*self._wanted.values()]
        if self._reading is None:
            if wanted:
                self._read(wanted[0])
        elif self._reading[1] not in wanted:
            self._reading[0].cancel()  # its end goes on with what is wanted then

    def _read(self, subject: FeatureSubject) -> None:
        job = Job(partial(read_features, subject))
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        self._reading = job, subject
        self._jobs.start(job)

    def _end(self, *, is_answered: bool) -> FeatureSubject:
        """Nothing is read any more; of what was, nobody waits for an answer that is there."""
        assert self._reading is not None
        (_, subject), self._reading = self._reading, None
        if is_answered:
            self._wanted = {
                asker: wanted for asker, wanted in self._wanted.items() if wanted != subject
            }
        return subject

    @Slot(float)
    def _on_progressed(self, done: float) -> None:
        if self._reading is not None:
            self.progressed.emit(self._reading[1], done)

    @Slot(object)
    def _on_finished(self, features: Features) -> None:
        self._end(is_answered=True)
        self._known.add(features)
        self.finished.emit(features)
        self._go_on()

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        subject = self._end(is_answered=True)
        self.failed.emit(subject, error)
        self._go_on()

    @Slot()
    def _on_cancelled(self) -> None:
        self._end(is_answered=False)
        self._go_on()


class FeatureKeeper(QObject):
    """One asker of the store, which keeps the features of one subject.

    ready: what was asked for is there. failed: why it cannot be had. progressed: the part of the
    training images that was looked at, while it is waited for.
    """

    ready = Signal()
    failed = Signal(Exception)
    progressed = Signal(float)

    def __init__(self, store: FeatureStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._subject: FeatureSubject | None = None
        self._features: Features | None = None
        self._is_waiting = False
        store.progressed.connect(self._on_progressed)
        store.finished.connect(self._on_finished)
        store.failed.connect(self._on_failed)

    @property
    def subject(self) -> FeatureSubject | None:
        """What was asked for last, until it is forgotten."""
        return self._subject

    def request(self, network: Network, dataset: Dataset) -> Features | None:
        """The features if they are there, kept from now on; else they are read, and `ready` or
        `failed` follows.
        """
        subject = FeatureSubject(network, dataset)
        if subject != self._subject:
            self.forget()
            self._subject = subject
        if self._features is None:
            self._features = self._store.find(subject)
        if self._features is None and not self._is_waiting:
            self._is_waiting = True
            self._store.want(self, subject)
        return self._features

    def cancel(self) -> None:
        """Wait no longer; the reading ends unless others wait, too. What is there is kept."""
        if self._is_waiting:
            self._is_waiting = False
            self._store.give_up(self)

    def forget(self) -> None:
        """Wait no longer, and keep nothing."""
        self.cancel()
        self._subject = self._features = None

    @Slot(object, float)
    def _on_progressed(self, subject: FeatureSubject, done: float) -> None:
        if self._is_waiting and subject == self._subject:
            self.progressed.emit(done)

    @Slot(object)
    def _on_finished(self, features: Features) -> None:
        if self._is_waiting and features.subject == self._subject:
            self._is_waiting = False
            self._features = features
            self.ready.emit()

    @Slot(object, Exception)
    def _on_failed(self, subject: FeatureSubject, error: Exception) -> None:
        if self._is_waiting and subject == self._subject:
            self._is_waiting = False
            self.failed.emit(error)
