"""Whom a network can be compared with: the other networks, and the epochs of its own run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.workspace.accuracy import at_moment
from desktop.workspace.evaluation import EvaluationRequest
from desktop.workspace.network_entries import NetworkEntry
from desktop.workspace.network_ref import NetworkRef
from nncore.runs import KeptRun


@dataclass(frozen=True, eq=False)
class Rival:
    """Another network, or the same at another epoch.

    name: of the network, as the list of networks has it. kept, epoch: the run to read it from, and
    the epoch; None for a network of the list.
    """

    ref: NetworkRef
    name: str
    kept: KeptRun | None = None
    epoch: int | None = None

    @property
    def title(self) -> str:
        """As in "Reader", "Quick 2 after epoch 3"."""
        return at_moment(self.name, self.epoch)


def rivals_of(
    request: EvaluationRequest,
    entries: Iterable[NetworkEntry],
    kept: KeptRun | None,
    epochs: Sequence[int],
) -> list[Rival]:
    """Every network but the one that `request` is about, then the epochs of its run.

    kept, epochs: its run, and those of its epochs that can be asked for; None if it has none.
    """
    entries = [*entries]
    rivals = [Rival(each.ref, each.name) for each in entries if each.ref != request.ref]
    if kept is None:
        return rivals
    of_run = NetworkRef.of_run(kept.id)
    name = next((each.name for each in entries if each.ref == of_run), request.name)
    rivals += [
        Rival(NetworkRef.of_run(kept.id, epoch), name, kept, epoch)
        for epoch in epochs
        if epoch != request.epoch
    ]
    return rivals
