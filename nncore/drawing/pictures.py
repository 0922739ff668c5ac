"""From any picture of a digit to its ink: the one road for drawings that come from elsewhere.

Whoever decodes a picture (Pillow, Qt, NumPy) hands over upright grey, and alpha where there is
some; paper, polarity, ground and faint ink are looked after here.
"""

from dataclasses import replace
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import FloatArray, ImageArray
from nncore.drawing.background import Ink, ink_above_ground, ink_on_dark, neighbours, tile_levels
from nncore.drawing.framing import require_canvas
from nncore.drawing.resampling import enlarged

InkColour = Literal["light", "dark"]
InkChoice = Literal["auto", "light", "dark"]
INK_CHOICES: tuple[InkChoice, ...] = get_args(InkChoice)

INVERTED = "dark ink on light ground, inverted"
MAYBE_DARK = "looks like dark ink on light ground"
"""What `ink_of` notes besides what is done to the ground."""

MAXIMUM_SIDE = 16_384
MAXIMUM_PIXELS = 64 * 1024 * 1024
"""The largest picture that is decoded; `require_picture_size` refuses a larger one."""

_SAMPLE_SIDE = 512
"""Rows and columns that are looked at to tell dark ink from light."""
_UNEVEN_FROM = 64
"""Rows and columns from which on light may fall unevenly on a picture."""
_BLACK = 64
"""A ground up to this is meant to be black."""
_VISIBLE = 128
"""Alpha from this on is there, below it is not."""
_CONTRAST = 64
"""Levels apart, at least, are ink and paper that are both opaque."""
_PIECE = 256
"""Rows composed at a time."""


def require_picture_size(height: int, width: int) -> None:
    """Raise ValueError for a picture too large to be decoded, or without a pixel."""
    if not (0 < height <= MAXIMUM_SIDE and 0 < width <= MAXIMUM_SIDE):
        words = f"a picture must have 1 to {MAXIMUM_SIDE} pixels a side"
    elif height * width > MAXIMUM_PIXELS:
        words = f"a picture must have at most {MAXIMUM_PIXELS} pixels"
    else:
        return
    raise ValueError(f"{words}, it has {width} x {height}")


def ink_of(grey: ImageArray, alpha: ImageArray | None = None, ink: InkChoice = "auto") -> Ink:
    """The ink of a picture (H, W) uint8, white on exactly black, ready to be framed.

    alpha: (H, W) uint8, 0 for what is not there; the paper that shows through is chosen so that
    the ink stands out. ink: "light" on dark ground, "dark" on light ground, or "auto": inverted
    where it is certain to be dark, and otherwise only noted where it looks so.
    Raises ValueError for another shape, type or choice.
    """
    require_canvas(grey)
    if ink not in INK_CHOICES:
        raise ValueError(f"ink must be one of {', '.join(INK_CHOICES)}, got {ink!r:.80}")
    if alpha is not None:
        require_canvas(alpha)
        if alpha.shape != grey.shape:
            raise ValueError(f"alpha must have the shape {grey.shape}, got {alpha.shape}")
        grey = on_paper(grey, alpha, ink)
    colour, is_certain = (ink, True) if ink != "auto" else ink_colour(grey)
    is_inverted = colour == "dark" and is_certain
    canvas = np.invert(grey) if is_inverted else grey
    is_black = canvas.size == 0 or np.median(_rim(_sample(canvas))) <= _BLACK
    found = ink_on_dark(canvas) if is_black else ink_above_ground(canvas)
    note = {(True, True): (INVERTED,), (True, False): (MAYBE_DARK,)}.get(
        (colour == "dark", is_inverted), ()
    )
    return replace(found, notes=(*note, *found.notes))


def ink_colour(grey: ImageArray) -> tuple[InkColour, bool]:
    """Whether the ink of a picture (H, W) uint8 is lighter or darker than its ground, and whether
    that is certain: dark ink then stands free of the border, in the smaller part of the picture.
    """
    if grey.size == 0:
        return "light", True
    sample = _sample(grey)
    colour, is_certain = _colour(sample - np.median(_rim(sample)))
    if not is_certain and min(sample.shape) >= _UNEVEN_FROM:
        ground = tile_levels(sample, 0.5)
        for axis in (0, 1):
            ground = np.median(neighbours(ground, axis), axis=-1)
        colour, is_certain = _colour(sample - enlarged(ground, sample.shape))
    return colour, is_certain


def _colour(difference: FloatArray) -> tuple[InkColour, bool]:
    """The ink's colour and whether it is certain: by how much of the picture stands out far below
    its ground, and how much above.
    """
    far = max(1, int(np.abs(difference).max()) / 2)
    below, above = difference < -far, difference > far
    dark, light = np.mean(below), np.mean(above)
    if light >= dark:
        return "light", bool(light >= 4 * dark)
    is_free = np.mean(_rim(below)) <= 0.2 and dark <= 0.5
    return "dark", bool(dark >= 4 * light and is_free)


def _rim(picture: NDArray[Any]) -> NDArray[Any]:
    width = max(1, min(picture.shape) // 20)
    border = [picture[:width], picture[-width:], picture[:, :width], picture[:, -width:]]
    return np.concatenate([part.ravel() for part in border])


def _sample(grey: ImageArray) -> ImageArray:
    rows, columns = (-(-length // _SAMPLE_SIDE) for length in grey.shape)
    return grey[::rows, ::columns]


def on_paper(grey: ImageArray, alpha: ImageArray, ink: InkChoice = "auto") -> ImageArray:
    """A partly transparent picture, grey and alpha (H, W) uint8, on paper of one level that lets
    its ink stand out.
    """
    if grey.size == 0 or int(alpha.min()) == 255:
        return grey
    paper = _paper(grey, alpha) if ink == "auto" else {"light": 0, "dark": 255}[ink]
    composed = np.empty_like(grey)
    for top in range(0, len(grey), _PIECE):
        rows = slice(top, top + _PIECE)
        cover = alpha[rows].astype(np.uint16)
        composed[rows] = (grey[rows] * cover + paper * (255 - cover) + 127) // 255
    return composed


def _paper(grey: ImageArray, alpha: ImageArray) -> int:
    """What paper lets the visible part stand out; its own, where ink and paper are both visible."""
    visible = _sample(alpha) >= _VISIBLE
    if not visible.any():
        return 0
    levels = _sample(grey)[visible]
    middle = int(np.median(levels))
    if np.mean(visible) > 0.5 and int(levels.max()) - int(levels.min()) > _CONTRAST:
        return middle
    return 0 if middle >= 128 else 255
