"""Convolution as its formula says it: a product of matrices for each row of each output column.

It takes any kernel, stride and number of pictures.
"""

import numpy as np
from numpy.typing import DTypeLike

from nncore.array_types import FloatArray
from nncore.layers.kernel_geometry import KernelGeometry
from nncore.layers.layer import LayerCache, Shape
from nncore.layers.memory_layout import add_up, blocks, laid_out, row_windows

FEW = 24
"""With fewer pictures at once, all columns of a row share one product: it would be too slim."""


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
    shifted[:, : geometry.before] = shifted[:, geometry.before + rows :] = 0
    inner = shifted[:, geometry.before : geometry.before + rows]
    for offset, target, source in geometry.spans(columns):
        inner[: target.start, :, offset] = inner[target.stop :, :, offset] = 0
        inner[target, :, offset] = inputs[source]
    shape = (len(shifted), geometry.outputs(rows), len(bias), count)
    outputs = _buffer(cache, "outputs", shape, weights.dtype)
    windows, products = _windows(geometry, shifted), _matrices(outputs)
    matrix, everywhere = weights.reshape(-1, len(bias)).T, np.repeat(bias, products.shape[-1])
    for part in blocks(len(products), products[0].size):
        np.matmul(matrix, windows[part], out=products[part])
        flat = products[part].reshape(-1, len(everywhere))
        flat += everywhere
    return outputs


def backward(
    geometry: KernelGeometry,
    weights: FloatArray,
    inputs: FloatArray,
    gradient: FloatArray,
    cache: LayerCache,
    *,
    to_inputs: bool,
) -> FloatArray | None:
    """Fill the gradients of weights and bias; return that of the inputs if `to_inputs`.

    gradient: that of the outputs.
    """
    # outputs = Wᵀ · windows + b, row by row  =>  dL/dW = Σ windows · gᵀ    dL/db = Σ g
    gradient = _laid_out(gradient, cache)
    add_up(_matrices(gradient), out=cache.gradients["bias"])
    windows = _windows(geometry, _shifted_inputs(geometry, inputs, cache))
    flipped = _matrices(gradient).swapaxes(2, 3)
    sums = cache.gradients["weights"].reshape(-1, flipped.shape[3])
    sums.fill(0)
    for part in blocks(len(flipped), flipped.shape[1] * sums.size):
        shape = (part.stop - part.start, flipped.shape[1], *sums.shape)
        products = cache.buffer("products", shape, gradient.dtype)
        np.matmul(windows[part], flipped[part], out=products)
        sums += products.sum(axis=(0, 1))
    return _input_gradient(geometry, weights, inputs, gradient, cache) if to_inputs else None


def _input_gradient(
    geometry: KernelGeometry,
    weights: FloatArray,
    inputs: FloatArray,
    gradient: FloatArray,
    cache: LayerCache,
) -> FloatArray:
    """dL/dx: each output hands back along its kernel.

    The row r of inputs took part in the outputs h with r = h·stride + i - before, with row i of the
    kernel. Spread out with rows of zeros, those outputs lie one behind the other: again a product
    per row, with the kernel's rows in reverse; then the columns are added up.
    """
    columns, rows, channels, count = inputs.shape
    size, dtype = geometry.size, gradient.dtype
    spread = row_windows(_matrices(_spread(geometry, gradient, rows, cache)), size)[:, :rows]
    # (i, j, c, o) -> (j, c, i reversed, o)
    kernel = weights[::-1].transpose(1, 2, 0, 3).reshape(size * channels, -1)
    shares = _buffer(cache, "shares", (len(gradient), rows, size, channels, count), dtype)
    np.matmul(kernel, spread, out=_matrices(shares))
    result = _buffer(cache, "input_gradient", inputs.shape, dtype)
    result.fill(0)
    for offset, target, source in geometry.spans(columns):
        result[source] += shares[target, :, offset]
    return result


def _spread(
    geometry: KernelGeometry, gradient: FloatArray, rows: int, cache: LayerCache
) -> FloatArray:
    """The output gradient's rows where the input rows look for them, zeros between.

    Row h stands at h·stride + (size - 1) - before.
    """
    columns, lines, *rest = gradient.shape
    shape = (columns, rows + geometry.size - 1, *rest)
    spread = _buffer(cache, "spread", shape, gradient.dtype)
    spread.fill(0)
    first = geometry.size - 1 - geometry.before
    spread[:, first : first + (lines - 1) * geometry.stride + 1 : geometry.stride] = gradient
    return spread


def _shifted_inputs(geometry: KernelGeometry, inputs: FloatArray, cache: LayerCache) -> FloatArray:
    """Memory for the columns that the kernel sees at each output column, with rows of zeros.

    Returns (output columns, rows + border, size, channels, N).
    """
    columns, rows, channels, count = inputs.shape
    shape = (geometry.outputs(columns), rows + geometry.border, geometry.size, channels, count)
    return _buffer(cache, "shifted_inputs", shape, inputs.dtype)


def _windows(geometry: KernelGeometry, shifted: FloatArray) -> FloatArray:
    """What each output looks at: as `_matrices`, (..., rows, size · size · channels, places)."""
    return row_windows(_matrices(shifted), geometry.size, geometry.stride)


def _buffer(cache: LayerCache, name: str, shape: Shape, dtype: DTypeLike) -> FloatArray:
    """An array (columns, rows, ..., N) that lies in memory so that `_matrices` takes no copy."""
    columns, *lines, count = shape
    if count >= FEW:
        return cache.buffer(name, shape, dtype)
    return _columns_first(cache.buffer(name, (*lines, columns, count), dtype))


def _laid_out(gradient: FloatArray, cache: LayerCache) -> FloatArray:
    """The gradient as `_buffer` has it in memory: copied there if it lies otherwise."""
    if gradient.shape[-1] >= FEW:
        return laid_out(gradient, cache, "output_gradient")
    return _columns_first(laid_out(_columns_last(gradient), cache, "output_gradient"))


def _matrices(array: FloatArray) -> FloatArray:
    """What came from `_buffer`, (columns, rows, ..., N), as matrices over the same memory.

    Returns (columns, rows, lines, N), or (1, rows, lines, columns · N) of few pictures.
    """
    columns, rows, *_, count = array.shape
    if count >= FEW:
        return array.reshape(columns, rows, -1, count)
    return _columns_last(array).reshape(1, rows, -1, columns * count)


def _columns_last(array: FloatArray) -> FloatArray:
    """(columns, rows, ..., N) seen as (rows, ..., columns, N)."""
    return array.transpose(*range(1, array.ndim - 1), 0, -1)


def _columns_first(array: FloatArray) -> FloatArray:
    """(rows, ..., columns, N) seen as (columns, rows, ..., N)."""
    return array.transpose(-2, *range(array.ndim - 2), -1)
