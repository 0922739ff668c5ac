"""A network as a description that JSON can hold, and arrays with names; and back, distrustfully.

It knows no files. What is only claimed is compared with the arrays before anything is built, so
that a forged description cannot take the memory.
"""

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

import numpy as np

from nncore.arrays import FloatArray
from nncore.convolution import Conv2D
from nncore.layers import Dense, Dropout, Flatten, Layer, ReLU, Shape
from nncore.network import Network
from nncore.pooling import MaxPool2D

_PLAIN: dict[str, type[Layer]] = {
    "ReLU": ReLU,
    "Flatten": Flatten,
    "Dropout": Dropout,
    "MaxPool2D": MaxPool2D,
}
"""Layers without parameters."""

_LEARNED: dict[str, tuple[Callable[..., Layer], Callable[[dict[str, Any]], tuple[Any, ...]]]] = {
    "Dense": (Dense, lambda given: (given["inputs"], given["outputs"])),
    "Conv2D": (
        Conv2D,
        lambda given: (given["size"], given["size"], given["in_channels"], given["out_channels"]),
    ),
}
"""Layers with weights, and the shape of these that a configuration asks for."""

_OPTIONS: dict[str, tuple[type, ...]] = {"rate": (int, float), "padding": (str,)}
"""The types of the options that are not whole numbers; True counts as none."""

_MOST_NUMBERS = 2**27
"""In one image: more than any memory has for a batch of them."""

KINDS = tuple(sorted([*_PLAIN, *_LEARNED]))
"""The names of the layers that can be described."""


def describe(network: Network) -> dict[str, Any]:
    """What is needed, beside the parameters, to build `network` again.

    Raises ValueError for what `rebuild` would not take back: a layer of a foreign kind, an
    impossible input shape, or weights that are not finite.
    """
    known = {*_PLAIN.values(), *(kind for kind, _ in _LEARNED.values())}
    foreign = sorted({type(each).__name__ for each in network.layers if type(each) not in known})
    if foreign:
        raise ValueError(f"layers of {[*KINDS]} can be saved, got {foreign}")
    if not network.is_finite:
        raise ValueError("only finite weights can be saved, got NaN or infinity")
    return {
        "input_shape": list(_checked_shape(network.input_shape)),
        "layers": [
            {"kind": type(layer).__name__, **layer.configuration} for layer in network.layers
        ],
    }


def named_parameters(network: Network, prefix: str = "") -> dict[str, FloatArray]:
    """The parameters under names as "0.weights", the layer's position first."""
    return {
        f"{prefix}{position}.{name}": array
        for position, layer in enumerate(network.layers)
        for name, array in layer.parameters.items()
    }


def rebuild(
    description: dict[str, Any], arrays: Mapping[str, FloatArray], prefix: str = ""
) -> Network:
    """The network that was described, with the parameters in `arrays` under the names it had.

    Raises ValueError, KeyError or TypeError for what does not belong together.
    """
    input_shape = _checked_shape(tuple(description["input_shape"]))
    layers = [
        _layer(entry, arrays.get(f"{prefix}{position}.weights"))
        for position, entry in enumerate(description["layers"])
    ]
    network = Network(layers, input_shape=input_shape)
    names = named_parameters(network, prefix)
    for name, array in names.items():
        np.copyto(array, _like(array, arrays.get(name), name))
    unused = sorted({name for name in arrays if name.startswith(prefix)} - set(names))
    if unused:
        raise ValueError(f"no layer takes {', '.join(unused):.80}")
    return network


def _checked_shape(shape: tuple[Any, ...]) -> Shape:
    """The shape of one image, if there can be such an image."""
    if not all(type(size) is int and size >= 1 for size in shape):
        raise ValueError(f"an input shape has sizes of 1 and more, got {shape}")
    if prod(shape) > _MOST_NUMBERS:
        raise ValueError(f"an image has at most {_MOST_NUMBERS} numbers, got the shape {shape}")
    return shape


def _layer(entry: dict[str, Any], weights: FloatArray | None) -> Layer:
    options = {key: value for key, value in entry.items() if key != "kind"}
    for name, value in options.items():
        expected = _OPTIONS.get(name, (int,))
        if type(value) not in expected:
            kinds = " or ".join(kind.__name__ for kind in expected)
            raise ValueError(f"{name} must be of the type {kinds}, got {value!r:.40}")
    kind = entry["kind"]
    if kind in _PLAIN:
        return _PLAIN[kind](**options)
    if kind not in _LEARNED:
        raise ValueError(f"unknown layer {kind!r:.40}, known are {[*KINDS]}")
    build, shape_of = _LEARNED[kind]
    shape = shape_of(options)
    if weights is None or weights.shape != shape:
        given = "no weights" if weights is None else f"weights {weights.shape}"
        raise ValueError(f"{kind} must come with weights of the shape {shape}, got {given}")
    if weights.dtype not in (np.float32, np.float64):
        raise ValueError(f"weights must be float32 or float64, got {weights.dtype}")
    rng = np.random.default_rng(0)
    return build(**options, rng=rng, initializer=_undrawn, dtype=weights.dtype)


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
