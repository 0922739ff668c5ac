"""Tells when a network begins to learn its digits by heart, and when that is only noise."""

from collections import deque
from math import fsum
from statistics import median

_SPAN = 3
"""Epochs that are averaged: a single bad one turns nothing."""

_JITTER_SPAN = 24
_JITTERS = 2.5
"""A rise by less than so many times what the loss jitters by of late may be chance."""

_LEAST_SHARE = 0.02
_LEAST_RISE = 0.002
"""What a validation loss must rise by at the least, as a share of its best and in all."""

_LEARNED = 0.99
"""What the training loss must have fallen to meanwhile, as a share of what it was."""

_PROOFS = 2
"""Epochs in a row that must show it."""


class Overfitting:
    """Follows the losses of a run, epoch by epoch, in constant time and memory.

    The validation loss must lie above its best by more than it jitters, for several epochs,
    while the training loss goes on falling. A plateau of 100 epochs with nothing but noise is taken
    for it once in ten times.
    """

    def __init__(self) -> None:
        self._validation: deque[float] = deque(maxlen=_SPAN)
        self._training: deque[float] = deque(maxlen=_SPAN)
        self._bends: deque[float] = deque(maxlen=_JITTER_SPAN)
        self._best = (float("inf"), float("inf"))
        self._proofs = 0

    def add(self, validation: float, training: float) -> bool:
        """Whether it learns by heart, after an epoch with these losses."""
        self._validation.append(validation)
        self._training.append(training)
        if len(self._validation) < _SPAN:
            return False
        means = fsum(self._validation) / _SPAN, fsum(self._training) / _SPAN
        if means[0] <= self._best[0]:
            self._best = means
            self._proofs = 0
            return False
        # only from here on: while the loss falls steeply, its bends are no jitter
        before, middle, last = self._validation
        self._bends.append(abs(before - 2 * middle + last))
        self._proofs = self._proofs + 1 if self._is_turned(*means) else 0
        return self._proofs >= _PROOFS

    def _is_turned(self, validation: float, training: float) -> bool:
        best, trained = self._best
        # a steady rise does not bend; what jumps up and down does
        least = max(_LEAST_SHARE * best, _LEAST_RISE, _JITTERS * median(self._bends))
        rises = validation - best > least and self._validation[-1] - best > least / 2
        return rises and training < _LEARNED * trained and self._training[-1] < self._training[0]
