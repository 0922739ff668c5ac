"""How batches of pictures lie in memory: by name (N, rows, columns, channels), in truth otherwise.

They are kept as (rows, channels, columns, N) and shown through a view. That pays twice: the rows
of pixels that a kernel spans lie one behind the other, so that a convolution is one product of
matrices per row of outputs, over memory as it lies; and NumPy's inner loops run over a whole
batch instead of a few channels.
"""

from nncore.arrays import FloatArray
from nncore.layers.cache import Record


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


def laid_out(pictures: FloatArray, record: Record, name: str) -> FloatArray:
    """As `as_rows`, in memory as the convention wants it: copied there if it lies otherwise."""
    rows = as_rows(pictures)
    if rows.flags.c_contiguous:
        return rows
    copy = record.buffer(name, rows.shape, rows.dtype)
    copy[...] = rows
    return copy
