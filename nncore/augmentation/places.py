"""Where the pixels of a changed image come from, as whole numbers: fractions of a pixel, counted.

Whole numbers are cheap to take apart: the pixel to read and the share of its neighbour are bits.
"""

from itertools import product
from math import ceil

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

_MOST_MULTIPLICATIONS = 200_000
"""In a product that OpenBLAS does not share out, which it does from 262,144 on."""

_TILE = 16
"""Rows of a product that BLAS computes together: in whole tiles, each comes out the same wherever
it stands, which is so for three summands (for 28 it is not, with some processors' kernels)."""

_STEPS = np.array([[2.0**ROW_BITS], [2.0**COLUMN_BITS]])


def inverse_maps(
    *, shift: FloatArray, angle: FloatArray, size: FloatArray, shear: FloatArray
) -> FloatArray:
    """The maps (N, 2, 3) from new to old (row, column, 1) that undo a change about the centre.

    The change is to size (heights and widths as (2, N)), then to slant by `shear` (N,), leaning
    right if positive, then to turn by `angle` (N,) in radians, counterclockwise, then to shift
    (down and right as (2, N)).
    """
    # in memory the batch comes last: so each step is one pass over N numbers
    maps = np.empty((3, 2, len(angle)))
    down, right, constant = maps
    # Undone in the opposite order: turned back, then every row slid back, then sized back.
    cosine, sine = down[0], right[0]
    np.cos(angle, out=cosine)
    np.sin(angle, out=sine)
    np.subtract(shear * cosine, sine, out=down[1])
    np.add(shear * sine, cosine, out=right[1])
    maps[:2] /= size
    np.multiply(down, -shift[0], out=constant)
    constant -= right * shift[1]
    return maps.transpose(2, 1, 0)


def source_places(inverse: FloatArray, bumps: FloatArray | None = None) -> PixelPlaces:
    """Where each pixel of N images comes from, as `warp` takes it.

    inverse: (N, 2, 3), the affine map from new to old (row, column, 1), about the image's centre;
    without bumps, places are to the bit the same whichever images are computed together.
    bumps: (N, 2, 25), how far the bumps push rows and columns; standard normal numbers give a
    smooth field of displacements with a deviation of one pixel at every pixel
    (Simard, Steinkraus, Platt, "Best practices for convolutional neural networks", 2003).
    """
    affine = inverse.transpose(2, 1, 0) * _STEPS
    affine[2] += _MAGIC + CENTRE * _STEPS
    if bumps is None:
        rows = affine.reshape(3, -1)
        tiles = np.zeros((3, ceil(rows.shape[1] / _TILE) * _TILE), np.float32)
        tiles[:, : rows.shape[1]] = rows
        places = _product(tiles.T, _AFFINE_FIELDS)[: rows.shape[1]]
    else:
        coefficients = np.empty((3 + BUMPS, *affine.shape[1:]), np.float32)
        coefficients[:2], coefficients[-1] = affine[:2], affine[2]
        coefficients[2:-1] = bumps.transpose(2, 1, 0) * _STEPS
        by_row = _product(coefficients.reshape(3 + BUMPS, -1).T, _DOWN)
        places = _product(by_row.reshape(-1, len(_ACROSS)), _ACROSS)
    return np.asarray(places.view(np.int32).reshape(2, -1, IMAGE_SIDE**2))


def pixels_of(places: PixelPlaces) -> FloatArray:
    """The rows and columns of places in pixels: (N, 2, 28, 28)."""
    pixels = ((places - ZERO) / _STEPS[:, :, np.newaxis]).swapaxes(0, 1)
    return np.asarray(pixels.reshape(-1, 2, IMAGE_SIDE, IMAGE_SIDE))


def _product(left: FloatArray, right: FloatArray) -> FloatArray:
    """left · right, in pieces that BLAS leaves to one thread: to the bit the same with several."""
    result = np.empty((len(left), right.shape[1]), left.dtype)
    step = _MOST_MULTIPLICATIONS // right.size // _TILE * _TILE
    for start in range(0, len(left), step):
        np.matmul(left[start : start + step], right, out=result[start : start + step])
    return result


def _affine_fields() -> FloatArray:
    """(3, 784): each pixel's row and column from the centre, and 1.

    The constant comes last: what was summed up before is rounded only once.
    """
    rows, columns = np.indices((IMAGE_SIDE, IMAGE_SIDE)).reshape(2, -1) - CENTRE
    return np.stack([rows, columns, np.ones_like(rows)]).astype(np.float32)


def _bells() -> FloatArray:
    """(5, 28): Gaussian bumps along a line, the squares of all at one pixel adding up to 1.

    The bumps of an image are products of these, one down and one across; their squares do so too.
    """
    middles = BUMP_SPACING * np.arange(-2, 3)[:, np.newaxis]
    bells = np.exp(-((_LINE - middles) ** 2) / (2 * BUMP_WIDTH**2))
    return np.asarray(bells / np.linalg.norm(bells, axis=0))


def _fields_by_row() -> tuple[FloatArray, FloatArray]:
    """The two factors of what 28 coefficients add to each pixel: row, column, 25 bumps, constant.

    Returns (28, 28 · 8), what each coefficient adds to the 8 coefficients of each row of pixels,
    and (8, 28), what those add to the pixels of the row: half the work of doing it at once.
    """
    bells, ones = _bells(), np.ones(IMAGE_SIDE)
    across = np.stack([ones, _LINE, *bells, ones])
    down = np.zeros((3 + BUMPS, IMAGE_SIDE, len(across)))
    down[0, :, 0], down[1, :, 1], down[-1, :, -1] = _LINE, ones, ones
    for bump, (y, x) in enumerate(product(range(len(bells)), repeat=2), start=2):
        down[bump, :, 2 + x] = bells[y]
    return down.reshape(len(down), -1).astype(np.float32), across.astype(np.float32)


_LINE = np.arange(IMAGE_SIDE) - CENTRE
_AFFINE_FIELDS = _affine_fields()
_DOWN, _ACROSS = _fields_by_row()
