"""How the learning rate changes over a run, as a factor on the rate that the user chose.

A schedule maps the part of the run that is done (0 at the first step, towards 1) to that factor.
"""

from collections.abc import Callable
from math import cos, pi
from typing import TypeAlias

Schedule: TypeAlias = Callable[[float], float]
"""From the fraction of the run that is done, 0..1, to the factor on the learning rate."""


def constant(done: float) -> float:  # noqa: ARG001 - every schedule is told how far the run is
    """The same rate throughout."""
    return 1.0


def cosine(done: float) -> float:
    """Full rate at first, then along half a cosine down to nothing: small steps settle the weights.

    Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017,
    without the restarts.
    """
    return (1 + cos(pi * done)) / 2


SCHEDULES: dict[str, Schedule] = {"constant": constant, "cosine": cosine}
"""The schedules by the names that recipes and the command line use."""
