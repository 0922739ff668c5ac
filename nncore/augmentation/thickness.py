"""Grows and thins strokes, as a thicker or a thinner pen would have drawn them.

Ink grows into the pixels beside it, above and below: grey dilation and erosion with a cross.
"""

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import IMAGE_SIDE, FloatArray, ImageArray
from nncore.augmentation.pixel_rows import pixel_rows

THINNEST = 0.5
"""What is left at least of each pixel: the thinnest stroke grows faint, but none is wiped out."""

_SIDE = IMAGE_SIDE + 2
_INSIDE = {"first": _SIDE + 1, "row_step": _SIDE, "image_step": _SIDE**2}
_SHARE_BITS = 8


def change_thickness(images: ImageArray, amounts: FloatArray) -> ImageArray:
    """Grow the strokes of images whose amount is positive, thin those whose amount is negative.

    images: (N, 28, 28) uint8. amounts: (N,), -1 to 1, about the pixels that a stroke grows by on
    either side; thinning goes half as far. At 0 an image stays as it is.
    """
    count = len(images)
    is_thinned = amounts < 0
    # to thin the ink is to grow the paper: what shall be thinned is turned to its negative
    negative = np.where(is_thinned, np.uint8(255), np.uint8(0))[:, np.newaxis]
    shares = np.where(is_thinned, (THINNEST - 1) * amounts, amounts) * 2**_SHARE_BITS
    pixels = np.empty((count, _SIDE**2), np.uint8)
    pixels[...] = negative
    turned = images.reshape(count, -1) ^ negative
    pixel_rows(pixels, count, **_INSIDE)[...] = pixel_rows(turned, count)
    _grow(pixels, np.rint(shares).astype(np.uint16)[:, np.newaxis])
    pixel_rows(turned, count)[...] = pixel_rows(pixels, count, **_INSIDE)
    turned ^= negative
    return turned.reshape(images.shape)


def _grow(pixels: ImageArray, shares: NDArray[np.uint16]) -> None:
    """Let pixels (N, 900) grow towards the largest of each and its four neighbours.

    shares: (N, 1), how far, in 256ths. What becomes of the border means nothing.
    """
    row, widest = pixels.reshape(-1), pixels.copy()
    inner = widest.reshape(-1)[_SIDE:-_SIDE]
    for step in (-_SIDE, -1, 1, _SIDE):
        np.maximum(inner, row[_SIDE + step : len(row) - _SIDE + step], out=inner)
    widest -= pixels
    growth = widest.astype(np.uint16)
    growth *= shares
    growth += 2 ** (_SHARE_BITS - 1) - 1  # exact halves are rounded down, as 255 · 256 leaves room
    growth >>= _SHARE_BITS
    pixels += growth.astype(np.uint8)
