"""Keeps the networks of a run's epochs while somebody looks, and lets them read the drawing, in the
background and not too often; the newest wins.
"""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.draw.compare.epoch_answers import (
    EpochAnswers,
    EpochNetwork,
    EpochNetworks,
    load_epochs,
    read_epochs,
    with_room,
)
from desktop.workspace.jobs import Jobs, LatestJob
from desktop.workspace.network_store import NetworkStore
from desktop.workspace.throttle import FOR_MANY, Throttle
from nncore.array_types import ImageArray


class EpochReader(QObject):
    """answered: what each epoch answers, by epoch a digit or REFUSED; empty while nobody knows."""

    answered = Signal(object)

    def __init__(
        self, network_store: NetworkStore, jobs: Jobs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._network_store = network_store
        self._run_id = ""
        self._epochs: tuple[int, ...] = ()
        self._known: dict[int, EpochNetwork | None] = {}
        self._frame: ImageArray | None = None
        self._loading = LatestJob(jobs, self)
        self._loading.finished.connect(self._on_loaded)
        self._loading.failed.connect(self._on_failed)
        self._reading = LatestJob(jobs, self)
        self._reading.finished.connect(self._on_read)
        self._reading.failed.connect(self._on_failed)
        self._throttle = Throttle(FOR_MANY, self)
        self._throttle.due.connect(self._on_due)

    def follow(self, run_id: str, epochs: tuple[int, ...]) -> None:
        """Read with these epochs of a run; without any, with none, and let go of all."""
        if (run_id, epochs) == (self._run_id, self._epochs):
            return
        if run_id != self._run_id or not epochs:
            self._known = {}
            self._loading.cancel()
            self._give_up()
        self._run_id, self._epochs = run_id, epochs
        self._known = with_room(self._known, epochs)
        self._load()

    def read(self, frame: ImageArray | None) -> None:
        """Read this frame (28, 28) with each of them; None gives up."""
        if frame is self._frame:
            return
        self._frame = frame
        if frame is None:
            self._give_up()
        else:
            self._throttle.request()

    def _give_up(self) -> None:
        self._reading.cancel()
        self._throttle.drop()
        self.answered.emit({})

    def _load(self) -> None:
        missing = [each for each in self._epochs if each not in self._known]
        if missing:
            work = partial(load_epochs, self._network_store, self._run_id, missing)
            self._loading.request(work)

    @Slot()
    def _on_due(self) -> None:
        if self._frame is not None and self._known:
            networks = EpochNetworks(self._run_id, {**self._known})
            self._reading.request(partial(read_epochs, networks, self._frame))

    @Slot(object)
    def _on_loaded(self, loaded: EpochNetworks) -> None:
        if loaded.run_id == self._run_id and self._epochs:
            self._known = with_room(self._known | loaded.by_epoch, self._epochs)
            self._throttle.request()

    @Slot(object)
    def _on_read(self, found: EpochAnswers) -> None:
        if self._frame is not None and found.networks.run_id == self._run_id:
            self.answered.emit(found.answers)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self.answered.emit({})
        raise error  # nothing that a person could mend; the window tells of it
