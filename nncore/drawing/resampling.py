"""Pictures made smaller or larger, one axis at a time, in memory that does not grow with them."""

import numpy as np

from nncore.array_types import FloatArray, ImageArray

_PIECE = 2048
"""Rows and columns that are taken together: 16 MB as floats."""


def fitted(picture: ImageArray, side: int) -> FloatArray:
    """Scale (H, W) so that its longer side spans `side` pixels; returns (side, side) float.

    The shorter side keeps its exact length, fractions of a pixel included, and lies in the middle.
    """
    height, width = picture.shape
    scale = side / max(height, width)
    total: FloatArray = np.zeros((side, side), np.float32)
    for top in range(0, height, _PIECE):
        rows = _weights(height, scale, side, top)
        for left in range(0, width, _PIECE):
            columns = _weights(width, scale, side, left)
            piece = picture[top : top + _PIECE, left : left + _PIECE].astype(np.float32)
            total = total + rows @ piece @ columns.T
    return total


def placed(picture: ImageArray, side: int, box: tuple[float, float, float, float]) -> ImageArray:
    """Scale (H, W) into a box of a blank picture of `side` pixels a side; returns (side, side).

    box: left, top, right, bottom, in pixels of the result and fractions of them. Raises ValueError
    for a picture of more than 2,048 pixels a side.
    """
    if max(picture.shape) > _PIECE:
        raise ValueError(f"a picture must have at most {_PIECE} pixels a side, got {picture.shape}")
    left, top, right, bottom = box
    height, width = picture.shape
    rows = _weights(height, (bottom - top) / height, side, 0, (top + bottom) / 2)
    columns = _weights(width, (right - left) / width, side, 0, (left + right) / 2)
    total = rows @ picture.astype(np.float32) @ columns.T
    return np.asarray(np.rint(np.clip(total, 0, 255)), np.uint8)


def shrunk(picture: ImageArray, side: int) -> ImageArray:
    """Reduce (H, W) by a whole number, so that no side exceeds `side`: each pixel is the mean of
    those that it stands for. Itself where it is small enough.
    """
    factor = -(-max(picture.shape) // side)
    if factor <= 1:
        return picture
    starts = [np.arange(0, length, factor) for length in picture.shape]
    sizes = [np.minimum(factor, n - at) for n, at in zip(picture.shape, starts, strict=True)]
    longer = int(np.argmax(picture.shape))  # first, since sums take four bytes a pixel
    sums = np.add.reduceat(picture, starts[longer], axis=longer, dtype=np.uint32)
    sums = np.add.reduceat(sums, starts[1 - longer], axis=1 - longer)
    return np.asarray(np.rint(sums / np.outer(*sizes)), np.uint8)


def enlarged(grid: FloatArray, shape: tuple[int, int]) -> FloatArray:
    """Spread a coarse grid over `shape`, linearly between the middles of its cells."""
    for axis, length in enumerate(shape):
        cells = grid.shape[axis]
        place = (np.arange(length) + 0.5) * (cells / length) - 0.5
        low = np.clip(np.floor(place).astype(np.intp), 0, cells - 1)
        high = np.minimum(low + 1, cells - 1)
        share = np.clip(place - low, 0, 1).astype(np.float32)
        share = share[:, np.newaxis] if axis == 0 else share
        grid = grid.take(low, axis) * (1 - share) + grid.take(high, axis) * share
    return grid


def _weights(
    length: int, scale: float, side: int, first: int, middle: float | None = None
) -> FloatArray:
    """What a piece of one axis, from `first` on, gives to each of the `side` target pixels.

    middle: where the middle of the whole axis comes to lie among them; None for their own.

    Shrinking is the exact area filter: a weight is the overlap of the target pixel with the
    source pixel. Enlarging interpolates linearly instead, since overlaps would show the source
    pixels as blocks.
    """
    # Where the borders of the target pixels lie, measured in source pixels.
    target = side / 2 if middle is None else middle
    borders = (np.arange(side + 1) - target) / scale + length / 2
    source = np.arange(first, min(first + _PIECE, length))
    if scale <= 1:
        start, stop = borders[:-1, np.newaxis], borders[1:, np.newaxis]
        overlap = np.minimum(stop, source + 1) - np.maximum(start, source)
        return np.asarray(np.maximum(overlap, 0) * scale, np.float32)
    centres = (borders[:-1] + borders[1:])[:, np.newaxis] / 2 - 0.5
    inside = (centres > -0.5) & (centres < length - 0.5)
    distance = np.abs(np.clip(centres, 0, length - 1) - source)
    return np.asarray(np.maximum(1 - distance, 0) * inside, np.float32)
