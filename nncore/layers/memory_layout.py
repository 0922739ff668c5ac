"""How batches of pictures lie in memory, which is not how they are indexed.

They are indexed (N, rows, columns, channels), as a view of (rows, channels, columns, N). That
pays twice: the rows of pixels that a kernel spans lie one behind the other, so that a convolution
is one product of matrices per row of outputs, over memory as it lies; and NumPy's inner loops run
over a whole batch instead of a few channels.
"""

from numpy.lib.stride_tricks import as_strided

from nncore.array_types import FloatArray
from nncore.layers.layer import LayerCache


def as_rows(pictures: FloatArray) -> FloatArray:
    """(N, rows, columns, channels), or (N, rows, columns) of one channel, seen as rows.

    Returns a view (rows, channels, columns, N).
    """
    if pictures.ndim == 3:
        pictures = pictures[..., None]
    return pictures.transpose(1, 3, 2, 0)


def as_pictures(rows: FloatArray) -> FloatArray:
    """(rows, channels, columns, N) seen as (N, rows, columns, channels)."""
    return rows.transpose(3, 0, 2, 1)


def laid_out(pictures: FloatArray, cache: LayerCache, name: str) -> FloatArray:
    """As `as_rows`, in memory as the convention wants it: copied there if it lies otherwise."""
    rows = as_rows(pictures)
    if rows.flags.c_contiguous:
        return rows
    copy = cache.buffer(name, rows.shape, rows.dtype)
    copy[...] = rows
    return copy


def row_windows(rows: FloatArray, size: int, stride: int) -> FloatArray:
    """`size` rows at a time, `stride` apart, each window as one matrix over the same memory.

    rows: (rows, ..., columns, N), contiguous. Returns (windows, size · ..., columns · N).
    """
    run = rows.shape[-2] * rows.shape[-1]
    lines = rows.size // (len(rows) * run)
    shape = ((len(rows) - size) // stride + 1, size * lines, run)
    row, item = rows.strides[0], rows.itemsize
    step = row * min(stride, len(rows))  # with a longer one there is a single window
    return as_strided(rows, shape, (step, run * item, item), writeable=False)
