"""How the learning rate changes over a run, as a factor on the rate that the user chose.

A schedule maps the part of the run that is done (0 at the first step, towards 1) to that factor.
"""

from collections.abc import Callable
from math import cos, pi
from typing import TypeAlias

Schedule: TypeAlias = Callable[[float], float]
"""From the fraction of the run that is done, 0..1, to the factor on the learning rate."""

_RISE = 0.3
_WARM_UP = 0.05


def constant(done: float) -> float:  # noqa: ARG001 - every schedule is told how far the run is
    """The same rate throughout."""
    return 1.0


def cosine(done: float) -> float:
    """Full rate at first, then along half a cosine down to nothing: small steps settle the weights.

    Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017,
    without the restarts.
    """
    return (1 + cos(pi * done)) / 2


def one_cycle(done: float) -> float:
    """From 1/25 up to the full rate over the first 30 %, then down to 1/10,000, on half cosines.

    The rise lets the run bear a rate that would throw fresh weights off. Source: Smith and Topin,
    "Super-convergence: very fast training of neural networks using large learning rates", 2018,
    which goes along straight lines; the half cosines are the usual form of it today.
    """
    if done < _RISE:
        return _between(1 / 25, 1.0, done / _RISE)
    return _between(1.0, 1 / 10_000, (done - _RISE) / (1 - _RISE))


def warm_up(done: float) -> float:
    """Over the first twentieth along a line from 1/100 to the full rate, then `cosine` to nothing.

    Source of the warm-up: Goyal et al., "Accurate, large minibatch SGD: training ImageNet in
    1 hour", 2017.
    """
    if done < _WARM_UP:
        return 1 / 100 + (1 - 1 / 100) * done / _WARM_UP
    return cosine((done - _WARM_UP) / (1 - _WARM_UP))


def _between(start: float, end: float, done: float) -> float:
    """On half a cosine from `start` to `end`: level at both, steepest in the middle."""
    return end + (start - end) * cosine(done)


SCHEDULES: dict[str, Schedule] = {
    "constant": constant,
    "cosine": cosine,
    "one-cycle": one_cycle,
    "warm-up": warm_up,
}
"""The schedules by the names that recipes and the command line use."""
