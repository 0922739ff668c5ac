"""What a camera does to an image: it is out of focus, and its sensor is noisy."""

import numpy as np

from nncore.array_types import IMAGE_SIDE, FloatArray, ImageArray

_PLACES = np.arange(IMAGE_SIDE)
_SQUARES = (_PLACES[:, np.newaxis] - _PLACES).astype(np.float32) ** 2
"""Of the distance between any two rows, or columns."""


def defocused(images: ImageArray, deviations: FloatArray) -> ImageArray:
    """Blur each image by a bell curve of its own.

    images: (N, 28, 28) uint8. deviations: (N,) pixels, of the curve; at 0 an image stays as it is.
    What lies beyond the border is left out of the means, so that ink at the border stays as bright.
    """
    changed = images.copy()
    chosen = np.flatnonzero(deviations > 0)
    if len(chosen):
        spread = np.maximum(deviations[chosen], 0.1).astype(np.float32)[:, np.newaxis, np.newaxis]
        weights = np.exp(-_SQUARES / (2 * spread**2))
        weights /= weights.sum(axis=2, keepdims=True)
        soft = weights @ images[chosen].astype(np.float32) @ weights.transpose(0, 2, 1)
        changed[chosen] = np.rint(soft)
    return changed


def noisy(images: ImageArray, deviations: FloatArray, noise: FloatArray) -> ImageArray:
    """Add noise to the images whose deviation is above 0.

    images: (N, 28, 28) uint8. deviations: (N,), as a share of full ink. noise: (M, 28, 28), of
    deviation 1, for the M images that get some, in their order. What would be below black or above
    white is black or white.
    """
    changed = images.copy()
    chosen = np.flatnonzero(deviations > 0)
    if len(chosen):
        levels = (255 * deviations[chosen]).astype(np.float32)[:, np.newaxis, np.newaxis]
        changed[chosen] = np.clip(np.rint(images[chosen] + levels * noise), 0, 255)
    return changed
