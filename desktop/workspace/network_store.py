"""Networks by their references: those in memory, and those that lie on the disk.

A run's networks can be read again, so that only so many of them stay in memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from desktop.translation import tr
from desktop.workspace.jobs import Progress
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_files import open_network, run_network, shipped_network
from desktop.workspace.network_ref import NetworkRef, Origin
from nncore.runs import KeptRun, RunError

MOST_PARAMETERS = 1_000_000
"""Of all networks in memory that could be read again: 4 MB. One may be larger than that."""

_ATTEMPTS = 5
"""To read a run that another window trains: its files change with each epoch."""


class _Version(NamedTuple):
    """How far a run had come; with another one, it has other weights."""

    steps: int
    epochs: int
    ending: object

    @classmethod
    def of(cls, kept: KeptRun) -> "_Version":
        return cls(kept.steps, kept.epochs, kept.ending)


_UNKNOWN = _Version(0, 0, None)
"""Of a run whose end could not be read."""


@dataclass(frozen=True, eq=False)
class FoundNetwork:
    """A network, and the kept run that it was read from, if it was."""

    network: NamedNetwork
    kept: KeptRun | None = None


@dataclass(eq=False)
class _Held:
    """A network in memory. version: None while its run is under way, or if it is no run's."""

    network: NamedNetwork
    version: _Version | None
    used: int


class NetworkStore:
    """Holds networks, and reads those of files and kept runs."""

    def __init__(self, kept_runs: KeptRuns) -> None:
        self._kept_runs = kept_runs
        self._held: dict[NetworkRef, _Held] = {}
        self._uses = count()

    @property
    def networks(self) -> list[NamedNetwork]:
        """Those in memory, in the order in which they came."""
        return [each.network for each in self._held.values()]

    def put(self, found: FoundNetwork) -> NamedNetwork:
        """Hold a network from now on, and return it; newer weights replace those of before.

        Where the same weights of a kept run are held already, they stay, and are returned.
        """
        ref, version = found.network.ref, None if found.kept is None else _Version.of(found.kept)
        held = self._held.get(ref)
        if held is not None and held.network.network is found.network.network:
            # more is known of the same weights
            held.network, held.version = found.network, version or held.version
        elif held is None or version is None or held.version != version:
            self._held[ref] = _Held(found.network, version, next(self._uses))
            self._let_go_of_the_oldest()
        return self._held[ref].network

    def get(self, ref: NetworkRef) -> NamedNetwork | None:
        """A network in memory; None where it would have to be read."""
        held = self._held.get(ref)
        if held is None:
            return None
        held.used = next(self._uses)
        return held.network

    def newer(self, ref: NetworkRef, network: object) -> NamedNetwork | None:
        """The network in memory if it has other weights than `network` by now; those after an epoch
        never change.
        """
        held = None if ref.epoch is not None else self.get(ref)
        return None if held is None or held.network is network else held

    def read(self, ref: NetworkRef, progress: Progress) -> FoundNetwork:
        """Read a network from the disk, for a working thread.

        Raises OSError, or ValueError for what is damaged, not there any more, or was not kept.
        """
        if ref.origin is Origin.SHIPPED:
            return FoundNetwork(shipped_network())
        if ref.path is not None:
            return FoundNetwork(open_network(ref.path, progress))
        for _ in range(_ATTEMPTS):
            progress(0.0)
            kept = self._kept(ref)
            try:
                return FoundNetwork(run_network(kept, ref.epoch), kept)
            except RunError:
                if _Version.of(self._kept(ref)) == _Version.of(kept):
                    raise
        raise RunError(tr("it changes faster than it can be read"))

    def forget(self, run_ids: Iterable[str]) -> None:
        """Let go of all networks of these runs."""
        gone = {*run_ids}
        self._held = {ref: held for ref, held in self._held.items() if ref.run_id not in gone}

    def note_end(self, run_id: str, kept: KeptRun | None) -> None:
        """A run that was under way here is over. kept: as it lies on the disk then, if known."""
        held = self._held.get(NetworkRef.of_run(run_id))
        if held is not None:
            held.version = _UNKNOWN if kept is None else _Version.of(kept)

    def compare_with(self, kept: KeptRun) -> None:
        """Let go of a run's last network if the run has come further since, in another window."""
        ref = NetworkRef.of_run(kept.id)
        held = self._held.get(ref)
        if held is None or held.version is None:
            return
        is_of_before = kept.steps < held.version.steps  # a reading may begin before a run's end
        if held.version != _Version.of(kept) and not is_of_before:
            del self._held[ref]

    def _kept(self, ref: NetworkRef) -> KeptRun:
        try:
            return self._kept_runs.read(ref.run_id)
        except KeyError:
            raise RunError(tr("it is not there any more")) from None

    def _let_go_of_the_oldest(self) -> None:
        again = sorted((each for each in self._held if each.run_id), key=self._last_use)
        sizes = {ref: self._held[ref].network.network.parameter_count for ref in again}
        for ref in again[:-1]:
            if sum(sizes.values()) <= MOST_PARAMETERS:
                return
            del self._held[ref], sizes[ref]

    def _last_use(self, ref: NetworkRef) -> int:
        return self._held[ref].used
