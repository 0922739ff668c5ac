"""A network with a name: a snapshot that all tabs can look at, and that may cross threads."""

from dataclasses import dataclass

from desktop.workspace.accuracy import Accuracy
from desktop.workspace.network_ref import NetworkRef
from nncore.network import Network


@dataclass(frozen=True, eq=False)
class NamedNetwork:
    """A network that can be looked at. `network` is a snapshot: nobody trains it any more.

    accuracy: None where nobody has measured. epoch, step: when a run had these weights, as in
    `Accuracy`; both are None for a network that is of no run.
    """

    name: str
    ref: NetworkRef
    network: Network
    accuracy: Accuracy | None = None
    epoch: int | None = None
    step: int | None = None
