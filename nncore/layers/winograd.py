"""Winograd's convolution: the outputs of several columns at once, with fewer multiplications.

A row of a kernel with r columns makes m = 7 - r neighbouring outputs out of 6 neighbouring inputs
d, a tile:

    outputs = Aᵀ [(G · kernel) ⊙ (B · d)]

with 6 multiplications instead of m · r, about half of them; `winograd_matrices` says what A, B and
G are. Summed up over channels and over the kernel's rows, ⊙ is a product of matrices for each of
the 6 points and each row of outputs. All of this is linear, so the gradients take the same ways
back.

Pictures lie in memory as (columns, rows, channels, N), so that A, B and G multiply whole columns.

Source: Winograd, "Arithmetic complexity of computations", 1980; Lavin and Gray, "Fast algorithms
for convolutional neural networks", 2016.
"""

from typing import NamedTuple

import numpy as np

from nncore.array_types import FloatArray
from nncore.layers.kernel_geometry import KernelGeometry
from nncore.layers.layer import LayerCache
from nncore.layers.memory_layout import add_up, blocks, laid_out, row_windows
from nncore.layers.winograd_matrices import POINTS, WINDOW, WinogradMatrices, winograd_matrices

_LEAST_CHANNELS = 16
_LEAST_PICTURES = 24
"""With fewer of them at once the products are too slim to save anything."""


class _Tiling(NamedTuple):
    """How pictures with so many columns are cut up: each tile makes `step` columns of outputs."""

    geometry: KernelGeometry
    columns: int

    @property
    def step(self) -> int:
        return WINDOW + 1 - self.geometry.size

    @property
    def tiles(self) -> int:
        return -(-self.geometry.outputs(self.columns) // self.step)

    def reads(self, tile: int) -> tuple[slice, slice]:
        """Which columns of the window lie on the picture, and where there."""
        first = tile * self.step - self.geometry.before
        window = slice(max(0, -first), min(WINDOW, self.columns - first))
        return window, slice(first + window.start, first + window.stop)

    def writes(self, tile: int) -> slice:
        """The columns of outputs."""
        first = tile * self.step
        return slice(first, min(first + self.step, self.geometry.outputs(self.columns)))


def is_worth_it(geometry: KernelGeometry, columns: int, channels: int, count: int) -> bool:
    """Whether it takes less time for so many pictures at once, with such columns and channels."""
    if geometry.stride > 1 or not 2 <= geometry.size < WINDOW:
        return False
    if channels < _LEAST_CHANNELS or count < _LEAST_PICTURES:
        return False
    tiling = _Tiling(geometry, columns)
    return WINDOW * tiling.tiles < geometry.size * geometry.outputs(columns)


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
    inputs = laid_out(inputs, cache, "inputs")
    columns, rows, _, count = inputs.shape
    tiling, matrices = _Tiling(geometry, columns), winograd_matrices(geometry.size, weights.dtype)
    transformed = _transformed_inputs(tiling, inputs, cache)
    transformed[:, :, : geometry.before] = transformed[:, :, geometry.before + rows :] = 0
    inner = transformed[:, :, geometry.before : geometry.before + rows]
    kernel = _transformed_kernel(matrices, weights, cache)
    shape = (geometry.outputs(columns), geometry.outputs(rows), len(bias), count)
    outputs = cache.buffer("outputs", shape, weights.dtype)
    for tile in range(tiling.tiles):
        window, read = tiling.reads(tile)
        _transform(matrices.inputs[:, window], inputs[read], out=inner[tile])
        written = outputs[tiling.writes(tile)]
        back = matrices.outputs.T[: len(written)]
        _tile_outputs(kernel, transformed[tile], bias, back, cache, out=written)
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
    """Fill the gradients of weights and bias, if there is room for them; return that of the inputs
    if `to_inputs`.

    gradient: that of the outputs.
    """
    # with products M = Uᵀ · V at each point  =>  dL/dU = Σ V · dMᵀ    dL/dV = U · dM    dL/db = Σ g
    gradient = laid_out(gradient, cache, "output_gradient")
    (columns, rows, channels, count), lines = inputs.shape, gradient.shape[1]
    size, dtype = geometry.size, gradient.dtype
    tiling, matrices = _Tiling(geometry, columns), winograd_matrices(size, dtype)
    transformed = _transformed_inputs(tiling, inputs, cache)
    # rows of zeros around, so that each row of inputs finds the outputs that it took part in
    shape = (WINDOW, rows + size - 1, *gradient.shape[2:])
    spread = cache.buffer("spread", shape, dtype)
    first = size - 1 - geometry.before
    spread[:, :first] = spread[:, first + lines :] = 0
    inner = spread[:, first : first + lines]
    sums = cache.buffer("sums", (WINDOW, size * channels, weights.shape[3]), dtype)
    sums.fill(0)
    kernel = _reversed_kernel(weights, cache)
    shares = cache.buffer("shares", (tiling.tiles, WINDOW, rows, channels, count), dtype)
    for tile in range(tiling.tiles):
        written = gradient[tiling.writes(tile)]
        _transform(matrices.outputs[:, : len(written)], written, out=inner)
        if cache.gradients:
            _add_weights_products(transformed[tile], inner, size, cache, out=sums)
        if to_inputs:
            np.matmul(kernel, row_windows(spread, size), out=shares[tile])
    if cache.gradients:
        add_up(gradient, out=cache.gradients["bias"])
        _pull_kernel_back(matrices, sums, out=cache.gradients["weights"])
    return _pulled_inputs(tiling, matrices, shares, cache) if to_inputs else None


def _tile_outputs(
    kernel: FloatArray,
    transformed: FloatArray,
    bias: FloatArray,
    back: FloatArray,
    cache: LayerCache,
    *,
    out: FloatArray,
) -> None:
    """The columns that a tile makes; `back` leads from the products at the points to them."""
    windows = row_windows(transformed, kernel.shape[3] // transformed.shape[2])
    _, rows, channels, count = out.shape
    everywhere = np.repeat(bias, count)
    for part in blocks(rows, WINDOW * channels * count):
        shape = (WINDOW, part.stop - part.start, channels, count)
        products = cache.buffer("products", shape, out.dtype)
        np.matmul(kernel, windows[:, part], out=products)
        # the powers of 1 are 1: what is added at this point is added to every output
        at_one = products[POINTS.index(1)].reshape(-1, len(everywhere))
        at_one += everywhere
        _transform(back, products, out=out[:, part])


def _add_weights_products(
    transformed: FloatArray, gradient: FloatArray, size: int, cache: LayerCache, *, out: FloatArray
) -> None:
    """Add Σ V · dMᵀ over a tile's rows to (6, size · channels, out_channels)."""
    windows, flipped = row_windows(transformed, size), gradient.swapaxes(2, 3)
    for part in blocks(gradient.shape[1], out.size):
        shape = (WINDOW, part.stop - part.start, *out.shape[1:])
        products = cache.buffer("weights_products", shape, out.dtype)
        np.matmul(windows[:, part], flipped[:, part], out=products)
        out += np.add.reduce(products, axis=1)


def _pulled_inputs(
    tiling: _Tiling, matrices: WinogradMatrices, shares: FloatArray, cache: LayerCache
) -> FloatArray:
    """dL/dx of (tiles, 6, rows, channels, N), which are dL/d(B · d): each `step` columns at once.

    They were read by up to 6 / step tiles.
    """
    step, (count, _, *shape) = tiling.step, shares.shape
    result = cache.buffer("input_gradient", (tiling.columns, *shape), shares.dtype)
    lines = shares.reshape(-1, *shape)
    readers = matrices.pulled.shape[1] // WINDOW
    for last, start in enumerate(range(-tiling.geometry.before, tiling.columns, step)):
        columns = slice(max(0, start), min(start + step, tiling.columns))
        if columns.stop <= 0:
            continue  # they lie left of the picture
        tiles = range(last + 1 - readers, last + 1)
        first, stop = max(0, tiles.start), min(tiles.stop, count)
        matrix = matrices.pulled[
            columns.start - start : columns.stop - start,
            (first - tiles.start) * WINDOW : (stop - tiles.start) * WINDOW,
        ]
        _transform(matrix, lines[first * WINDOW : stop * WINDOW], out=result[columns])
    return result


def _transform(matrix: FloatArray, arrays: FloatArray, *, out: FloatArray) -> None:
    """Each of `out` as a sum of the arrays, (count, rows, channels, N), by a row of the matrix."""
    for rows in blocks(arrays.shape[1], arrays[:, 0].size):
        part = out[:, rows].reshape(len(out), -1)
        np.matmul(matrix, arrays[:, rows].reshape(len(arrays), -1), out=part)


def _transformed_inputs(tiling: _Tiling, inputs: FloatArray, cache: LayerCache) -> FloatArray:
    """Memory for B · d of each tile, with rows of zeros around.

    Returns (tiles, 6, rows + border, channels, N).
    """
    _, rows, *rest = inputs.shape
    shape = (tiling.tiles, WINDOW, rows + tiling.geometry.border, *rest)
    return cache.buffer("transformed_inputs", shape, inputs.dtype)


def _transformed_kernel(
    matrices: WinogradMatrices, weights: FloatArray, cache: LayerCache
) -> FloatArray:
    """G · kernel, as (6, 1, out_channels, size · channels)."""
    size, _, channels, outputs = weights.shape
    kernel = cache.buffer("kernel", (WINDOW, size, channels, outputs), weights.dtype)
    rows = kernel.reshape(WINDOW, size, -1).swapaxes(0, 1)
    np.matmul(matrices.kernel, weights.reshape(size, size, -1), out=rows)
    return kernel.reshape(WINDOW, 1, size * channels, outputs).swapaxes(2, 3)


def _reversed_kernel(weights: FloatArray, cache: LayerCache) -> FloatArray:
    """What `_transformed_kernel` left, as (6, 1, channels, rows reversed · out_channels)."""
    size, _, channels, outputs = weights.shape
    kernel = cache.buffer("kernel", (WINDOW, size, channels, outputs), weights.dtype)
    result = cache.buffer("reversed_kernel", (WINDOW, channels, size, outputs), weights.dtype)
    np.copyto(result, kernel[:, ::-1].swapaxes(1, 2))
    return result.reshape(WINDOW, 1, channels, -1)


def _pull_kernel_back(matrices: WinogradMatrices, sums: FloatArray, *, out: FloatArray) -> None:
    """dL/dW = Gᵀ · dL/d(G · W)."""
    rows = sums.reshape(WINDOW, len(out), -1).swapaxes(0, 1)
    np.matmul(matrices.kernel.T, rows, out=out.reshape(len(out), len(out), -1))
