"""Where the pixels of a changed image come from, as whole numbers: fractions of a pixel, counted.

Whole numbers are cheap to take apart: the pixel to read and the share of its neighbour are bits.
"""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import IMAGE_SIDE, FloatArray

CENTRE = (IMAGE_SIDE - 1) / 2
"""Row and column of an image's middle, between its pixels."""

BUMPS = 25
"""Bumps that a smooth displacement is made of, five by five."""

BUMP_SPACING = 6.0
"""Pixels from one bump to the next."""

BUMP_WIDTH = 4.0
"""Standard deviation of a bump in pixels: Simard's measure for handwriting."""

ROW_BITS, COLUMN_BITS = 13, 8
"""Binary digits behind the point, of rows and of columns."""

_MAGIC = 1.5 * 2**23
"""Floats of this size count in ones: whatever is added is rounded to a whole number, which then
stands in the lowest bits. It saves a pass over all places to round and to convert them."""

ZERO = 0x4B400000
"""_MAGIC's bits as an int32: the number that stands for place 0."""

PixelPlaces = NDArray[np.int32]
"""(2, N, 784): ZERO + the rows in 1 / 2¹³ pixels, ZERO + the columns in 1 / 2⁸ pixels."""

_STEPS = np.array([[2.0**ROW_BITS], [2.0**COLUMN_BITS]])


def source_places(inverse: FloatArray, bumps: FloatArray | None = None) -> PixelPlaces:
    """Where each pixel of N images comes from, as `warp` takes it.

    inverse: (N, 2, 3), the affine map from new to old (row, column, 1), about the image's centre.
    bumps: (N, 2, 25), how far the bumps push rows and columns; standard normal numbers give a
    smooth field of displacements with a deviation of one pixel at every pixel
    (Simard, Steinkraus, Platt, "Best practices for convolutional neural networks", 2003).
    """
    affine = inverse.transpose(2, 1, 0) * _STEPS
    # the constant comes last: what was summed up before is rounded only once
    affine[2] += _MAGIC + CENTRE * _STEPS
    if bumps is None:
        coefficients, fields = affine.astype(np.float32), _AFFINE_FIELDS
    else:
        fields = _FIELDS
        coefficients = np.empty((len(fields), *affine.shape[1:]), np.float32)
        coefficients[:2], coefficients[-1] = affine[:2], affine[2]
        coefficients[2:-1] = bumps.transpose(2, 1, 0) * _STEPS
    places = coefficients.reshape(len(fields), -1).T @ fields
    return np.asarray(places.view(np.int32).reshape(2, -1, IMAGE_SIDE**2))


def pixels_of(places: PixelPlaces) -> FloatArray:
    """The rows and columns of places in pixels: (N, 2, 28, 28)."""
    pixels = ((places - ZERO) / _STEPS[:, :, np.newaxis]).swapaxes(0, 1)
    return np.asarray(pixels.reshape(-1, 2, IMAGE_SIDE, IMAGE_SIDE))


def _affine_fields() -> FloatArray:
    """(3, 784): each pixel's row and column from the centre, and 1."""
    rows, columns = np.indices((IMAGE_SIDE, IMAGE_SIDE)).reshape(2, -1) - CENTRE
    return np.stack([rows, columns, np.ones_like(rows)]).astype(np.float32)


def _bump_fields() -> FloatArray:
    """(25, 784): Gaussian bumps, the squares of all at one pixel adding up to 1."""
    rows, columns = _affine_fields()[:2]
    middles = BUMP_SPACING * np.arange(-2, 3)
    distances = [(rows - y) ** 2 + (columns - x) ** 2 for y, x in product(middles, middles)]
    fields = np.exp(-np.stack(distances) / (2 * BUMP_WIDTH**2))
    return np.asarray(fields / np.linalg.norm(fields, axis=0), np.float32)


_AFFINE_FIELDS = _affine_fields()
_FIELDS = np.concatenate([_AFFINE_FIELDS[:2], _bump_fields(), _AFFINE_FIELDS[2:]])
