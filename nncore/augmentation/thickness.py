"""Grows and thins strokes, as a thicker or a thinner pen would have drawn them.

Ink grows into the pixels beside it, above and below: grey dilation and erosion with a cross.
"""

from functools import reduce

import numpy as np

from nncore.array_types import IMAGE_SIDE, FloatArray, ImageArray

THINNEST = 0.5
"""What is left at least of each pixel: the thinnest stroke grows faint, but none is wiped out."""

_SIDE = IMAGE_SIDE + 2


def change_thickness(images: ImageArray, amounts: FloatArray) -> ImageArray:
    """Grow the strokes of images whose amount is positive, thin those whose amount is negative.

    images: (N, 28, 28) uint8. amounts: (N,), -1 to 1, about the pixels that a stroke grows by on
    either side; thinning goes half as far. At 0 an image stays as it is.
    """
    bordered = np.zeros((len(images), _SIDE, _SIDE), np.uint8)
    bordered[:, 1:-1, 1:-1] = images
    grow = (amounts > 0)[:, np.newaxis, np.newaxis]
    target = np.where(grow, _widened(bordered, np.maximum), _widened(bordered, np.minimum))
    share = np.where(amounts > 0, amounts, -(1 - THINNEST) * amounts).astype(np.float32)
    change = np.subtract(target, bordered, dtype=np.float32)
    change *= share[:, np.newaxis, np.newaxis]
    change += bordered
    np.rint(change, out=change)
    return change[:, 1:-1, 1:-1].astype(np.uint8)


def _widened(bordered: ImageArray, extreme: np.ufunc) -> ImageArray:
    """The extreme of each pixel and its four neighbours; the border's own values mean nothing."""
    pixels = bordered.reshape(-1)
    inner = slice(_SIDE, len(pixels) - _SIDE)
    neighbours = [pixels[inner.start + step : inner.stop + step] for step in (-1, 1, -_SIDE, _SIDE)]
    widened = np.zeros_like(pixels)
    widened[inner] = reduce(extreme, neighbours, pixels[inner])
    return widened.reshape(bordered.shape)
