"""Bends images: each pixel is taken from another place of the old image, where four pixels blend.

It knows where pixels come from and what lies there, not how far an image should be bent.
"""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import IMAGE_SIDE, FloatArray, ImageArray

CENTRE = (IMAGE_SIDE - 1) / 2
"""Row and column of an image's middle, between its pixels."""

BUMPS = 25
"""Bumps that a smooth displacement is made of, five by five."""

BUMP_SPACING = 6.0
"""Pixels from one bump to the next."""

BUMP_WIDTH = 4.0
"""Standard deviation of a bump in pixels: Simard's measure for handwriting."""

BATCH = 64
"""Images warped at a time: few enough that the working arrays stay in the processor's cache."""

_BEFORE, _BEHIND = 1, 2
_SIDE = _BEFORE + IMAGE_SIDE + _BEHIND


def warp(images: ImageArray, sources: FloatArray) -> ImageArray:
    """Take each pixel from its source, blending the four pixels around it (bilinear sampling).

    images: (N, 28, 28) uint8. sources: (N, 2, 28, 28) float32, the row and the column that each
    pixel is taken from, in pixels of the old image. Beyond its border the old image is black.
    """
    warped = np.empty(images.shape, np.uint8)
    for start in range(0, len(images), BATCH):
        part = slice(start, start + BATCH)
        warped[part] = _sample(_with_border(images[part]), sources[part])
    return warped


def source_places(inverse: FloatArray, bumps: FloatArray | None = None) -> FloatArray:
    """Where each pixel comes from, as `warp` takes it: (N, 2, 28, 28) float32.

    inverse: (N, 2, 3), the affine map from new to old (row, column, 1), about the image's centre.
    bumps: (N, 2, 25), how far the bumps push rows and columns; standard normal numbers give a
    smooth field of displacements with a deviation of one pixel at every pixel
    (Simard, Steinkraus, Platt, "Best practices for convolutional neural networks", 2003).
    """
    coefficients, fields = inverse, _AFFINE_FIELDS
    if bumps is not None:
        coefficients = np.concatenate([inverse, bumps], axis=2)
        fields = _FIELDS
    flat = coefficients.reshape(-1, len(fields)).astype(np.float32, copy=False)
    places = flat @ fields
    places += np.float32(CENTRE)
    return places.reshape(-1, 2, IMAGE_SIDE, IMAGE_SIDE)


def _with_border(images: ImageArray) -> FloatArray:
    """The images as one row of float32, each with a black border, so that no place has to be
    checked: one pixel before, and two behind for the farther neighbours of a clipped place.
    """
    bordered = np.zeros((len(images), _SIDE, _SIDE), np.float32)
    bordered[:, _BEFORE:-_BEHIND, _BEFORE:-_BEHIND] = images
    return bordered.reshape(-1)


def _sample(pixels: FloatArray, sources: FloatArray) -> FloatArray:
    """The values (N, 28, 28) at the sources, rounded to whole numbers."""
    places = np.add(sources, np.float32(_BEFORE))
    np.clip(places, 0, _SIDE - _BEHIND, out=places)
    corners = np.floor(places)
    places -= corners  # what is left is the share of the farther neighbour
    down, right = places[:, 0], places[:, 1]
    first = _SIDE * _SIDE * np.arange(len(sources), dtype=np.float32)
    index = corners[:, 0] * np.float32(_SIDE)
    index += corners[:, 1]
    index += first[:, np.newaxis, np.newaxis]  # exact: far below 2²⁴
    corner = index.astype(np.intp)
    above = _blend(_take(pixels, corner), _take(pixels[1:], corner), right)
    below = _blend(_take(pixels[_SIDE:], corner), _take(pixels[_SIDE + 1 :], corner), right)
    values = _blend(above, below, down)
    return np.rint(values, out=values)


def _take(pixels: FloatArray, index: NDArray[np.intp]) -> FloatArray:
    # "clip" spares NumPy a check of its own; every index is in range
    return np.take(pixels, index, mode="clip")


def _blend(near: FloatArray, far: FloatArray, share: FloatArray) -> FloatArray:
    """near + share · (far - near), using up the memory of both."""
    far -= near
    far *= share
    near += far
    return near


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
_FIELDS = np.concatenate([_AFFINE_FIELDS, _bump_fields()])
