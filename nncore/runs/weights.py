"""The weights of a run at some of its epochs: thinned, so that they never take more than so much.

Each is a network file of its own, which `nncore.load` reads; the latest also stand in the run's
state.
"""

import os
import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from nncore.network import Network
from nncore.recipes.recipe import Recipe
from nncore.runs.disk import MOST_ENTRIES, checked_size
from nncore.runs.errors import RunError
from nncore.runs.own_files import remove_file, require_own
from nncore.storage.files import PART
from nncore.storage.networks import NetworkFileError, load, save

MOST_WEIGHTS_BYTES = 32_000_000
"""What the weights of all kept epochs of one run may take."""

FOLDER = "weights"
_OURS = re.compile(rf"epoch-([0-9]{{5}}|[1-9][0-9]{{5,15}})\.safetensors|{PART.pattern}")
_DESCRIPTION_BYTES = 8_000
"""What a network's file may hold beside the weights, generously."""

MOST_WEIGHTS = MOST_WEIGHTS_BYTES // _DESCRIPTION_BYTES
"""Epochs of one run that keep their weights, however small the network is."""


def epochs_to_keep(epochs: Iterable[int], most: int) -> tuple[int, ...]:
    """Which of `epochs` to keep, at most `most`: every 2nd, 4th, 8th …, the first and the latest.

    The step depends on the first and the latest alone, so choosing anew after each epoch from
    those still kept gives what choosing from all would give. If there is room for one, it is the
    latest; if for none, none are kept.
    """
    known = sorted(set(epochs))
    if most < 2 or not known:
        return tuple(known[-1:][:most])
    first, latest, stride = known[0], known[-1], 1
    while len(_evenly(first, latest, stride)) > most:
        stride *= 2
    chosen = _evenly(first, latest, stride)
    return tuple(each for each in known if each in chosen)


def kept_epochs_count(epochs: int, most: int) -> int:
    """How many of the epochs from 0 to `epochs` are kept, at most `most`."""
    if most < 2:
        return most
    stride = 1
    while (count := 1 + -(-epochs // stride)) > most:
        stride *= 2
    return count


def _evenly(first: int, latest: int, stride: int) -> set[int]:
    return {first, latest, *range(-(-first // stride) * stride, latest + 1, stride)}


def weights_bytes(network: Network) -> int:
    """What a network is counted as in MOST_WEIGHTS_BYTES."""
    return sum(array.nbytes for array in network.parameters) + _DESCRIPTION_BYTES


def most_epochs(network: Network) -> int:
    """How many networks like this one MOST_WEIGHTS_BYTES have room for."""
    return MOST_WEIGHTS_BYTES // weights_bytes(network)


def most_epochs_of(array_bytes: int) -> int:
    """The same for a network that is not built, whose arrays take so many bytes."""
    return MOST_WEIGHTS_BYTES // (array_bytes + _DESCRIPTION_BYTES)


def weights_file(folder: Path, epoch: int) -> Path:
    """Where the weights of an epoch stand in a run's folder."""
    return folder / FOLDER / _name(epoch)


def _name(epoch: int) -> str:
    return f"epoch-{epoch:05}.safetensors"


def require_weights(folder: Path, epochs: Iterable[int]) -> None:
    """Raises RunError where the file of one of these epochs is missing or no plain file."""
    try:
        with os.scandir(folder / FOLDER) as entries:
            looked_at = islice(entries, MOST_ENTRIES)
            plain = {each.name for each in looked_at if each.is_file(follow_symlinks=False)}
    except OSError:
        plain = set()
    for epoch in epochs:
        if _name(epoch) not in plain:
            checked_size(weights_file(folder, epoch))  # it is behind many others, or says why not


def write_weights(folder: Path, epoch: int, network: Network, recipe: Recipe) -> None:
    """Raises OSError; ValueError for weights that are not finite."""
    notes = {"name": f"{network}, epoch {epoch}", "seed": recipe.seed, "epoch": epoch}
    save(network, require_own(weights_file(folder, epoch), below=folder.parent), notes=notes)


def read_weights(folder: Path, epoch: int) -> Network:
    """Raises RunError where they are missing or damaged."""
    file = weights_file(folder, epoch)
    try:
        return load(file)
    except (OSError, NetworkFileError) as error:
        raise RunError(f"{file} cannot be read: {error}") from error


def remove_weights(folder: Path, kept: Iterable[int]) -> None:
    """Delete the weights of all epochs but those in `kept`, and parts of files; nothing else.

    Raises OSError.
    """
    names = {*map(_name, kept)}
    with os.scandir(require_own(folder / FOLDER, below=folder.parent)) as entries:
        found = [each.name for each in entries if _OURS.fullmatch(each.name)]
    for name in found:
        if name not in names:
            remove_file(folder / FOLDER / name)
