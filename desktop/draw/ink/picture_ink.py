"""A picture as ink on the pad: what came from elsewhere, ready to be erased from and drawn over.

It never changes; an eraser makes a new one.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil

import numpy as np

from desktop.draw.ink.curve import Point, distance_from
from desktop.translation import tr
from nncore.array_types import IMAGE_SIDE, ImageArray
from nncore.drawing.background import GROUND_REMOVED, Box, Ink, ink_box
from nncore.drawing.framing import FramingSteps, ink_framing_steps
from nncore.drawing.resampling import shrunk
from nncore.drawing.strokes import PlacedPicture, Rectangle
from nncore.recognition.smallness import is_ink_too_small

MOST, LEAST = 400, 160
"""Pixels a side of the ink that is kept: enough for the screen, and for an eraser's edge."""

_SMALLEST_SHARE = 0.5
"""Of the pad, what the ink spans at least, however small it is on its picture."""

_EDGE = 1 / IMAGE_SIDE
"""Of the pad, what is left free around ink that is brought nearer."""

_FAINTEST = 32
"""Of ink that was told from a ground, what is no more than its noise."""


@dataclass(frozen=True, eq=False)
class PictureInk:
    """Ink that came from a picture, and where it lies on the pad.

    ink: (H, W) uint8, white on black, cropped, not to be changed. box: where it lies on the pad,
    in the unit square. origin: where it came from, in words.

    steps: how the whole picture is framed, exactly; None once something was erased from it.
    preview: (h, w) uint8, the picture as it came beside its ink; None where they are the same.
    is_speck: whether its ink is too small to be read. notes: what was done to find the ink,
    in a few fixed words each.
    """

    ink: ImageArray
    box: Rectangle
    origin: str
    steps: FramingSteps | None = None
    preview: ImageArray | None = None
    is_speck: bool = False
    notes: tuple[str, ...] = ()

    @cached_property
    def placed(self) -> PlacedPicture:
        """The same object each time, so that it is drawn once."""
        return PlacedPicture(self.ink, self.box)

    @property
    def span(self) -> float:
        """The longer side of its ink as a share of the pad's; 0 for a speck, however large it is
        shown.
        """
        left, top, right, bottom = self.box
        return 0.0 if self.is_speck else max(right - left, bottom - top)

    def without(self, start: Point, end: Point, radius: float) -> "PictureInk | None":
        """What an eraser leaves that goes straight from `start` to `end`; itself if it is missed,
        None if nothing is left. radius: of the eraser, in the unit of the pad.
        """
        left, top, right, bottom = self.box
        height, width = self.ink.shape
        unit = (right - left) / width, (bottom - top) / height
        # only pixels around the way are looked at
        low = np.minimum(start, end) - radius - (left, top)
        high = np.maximum(start, end) + radius - (left, top)
        first = np.clip(np.floor(low / unit), 0, (width, height)).astype(int)
        last = np.clip(np.ceil(high / unit), 0, (width, height)).astype(int)
        columns, rows = (slice(*each) for each in zip(first, last, strict=True))
        x = left + (np.arange(width)[columns] + 0.5) * unit[0]
        y = top + (np.arange(height)[rows] + 0.5) * unit[1]
        middles = np.stack(np.meshgrid(x, y), axis=-1)
        touched = distance_from(middles.reshape(-1, 2), start, end).reshape(middles.shape[:2])
        erased = (touched <= radius) & (self.ink[rows, columns] > 0)
        if not erased.any():
            return self
        ink = self.ink.copy()
        ink[rows, columns][erased] = 0
        return self._cropped(ink, unit)

    def _cropped(self, ink: ImageArray, unit: tuple[float, float]) -> "PictureInk | None":
        found = ink_box(ink)
        if found is None:
            return None
        left, top = self.box[:2]
        box = (
            left + found.left * unit[0],
            top + found.top * unit[1],
            left + found.right * unit[0],
            top + found.bottom * unit[1],
        )
        return replace(self, ink=_part(ink, found), box=box, steps=None, preview=None)


def picture_ink(ink: Ink, origin: str, *, preview: ImageArray | None = None) -> PictureInk:
    """The ink of a picture, as it lies on the pad. Raises ValueError where there is none.

    The picture fits the pad as a whole; ink that would be small then is brought nearer.
    """
    if ink.box is None:
        raise ValueError(tr("there is no ink to be seen"))
    part = _part(ink.canvas, ink.box)
    is_speck = is_ink_too_small(ink)
    kept = _resized(part)
    if GROUND_REMOVED in ink.notes:
        kept = np.where(kept < _FAINTEST, np.uint8(0), kept)
    box = _place(ink.canvas.shape, ink.box)
    small = shrunk(part, MOST)  # what is kept for Undo must not be as large as a photo
    steps = replace(ink_framing_steps(ink), strokes=small, cropped=small)
    return PictureInk(kept, box, origin, steps, preview, is_speck, ink.notes)


def framed_ink(frame: ImageArray, origin: str) -> PictureInk:
    """A (28, 28) uint8 image that stands in MNIST's frame already, as large as the pad; it is read
    as it is. Raises ValueError where it has no ink.
    """
    picture = picture_ink(Ink(frame, ink_box(frame)), origin)
    assert picture.steps is not None
    return replace(picture, steps=replace(picture.steps, frame=frame), is_speck=False)


def _part(canvas: ImageArray, box: Box) -> ImageArray:
    return canvas[box.top : box.bottom, box.left : box.right]


def _resized(ink: ImageArray) -> ImageArray:
    """With MOST pixels a side at most, and LEAST or more on the longer one: by whole factors, so
    that framing the pixels again gives what it gave before.
    """
    factor = ceil(LEAST / max(ink.shape))
    return shrunk(ink, MOST) if factor <= 1 else ink.repeat(factor, axis=0).repeat(factor, axis=1)


def _place(shape: tuple[int, ...], box: Box) -> Rectangle:
    """Where the ink in a picture of that shape lies on the pad."""
    height, width = shape
    unit = 1 / max(height, width)
    extent = np.array([box.right - box.left, box.bottom - box.top]) * unit
    middle = np.array([box.left + box.right - width, box.top + box.bottom - height])
    middle = middle * unit / 2 + 0.5
    nearness = max(1.0, _SMALLEST_SHARE / float(extent.max()))
    if nearness > 1:
        extent = extent * nearness
        free = extent / 2 + _EDGE
        middle = np.clip(middle, free, 1 - free)
    left, top = (middle - extent / 2).tolist()
    right, bottom = (middle + extent / 2).tolist()
    return left, top, right, bottom
