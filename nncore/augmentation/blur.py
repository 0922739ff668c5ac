"""Softens images, as a coarse scan, a shaky photo or a screen of few pixels would.

Each pixel takes from its neighbours by binomial weights, the nearest a bell curve comes in pixels.
"""

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import IMAGE_SIDE, FloatArray, ImageArray
from nncore.augmentation.pixel_rows import pixel_rows

_BORDER = 2
_SIDE = IMAGE_SIDE + _BORDER
"""Pixels from one row to the next, and rows from one image to the next: what borders the end of
one borders the start of the next."""

_PIXELS = _SIDE**2
_FIRST = _BORDER * (_SIDE + 1)
"""Where an image's first pixel lies, behind its border."""

_WEIGHT_BITS = 8
"""The weights 1 4 6 4 1 of a row add up to 16, and those of a square to 2⁸."""

_AMOUNT_BITS = 14
"""With pixels and weights of 8 bits each and the sign not more than 32."""


def soften(images: ImageArray, amounts: FloatArray) -> ImageArray:
    """Blend images with a softened copy of themselves.

    images: (N, 28, 28) uint8. amounts: (N,), 0 to 1: at 0 an image stays as it is, at 1 it is as
    soft as a bell curve with a standard deviation of one pixel makes it.
    """
    softened = images.copy()
    chosen = np.flatnonzero(amounts > 0)
    if len(chosen):
        softened[chosen] = _soften_all(np.ascontiguousarray(images[chosen]), amounts[chosen])
    return softened


def _soften_all(images: ImageArray, amounts: FloatArray) -> ImageArray:
    count = len(images)
    pixels = np.zeros(count * _PIXELS + 2 * _FIRST, np.uint8)
    inside = {"row_step": _SIDE, "image_step": _PIXELS}
    pixel_rows(pixels, count, first=_FIRST, **inside)[...] = pixel_rows(images, count)
    sharp = pixels[_FIRST:-_FIRST].reshape(count, -1).astype(np.int32)
    change = _bell(pixels.astype(np.uint16)).reshape(count, -1).astype(np.int32)
    change -= sharp << _WEIGHT_BITS
    change *= np.rint(amounts * 2**_AMOUNT_BITS).astype(np.int32)[:, np.newaxis]
    change += 1 << (_WEIGHT_BITS + _AMOUNT_BITS - 1)
    change >>= _WEIGHT_BITS + _AMOUNT_BITS
    change += sharp
    softened = np.empty_like(images)
    pixel_rows(softened, count)[...] = pixel_rows(change.astype(np.uint8), count, **inside)
    return softened


def _bell(pixels: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """The sum of each pixel and those up to 4 behind and below, weighed by 1 4 6 4 1 either way.

    These are the weights of four sums of two neighbours, one after the other.
    """
    for step in (1, 1, 1, 1, _SIDE, _SIDE, _SIDE, _SIDE):
        pixels = pixels[:-step] + pixels[step:]
    return pixels
