"""Weights for PyTorch and from it: plain safetensors files that an `nn.Sequential` takes.

PyTorch itself is not needed; what it calls its parts, and how it lays out weights, is known here.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from safetensors.numpy import save as tensor_bytes

from nncore.layers import Shape
from nncore.network import Network
from nncore.storage.exports.channels_first import Step, require_finite
from nncore.storage.exports.sequential import learned_by_position
from nncore.storage.files import write_whole
from nncore.storage.foreign_files import mistaken
from nncore.storage.tensor_files import OUR_KINDS, TensorFile, TensorFileError, open_tensors

_NAME = re.compile(r"(0|[1-9][0-9]{0,5})\.(weight|bias)")
_LONGEST = 400
"""Characters that a message spends on the names in a file, which may hold anything."""

_WHAT = "a state dict of PyTorch in safetensors"
"""What is looked for, in messages."""

_KINDS = ("F16", "F32", "F64")
"""What safetensors calls the types of numbers that NumPy knows too."""


def export_torch(network: Network, path: str | Path) -> None:
    """Write the weights to `path`, whole or not at all, as the state dict of `torch_source`.

    A safetensors file with names as "1.weight", the module's position first, for
    `load_state_dict(safetensors.torch.load_file(path))`. Linear weights are (outputs, inputs),
    convolutions (outputs, channels, size, size), and inputs that were a picture are counted
    channel by channel. The same network gives the same bytes. Raises OSError where writing fails,
    and ValueError for layers of a foreign kind or weights that are not finite.
    """
    require_finite(network)
    tensors = {}
    for position, step in learned_by_position(network):
        tensors[f"{position}.weight"] = np.ascontiguousarray(step.weights)
        tensors[f"{position}.bias"] = step.layer.parameters["bias"]
    write_whole(Path(path), tensor_bytes(tensors, {"format": "pt"}))


def import_torch(path: str | Path, network: Network) -> None:
    """Fill `network` with the weights of a PyTorch nn.Sequential, or leave it as it is.

    path: its state dict, as `safetensors.torch.save_file(model.state_dict(), path)` writes it.
    What has weights must come in the network's order and fit in shape; at which positions of the
    Sequential it stands does not matter, so that a Dropout or Flatten more or less is no obstacle.
    Numbers of another type are rounded to the network's own. The model must take pixels 0..1.
    Raises TensorFileError (a ValueError) for a file that is damaged or does not fit, naming what
    was expected and found, and OSError where it cannot be read.
    """
    path, learned = Path(path), learned_by_position(network)
    expected = _expected(learned)
    with open_tensors(path, _WHAT) as file:
        for key, kind in OUR_KINDS.items():
            if key in file.header.metadata:
                raise TensorFileError(mistaken(path, _WHAT, kind))
        entries = file.header.entries
        order = _in_order(entries)
        found = {name: entries[name].shape for name in order or sorted(entries)}
        if order is None or [*found.values()] != [*expected.values()]:
            raise TensorFileError(
                f"{path} does not fit {network}: expected {_listed(expected)}; "
                f"found {_listed(found)}"
            )
        arrays = [_read(file, name, network.dtype) for name in order]
    for (_, step), weights, bias in zip(learned, arrays[::2], arrays[1::2], strict=True):
        np.copyto(step.layer.parameters["weights"], step.our_weights(weights))
        np.copyto(step.layer.parameters["bias"], bias)


def _expected(learned: list[tuple[int, Step]]) -> dict[str, Shape]:
    """Names and shapes in the state dict of what has weights."""
    shapes: dict[str, Shape] = {}
    for position, step in learned:
        shapes[f"{position}.weight"] = step.weights_shape
        shapes[f"{position}.bias"] = step.weights_shape[:1]
    return shapes


def _in_order(names: Iterable[str]) -> list[str] | None:
    """Weight and bias by turns, by their positions; None where a name is no Sequential's."""
    matches = [_NAME.fullmatch(name) for name in names]
    if not all(matches):
        return None
    positions = sorted({int(found[1]) for found in matches if found})
    order = [f"{position}.{kind}" for position in positions for kind in ("weight", "bias")]
    return order if len(order) == len(matches) else None


def _read(file: TensorFile, name: str, dtype: DTypeLike) -> NDArray[Any]:
    where, kind = f"{name} in {file.path}", file.header.entries[name].kind
    if kind not in _KINDS:
        raise TensorFileError(f"{where} must be numbers of {[*_KINDS]}, got {kind}")
    with np.errstate(over="ignore"):
        array = file.array(name).astype(dtype)
    if not np.isfinite(array).all():
        raise TensorFileError(f"{where} must be finite {array.dtype}, got NaN, infinity or more")
    return array


def _listed(shapes: Mapping[str, Shape]) -> str:
    some = islice(shapes.items(), _LONGEST)
    listed = ", ".join(f"{name} {shape}" for name, shape in some) or "nothing"
    return listed if len(listed) <= _LONGEST else f"{listed[:_LONGEST]}…"
