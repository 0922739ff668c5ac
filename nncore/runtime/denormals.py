"""Sets moments to zero before they shrink into denormal numbers, where no weight can tell.

Below 1.2e-38 a float32 is denormal: it keeps ever fewer digits, and Intel's processors compute with
it a hundred times slower. Running means whose gradient stays zero (dead units, pixels that are
hardly ever lit) shrink at each update and end there, for good: 0.9 times the smallest number of all
is rounded to itself.

What may be set to zero at all. Let `limit` be the least number that is kept, and m ← βm + g a mean
below it, of a weight w.

- If all gradients to come are below limit·2^26, m stays below limit·2^26 / (1 - β), and the steps
  below a quarter of w's last place, provided that w is not tiny: w stays as it is, with m or
  without. `immovable_weight` says how large w must be.
- Else a gradient g comes that is so large that βm is less than a quarter of its last place: g + βm
  is rounded to g, and the mean is the same from there on, with m or without.

Only tiny weights, exact zeros above all, are moved by such means, and theirs are kept. So the
weights are the same to the bit, unless the learning rate is raised more than a thousandfold at
once, or AdamW's decay takes more of a weight in one update than β does of a mean.

Running means of squares, v, go where √v vanishes beside the ε that Adam adds to it: less than a
quarter of ε's last place. A gradient above √(limit·2^26) again wipes out the difference. Smaller
ones might show it, by one unit in the last place of a divisor, and so of a step that is itself some
ten billion times smaller than a usual one.
"""

from math import log2
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from nncore.array_types import FloatArray

MOST_UPDATES = 64
"""Between two flushes: so seldom, they cost next to nothing."""

_HEADROOM = 2.0**10
"""The learning rate may be raised so much later, and what was said above still holds."""

_SHRINKING = 2.0**12
"""How much a mean may shrink from one flush to the next; the limit lies higher above denormals."""


class Precision(NamedTuple):
    """What floating-point numbers of a type can hold.

    limit: the least moment that is kept. last_place: a number that is so many times smaller than
    another one is less than a quarter of its last place.
    """

    limit: float
    last_place: float

    @classmethod
    def of(cls, dtype: DTypeLike) -> "Precision":
        """That of float32 or float64."""
        kind = np.finfo(dtype)
        return cls(float(kind.tiny) * 2**4 * _SHRINKING, 2.0 ** -(kind.nmant + 3))


def updates_between_flushes(*decays: float) -> int:
    """After how many updates means that shrink by these factors are flushed again, at least 1.

    It depends on nothing else: so a run that was interrupted flushes at the same updates.
    """
    fastest = min((decay for decay in decays if decay > 0), default=1.0)
    if fastest == 1:
        return MOST_UPDATES
    return max(1, min(MOST_UPDATES, int(log2(_SHRINKING) / -log2(fastest))))


def immovable_weight(decay: float, step: float, dtype: DTypeLike) -> float:
    """The size from which a weight is moved by no mean below the limit, as the module explains.

    step: how far an update goes at the most for a mean of 1.
    """
    limit, last_place = Precision.of(dtype)
    largest_mean = limit / last_place / (1 - decay)
    return min(step * _HEADROOM * largest_mean / last_place, float(np.finfo(dtype).max))


def flush_means(means: FloatArray, weights: FloatArray, immovable: float) -> None:
    """Set means (...) below the limit to zero, in place, where weights (...) are not tiny."""
    limit = Precision.of(means.dtype).limit
    is_flushed = np.abs(means) < limit
    is_flushed &= np.abs(weights) > immovable
    np.copyto(means, 0, where=is_flushed)


def flush_squares(squares: FloatArray, epsilon: float) -> None:
    """Set squares (...) to zero, in place, whose roots vanish beside `epsilon`."""
    limit, last_place = Precision.of(squares.dtype)
    vanishing = min(epsilon * last_place, 1.0) ** 2
    np.copyto(squares, 0, where=squares < min(limit, vanishing))
