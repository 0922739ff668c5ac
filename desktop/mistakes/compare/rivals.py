"""Whom a network can be compared with, another network or a run at one of its epochs, and whom the
user chose.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from desktop.translation import tr
from desktop.workspace.accuracy import at_moment, moment
from desktop.workspace.evaluation import EvaluationRequest
from desktop.workspace.network_entries import NetworkEntry, row_of
from desktop.workspace.network_ref import NetworkRef
from nncore.runs import KeptRun


@dataclass(frozen=True, eq=False)
class Rival:
    """A network at a moment.

    name: of the network, as the list of networks has it. epoch: after which it has these weights;
    None where that is not known. kept: the run to read an earlier epoch from; None for a network as
    it is now.
    """

    ref: NetworkRef
    name: str
    epoch: int | None = None
    kept: KeptRun | None = None

    @property
    def title(self) -> str:
        """As in "Reader", "Quick 2 after epoch 3"."""
        return at_moment(self.name, self.epoch)

    @property
    def moment_title(self) -> str:
        """As in "after epoch 4", "untrained"; "now, after 5" of a network as it is now."""
        if self.kept is not None:
            return moment(self.epoch)
        return tr("now, after {epoch:,}", epoch=self.epoch) if self.epoch else tr("now")

    def is_moment_of(self, request: EvaluationRequest) -> bool:
        """Whether `request` is about the same network with the same weights."""
        return is_same_moment(self.ref, self.epoch, request)


@dataclass(frozen=True, eq=False)
class KnownEpochs:
    """Of a kept run, the epochs that can be asked for.

    is_whole: whether its history was read; until then there may be more of them.
    """

    kept: KeptRun
    epochs: Collection[int]
    is_whole: bool


class RivalChoice:
    """Keeps to what the user chose while networks come and go, and says what stands in for it.

    networks: what can be chosen. moments: those of the chosen network, the newest first. rival: the
    chosen moment; None if there is none.
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
        return row_of(self.networks, None if self.rival is None else self.rival.ref)

    @property
    def moment_row(self) -> int:
        """Where the rival stands among `moments`; -1 if there is none."""
        return -1 if self.rival is None else self.moments.index(self.rival)

    @property
    def missing(self) -> str:
        """The title of what was asked for, where something else stands in for it; else nothing."""
        if self.rival is None or self.rival.ref == self._preferred:
            return ""
        return self._preferred_title

    def follow(self, request: EvaluationRequest) -> None:
        """Compare with this network from now on. If it is the rival itself, the one before takes
        its place.
        """
        former, self._request = self._request, request
        if former is None or former.ref.latest == request.ref.latest:
            return  # a slider that passes the rival's epoch does not change whom one compares with
        stands = self._preferred if self.rival is None else self.rival.ref
        if stands is not None and is_same_moment(stands, self._epoch_of(stands), request):
            self._preferred, self.rival = former.ref, None
            self._preferred_title = at_moment(former.name, former.epoch, former.step)

    def choose_network(self, row: int) -> None:
        """Compare with another one of `networks`, as it is now."""
        entry = self.networks[row]
        if row != self.network_row:
            self._preferred = self._moments_of(entry)[0].ref

    def choose_moment(self, row: int) -> None:
        """Compare with another one of `moments`."""
        self._preferred = self.moments[row].ref

    def offer(self, entries: Iterable[NetworkEntry]) -> None:
        """Choose among these networks: renew `networks`, `moments` and `rival`."""
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
        """The network that was asked for; else any other than `own`; else `own`."""
        by_ref = {each.ref: each for each in self.networks}
        if self._preferred is not None and self._preferred.latest in by_ref:
            return by_ref[self._preferred.latest]
        others = (each for each in self.networks if each.ref != own)
        return next(others, by_ref.get(own))

    def _moments_of(self, entry: NetworkEntry) -> Sequence[Rival]:
        """All moments but the one that is looked at, unless the user asked for it."""
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


def is_same_moment(ref: NetworkRef, epoch: int | None, request: EvaluationRequest) -> bool:
    """Whether `ref`, whose weights stood after `epoch`, is what `request` is about."""
    if ref.latest != request.ref.latest:
        return False
    return ref == request.ref or (epoch is not None and epoch == request.epoch)


def moments_of(
    entry: NetworkEntry, known: KnownEpochs | None, preferred: NetworkRef | None
) -> Sequence[Rival]:
    """A network as it is now, and after the earlier epochs of its run, the newest first.

    preferred: included even while it is not known whether it was kept.
    """
    latest = None if entry.accuracy is None else entry.accuracy.epoch
    now = Rival(entry.ref, entry.name, latest)
    if known is None:
        return [now]
    epochs = {each for each in known.epochs if each != latest}
    wanted = None if preferred is None or preferred.run_id != known.kept.id else preferred.epoch
    if wanted is not None and (wanted in known.epochs or not known.is_whole):
        epochs.add(wanted)
    earlier = (
        Rival(NetworkRef.of_run(known.kept.id, epoch), entry.name, epoch, known.kept)
        for epoch in sorted(epochs, reverse=True)
    )
    return [now, *earlier]
