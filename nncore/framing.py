"""From a drawing of any size to the 28×28 frame that MNIST was made with.

A network reads what it has learned from, so a drawing is put where MNIST's digits stand; this
module knows pixels only, neither who drew them nor who reads them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import IMAGE_SIDE, FloatArray, ImageArray

BOX_SIDE = 20
"""Pixels of the square that a digit's ink is fitted into."""


class Box(NamedTuple):
    """A rectangle of pixels, `bottom` and `right` being the first ones outside."""

    top: int
    bottom: int
    left: int
    right: int


def frame_drawing(canvas: ImageArray) -> ImageArray:
    """Frame a drawing as MNIST framed its digits.

    The ink is fitted into 20×20 pixels keeping its aspect ratio, with antialiasing, and then
    moved by whole pixels so that its centre of mass lies in the middle of 28×28
    (LeCun, Cortes, Burges, "The MNIST database of handwritten digits").

    canvas: (H, W) uint8, white ink on black, any size. Returns (28, 28) uint8; a canvas without
    ink gives a frame without ink. Raises ValueError for another type or shape.
    """
    _require_canvas(canvas)
    box = ink_box(canvas)
    if box is None:
        return np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    ink = canvas[box.top : box.bottom, box.left : box.right]
    frame: ImageArray = centre_by_mass(fit_ink(ink)[np.newaxis])[0]
    return frame


def ink_box(canvas: ImageArray) -> Box | None:
    """The smallest box around everything that is not black; None if all is black."""
    rows = np.flatnonzero(canvas.max(axis=1, initial=0))
    if len(rows) == 0:
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(canvas[top:bottom].max(axis=0))
    return Box(top, bottom, int(columns[0]), int(columns[-1]) + 1)


def fit_ink(ink: ImageArray) -> ImageArray:
    """Scale (H, W) cropped ink so that its longer side spans 20 pixels; returns (20, 20).

    The shorter side keeps its exact length, fractions of a pixel included, and lies in the
    middle. MNIST does the same: the outer columns of its tall zeros hold every grey equally
    often, while their outer rows are nearly white.
    """
    height, width = ink.shape
    scale = BOX_SIDE / max(height, width)
    rows = _resampling(height, scale)
    columns = _resampling(width, scale)
    fitted = rows @ ink.astype(np.float32) @ columns.T
    return np.asarray(np.rint(np.minimum(fitted, 255)), np.uint8)


def centre_by_mass(boxes: ImageArray) -> ImageArray:
    """Place (N, 20, 20) ink in (N, 28, 28) frames, its centre of mass in the middle.

    The move is by whole pixels, and the middle is the index 14 in both directions. So did
    MNIST: in its training images the centre of mass is spread evenly over 13.5 to 14.5
    (mean 14.0, deviation 0.29 = 1/√12); a finer move would leave a single peak.
    Ink so lopsided that it would leave the frame stops at the frame's border.
    """
    count, side, _ = boxes.shape
    margin = IMAGE_SIDE - side
    down = np.clip(_moves_to_middle(boxes, axis=1), 0, margin)
    right = np.clip(_moves_to_middle(boxes, axis=2), 0, margin)
    frames = np.zeros((count, IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    image = np.arange(count)[:, np.newaxis, np.newaxis]
    row = down[:, np.newaxis, np.newaxis] + np.arange(side)[:, np.newaxis]
    column = right[:, np.newaxis, np.newaxis] + np.arange(side)
    frames[image, row, column] = boxes
    return frames


def _require_canvas(canvas: ImageArray) -> None:
    if not isinstance(canvas, np.ndarray) or canvas.dtype != np.uint8:
        given = getattr(canvas, "dtype", type(canvas).__name__)
        raise ValueError(f"a canvas must be a uint8 array of shape (H, W), got {given}")
    if canvas.ndim != 2:
        raise ValueError(f"a canvas must have the shape (H, W), got {canvas.shape}")


def _resampling(length: int, scale: float) -> FloatArray:
    """The (20, length) matrix that scales one axis: row i holds the weights of target pixel i.

    Shrinking is the exact area filter: a weight is the overlap of the target pixel with the
    source pixel. Enlarging interpolates linearly instead, since overlaps would show the source
    pixels as blocks.
    """
    # Where the borders of the target pixels lie, measured in source pixels.
    borders = (np.arange(BOX_SIDE + 1) - BOX_SIDE / 2) / scale + length / 2
    source = np.arange(length)
    if scale <= 1:
        start, stop = borders[:-1, np.newaxis], borders[1:, np.newaxis]
        overlap = np.minimum(stop, source + 1) - np.maximum(start, source)
        return np.asarray(np.maximum(overlap, 0) * scale, np.float32)
    middle = (borders[:-1] + borders[1:])[:, np.newaxis] / 2 - 0.5
    inside = (middle > -0.5) & (middle < length - 0.5)
    distance = np.abs(np.clip(middle, 0, length - 1) - source)
    return np.asarray(np.maximum(1 - distance, 0) * inside, np.float32)


def _moves_to_middle(boxes: ImageArray, *, axis: int) -> NDArray[np.intp]:
    """Whole pixels to move each image along `axis` so that its centre comes to 13.5 … 14.5."""
    other = 3 - axis
    profile = boxes.sum(axis=other, dtype=np.int64)
    mass = np.maximum(profile.sum(axis=1), 1)
    centre = profile @ np.arange(boxes.shape[axis]) / mass
    return np.asarray(np.ceil(IMAGE_SIDE / 2 - 0.5 - centre), np.intp)
