"""Networks on disk: a safetensors file with the architecture beside the weights, never a pickle.

The metadata is one key with sorted JSON: several keys would come out in random order, and the
same network would not give the same bytes.
"""

import json
import os
import stat
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as parse_tensors
from safetensors.numpy import save as tensor_bytes

from nncore.arrays import FloatArray
from nncore.files import write_whole
from nncore.layers import Dense, Layer, ReLU
from nncore.network import Network

_KEY = "misread"
_FORMAT = 1
_LAYERS: dict[str, type[Layer]] = {"Dense": Dense, "ReLU": ReLU}
_MAXIMUM_BYTES = 1024**3


class NetworkFileError(ValueError):
    """A file that does not hold a network; the message says which and why."""


def save(network: Network, path: str | Path, *, notes: dict[str, Any] | None = None) -> None:
    """Write `network` to `path`, whole or not at all.

    notes: anything JSON can hold that should travel with it (name, recipe, accuracy).
    The same network and notes give the same bytes. Raises OSError where writing fails, and
    ValueError for what `load` would not take back: a layer of a foreign kind, or weights that are
    not finite. A file that stood there before is then untouched.
    """
    _require_loadable(network)
    description = {
        "format": _FORMAT,
        "input_shape": list(network.input_shape),
        "layers": [
            {"kind": type(layer).__name__, **layer.configuration} for layer in network.layers
        ],
        "notes": notes or {},
    }
    text = json.dumps(description, sort_keys=True, ensure_ascii=False)
    # safetensors takes the memory as it lies, and would scramble what is not in C order
    tensors = {
        name: np.ascontiguousarray(array) for name, array in _named_parameters(network).items()
    }
    write_whole(Path(path), tensor_bytes(tensors, {_KEY: text}))


def load(path: str | Path) -> Network:
    """Read a network that `save` wrote.

    Raises NetworkFileError (a ValueError) for a file that is damaged or something else, and
    OSError where it cannot be read.
    """
    return load_with_notes(path)[0]


def load_notes(path: str | Path) -> dict[str, Any]:
    """The notes alone that were saved with a network. Raises as `load` does."""
    return load_with_notes(path)[1]


def load_with_notes(path: str | Path) -> tuple[Network, dict[str, Any]]:
    """A network and the notes that were saved with it, from one reading. Raises as `load` does."""
    description, tensors = _read(Path(path))
    try:
        network = _build(description, tensors)
        for name, array in _named_parameters(network).items():
            given = tensors.pop(name)
            _require_like(array, given, name)
            np.copyto(array, given)
        if tensors:
            raise ValueError(f"no layer takes {', '.join(sorted(tensors))}")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NetworkFileError(f"{path} holds no network that can be read: {error}") from error
    notes = description.get("notes")
    return network, notes if isinstance(notes, dict) else {}


def _require_loadable(network: Network) -> None:
    kinds = {type(layer) for layer in network.layers}
    foreign = [kind.__name__ for kind in kinds if kind not in _LAYERS.values()]
    if foreign:
        raise ValueError(f"layers of {sorted(_LAYERS)} can be saved, got {sorted(foreign)}")
    if not network.is_finite:
        raise ValueError("only finite weights can be saved, got NaN or infinity")


def _require_like(array: FloatArray, given: FloatArray, name: str) -> None:
    if given.shape != array.shape or given.dtype != array.dtype:
        raise ValueError(
            f"{name} must be {array.dtype} {array.shape}, got {given.dtype} {given.shape}"
        )
    if not np.isfinite(given).all():
        raise ValueError(f"{name} must be finite numbers, got NaN or infinity")


def _named_parameters(network: Network) -> dict[str, FloatArray]:
    return {
        f"{position}.{name}": array
        for position, layer in enumerate(network.layers)
        for name, array in layer.parameters.items()
    }


def _read(path: Path) -> tuple[dict[str, Any], dict[str, FloatArray]]:
    content = _content(path)
    try:
        tensors = parse_tensors(content)
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
        description = json.loads(header["__metadata__"][_KEY])
    except KeyError as error:
        raise NetworkFileError(f"{path} is not a network file of Misread: no {error}") from error
    except (SafetensorError, TypeError, ValueError, RecursionError) as error:
        raise NetworkFileError(f"{path} is not a network file of Misread: {error}") from error
    if not isinstance(description, dict) or description.get("format") != _FORMAT:
        raise NetworkFileError(f"{path} must have the format {_FORMAT}, got {description!r:.80}")
    return description, tensors


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):  # a device may go on for ever
            raise NetworkFileError(f"{path} is not a file")
        if status.st_size > _MAXIMUM_BYTES:
            raise NetworkFileError(
                f"{path} must have at most {_MAXIMUM_BYTES} bytes, it has {status.st_size}"
            )
        return file.read()


def _build(description: dict[str, Any], tensors: dict[str, FloatArray]) -> Network:
    input_shape = tuple(description["input_shape"])
    if not all(isinstance(size, int) and size >= 1 for size in input_shape):
        raise ValueError(f"an input shape has sizes of 1 and more, got {input_shape}")
    layers = [
        _build_layer(entry, tensors.get(f"{position}.weights"))
        for position, entry in enumerate(description["layers"])
    ]
    return Network(layers, input_shape=input_shape)


def _build_layer(entry: dict[str, Any], weights: FloatArray | None) -> Layer:
    kind = _LAYERS.get(entry["kind"])
    if kind is None:
        raise ValueError(f"unknown layer {entry['kind']!r}, known are {sorted(_LAYERS)}")
    options = {key: value for key, value in entry.items() if key != "kind"}
    if kind is not Dense:
        return kind(**options)
    # compared before anything is built: sizes that are only claimed must not take the memory
    shape = (options.pop("inputs"), options.pop("outputs"))
    if weights is None or weights.shape != shape or options:
        given = "no weights" if weights is None else f"weights {weights.shape}"
        raise ValueError(f"Dense{shape} must come with weights of that shape, got {given}")
    if weights.dtype not in (np.float32, np.float64):
        raise ValueError(f"weights must be float32 or float64, got {weights.dtype}")
    rng = np.random.default_rng(0)
    return Dense(*shape, rng=rng, initializer=_undrawn, dtype=weights.dtype)


def _undrawn(inputs: int, outputs: int, *, rng: np.random.Generator) -> FloatArray:  # noqa: ARG001
    """Weights that are overwritten at once need no drawing."""
    return np.zeros((inputs, outputs), np.float32)
