"""A network as a description that JSON can hold, and arrays with names; and back, distrustfully.

What is only claimed is compared with the arrays before anything is built, so
that a forged description cannot take the memory.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nncore.array_types import FloatArray
from nncore.layers import LAYERS, Layer, RegisteredLayer
from nncore.network import Network
from nncore.safe_text import quoted
from nncore.storage.network_bounds import (
    require_bounded_count,
    require_bounded_options,
    require_bounded_shape,
    require_bounded_work,
)
from nncore.storage.tensor_headers import Progress

KINDS = tuple(sorted(LAYERS))
"""The names of the layers that can be described."""


def describe(network: Network) -> dict[str, Any]:
    """What is needed, beside the parameters, to build `network` again.

    Raises ValueError for what `rebuild` would not take back: a layer of a foreign kind, weights
    that are not finite, or a network beyond the bounds of `network_bounds`.
    """
    layers = registered_layers(network, "saved")
    if not network.is_finite:
        raise ValueError("only finite weights can be saved, got NaN or infinity")
    require_bounded_shape(network.input_shape)
    require_bounded_count(len(layers))
    for layer in layers:
        require_bounded_options(type(layer), layer.configuration)
        for array in layer.parameters.values():
            _require_floats(array)
    require_bounded_work(network)
    description: dict[str, Any] = {
        "input_shape": list(network.input_shape),
        "layers": [{"kind": layer.kind, **layer.configuration} for layer in layers],
    }
    if threshold_of(network.known_from) is not None:
        description["known_from"] = network.known_from
    return description


def named_parameters(network: Network, prefix: str = "") -> dict[str, FloatArray]:
    """The parameters under names as "0.weights", the layer's position first."""
    return {
        f"{prefix}{position}.{name}": array
        for position, layer in enumerate(network.layers)
        for name, array in layer.parameters.items()
    }


def require_described(description: dict[str, Any]) -> None:
    """Raise ValueError or KeyError for what describes no network, or one beyond the bounds, as far
    as that can be told without its numbers.
    """
    described, shape = description["layers"], description["input_shape"]
    if not isinstance(described, list) or not isinstance(shape, list):
        raise ValueError("the layers and the input shape must be lists")
    require_bounded_count(len(described))
    require_bounded_shape(tuple(shape))
    for entry in described:
        _require_layer(entry)
    threshold_of(description.get("known_from"))


def rebuild(
    description: dict[str, Any],
    arrays: Mapping[str, FloatArray],
    prefix: str = "",
    *,
    progress: Progress | None = None,
) -> Network:
    """The network that was described, with the parameters in `arrays` under the names it had.

    progress: told the fraction that is built; what it raises ends the work.
    Raises ValueError, KeyError or TypeError for what does not belong together.
    """
    require_described(description)
    described, layers = description["layers"], []
    for position, entry in enumerate(described):
        if progress is not None:
            progress(position / len(described))
        layers.append(_layer(entry, arrays.get(f"{prefix}{position}.weights")))
    network = Network(layers, input_shape=tuple(description["input_shape"]))
    network.known_from = description.get("known_from")
    require_bounded_work(network)
    names = named_parameters(network, prefix)
    for name, array in names.items():
        np.copyto(array, _like(array, arrays.get(name), name))
    unused = sorted({name for name in arrays if name.startswith(prefix)} - set(names))
    if unused:
        raise ValueError(f"no layer takes {quoted(', '.join(unused), 80)}")
    return network


def registered_layers(network: Network, aim: str) -> list[RegisteredLayer]:
    """The layers, if all of them are in LAYERS; else a ValueError says which cannot be `aim`."""
    registered = [
        layer
        for layer in network.layers
        if isinstance(layer, RegisteredLayer) and type(layer) in LAYERS.values()
    ]
    foreign = {type(layer).__name__ for layer in network.layers if layer not in registered}
    if foreign:
        raise ValueError(f"layers of {[*KINDS]} can be {aim}, got {sorted(foreign)}")
    return registered


def threshold_of(value: object) -> float | None:
    """The `known_from` of a network in a file. Raises ValueError for what is none."""
    if value is not None and (type(value) is not float or not 0 < value < 1):
        raise ValueError(f"what is known from must be a number between 0 and 1, got {value!r:.40}")
    return value


def _require_layer(entry: Any) -> None:
    if not isinstance(entry, dict) or not isinstance(entry.get("kind"), str):
        raise ValueError(f"a layer must be described by its kind and options, got {entry!r:.40}")
    kind = entry["kind"]
    if kind not in LAYERS:
        raise ValueError(f"unknown layer {kind!r:.40}, known are {[*KINDS]}")
    layer, options = LAYERS[kind], _options(entry)
    for name, value in options.items():
        if name not in layer.options:
            raise ValueError(f"{kind} has the options {[*layer.options]}, got {name!r:.40}")
        types = layer.options[name].types
        if type(value) not in types:
            words = " or ".join(each.__name__ for each in types)
            raise ValueError(f"{name} must be of the type {words}, got {value!r:.40}")
    require_bounded_options(layer, options)


def _options(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "kind"}


def _layer(entry: dict[str, Any], weights: FloatArray | None) -> Layer:
    layer, options = LAYERS[entry["kind"]], _options(entry)
    shape = layer.weights_shape(options)
    if shape is None:
        return layer(**options)
    if weights is None or weights.shape != shape:
        given = "no weights" if weights is None else f"weights {weights.shape}"
        raise ValueError(f"{layer.kind} must come with weights of the shape {shape}, got {given}")
    _require_floats(weights)
    rng = np.random.default_rng(0)
    drawing = {"rng": rng, "initializer": _undrawn, "dtype": weights.dtype}
    return layer(**options, **drawing)


def _require_floats(array: FloatArray) -> None:
    if array.dtype not in (np.float32, np.float64):
        raise ValueError(f"weights must be float32 or float64, got {array.dtype}")


def _like(array: FloatArray, given: FloatArray | None, name: str) -> FloatArray:
    """What was given, if it can stand for the array."""
    if given is None or given.shape != array.shape or given.dtype != array.dtype:
        kind = "nothing" if given is None else f"{given.dtype} {given.shape}"
        raise ValueError(f"{name} must be {array.dtype} {array.shape}, got {kind}")
    if not np.isfinite(given).all():
        raise ValueError(f"{name} must be finite numbers, got NaN or infinity")
    return given


def _undrawn(inputs: int, outputs: int, *, rng: np.random.Generator) -> FloatArray:  # noqa: ARG001
    """Weights that are overwritten at once need no drawing."""
    return np.zeros((inputs, outputs), np.float32)
