"""Does a backward pass compute the derivative of its forward pass? Central differences know.

Works on float64 networks; float32 differences drown in rounding.
"""

from collections.abc import Callable

import numpy as np

from nncore.array_types import FloatArray


def numerical_gradient(
    function: Callable[[], float], array: FloatArray, *, width: float = 1e-5
) -> FloatArray:
    """The derivative of `function` by each element of `array`, which is nudged in place.

    (f(x + h) - f(x - h)) / 2h. array: float64, any shape; returned in the same shape.
    Raises ValueError for an array that is not float64.
    """
    if array.dtype != np.float64:
        raise ValueError(f"gradients are checked in float64, got {array.dtype}")
    gradient = np.zeros_like(array)
    for position in np.ndindex(array.shape):
        original = array[position]
        array[position] = original + width
        above = function()
        array[position] = original - width
        below = function()
        array[position] = original
        gradient[position] = (above - below) / (2 * width)
    return gradient


def largest_error(computed: FloatArray, expected: FloatArray) -> float:
    """The largest difference relative to the expected gradient's largest value (at least 1e-3)."""
    scale = max(float(np.abs(expected).max(initial=0.0)), 1e-3)
    return float(np.abs(computed - expected).max(initial=0.0)) / scale
