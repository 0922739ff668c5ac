"""The network that the chosen one is compared with: which one is wanted, and what it reads."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.draw.answer.reading_request import ReadingRequest, ReadingResult, read_request
from desktop.workspace.accuracy import at_moment
from desktop.workspace.error_words import in_words
from desktop.workspace.jobs import Jobs
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_entries import NetworkEntry, row_of
from desktop.workspace.network_loader import NetworkLoader
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.throttle import FOR_THE_EYE, ThrottledJob
from desktop.workspace.workspace import Workspace
from nncore.network import Network
from nncore.recognition.known import Yardstick
from nncore.runs.weights import epochs_to_keep

MOST_EPOCHS = 60
"""That a slider offers: of longer runs, some are left out evenly."""


class OtherNetwork(QObject):
    """Which networks there are to compare with, and the one that is wanted.

    It is read from the disk while somebody looks, and stays the wanted one whatever else changes.

    changed: there is something else to choose, to read with or to say. networks: what can be
    chosen. ref: what is wanted; None where there is nothing to choose. named: the network, None
    while it is not here. failure: why it never will be, in words.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._is_watched = False
        self.networks: Sequence[NetworkEntry] = ()
        self.ref: NetworkRef | None = None
        self.named: NamedNetwork | None = None
        self.failure = ""
        self._loader = NetworkLoader(workspace.network_store, jobs, self)
        self._loader.loaded.connect(self._on_loaded)
        self._loader.failed.connect(self._on_failed)
        workspace.networks_changed.connect(self._on_networks_changed)
        workspace.network_changed.connect(self._on_networks_changed)

    @property
    def row(self) -> int:
        """Where the wanted one stands among `networks`; -1 if there is none."""
        return row_of(self.networks, self.ref)

    @property
    def name(self) -> str:
        """The wanted network's, with the epoch that is wanted, if one is."""
        if self.row < 0 or self.ref is None:
            return ""
        name = self.networks[self.row].name
        if self.named is not None:
            return at_moment(name, self.named.epoch, self.named.step)
        return at_moment(name, self.ref.epoch)

    @property
    def epochs(self) -> tuple[int, ...]:
        """Those that can be looked at of the wanted network's run, rising."""
        if self.ref is None:
            return ()
        return epochs_to_keep(self._workspace.kept_epochs(self.ref), MOST_EPOCHS)

    @property
    def latest_epoch(self) -> int | None:
        """The epoch after which the wanted network's latest weights stand, if after one."""
        if self.row < 0:
            return None
        if self.named is not None and self.named.ref.epoch is None:
            return self.named.epoch
        accuracy = self.networks[self.row].accuracy
        return None if accuracy is None else accuracy.epoch

    @property
    def is_same(self) -> bool:
        """Whether it is the chosen network itself, with the same weights."""
        chosen = self._workspace.network
        if chosen is None or self.named is None or chosen.ref.latest != self.named.ref.latest:
            return False
        return chosen.network is self.named.network or (
            chosen.epoch is not None and chosen.epoch == self.named.epoch
        )

    def set_watched(self, is_watched: bool) -> None:
        """Whether somebody looks; while nobody does, nothing is read."""
        self._is_watched = is_watched
        if is_watched:
            self.failure = ""  # it may be mended by now
            self._renew()
        else:
            self._loader.cancel()
            self.named = None

    @Slot(int)
    def choose_network(self, row: int) -> None:
        """Want another one of `networks`, with its latest weights."""
        if row != self.row:
            self._want(self.networks[row].ref)

    @Slot(object)
    def choose_epoch(self, epoch: int | None) -> None:
        """Want the same network after another of its epochs; None: as it is now."""
        if self.ref is not None and self.ref.epoch != epoch:
            latest = self.ref.latest
            self._want(latest if epoch is None else NetworkRef.of_run(latest.run_id, epoch))

    def _want(self, ref: NetworkRef) -> None:
        self.ref, self.named, self.failure = ref, None, ""
        self._loader.request(ref)
        self.changed.emit()

    def _renew(self) -> None:
        """See what there is by now, and bring what is wanted, with its newest weights."""
        chosen = self._workspace.network
        own = None if chosen is None else chosen.ref.latest
        self.networks = [
            each for each in self._workspace.networks if self._can_be_other(each.ref, own)
        ]
        if self.row < 0:
            others = (each.ref for each in self.networks if each.ref != own)
            first = next(others, self.networks[0].ref if self.networks else None)
            if first is None:
                self._loader.cancel()
                self.ref = self.named = None
            else:
                self._want(first)
                return
        elif self.ref is not None and self._is_old(self.ref):
            self._loader.request(self.ref)
        self.changed.emit()

    def _can_be_other(self, ref: NetworkRef, own: NetworkRef | None) -> bool:
        """The chosen network itself has other moments only where epochs were kept."""
        return ref.epoch is None and (ref != own or len(self._workspace.kept_epochs(ref)) > 1)

    def _is_old(self, ref: NetworkRef) -> bool:
        """Whether newer weights are in memory than those that are here, or none are here."""
        if self.named is None:
            return self._loader.wanted != ref and not self.failure
        return self._workspace.network_store.newer(ref, self.named.network) is not None

    @Slot(object)
    def _on_loaded(self, network: NamedNetwork) -> None:
        self.named, self.failure = network, ""
        self.changed.emit()

    @Slot(object, Exception)
    def _on_failed(self, _ref: NetworkRef, error: Exception) -> None:
        self.named, self.failure = None, in_words(error)
        self.changed.emit()

    @Slot()
    def _on_networks_changed(self) -> None:
        if self._is_watched:
            self._renew()


class OtherReader(QObject):
    """Lets a network read what the chosen one was asked to, not too often; the newest wins.

    answered: a Reading, or None where there is nothing to read. failed: it could not read."""

    answered = Signal(object)
    failed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._request: ReadingRequest | None = None
        self._yardstick: tuple[Network, Yardstick] | None = None
        """The network that was read with last, and what it was judged by: that takes long."""
        self._latest = ThrottledJob(jobs, FOR_THE_EYE, self)
        self._latest.finished.connect(self._on_finished)
        self._latest.failed.connect(self._on_failed)

    def read(self, request: ReadingRequest | None, network: Network | None) -> None:
        """Let this network read what another one was asked to; None gives up."""
        before = self._request
        if request is None or network is None:
            self._request = None
            self._latest.cancel()
            self.answered.emit(None)
            return
        if before is not None and before.network is not network:
            self._latest.cancel()
            self.answered.emit(None)
        elif before is not None and before.steps is request.steps:
            return
        known = self._yardstick
        yardstick = known[1] if known is not None and known[0] is network else None
        self._request = replace(request, network=network, yardstick=yardstick)
        self._latest.request(partial(read_request, self._request))

    @Slot(object)
    def _on_finished(self, result: ReadingResult) -> None:
        network = result.request.network
        self._yardstick = network, result.yardstick
        # what was read in the ink of a moment before is shown while the pen moves on
        if self._request is not None and network is self._request.network:
            self.answered.emit(result.reading)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        if self._request is not None:
            self.failed.emit()
        raise error  # nothing that a person could mend; the window tells of it
