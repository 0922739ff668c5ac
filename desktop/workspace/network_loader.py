"""Brings the network that was asked for last, from memory or in the background from the disk.

Whoever looks at a network by its reference has a loader: two networks side by side take two.
"""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.workspace.jobs import Cancelled, Jobs, LatestJob, Progress, interruptible
from desktop.workspace.network_ref import NetworkRef, Origin
from desktop.workspace.network_store import FoundNetwork, NetworkStore


@dataclass(frozen=True, eq=False)
class _Request:
    """Only what comes of the latest is of interest."""

    ref: NetworkRef


class NetworkLoader(QObject):
    """Answers each request with `loaded` or `failed`, unless it is given up for a newer one.

    loaded: a NamedNetwork, which is in the store by then. failed: the reference, and the
    exception that says why: an OSError, a ValueError, or one that nobody foresaw.
    """

    loaded = Signal(object)
    failed = Signal(object, Exception)

    def __init__(
        self, network_store: NetworkStore, jobs: Jobs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._network_store = network_store
        self._request: _Request | None = None
        self._latest = LatestJob(jobs, self)
        self._latest.finished.connect(self._on_finished)

    @property
    def wanted(self) -> NetworkRef | None:
        """What is being read; None while nothing is."""
        return None if self._request is None else self._request.ref

    def request(self, ref: NetworkRef, *, anew: bool = False) -> None:
        """Bring a network, and give up what was asked for before.

        One in memory is brought at once. anew: read it again nevertheless.
        """
        self.cancel()
        network = None if anew else self._network_store.get(ref)
        if network is not None:
            self.loaded.emit(network)
            return
        self._request = _Request(ref)
        work = partial(_answered, self._network_store, self._request)
        # a file may lie on a drive that hangs
        self._latest.request(partial(interruptible, work) if ref.origin is Origin.FILE else work)

    def cancel(self) -> None:
        """Give up what was asked for."""
        self._request = None
        self._latest.cancel()

    @Slot(object)
    def _on_finished(self, answer: tuple[_Request, FoundNetwork | Exception]) -> None:
        request, found = answer
        if request is not self._request:
            return  # nobody waits for it any more
        self._request = None
        if isinstance(found, FoundNetwork):
            self.loaded.emit(self._network_store.put(found))
        else:
            self.failed.emit(request.ref, found)
            if not isinstance(found, OSError | ValueError):
                raise found  # nobody foresaw it; the window tells of it


def _answered(
    network_store: NetworkStore, request: _Request, progress: Progress
) -> tuple[_Request, FoundNetwork | Exception]:
    try:
        return request, network_store.read(request.ref, progress)
    except Cancelled:
        raise
    except Exception as error:  # noqa: BLE001 - whoever asked decides what it means
        return request, error
