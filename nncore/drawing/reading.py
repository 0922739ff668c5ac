"""Reading a drawing: framed as MNIST was, then read, with an honest "not a digit".

The pad, scripts and the command line all come through here, so that they agree.
"""

from dataclasses import dataclass, replace

import numpy as np

from nncore.array_types import FloatArray, ImageArray
from nncore.drawing.background import Ink, ink_on_dark
from nncore.drawing.framing import frame_ink, require_canvas
from nncore.network import Network

KNOWN_FROM = 0.5
"""A drawing counts as a digit from this probability on: below it no digit has the majority."""


@dataclass(frozen=True, eq=False)
class Reading:
    """What a network reads in one drawing.

    digit: the most probable one. probabilities: (10,). known: False for "not a digit".
    frame: the (28, 28) uint8 image that the network saw. notes: what was done to the drawing before
    it was framed, beyond what is done to all, in a few fixed words each.
    """

    digit: int
    probabilities: FloatArray
    known: bool
    frame: ImageArray
    notes: tuple[str, ...] = ()

    @property
    def confidence(self) -> float:
        """The probability of `digit`."""
        return float(self.probabilities[self.digit])


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
    return None if reading is None else replace(reading, notes=ink.notes)


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
