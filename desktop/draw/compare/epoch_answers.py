"""What a run's networks answer epoch by epoch; for a working thread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from desktop.workspace.jobs import Progress
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.network_store import NetworkStore
from nncore.array_types import ImageArray
from nncore.network import Network
from nncore.recognition.answers import answers
from nncore.recognition.known import Yardstick, yardstick_of
from nncore.runs.weights import MOST_WEIGHTS_BYTES, weights_bytes


@dataclass(frozen=True, eq=False)
class EpochNetwork:
    """A run's network after one of its epochs, and what it is judged by."""

    network: Network
    yardstick: Yardstick


@dataclass(frozen=True, eq=False)
class EpochNetworks:
    """Those of a run by epoch; None for one that is damaged or gone, or has no room."""

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
    """Read the networks of these epochs of a run, the latest first. Those that cannot be read are
    None, and all that are left once MOST_WEIGHTS_BYTES are full: a folder may claim more.
    """
    found: dict[int, EpochNetwork | None] = {}
    room = MOST_WEIGHTS_BYTES
    for epoch in sorted(epochs, reverse=True):
        found[epoch] = each = _load(store, run_id, epoch, progress) if room >= 0 else None
        if each is not None:
            room -= weights_bytes(each.network)
            if room < 0:
                found[epoch] = None
    return EpochNetworks(run_id, found)


def with_room(
    by_epoch: Mapping[int, EpochNetwork | None], epochs: Iterable[int]
) -> dict[int, EpochNetwork | None]:
    """What there is of these epochs, None for those that MOST_WEIGHTS_BYTES have no room for."""
    kept: dict[int, EpochNetwork | None] = {}
    room = MOST_WEIGHTS_BYTES
    for epoch in sorted({*epochs} & {*by_epoch}, reverse=True):
        each = by_epoch[epoch]
        room -= 0 if each is None else weights_bytes(each.network)
        kept[epoch] = each if room >= 0 else None
    return kept


def _load(store: NetworkStore, run_id: str, epoch: int, progress: Progress) -> EpochNetwork | None:
    try:
        network = store.read(NetworkRef.of_run(run_id, epoch), progress).network.network
    except (OSError, ValueError):  # who looks at just this one is told why
        return None
    progress(0.0)
    return EpochNetwork(network, yardstick_of(network))


def read_epochs(networks: EpochNetworks, frame: ImageArray, progress: Progress) -> EpochAnswers:
    """What each of them answers to a frame (28, 28) uint8."""
    told = {}
    for epoch, each in networks.by_epoch.items():
        if each is not None:
            network = each.network.interruptible(partial(progress, 0.0))
            told[epoch] = int(answers(network, frame[None], yardstick=each.yardstick)[0])
    return EpochAnswers(networks, frame, told)
