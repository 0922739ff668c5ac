"""Reading a drawing: framed as MNIST was, then read, with an honest "not a digit".

The pad, scripts and the command line all come through here, so that they agree.
"""

from dataclasses import dataclass

import numpy as np

from nncore.arrays import FloatArray, ImageArray
from nncore.framing import frame_drawing
from nncore.network import Network

KNOWN_FROM = 0.5
"""A drawing counts as a digit from this probability on: below it no digit has the majority."""


@dataclass(frozen=True, eq=False)
class Reading:
    """What a network reads in one drawing.

    digit: the most probable one. probabilities: (10,). known: False for "not a digit".
    frame: the (28, 28) uint8 image that the network saw.
    """

    digit: int
    probabilities: FloatArray
    known: bool
    frame: ImageArray

    @property
    def confidence(self) -> float:
        """The probability of `digit`."""
        return float(self.probabilities[self.digit])


def read_drawing(network: Network, canvas: ImageArray) -> Reading | None:
    """Read a drawing of any size: (H, W) uint8, white ink on black. None if it has no ink.

    Raises ValueError for a canvas of another shape or type.
    """
    return read_frame(network, frame_drawing(canvas))


def read_frame(network: Network, frame: ImageArray) -> Reading | None:
    """Read a digit that stands in MNIST's frame already: (28, 28) uint8. None if it has no ink.

    Raises ValueError for a frame of another shape or type.
    """
    if not frame.any():
        return None
    # weights that are too large overflow; the probabilities are NaN then, which `known` denies
    with np.errstate(over="ignore", invalid="ignore"):
        probabilities = network.predict(frame[np.newaxis])[0]
    digit = int(probabilities.argmax())
    return Reading(digit, probabilities, bool(probabilities[digit] >= KNOWN_FROM), frame)
