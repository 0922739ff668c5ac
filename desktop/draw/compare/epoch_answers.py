"""What a run's networks answer epoch by epoch; for a working thread."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from desktop.workspace.jobs import Progress
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.network_store import NetworkStore
from nncore.array_types import ImageArray
from nncore.network import Network
from nncore.recognition.answers import answers
from nncore.recognition.known import Yardstick, yardstick_of


@dataclass(frozen=True, eq=False)
class EpochNetwork:
    """A run's network after one of its epochs, and what it is judged by."""

    network: Network
    yardstick: Yardstick


@dataclass(frozen=True, eq=False)
class EpochNetworks:
    """Those of a run by epoch; None for one that is damaged or gone."""

    run_id: str
    by_epoch: dict[int, EpochNetwork | None]


@dataclass(frozen=True, eq=False)
class EpochAnswers:
    """What they answer to one frame: by epoch a digit, or REFUSED."""

    networks: EpochNetworks
    frame: ImageArray
    answers: dict[int, int]


def load_epochs(
    store: NetworkStore, run_id: str, epochs: Iterable[int], progress: Progress
) -> EpochNetworks:
    """Read the networks of these epochs of a run. Those that cannot be read are None."""
    found: dict[int, EpochNetwork | None] = {}
    for epoch in epochs:
        try:
            network = store.read(NetworkRef.of_run(run_id, epoch), progress).network.network
        except (OSError, ValueError):  # who looks at just this one is told why
            found[epoch] = None
            continue
        progress(0.0)
        found[epoch] = EpochNetwork(network, yardstick_of(network))
    return EpochNetworks(run_id, found)


def read_epochs(networks: EpochNetworks, frame: ImageArray, progress: Progress) -> EpochAnswers:
    """What each of them answers to a frame (28, 28) uint8."""
    told = {}
    for epoch, each in networks.by_epoch.items():
        if each is not None:
            network = each.network.interruptible(partial(progress, 0.0))
            told[epoch] = int(answers(network, frame[None], yardstick=each.yardstick)[0])
    return EpochAnswers(networks, frame, told)
