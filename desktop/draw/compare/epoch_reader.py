"""What a run's networks answer to the drawing epoch by epoch, read in the background."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.workspace.jobs import Jobs, LatestJob, Progress
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.network_store import NetworkStore
from desktop.workspace.throttle import FOR_MANY, ThrottledJob
from nncore.array_types import ImageArray
from nncore.network import Network
from nncore.recognition.known import Yardstick, yardstick_of
from nncore.recognition.reading import answers
from nncore.runs.weights import MOST_WEIGHTS_BYTES, weights_bytes


@dataclass(frozen=True, eq=False)
class EpochNetwork:
    """A run's network after one of its epochs, and what it is judged by."""

    network: Network
    yardstick: Yardstick


@dataclass(frozen=True, eq=False)
class EpochNetworks:
    """Those of a run by epoch; None for one that is damaged or gone, or has no room."""

    run_id: str
    by_epoch: dict[int, EpochNetwork | None]


@dataclass(frozen=True, eq=False)
class EpochAnswers:
    """What they answer to one frame: by epoch a digit, or REFUSED."""

    networks: EpochNetworks
    frame: ImageArray
    answers: dict[int, int]


class EpochReader(QObject):
    """Keeps the networks of a run's epochs while somebody looks, and lets them read the drawing,
    not too often; the newest frame wins.

    answered: what each epoch answers, by epoch a digit or REFUSED; empty while nobody knows."""

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
        self._reading = ThrottledJob(jobs, FOR_MANY, self)
        self._reading.finished.connect(self._on_read)
        self._reading.failed.connect(self._on_failed)

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
            self._read()

    def _give_up(self) -> None:
        self._reading.cancel()
        self.answered.emit({})

    def _load(self) -> None:
        missing = [each for each in self._epochs if each not in self._known]
        if missing:
            work = partial(load_epochs, self._network_store, self._run_id, missing)
            self._loading.request(work)

    def _read(self) -> None:
        if self._frame is not None and self._known:
            networks = EpochNetworks(self._run_id, {**self._known})
            self._reading.request(partial(read_epochs, networks, self._frame))

    @Slot(object)
    def _on_loaded(self, loaded: EpochNetworks) -> None:
        if loaded.run_id == self._run_id and self._epochs:
            self._known = with_room(self._known | loaded.by_epoch, self._epochs)
            self._read()

    @Slot(object)
    def _on_read(self, found: EpochAnswers) -> None:
        if self._frame is not None and found.networks.run_id == self._run_id:
            self.answered.emit(found.answers)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self.answered.emit({})
        raise error  # nothing that a person could mend; the window tells of it


def load_epochs(
    store: NetworkStore, run_id: str, epochs: Iterable[int], progress: Progress
) -> EpochNetworks:
    """Read the networks of these epochs of a run, the latest first; for a working thread. Those
    that cannot be read are None, and all that are left once MOST_WEIGHTS_BYTES are full: a folder
    may claim more.
    """
    found: dict[int, EpochNetwork | None] = {}
    room = MOST_WEIGHTS_BYTES
    for epoch in sorted(epochs, reverse=True):
        found[epoch] = each = _load(store, run_id, epoch, progress) if room >= 0 else None
        if each is not None:
            room -= weights_bytes(each.network)
            if room < 0:
                found[epoch] = None
    return EpochNetworks(run_id, found)


def with_room(
    by_epoch: Mapping[int, EpochNetwork | None], epochs: Iterable[int]
) -> dict[int, EpochNetwork | None]:
    """What there is of these epochs, None for those that MOST_WEIGHTS_BYTES have no room for."""
    kept: dict[int, EpochNetwork | None] = {}
    room = MOST_WEIGHTS_BYTES
    for epoch in sorted({*epochs} & {*by_epoch}, reverse=True):
        each = by_epoch[epoch]
        room -= 0 if each is None else weights_bytes(each.network)
        kept[epoch] = each if room >= 0 else None
    return kept


def read_epochs(networks: EpochNetworks, frame: ImageArray, progress: Progress) -> EpochAnswers:
    """What each of them answers to a frame (28, 28) uint8; for a working thread."""
    told = {}
    for epoch, each in networks.by_epoch.items():
        if each is not None:
            network = each.network.interruptible(partial(progress, 0.0))
            told[epoch] = int(answers(network, frame[None], yardstick=each.yardstick)[0])
    return EpochAnswers(networks, frame, told)


def _load(store: NetworkStore, run_id: str, epoch: int, progress: Progress) -> EpochNetwork | None:
    try:
        network = store.read(NetworkRef.of_run(run_id, epoch), progress).network.network
    except (OSError, ValueError):  # who looks at just this one is told why
        return None
    progress(0.0)
    return EpochNetwork(network, yardstick_of(network))
