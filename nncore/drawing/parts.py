"""Ink that lies side by side, as two digits in one drawing do."""

import numpy as np

from nncore.array_types import ImageArray
from nncore.drawing.framing import frame_drawing

_LEAST = 0.15
"""Of the ink, what each part must have: less is a speck."""


def side_by_side(frame: ImageArray) -> tuple[ImageArray, ...]:
    """Two parts of a frame (28, 28) uint8 between which a column is blank, each framed by itself.

    Of several such columns the one that halves the ink best counts. One frame, the given one,
    where nothing lies apart.
    """
    ink = frame.astype(np.float64).sum(axis=0)
    inked = np.flatnonzero(ink)
    if not len(inked):
        return (frame,)
    blank = [each for each in range(inked[0], inked[-1]) if ink[each] == 0]
    shares = [ink[:each].sum() / ink.sum() for each in blank]
    if not blank or max(min(share, 1 - share) for share in shares) < _LEAST:
        return (frame,)
    middle = blank[int(np.argmin(np.abs(np.array(shares) - 0.5)))]
    left, right = frame.copy(), frame.copy()
    left[:, middle:], right[:, :middle] = 0, 0
    return frame_drawing(left), frame_drawing(right)
