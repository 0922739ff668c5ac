"""A network with a name: a snapshot that all tabs can look at, and that may cross threads.

It knows no Qt, so that whoever trains can make one without a window.
"""

from dataclasses import dataclass

from desktop.workspace.network_ref import NetworkRef
from nncore.network import Network


@dataclass(frozen=True, eq=False)
class NamedNetwork:
    """A network that can be looked at. `network` is a snapshot: nobody trains it any more.

    accuracy: the fraction that `measured_on` says, or None where nobody has measured.
    epoch: the epoch of a run that the snapshot was taken at the end of, else None.
    """

    name: str
    ref: NetworkRef
    network: Network
    accuracy: float | None = None
    measured_on: str = ""
    epoch: int | None = None

    @property
    def title(self) -> str:
        """The name with the accuracy, as the selector shows it."""
        return titled(self.name, self.accuracy)


def titled(name: str, accuracy: float | None) -> str:
    """A network's name with its accuracy, as in "Quick · 97.4 %"."""
    return name if accuracy is None else f"{name} · {accuracy * 100:.1f} %"
