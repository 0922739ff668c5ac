"""An image as it might also look: a little blurred, and moved by half a pixel.

An answer that holds for all of these tells of strokes, not of single pixels.
"""

import numpy as np

from nncore.array_types import FloatArray, ImageArray
from nncore.inputs import normalise

VARIANTS = 6
"""The image itself, blurred, and moved by half a pixel down, up, to the right and to the left."""

_BLUR = 0.5
"""The share of a 3×3 binomial blur that is mixed in."""


def variants(images: ImageArray) -> FloatArray:
    """Images (N, 28, 28) uint8 as numbers 0..1 of shape (N, 6, 28, 28), themselves first."""
    numbers = normalise(images, np.empty(images.shape, np.float32))
    padded = np.pad(numbers, ((0, 0), (1, 1), (1, 1)))
    sides = padded[:, :-2, 1:-1], padded[:, 2:, 1:-1], padded[:, 1:-1, :-2], padded[:, 1:-1, 2:]
    moved = [(numbers + side) / 2 for side in sides]
    return np.stack([numbers, _blurred(numbers), *moved], axis=1)


def combined_slope(slopes: FloatArray) -> FloatArray:
    """The slope (28, 28) of a mean over the variants, by the image that they are made of.

    slopes: (6, 28, 28), of what is meant, by each variant. Making variants is linear, so that its
    transpose is applied: a blur is its own, a move down is undone by one up.
    """
    itself, blurred, *moved = slopes
    total: FloatArray = itself + _blurred(blurred[np.newaxis])[0] + np.add.reduce(moved) / 2
    down, up, right, left = np.pad(moved, ((0, 0), (1, 1), (1, 1)))
    total += (down[2:, 1:-1] + up[:-2, 1:-1] + right[1:-1, 2:] + left[1:-1, :-2]) / 2
    total /= VARIANTS
    return total


def _blurred(images: FloatArray) -> FloatArray:
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    along = (padded[:, :, :-2] + 2 * padded[:, :, 1:-1] + padded[:, :, 2:]) / 4
    across = (along[:, :-2] + 2 * along[:, 1:-1] + along[:, 2:]) / 4
    blurred: FloatArray = (1 - _BLUR) * images + _BLUR * across
    return blurred
