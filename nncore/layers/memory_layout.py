"""How batches of pictures lie in memory, which is not how they are indexed.

They are indexed (N, rows, columns, channels), as a view of (columns, rows, channels, N). So the
numbers of a column lie one behind the other, and so do those that a kernel spans in it: products of
matrices work on memory as it lies, and NumPy's inner loops run over a batch at least, and mostly
over several columns of it, instead of a few channels.
"""

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nncore.array_types import FloatArray
from nncore.layers.layer import LayerCache

BLOCK = 2**17
"""Numbers to work on at a time: with what they become, they stay in a core's cache."""


def as_columns(pictures: FloatArray) -> FloatArray:
    """(N, rows, columns, channels), or (N, rows, columns) of one channel, seen as columns.

    Returns a view (columns, rows, channels, N).
    """
    if pictures.ndim == 3:
        pictures = pictures[..., None]
    return pictures.transpose(2, 1, 3, 0)


def as_pictures(columns: FloatArray) -> FloatArray:
    """(columns, rows, channels, N) seen as (N, rows, columns, channels)."""
    return columns.transpose(3, 1, 0, 2)


def laid_out(array: FloatArray, cache: LayerCache, name: str) -> FloatArray:
    """The array with its last axis fastest in memory: copied there if it lies otherwise."""
    if array.flags.c_contiguous:
        return array
    copy = cache.buffer(name, array.shape, array.dtype)
    copy[...] = array
    return copy


def row_windows(columns: FloatArray, size: int, stride: int = 1) -> FloatArray:
    """`size` rows at a time, `stride` apart, each window as one matrix over the same memory.

    columns: (..., rows, lines, places), a row being contiguous.
    Returns (..., windows, size · lines, places).
    """
    *outer, rows, lines, places = columns.shape
    shape = (*outer, (rows - size) // stride + 1, size * lines, places)
    *steps, row, line, place = columns.strides
    step = row * min(stride, rows)  # with a longer one there is a single window
    return as_strided(columns, shape, (*steps, step, line, place), writeable=False)


def add_up(matrices: FloatArray, *, out: FloatArray) -> None:
    """The sum of (..., lines, places) over everything but the lines."""
    flat = matrices.reshape(-1, matrices.shape[-2] * matrices.shape[-1])
    sums = np.ones(len(flat), flat.dtype) @ flat  # BLAS is several times as fast as NumPy's sum
    sums.reshape(matrices.shape[-2:]).sum(axis=1, out=out)


def blocks(length: int, numbers: int) -> Iterator[slice]:
    """Cut `length` places of so many numbers each into parts of some BLOCK numbers."""
    step = max(1, BLOCK // numbers)
    for start in range(0, length, step):
        yield slice(start, min(length, start + step))
