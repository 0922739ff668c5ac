"""The small fixed matrices of Winograd's convolution; see `winograd` for what they do.

A row of a kernel (k₀ … k_{r-1}) and a row of outputs (y₀ … y_{m-1}) are polynomials, of which the
product has r + m - 1 = 6 coefficients. It is known from its values at 5 points and its leading
coefficient, "the value at infinity". Lagrange's formula leads back from the values; transposed, it
is what a convolution needs.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from nncore.array_types import FloatArray

WINDOW = 6
"""Columns of the input that are read together; as many products come in their places."""
POINTS = (0, 1, -1, 2, -2)
"""And infinity. Small numbers lose the fewest digits."""


class WinogradMatrices(NamedTuple):
    """For kernels with r columns, which make m = 7 - r outputs at once.

    inputs: B, (6, 6), Lagrange's polynomials without their denominators.
    kernel: G, (6, r), powers of the points over those denominators.
    outputs: A, (6, m), powers of the points.
    pulled: (m, 6 · tiles), what m columns of inputs get back from the last tiles that read them.
    """

    inputs: FloatArray
    kernel: FloatArray
    outputs: FloatArray
    pulled: FloatArray


@cache
def winograd_matrices(size: int, dtype: DTypeLike) -> WinogradMatrices:
    """The matrices for kernels with `size` columns, 2 to 5 of them."""
    from numpy.polynomial import polynomial  # noqa: PLC0415 - no window without a run needs it

    step = WINDOW + 1 - size
    inputs = np.zeros((WINDOW, WINDOW))
    kernel, outputs = np.zeros((WINDOW, size)), np.zeros((WINDOW, step))
    for row, point in enumerate(POINTS):
        others = [other for other in POINTS if other != point]
        inputs[row, :-1] = polynomial.polyfromroots(others)
        kernel[row] = float(point) ** np.arange(size) / np.prod(np.subtract(point, others))
        outputs[row] = float(point) ** np.arange(step)
    inputs[-1] = polynomial.polyfromroots(POINTS)
    kernel[-1, -1] = outputs[-1, -1] = 1
    # a tile reads its own `step` columns of inputs and some of those of the next tiles
    tiles = -(-WINDOW // step)
    pulled = np.zeros((step, tiles, WINDOW))
    for column in range(WINDOW):
        pulled[column % step, tiles - 1 - column // step] = inputs[:, column]
    matrices = (inputs, kernel, outputs, pulled.reshape(step, -1))
    return WinogradMatrices(*(matrix.astype(dtype) for matrix in matrices))
