"""With whom a network is compared: what the user asked for, as long as that can be had."""

from collections.abc import Callable, Iterable, Sequence

from desktop.mistakes.compare.rivals import (
    KnownEpochs,
    Rival,
    is_same_moment,
    moments_of,
)
from desktop.workspace.accuracy import at_moment
from desktop.workspace.evaluation import EvaluationRequest
from desktop.workspace.network_entries import NetworkEntry
from desktop.workspace.network_ref import NetworkRef


class RivalChoice:
    """Keeps to what the user chose whatever else changes, and says what stands in for it.

    networks: what can be chosen. moments: those of the chosen network, the newest first. rival: the
    chosen one of them; None if there is nobody to compare with.
    """

    def __init__(self, known_epochs: Callable[[str], KnownEpochs | None]) -> None:
        """known_epochs: of the run with this id; None where there is no such run."""
        self._known_epochs = known_epochs
        self._request: EvaluationRequest | None = None
        self._preferred: NetworkRef | None = None
        self._preferred_title = ""
        self.networks: Sequence[NetworkEntry] = ()
        self.moments: Sequence[Rival] = ()
        self.rival: Rival | None = None

    @property
    def network_row(self) -> int:
        """Where the chosen network stands among `networks`; -1 if there is none."""
        wanted = None if self.rival is None else self.rival.ref.latest
        rows = (row for row, each in enumerate(self.networks) if each.ref == wanted)
        return next(rows, -1)

    @property
    def moment_row(self) -> int:
        """Where the rival stands among `moments`; -1 if there is none."""
        return -1 if self.rival is None else self.moments.index(self.rival)

    @property
    def missing(self) -> str:
        """What was asked for, in words, where something else stands in for it; else nothing."""
        if self.rival is None or self.rival.ref == self._preferred:
            return ""
        return self._preferred_title

    def follow(self, request: EvaluationRequest) -> None:
        """This network is looked at now. If it is the rival, the one before takes its place."""
        former, self._request = self._request, request
        if former is None or former.ref.latest == request.ref.latest:
            return  # a slider that passes the rival's epoch does not change whom one compares with
        stands = self._preferred if self.rival is None else self.rival.ref
        if stands is not None and is_same_moment(stands, self._epoch_of(stands), request):
            self._preferred, self.rival = former.ref, None
            self._preferred_title = at_moment(former.name, former.epoch, former.step)

    def choose_network(self, row: int) -> None:
        """Compare with another one of `networks`, as it is now, or at its latest other moment."""
        entry = self.networks[row]
        if row != self.network_row:
            self._preferred = self._moments_of(entry)[0].ref

    def choose_moment(self, row: int) -> None:
        """Compare with another one of `moments`."""
        self._preferred = self.moments[row].ref

    def offer(self, entries: Iterable[NetworkEntry]) -> None:
        """Find out what there is to choose among these networks, and what is chosen."""
        assert self._request is not None
        own = self._request.ref.latest
        listed = [each for each in entries if each.ref.epoch is None]
        self.networks = [each for each in listed if each.ref != own or self._moments_of(each)]
        entry = self._preferred_entry(own)
        self.moments = () if entry is None else self._moments_of(entry)
        preferred = (each for each in self.moments if each.ref == self._preferred)
        self.rival = next(preferred, self.moments[0] if self.moments else None)
        if self.rival is not None and self._preferred in (None, self.rival.ref):
            self._preferred, self._preferred_title = self.rival.ref, self.rival.title

    def _preferred_entry(self, own: NetworkRef) -> NetworkEntry | None:
        """The network that was asked for; else another than one's own, if there is any."""
        by_ref = {each.ref: each for each in self.networks}
        if self._preferred is not None and self._preferred.latest in by_ref:
            return by_ref[self._preferred.latest]
        others = (each for each in self.networks if each.ref != own)
        return next(others, by_ref.get(own))

    def _moments_of(self, entry: NetworkEntry) -> Sequence[Rival]:
        """Without the one that is looked at, unless the user asked for just that."""
        request, run_id = self._request, entry.ref.run_id
        assert request is not None
        known = self._known_epochs(run_id) if run_id else None
        return [
            each
            for each in moments_of(entry, known, self._preferred)
            if each.ref == self._preferred or not each.is_moment_of(request)
        ]

    def _epoch_of(self, ref: NetworkRef) -> int | None:
        return self.rival.epoch if self.rival is not None else ref.epoch
