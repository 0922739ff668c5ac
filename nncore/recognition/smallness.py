"""When ink is too small to be told: one rule for the pad's strokes, scripts and pictures."""

from nncore.drawing.background import Ink
from nncore.drawing.framing import BOX_SIDE

_LEAST_SHARE = 0.015
"""Of the canvas's side, how far the way of a pen must reach: less is a dot, and could be anything.
"""

_LEAST_PIXELS = 5
"""Pixels that ink must be high or wide, however small the canvas is."""

_WIDEST_DOT = 0.12
"""Of the canvas's side, what a pen that is put down once leaves at the most."""

_DOT_SHAPE, _DOT_COVER = 0.75, 0.7
"""Of a dot, how wide it is beside its height at least, and how much of its box it covers: a disc
covers 0.79, and of 20,000 of MNIST's digits a single one that is as wide covers 0.7.
"""


def is_too_small(reach: float, pixels: int | None = None) -> bool:
    """Whether ink is too small to be read that reaches so far, as a share of the canvas's side.

    pixels: the longer side of a canvas of pixels. There 5 of them are the least, and the 20 that a
    frame has room for are always enough. None for strokes, which have no pixels: of them the way
    of the pen's middle counts, whose reach is 0 for a dot.
    """
    if pixels is None:
        return reach < _LEAST_SHARE
    least = min(max(_LEAST_PIXELS, _LEAST_SHARE * pixels), BOX_SIDE)
    return reach * pixels < least - 1e-6  # a share times its whole is not always the part


def is_ink_too_small(ink: Ink) -> bool:
    """The same of ink on a canvas of pixels, by its box: whether it is small, or a single dot of a
    pen as wide as people have. Without ink there is nothing too small.
    """
    if ink.box is None:
        return False
    top, bottom, left, right = ink.box
    shorter, longer = sorted((bottom - top, right - left))
    pixels = max(ink.canvas.shape)
    if is_too_small(longer / pixels, pixels):
        return True
    if longer > _WIDEST_DOT * pixels or shorter < _DOT_SHAPE * longer:
        return False
    return float(ink.canvas[top:bottom, left:right].mean()) >= 255 * _DOT_COVER
