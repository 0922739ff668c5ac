"""The smallest change of a digit's strokes that was found to make a network read it otherwise.

Single pixels flip an answer more cheaply and explain nothing. So a fix is a few touches of a pen or
an eraser as wide as the digit's own strokes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import CLASSES, ImageArray
from nncore.explanation.checked import checked_digit, reading_layers, require_image
from nncore.explanation.fix_search import FixSearch
from nncore.explanation.pen import Touch
from nncore.inputs import WHITE
from nncore.network import Network


@dataclass(frozen=True, eq=False)
class Fix:
    """An image changed so that it is read otherwise.

    image: (28, 28) uint8. digit: what it is read as now. touches: how many it took; 0 for an image
    that was read so before. places: each of them, in the order of their making. pen, eraser:
    (28, 28), which pixels they made lighter, and darker. ink_changed: added and taken away
    together, in pixels of full ink.
    holds: whether it is also read so after a light blur, and half a pixel away to each side.
    """

    image: ImageArray
    digit: int
    places: tuple[Touch, ...]
    pen: NDArray[np.bool_]
    eraser: NDArray[np.bool_]
    ink_changed: float
    holds: bool

    @property
    def touches(self) -> int:
        """How many touches it took."""
        return len(self.places)


def smallest_fix(
    network: Network,
    image: ImageArray,
    digit: int | None = None,
    *,
    between_layers: Callable[[], None] | None = None,
) -> ImageArray | None:
    """The changed image (28, 28) uint8 of `find_fix`, or None where it finds none."""
    fix = find_fix(network, image, digit, between_layers=between_layers)
    return None if fix is None else fix.image


def find_fix(
    network: Network,
    image: ImageArray,
    digit: int | None = None,
    *,
    between_layers: Callable[[], None] | None = None,
) -> Fix | None:
    """Look for the fewest touches of a pen or an eraser that make `image` read as `digit`.

    image: (28, 28) uint8. digit: what it shall be read as; None for any that it is not read as.
    between_layers: called before each touch that is looked for, and before each layer's turn, for
    with a large network the search takes seconds; what it raises ends it.
    Returns None if the twelve touches that were best one by one are not enough: that proves nothing
    about all others. The touches join the ink or lie on it, and leave no specks. If possible, the
    outcome is read so after a light blur or a shift too.
    Raises ValueError for another image, no digit, or a network that is not piecewise linear, has
    weights that are no numbers, or does not lead from 28×28 pixels to ten digits.
    """
    require_image(image)
    sought = np.zeros(CLASSES, np.bool_)
    before_layer = between_layers or _go_on
    network_read = reading_layers(network).interruptible(before_layer)
    if digit is None:
        sought[:] = True
        sought[network_read.logits(image[np.newaxis])[0].argmax()] = False
    else:
        sought[checked_digit(digit)] = True
    search = FixSearch(network_read, image, sought, before_layer)
    touches = search.run()
    changed = None if touches is None else search.outcome(touches)
    if touches is None or changed is None:
        return None
    change = changed.astype(np.int64) - image
    return Fix(
        image=changed,
        digit=int(network_read.logits(changed[np.newaxis])[0].argmax()),
        places=touches,
        pen=change > 0,
        eraser=change < 0,
        ink_changed=float(np.abs(change).sum()) / WHITE,
        holds=search.holds(changed),
    )


def _go_on() -> None:
    """What is called where nobody wants to end the search."""
