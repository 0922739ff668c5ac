"""Images changed by a known amount: shifted, turned, thickened or thinned.

What `Augmentation` draws at random is chosen here, to see what a network makes of it.
"""

from math import ceil

import numpy as np

from nncore.array_types import IMAGE_SIDE, FloatArray, ImageArray
from nncore.augmentation.places import inverse_maps
from nncore.augmentation.thickness import THINNEST, change_thickness
from nncore.augmentation.warping import warp

THICKEST = 4.0
"""Pixels that strokes may be grown or thinned by on either side."""

Amounts = FloatArray | float


def varied(
    images: ImageArray,
    *,
    right: Amounts = 0.0,
    down: Amounts = 0.0,
    turn: Amounts = 0.0,
    thicken: Amounts = 0.0,
) -> ImageArray:
    """Change the thickness of strokes, then turn about the frame's centre, then shift.

    images: (N, 28, 28) uint8; what was given stays as it is. The amounts are one number for all
    images or (N,), one for each. right, down: pixels. turn: degrees, clockwise. thicken: pixels
    that strokes grow by on either side, or lose if it is negative; whatever is lost, no ink is
    wiped out. Beyond the border an image is black. Returns (N, 28, 28) uint8.

    Raises ValueError for another shape or type, and for amounts that are no numbers, or so large
    that nothing would be left: beyond 28 pixels, 360 degrees or THICKEST.
    """
    if not (
        isinstance(images, np.ndarray)
        and images.dtype == np.uint8
        and images.shape[1:] == (IMAGE_SIDE, IMAGE_SIDE)
    ):
        raise ValueError(f"images must be uint8 of the shape (N, {IMAGE_SIDE}, {IMAGE_SIDE})")
    count = len(images)
    rightwards = _amounts("right", right, count, IMAGE_SIDE)
    downwards = _amounts("down", down, count, IMAGE_SIDE)
    angle = -np.radians(_amounts("turn", turn, count, 360))
    images = _thickened(images, _amounts("thicken", thicken, count, THICKEST))
    inverse = inverse_maps(
        shift=np.array([downwards, rightwards]),
        angle=angle,
        size=np.ones((2, count)),
        shear=np.zeros(count),
    )
    return warp(images, inverse)


def _amounts(name: str, given: Amounts, count: int, most: float) -> FloatArray:
    amounts = np.asarray(given, np.float64)
    if amounts.shape not in ((), (count,)):
        raise ValueError(f"{name} must be one number, or one for each of {count} images")
    if not (np.abs(amounts) <= most).all():  # what is no number is not, either
        raise ValueError(f"{name} must be a number from {-most:g} to {most:g}")
    return np.broadcast_to(amounts, (count,))


def _thickened(images: ImageArray, pixels: FloatArray) -> ImageArray:
    """Strokes as thick as wanted, by a pass for each pixel that they grow on either side, or for
    each half pixel that they lose: more is not lost in one.
    """
    amounts = np.where(pixels < 0, pixels / (1 - THINNEST), pixels)
    for done in range(ceil(np.abs(amounts).max(initial=0.0))):
        left = np.clip(np.abs(amounts) - done, 0, 1)
        images = change_thickness(images, np.copysign(left, amounts))
    return images.copy()
