"""Reading a drawing: framed as MNIST was, then read, with an honest "not a digit".

The pad, scripts and the command line all come through here, so that they agree.
"""

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from nncore.array_types import FloatArray, ImageArray
from nncore.drawing.background import Ink, ink_on_dark
from nncore.drawing.framing import frame_ink, require_canvas
from nncore.drawing.parts import side_by_side
from nncore.losses import softmax
from nncore.network import Network
from nncore.recognition.known import Yardstick, yardstick_of
from nncore.recognition.smallness import is_ink_too_small

_BETWEEN, _SECOND = 0.75, 0.15
"""Of the probability, what two digits must have together for the answer to lie between them, and
the second of them alone.
"""


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


def _doubt(network: Network, yardstick: Yardstick, reading: Reading) -> Doubt:
    if not yardstick.has_learned:
        return Doubt.HARDLY_LEARNED
    if all(_is_known(network, yardstick, each) for each in side_by_side(reading.frame)):
        return Doubt.TWO_DIGITS
    second = reading.probabilities[reading.runner_up]
    if second >= _SECOND and reading.confidence + second >= _BETWEEN:
        return Doubt.BETWEEN
    return Doubt.UNLIKE


def _is_known(network: Network, yardstick: Yardstick, frame: ImageArray) -> bool:
    logits = network.logits(frame[np.newaxis])
    return yardstick.score(logits[0], softmax(logits)[0]) >= 0.5
