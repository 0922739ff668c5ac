"""Bends images: each pixel is taken from another place of the old image, where four pixels blend.

It works with whole numbers throughout, two neighbours in one number of 32 bits: half the passes
over memory, and one look-up for each pixel instead of four.
"""

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import IMAGE_SIDE, ImageArray
from nncore.augmentation.pixel_rows import pixel_rows
from nncore.augmentation.places import COLUMN_BITS, ROW_BITS, ZERO, PixelPlaces

BATCH = 64
"""Images warped at a time: few enough that the working arrays stay in the processor's cache."""

_WIDTH = 32
"""Pixels from one row to the next: a power of two, so that rows and columns meet in one number."""

_HEIGHT = IMAGE_SIDE + 2
"""Rows with the border: places beyond it are black, and so is its far side's neighbour, which is
the border of the next row or image."""

_PIXELS = _HEIGHT * _WIDTH

_LEAST, _MOST = (
    np.array([[[ZERO + (place << bits)]] for bits in (ROW_BITS, COLUMN_BITS)], np.int32)
    for place in (-1, IMAGE_SIDE)
)
_SHARES = np.array([[[2**ROW_BITS - 1]], [[2**COLUMN_BITS - 1]]], np.int32)


def _first_pixels() -> NDArray[np.int32]:
    """(BATCH, 784): what is added to an index so that it says which image it is of.

    ZERO, once for the row and once for the column, is taken out as 32 bits hold it; and place 0 is
    the image's first pixel, behind the border.
    """
    first = np.arange(BATCH) * _PIXELS + _WIDTH + 1 - ((2 * ZERO - 2**32) >> COLUMN_BITS)
    return np.repeat(first.astype(np.int32)[:, np.newaxis], IMAGE_SIDE**2, axis=1)


_FIRST = _first_pixels()


def warp(images: ImageArray, places: PixelPlaces) -> ImageArray:
    """Take each pixel from its place, blending the four pixels around it (bilinear sampling).

    images: (N, 28, 28) uint8. places: (2, N, 784), the row and the column that each pixel is taken
    from, as `source_places` makes them; their memory is used up. Beyond its border the old image
    is black.
    """
    warped = np.empty((len(images), IMAGE_SIDE**2), np.uint8)
    for start in range(0, len(images), BATCH):
        part = slice(start, start + BATCH)
        warped[part] = _sample(_four_neighbours(images[part]), places[:, part])
    return warped.reshape(images.shape)


def _four_neighbours(images: ImageArray) -> NDArray[np.uint32]:
    """Each pixel of the bordered images with three neighbours, as one number: from the highest
    byte on the one below, the one right of that, the pixel itself and the one right of it.
    """
    bordered = np.zeros((len(images) + 1) * _PIXELS, np.uint8)
    inside = {"first": _WIDTH + 1, "row_step": _WIDTH, "image_step": _PIXELS}
    given = np.ascontiguousarray(images).reshape(-1)
    pixel_rows(bordered, len(images), **inside)[...] = pixel_rows(given, len(images))
    pixels = bordered.astype(np.uint32)
    columns = pixels[_WIDTH:] << 16
    columns |= pixels[:-_WIDTH]
    squares = np.left_shift(columns, 8, out=pixels[_WIDTH:])
    squares[:-1] |= columns[1:]
    return squares


def _sample(neighbours: NDArray[np.uint32], places: PixelPlaces) -> NDArray[np.uint32]:
    """The grey levels (N, 784) at the places, which are used up."""
    places.clip(_LEAST, _MOST, out=places)
    down, right = shares = places & _SHARES
    rows, columns = places
    rows -= down
    rows += columns  # the bits of the column's pixel stand right below those of the row's
    rows >>= COLUMN_BITS
    rows += _FIRST[: len(rows)]
    squares = neighbours.take(rows.astype(np.intp), mode="wrap")
    return _blended(squares, shares.view(np.uint32), places.view(np.uint32))


def _blended(
    squares: NDArray[np.uint32], shares: NDArray[np.uint32], work: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """Four neighbours become one grey level, by the shares of those below and on the right.

    First left and right blend, above and below at once in the two halves of a number.
    """
    down, right = shares
    left, spare = work
    np.bitwise_and(squares, 0xFF00FF00, out=left)
    squares ^= left  # those on the right are left over
    squares -= np.right_shift(left, 8, out=spare)
    squares *= right
    left += squares
    above = np.bitwise_and(left, 0xFFFF, out=spare)
    left >>= 16
    left -= above
    left *= down
    above <<= ROW_BITS
    left += above
    left += 1 << (ROW_BITS + 7)
    left >>= ROW_BITS + 8
    return left
