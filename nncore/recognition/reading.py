"""Reading a drawing: framed as MNIST was, then read, with an honest "not a digit".

The pad, scripts and the command line all come through here, so that they agree.
"""

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import FloatArray, ImageArray, LabelArray
from nncore.drawing.background import Ink, ink_on_dark
from nncore.drawing.framing import frame_drawing, frame_ink, require_canvas
from nncore.losses import softmax
from nncore.network import Network
from nncore.recognition.known import Yardstick, yardstick_of
from nncore.recognition.smallness import is_ink_too_small

_BETWEEN, _SECOND = 0.75, 0.15
"""Of the probability, what two digits must have together for the answer to lie between them, and
the second of them alone.
"""

_LEAST_PART = 0.15
"""Of the ink, what each of two digits in one drawing must have: less is a speck."""

REFUSED = 255
"""Stands among digits for what is not known to be one."""


class Doubt(Enum):
    """Why something is not known, or hardly."""

    UNLIKE = "unlike"
    """It is unlike any digit that the network learned from."""
    BETWEEN = "between"
    """It lies between two digits."""
    TWO_DIGITS = "two digits"
    TOO_SMALL = "too small"
    HARDLY_LEARNED = "hardly learned"
    """The network itself knows no digits."""


@dataclass(frozen=True, eq=False)
class Reading:
    """What a network reads in one drawing.

    digit: the most probable one. probabilities: (10,). known: False for "not a digit".
    frame: the (28, 28) uint8 image that the network saw. notes: what was done to the drawing before
    it was framed, beyond what is done to all, in a few fixed words each.
    digit_score: how much like a digit it is, 0..1; known from 0.5 on, unless it is too small or the
    network has hardly learned. doubt: why it is not known;
    None where it is. is_by_energy: whether the network has no threshold of its own, so that it is
    judged by its energy, which refuses less.
    """

    digit: int
    probabilities: FloatArray
    known: bool
    frame: ImageArray
    notes: tuple[str, ...] = ()
    digit_score: float = 0.0
    doubt: Doubt | None = None
    is_by_energy: bool = False

    @property
    def confidence(self) -> float:
        """The probability of `digit`."""
        return float(self.probabilities[self.digit])

    @property
    def runner_up(self) -> int:
        """The second most probable digit."""
        return int(np.argsort(-self.probabilities, kind="stable")[1])


def read_drawing(network: Network, canvas: ImageArray) -> Reading | None:
    """Read a drawing of any size: (H, W) uint8, white ink on black. None if it has no ink,
    which noise alone is not.

    Raises ValueError for a canvas of another shape or type.
    """
    require_canvas(canvas)
    return read_ink(network, ink_on_dark(canvas))


def read_ink(network: Network, ink: Ink) -> Reading | None:
    """Read the ink that `pictures.ink_of` finds in a picture; None if there is none."""
    reading = read_frame(network, frame_ink(ink))
    if reading is None or ink.box is None:
        return None
    if is_ink_too_small(ink):
        reading = replace(reading, known=False, doubt=Doubt.TOO_SMALL)
    return replace(reading, notes=ink.notes)


def read_frame(
    network: Network, frame: ImageArray, *, yardstick: Yardstick | None = None
) -> Reading | None:
    """Read a digit that stands in MNIST's frame already: (28, 28) uint8. None if it has no ink.

    yardstick: what the network is judged by, for who has measured it already.

    Raises ValueError for a frame of another shape or type.
    """
    if not frame.any():
        return None
    # weights that are too large overflow; the probabilities are NaN then, which `known` denies
    with np.errstate(over="ignore", invalid="ignore"):
        logits = network.logits(frame[np.newaxis])
        probabilities = softmax(logits)[0]
    if yardstick is None:
        yardstick = yardstick_of(network)
    score = yardstick.score(logits[0], probabilities)
    reading = Reading(
        int(probabilities.argmax()),
        probabilities,
        score >= 0.5 and yardstick.has_learned,
        frame,
        digit_score=score,
        is_by_energy=yardstick.is_by_energy,
    )
    if reading.known:
        return reading
    return replace(reading, doubt=_doubt(network, yardstick, reading))


def answers(
    network: Network, frames: ImageArray, *, yardstick: Yardstick | None = None
) -> LabelArray:
    """The digits that a network reads in (N, 28, 28) uint8 frames, (N,); REFUSED where
    `read_frame` would not know it, or there is no ink.

    yardstick: what the network is judged by, for who has measured it already.
    """
    if yardstick is None:
        yardstick = yardstick_of(network)
    # weights that are too large overflow; the probabilities are NaN then, which are not known
    with np.errstate(over="ignore", invalid="ignore"):
        logits = network.logits(frames)
        probabilities = softmax(logits)
    is_known = frames.any(axis=(1, 2)) & _are_known(yardstick, logits, probabilities)
    return np.where(is_known, probabilities.argmax(axis=1), REFUSED).astype(np.uint8)


def _doubt(network: Network, yardstick: Yardstick, reading: Reading) -> Doubt:
    if not yardstick.has_learned:
        return Doubt.HARDLY_LEARNED
    if all(_is_known(network, yardstick, each) for each in _side_by_side(reading.frame)):
        return Doubt.TWO_DIGITS
    second = reading.probabilities[reading.runner_up]
    if second >= _SECOND and reading.confidence + second >= _BETWEEN:
        return Doubt.BETWEEN
    return Doubt.UNLIKE


def _is_known(network: Network, yardstick: Yardstick, frame: ImageArray) -> bool:
    logits = network.logits(frame[np.newaxis])
    return yardstick.score(logits[0], softmax(logits)[0]) >= 0.5


def _side_by_side(frame: ImageArray) -> tuple[ImageArray, ...]:
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
    if not blank or max(min(share, 1 - share) for share in shares) < _LEAST_PART:
        return (frame,)
    middle = blank[int(np.argmin(np.abs(np.array(shares) - 0.5)))]
    left, right = frame.copy(), frame.copy()
    left[:, middle:], right[:, :middle] = 0, 0
    return frame_drawing(left), frame_drawing(right)


def _are_known(
    yardstick: Yardstick, logits: FloatArray, probabilities: FloatArray
) -> NDArray[np.bool_]:
    if not yardstick.has_learned:
        return np.zeros(len(logits), np.bool_)
    scores = [yardstick.score(*each) for each in zip(logits, probabilities, strict=True)]
    return np.array(scores) >= 0.5
