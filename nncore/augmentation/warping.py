"""Bends images: each pixel is taken from another place of the old image, where four pixels blend.

It works with whole numbers throughout, two neighbours in one number of 32 bits: half the passes
over memory, and one look-up for each pixel instead of four.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import IMAGE_SIDE, FloatArray, ImageArray
from nncore.augmentation.pixel_rows import pixel_rows
from nncore.augmentation.places import COLUMN_BITS, ROW_BITS, ZERO, PixelPlaces, source_places

AT_ONCE = 512
"""Images warped at a time, at the most: so what that takes of the memory is 12 MB."""

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

Numbers = NDArray[np.uint32]


def _first_pixels() -> NDArray[np.int32]:
    """(AT_ONCE, 1): what is added to an index so that it says which image it is of.

    ZERO, once for the row and once for the column, is taken out as 32 bits hold it; and place 0 is
    the image's first pixel, behind the border.
    """
    first = np.arange(AT_ONCE) * _PIXELS + _WIDTH + 1 - ((2 * ZERO - 2**32) >> COLUMN_BITS)
    return first.astype(np.int32)[:, np.newaxis]


_FIRST = _first_pixels()


def warp(
    images: ImageArray, inverse: FloatArray, bumps: Sequence[FloatArray | None] = (None,)
) -> ImageArray:
    """Change each image by an affine map and a smooth displacement.

    images: (N, 28, 28) uint8. inverse: (N, 2, 3). bumps: of one row of images after the other,
    (…, 2, 25) each, N in all; or None in each place. All as `source_places` takes them; a row comes
    out to the bit as it would alone. Beyond its border an image is black.
    """
    parts = list(_parts(inverse, bumps))
    if len(images) <= AT_ONCE:
        places = [source_places(*part) for part in parts]
        return sample(images, places[0] if len(places) == 1 else np.concatenate(places, axis=1))
    warped, start = np.empty(images.shape, np.uint8), 0
    for part in parts:
        stop = start + len(part[0])
        warped[start:stop] = sample(images[start:stop], source_places(*part))
        start = stop
    return warped


def _parts(
    inverse: FloatArray, bumps: Sequence[FloatArray | None]
) -> Iterator[tuple[FloatArray, FloatArray | None]]:
    """Maps and bumps of at most AT_ONCE images after the other.

    Rows with bumps stay apart: the last bits of their places depend on how many are computed.
    """
    start = 0
    for row in bumps:
        stop = len(inverse) if row is None else start + len(row)
        for first in range(start, stop, AT_ONCE):
            last = min(first + AT_ONCE, stop)
            yield inverse[first:last], None if row is None else row[first - start : last - start]
        start = stop


def sample(images: ImageArray, places: PixelPlaces) -> ImageArray:
    """Take each pixel from its place, blending the four pixels around it (bilinear sampling).

    images: (N, 28, 28) uint8, at most AT_ONCE of them. places: (2, N, 784), the row and the column
    that each pixel is taken from; their memory is used up.
    """
    return _sampled(_four_neighbours(images), places).astype(np.uint8).reshape(images.shape)


def _four_neighbours(images: ImageArray) -> Numbers:
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
    return np.asarray(squares)


def _sampled(squares: Numbers, places: PixelPlaces) -> Numbers:
    """The grey levels (N, 784) at the places, which are used up.

    Memory that was just worked in is still in the cache: so little is taken, and used again.
    """
    places.clip(_LEAST, _MOST, out=places)
    rows, columns = places
    down, right, index = work = np.empty((3, *rows.shape), np.int32)
    np.bitwise_and(rows, 2**ROW_BITS - 1, out=down)
    np.bitwise_and(columns, 2**COLUMN_BITS - 1, out=right)
    rows -= down
    np.add(rows, columns, out=index)  # the bits of a column's pixel come next to those of a row's
    index >>= COLUMN_BITS
    index += _FIRST[: len(index)]
    long_index = places.reshape(-1).view(np.intp)[: index.size].reshape(index.shape)
    np.copyto(long_index, index)
    below, beside, taken = work.view(np.uint32)
    # "wrap" is the quickest of NumPy's checks; every index is in range
    squares.take(long_index, mode="wrap", out=taken)
    left, spare = places.view(np.uint32)
    both = _blend_across(taken, beside, left, spare)
    return _blend_down(both, below, spare)


def _blend_across(squares: Numbers, share: Numbers, left: Numbers, spare: Numbers) -> Numbers:
    """The pixels on the left blend with those on the right, as far as `share` says, in 256ths.

    Those above and those below do so at once, in the lower and the upper half of a number; each is
    256 times a grey level then. Returns `left`; all but the share is used up.
    """
    np.bitwise_and(squares, 0xFF00FF00, out=left)
    squares ^= left  # what is left are those on the right
    squares -= np.right_shift(left, 8, out=spare)  # borrows from the upper half: paid back below
    squares *= share
    left += squares
    return left


def _blend_down(both: Numbers, share: Numbers, spare: Numbers) -> Numbers:
    """The lower half of numbers blends with the upper half, as far as `share` says, in 8192nds.

    Returns grey levels, rounded, in `both`, which is used up.
    """
    above = np.bitwise_and(both, 0xFFFF, out=spare)
    both >>= 16
    both -= above  # below zero it wraps round, and back below
    both *= share
    above <<= ROW_BITS
    both += above
    both += 1 << (ROW_BITS + 7)
    both >>= ROW_BITS + 8
    return both
