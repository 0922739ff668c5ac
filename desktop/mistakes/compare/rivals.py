"""Whom a network can be compared with: another network, or a run at one of its epochs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from desktop.workspace.accuracy import at_moment, moment
from desktop.workspace.evaluation import EvaluationRequest
from desktop.workspace.network_entries import NetworkEntry
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
        return f"now, after {self.epoch:,}" if self.epoch else "now"

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


def is_same_moment(ref: NetworkRef, epoch: int | None, request: EvaluationRequest) -> bool:
    """Whether `ref`, whose weights stood after `epoch`, is what `request` is about."""
    if ref.latest != request.ref.latest:
        return False
    return ref == request.ref or (epoch is not None and epoch == request.epoch)


def moments_of(
    entry: NetworkEntry, known: KnownEpochs | None, preferred: NetworkRef | None
) -> Sequence[Rival]:
    """A network as it is now, and after the earlier epochs of its run, the newest first.

    preferred: is among them also while it is not known yet whether it can be asked for.
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
