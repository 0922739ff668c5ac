"""From a drawing of any size to the 28×28 frame that MNIST was made with.

A network reads what it has learned from, so a drawing is put where MNIST's digits stand; this
module knows pixels only, neither who drew them nor who reads them.
"""

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import IMAGE_SIDE, ImageArray
from nncore.drawing.background import Ink, ink_on_dark
from nncore.drawing.resampling import fitted

BOX_SIDE = 20
"""Pixels of the square that a digit's ink is fitted into."""


def frame_drawing(canvas: ImageArray) -> ImageArray:
    """Frame a drawing as MNIST framed its digits.

    The ink is fitted into 20×20 pixels keeping its aspect ratio, with antialiasing, and then
    moved by whole pixels so that its centre of mass lies in the middle of 28×28
    (LeCun, Cortes, Burges, "The MNIST database of handwritten digits").

    canvas: (H, W) uint8, white ink on black, any size. What is not quite black is taken for
    ground where it does not stand out, and faint ink is stretched. Returns (28, 28) uint8; a canvas
    without ink gives a frame without ink. Raises ValueError for another type or shape.
    """
    require_canvas(canvas)
    return frame_ink(ink_on_dark(canvas))


def frame_ink(ink: Ink) -> ImageArray:
    """The (28, 28) frame of ink that was told from its ground already; black if there is none."""
    if ink.box is None:
        return np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    top, bottom, left, right = ink.box
    frame: ImageArray = centre_by_mass(fit_ink(ink.canvas[top:bottom, left:right])[np.newaxis])[0]
    return frame


def fit_ink(ink: ImageArray) -> ImageArray:
    """Scale (H, W) cropped ink so that its longer side spans 20 pixels; returns (20, 20).

    The shorter side keeps its exact length, fractions of a pixel included, and lies in the
    middle. MNIST does the same: the outer columns of its tall zeros hold every grey equally
    often, while their outer rows are nearly white.
    """
    return np.asarray(np.rint(np.minimum(fitted(ink, BOX_SIDE), 255)), np.uint8)


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


def require_canvas(canvas: ImageArray) -> None:
    """Raise ValueError unless `canvas` is (H, W) uint8."""
    if not isinstance(canvas, np.ndarray) or canvas.dtype != np.uint8:
        given = getattr(canvas, "dtype", type(canvas).__name__)
        raise ValueError(f"a canvas must be a uint8 array of shape (H, W), got {given}")
    if canvas.ndim != 2:
        raise ValueError(f"a canvas must have the shape (H, W), got {canvas.shape}")


def _moves_to_middle(boxes: ImageArray, *, axis: int) -> NDArray[np.intp]:
    """Whole pixels to move each image along `axis` so that its centre comes to 13.5 … 14.5."""
    other = 3 - axis
    profile = boxes.sum(axis=other, dtype=np.int64)
    mass = np.maximum(profile.sum(axis=1), 1)
    centre = profile @ np.arange(boxes.shape[axis]) / mass
    return np.asarray(np.ceil(IMAGE_SIDE / 2 - 0.5 - centre), np.intp)
