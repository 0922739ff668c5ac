"""From a drawing of any size to the 28×28 frame that MNIST was made with.

A network reads what it has learned from, so a drawing is put where MNIST's digits stand; this
module knows pixels only, neither who drew them nor who reads them. Each step can be left out, to
see what it is good for.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import IMAGE_SIDE, ImageArray
from nncore.drawing.background import Ink, ink_box, ink_on_dark
from nncore.drawing.resampling import fitted

BOX_SIDE = 20
"""Pixels of the square that a digit's ink is fitted into."""


@dataclass(frozen=True, eq=False)
class FramingSteps:
    """What becomes of a drawing on its way to the network, picture by picture, all uint8.

    strokes: (H, W), white on exactly black. cropped: what is left of it, (h, w). fitted: (20, 20),
    or (28, 28) where nothing was fitted. frame: (28, 28), what the network sees.
    """

    strokes: ImageArray
    cropped: ImageArray
    fitted: ImageArray
    frame: ImageArray


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


def framing_steps(
    canvas: ImageArray, *, crop: bool = True, fit: bool = True, centre: bool = True
) -> FramingSteps:
    """Frame a drawing step by step, leaving out those that are False.

    crop: without it, the whole canvas is scaled to 28×28, whatever the size and the place of the
    ink on it. fit: without it, the ink's box is scaled to 28×28 instead of 20×20. centre: without
    it, the middle of the ink's box, or of the canvas, lies in the middle of the frame instead of
    the ink's centre of mass. With all of them, `frame` is that of `frame_drawing`.

    canvas: as for `frame_drawing`. Without ink, all pictures are black. Raises ValueError for
    another type or shape.
    """
    require_canvas(canvas)
    return ink_framing_steps(ink_on_dark(canvas), crop=crop, fit=fit, centre=centre)


def ink_framing_steps(
    ink: Ink, *, crop: bool = True, fit: bool = True, centre: bool = True
) -> FramingSteps:
    """Frame ink that was told from its ground already, as `framing_steps` does; with all steps,
    `frame` is that of `frame_ink`.
    """
    if ink.box is None:
        blank = np.zeros((IMAGE_SIDE, IMAGE_SIDE), np.uint8)
        return FramingSteps(np.zeros_like(ink.canvas), blank, blank, blank)
    top, bottom, left, right = ink.box
    cropped = ink.canvas[top:bottom, left:right] if crop else ink.canvas
    fitted = fit_ink(cropped, BOX_SIDE if crop and fit else IMAGE_SIDE)
    frame = _moved_by_mass(fitted) if centre else _put_in_the_middle(fitted)
    return FramingSteps(ink.canvas, cropped, fitted, frame)


def fit_ink(ink: ImageArray, side: int = BOX_SIDE) -> ImageArray:
    """Scale (H, W) cropped ink so that its longer side spans `side` pixels; returns (side, side).

    The shorter side keeps its exact length, fractions of a pixel included, and lies in the
    middle. MNIST does the same: the outer columns of its tall zeros hold every grey equally
    often, while their outer rows are nearly white.
    """
    return np.asarray(np.rint(np.minimum(fitted(ink, side), 255)), np.uint8)


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


def _moved_by_mass(fitted: ImageArray) -> ImageArray:
    """Fitted ink in a frame, its centre of mass in the middle as far as no ink leaves the frame."""
    if len(fitted) < IMAGE_SIDE:
        centred: ImageArray = centre_by_mass(fitted[np.newaxis])[0]
        return centred
    box = ink_box(fitted)
    if box is None:
        return fitted
    down, right = (int(_moves_to_middle(fitted[np.newaxis], axis=axis)[0]) for axis in (1, 2))
    down = min(max(down, -box.top), IMAGE_SIDE - box.bottom)
    right = min(max(right, -box.left), IMAGE_SIDE - box.right)
    # only blank rows and columns come round to the other side
    moved: ImageArray = np.roll(fitted, (down, right), axis=(0, 1))
    return moved


def _put_in_the_middle(fitted: ImageArray) -> ImageArray:
    """Fitted ink in a frame, the middle of its box in the middle."""
    margin = (IMAGE_SIDE - len(fitted)) // 2
    frame: ImageArray = np.pad(fitted, margin)
    return frame


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
