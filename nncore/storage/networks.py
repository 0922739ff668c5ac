"""Networks on disk: a safetensors file with the architecture beside the weights.

Nothing in such a file can be executed; the description is compared with the arrays before a
network is built from it.
"""

import errno
from pathlib import Path
from typing import Any

from nncore.network import Network
from nncore.storage.network_description import (
    describe,
    named_parameters,
    rebuild,
    require_described,
)
from nncore.storage.tensor_files import (
    NETWORK_KEY,
    TensorFileError,
    read_tensors,
    reason,
    write_tensors,
)
from nncore.storage.tensor_headers import Progress

_FORMAT = 1


class NetworkFileError(ValueError):
    """A file that does not hold a network; the message says which and why."""


def save(network: Network, path: str | Path, *, notes: dict[str, Any] | None = None) -> None:
    """Write `network` to `path`, whole or not at all.

    notes: anything JSON can hold that should travel with it (name, recipe, accuracy).
    The same network and notes give the same bytes. Raises OSError where writing fails, and
    ValueError for what `load` would not take back: a layer of a foreign kind, weights that are not
    finite, a network beyond the bounds of `network_bounds`, or notes beyond those of
    `tensor_headers`. A file that stood there before is then untouched.
    """
    description = {"format": _FORMAT, **describe(network), "notes": notes or {}}
    write_tensors(Path(path), named_parameters(network), NETWORK_KEY, description)


def load(path: str | Path) -> Network:
    """Read a network that `save` wrote.

    Raises NetworkFileError (a ValueError) for a file that is damaged or something else, saying
    what it is, and OSError where it cannot be read.
    """
    return load_with_notes(path)[0]


def load_notes(path: str | Path) -> dict[str, Any]:
    """The notes alone that were saved with a network. Raises as `load` does."""
    return load_with_notes(path)[1]


def load_with_notes(
    path: str | Path, *, progress: Progress | None = None
) -> tuple[Network, dict[str, Any]]:
    """A network and the notes that were saved with it, from one reading. Raises as `load` does.

    progress: told the fraction that is done now and then; what it raises ends the reading.
    """
    try:
        description, tensors = read_tensors(
            Path(path), NETWORK_KEY, check=_require_format, progress=progress
        )
    except TensorFileError as error:
        raise NetworkFileError(str(error)) from error
    try:
        network = rebuild(description, tensors, progress=progress)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        words = f"{path} holds no network that can be read: {reason(error)}"
        raise NetworkFileError(words) from error
    except MemoryError as error:
        words = "there is not enough memory for its network"
        raise OSError(errno.ENOMEM, words, str(path)) from error
    notes = description.get("notes")
    return network, notes if isinstance(notes, dict) else {}


def _require_format(description: dict[str, Any]) -> None:
    if (given := description.get("format")) != _FORMAT:
        raise ValueError(f"it must have the format {_FORMAT}, got {given!r:.80}")
    require_described(description)
