"""How sure a network is, in words: the Mistakes and the Draw tab say it alike.

It knows no Qt and no network.
"""

from math import isfinite

SUREST = "> 99 %"
"""What is said of the surest: no network is ever wholly sure. It is also the widest."""


def percent(fraction: float) -> str:
    """A probability as people read it, as in "97 %"; "? %" for what is not a number."""
    if not isfinite(fraction):
        return "? %"
    rounded = round(fraction * 100)
    return SUREST if rounded >= 100 else f"{rounded} %"
