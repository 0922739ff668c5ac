"""Finds specks: pieces of ink that hang together with nothing and are too small for a stroke."""

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import ImageArray


def count_specks(image: ImageArray, least: float) -> int:
    """How many pieces of an image (rows, columns) uint8 have less ink than `least`.

    least: as a sum of pixels. Pixels hang together with all eight around them.
    """
    pieces = _pieces(image > 0).ravel()
    inks = np.bincount(pieces, weights=image.ravel())[1:]
    return int(np.count_nonzero((inks > 0) & (inks < least)))


def _pieces(is_ink: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The largest number of each pixel's piece, pixels being numbered from 1; 0 without ink."""
    rows, columns = is_ink.shape
    padded = np.zeros((rows + 2, columns + 2), np.int64)
    numbers = padded[1:-1, 1:-1]
    numbers[...] = np.arange(1, is_ink.size + 1).reshape(is_ink.shape) * is_ink
    while True:
        along = np.maximum(np.maximum(padded[:-2], padded[1:-1]), padded[2:])
        largest = np.maximum(np.maximum(along[:, :-2], along[:, 1:-1]), along[:, 2:]) * is_ink
        if np.array_equal(largest, numbers):
            return largest
        numbers[...] = largest
