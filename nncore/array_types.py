"""The types of the arrays in signatures, the number of classes and the side of an image.

Shapes stand in the docstrings; NumPy's types cannot state them.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.floating[Any]]
"""Activations, parameters, gradients: float32 in use, float64 in gradient checks."""

ImageArray: TypeAlias = NDArray[np.uint8]
"""Grey images, white ink on black, 0..255: (N, 28, 28), or (28, 28) for one."""

LabelArray: TypeAlias = NDArray[np.uint8]
"""Class labels 0..9, shape (N,)."""

CLASSES = 10
"""The digits 0 to 9."""

IMAGE_SIDE = 28
"""Rows and columns of an MNIST image."""

Kind: TypeAlias = tuple[tuple[int, ...], np.dtype[Any]]
"""The shape and the type of an array."""


def kinds(arrays: Mapping[str, NDArray[Any]]) -> dict[str, Kind]:
    """The kind of each array."""
    return {name: (array.shape, array.dtype) for name, array in arrays.items()}


def differences(expected: Mapping[str, Kind], given: Mapping[str, Kind]) -> str:
    """Where arrays are unlike those expected, in words; empty if nowhere."""
    return "; ".join(
        f"{name} should be {_described(expected.get(name))}, got {_described(given.get(name))}"
        for name in dict.fromkeys([*expected, *given])
        if expected.get(name) != given.get(name)
    )


def _described(kind: Kind | None) -> str:
    return "none" if kind is None else f"{kind[1]} of shape {kind[0]}"
