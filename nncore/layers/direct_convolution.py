"""Convolution as its formula says it: a product of matrices for each row of outputs.

It takes any kernel, stride and number of pictures. The columns of a row stand side by side in its
product, which is large enough for BLAS to work at full speed: outputs lie in memory rows first.
"""

import numpy as np

from nncore.array_types import FloatArray
from nncore.layers.kernel_geometry import KernelGeometry
from nncore.layers.layer import LayerCache, Shape
from nncore.layers.memory_layout import add_up, blocks, row_windows


def working_numbers(geometry: KernelGeometry, shape: Shape) -> int:
    """How many numbers `forward` keeps of one picture (rows, columns, channels) at once."""
    rows, columns, channels = shape
    return geometry.outputs(columns) * (rows + geometry.border) * geometry.size * channels


def forward(
    geometry: KernelGeometry,
    weights: FloatArray,
    bias: FloatArray,
    inputs: FloatArray,
    cache: LayerCache,
) -> FloatArray:
    """The outputs (columns, rows, out_channels, N) of inputs (columns, rows, channels, N).

    weights: (size, size, channels, out_channels). bias: (out_channels,).
    """
    columns, rows, _, count = inputs.shape
    shifted = _shifted_inputs(geometry, inputs, cache)
    shifted[: geometry.before] = shifted[geometry.before + rows :] = 0
    inner = _columns_first(shifted[geometry.before : geometry.before + rows])
    for offset, target, source in geometry.spans(columns):
        inner[: target.start, :, offset] = inner[target.stop :, :, offset] = 0
        inner[target, :, offset] = inputs[source]
    width, height = geometry.outputs(columns), geometry.outputs(rows)
    outputs = cache.buffer("outputs", (height, len(bias), width, count), weights.dtype)
    matrix, windows = weights.reshape(-1, len(bias)).T, _windows(geometry, shifted)
    products = _matrices(outputs)
    np.matmul(matrix, windows, out=products)
    products += bias[:, np.newaxis]
    return _columns_first(outputs)


def backward(
    geometry: KernelGeometry,
    weights: FloatArray,
    inputs: FloatArray,
    gradient: FloatArray,
    cache: LayerCache,
    *,
    to_inputs: bool,
) -> FloatArray | None:
    """Fill the gradients of weights and bias, if there is room for them; return that of the inputs
    if `to_inputs`.

    gradient: that of the outputs.
    """
    # outputs = Wᵀ · windows + b, row by row  =>  dL/dW = Σ windows · gᵀ    dL/db = Σ g
    spread = _spread(geometry, gradient, inputs.shape[1], cache)
    if cache.gradients:
        rows = _matrices(spread[_filled(geometry, inputs.shape[1])])
        add_up(rows, out=cache.gradients["bias"])
        _sum_up_weights(_windows(geometry, _shifted_inputs(geometry, inputs, cache)), rows, cache)
    return _input_gradient(geometry, weights, inputs, spread, cache) if to_inputs else None


def _sum_up_weights(windows: FloatArray, rows: FloatArray, cache: LayerCache) -> None:
    sums = cache.gradients["weights"].reshape(windows.shape[1], rows.shape[1])
    sums.fill(0)
    for part in blocks(len(rows), sums.size):
        shape = (part.stop - part.start, *sums.shape)
        products = cache.buffer("weights_products", shape, rows.dtype)
        np.matmul(windows[part], rows[part].swapaxes(1, 2), out=products)
        sums += np.add.reduce(products, axis=0)


def _input_gradient(
    geometry: KernelGeometry,
    weights: FloatArray,
    inputs: FloatArray,
    spread: FloatArray,
    cache: LayerCache,
) -> FloatArray:
    """dL/dx: each output hands back along its kernel.

    The row r of inputs took part in the outputs h with r = h·stride + i - before, with row i of the
    kernel. In `spread` those outputs lie one behind the other: again a product per row, with the
    kernel's rows in reverse; then the columns are added up.
    """
    columns, rows, channels, count = inputs.shape
    size, width = geometry.size, spread.shape[2]
    windows = row_windows(_matrices(spread), size)
    # (i, j, c, o) -> (j, c, i reversed, o)
    kernel = weights[::-1].transpose(1, 2, 0, 3).reshape(size * channels, -1)
    memory = cache.buffer("input_gradient", (rows, channels, columns, count), weights.dtype)
    memory.fill(0)
    result = _columns_first(memory)
    shares = cache.buffer("shares", (rows, size, channels, width, count), weights.dtype)
    np.matmul(kernel, windows[:rows], out=_matrices(shares))
    pulled = _columns_first(shares)
    for offset, target, source in geometry.spans(columns):
        result[source] += pulled[target, :, offset]
    return result


def _spread(
    geometry: KernelGeometry, gradient: FloatArray, rows: int, cache: LayerCache
) -> FloatArray:
    """The output gradient's rows where the input rows look for them, zeros between.

    Returns (rows + size - 1, out_channels, columns, N); row h stands at h·stride + size - 1 -
    before.
    """
    columns, _, channels, count = gradient.shape
    shape = (rows + geometry.size - 1, channels, columns, count)
    spread = cache.buffer("spread", shape, gradient.dtype)
    if geometry.stride > 1:
        spread.fill(0)
    filled = _filled(geometry, rows)
    spread[: filled.start] = spread[filled.stop :] = 0
    _columns_first(spread[filled])[...] = gradient
    return spread


def _filled(geometry: KernelGeometry, rows: int) -> slice:
    """The rows of `_spread` in which outputs stand, of inputs with so many rows."""
    first = geometry.size - 1 - geometry.before
    last = first + (geometry.outputs(rows) - 1) * geometry.stride
    return slice(first, last + 1, geometry.stride)


def _shifted_inputs(geometry: KernelGeometry, inputs: FloatArray, cache: LayerCache) -> FloatArray:
    """Memory for the columns that the kernel sees at each output column, with rows of zeros.

    Returns (rows + border, size, channels, output columns, N).
    """
    columns, rows, channels, count = inputs.shape
    shape = (rows + geometry.border, geometry.size, channels, geometry.outputs(columns), count)
    return cache.buffer("shifted_inputs", shape, inputs.dtype)


def _windows(geometry: KernelGeometry, shifted: FloatArray) -> FloatArray:
    """What each row of outputs looks at, (rows, size · size · channels, columns · N)."""
    return row_windows(_matrices(shifted), geometry.size, geometry.stride)


def _matrices(rows: FloatArray) -> FloatArray:
    """(rows, ..., columns, N) as matrices over the same memory, (rows, lines, columns · N)."""
    *_, columns, count = rows.shape
    return rows.reshape(len(rows), -1, columns * count)


def _columns_first(rows: FloatArray) -> FloatArray:
    """(rows, ..., columns, N) seen as (columns, rows, ..., N)."""
    return rows.transpose(-2, *range(rows.ndim - 2), -1)
