"""Is this a digit at all? What a network answers to nonsense is measured by what it answers to
digits.

A network that saw non-digits in training is unsure of them: its largest probability tells, from
a threshold on that belongs to the network. Of one without a threshold the energy tells more: log Σ
exp(z) of its logits, by the energies that it has for digits. Source: W. Liu et al., "Energy-based
out-of-distribution detection", 2020.
"""

from functools import cache
from typing import NamedTuple
from weakref import WeakKeyDictionary
from zlib import crc32

import numpy as np

from nncore.array_types import FloatArray
from nncore.datasets.dataset import Split
from nncore.datasets.exposure import LEARNED
from nncore.network import Network

KEPT = 0.97
"""The share of generated digits whose energy is enough."""

_DIGITS, _FEWEST, _SEED = 400, 50, 11
_MOST_WORK = 5_000_000_000
"""What measuring a network may take, in multiplications: some seconds of the slowest."""


class Yardstick(NamedTuple):
    """What tells digits from other things for one network.

    least: the largest probability, or the energy, from which on something is known. spread: of
    energies, what one of them is judged by; 0 for probabilities. has_learned: whether it reads
    digits at all.
    """

    least: float
    spread: float
    has_learned: bool

    @property
    def is_by_energy(self) -> bool:
        """Whether the network has no threshold of its own."""
        return self.spread > 0

    def score(self, logits: FloatArray, probabilities: FloatArray) -> float:
        """How much like a digit something is, 0..1; known from 0.5 on.

        logits, probabilities: (10,), the network's answer. 0 where that is no number.
        """
        if not np.isfinite(probabilities).all():
            return 0.0
        if self.is_by_energy:
            distance = (energy(logits[np.newaxis])[0] - self.least) / self.spread
            return float(1 / (1 + np.exp(-np.clip(distance, -50, 50))))
        most = float(probabilities.max())
        if most < self.least:
            return 0.5 * most / self.least
        return 0.5 + 0.5 * (most - self.least) / (1 - self.least)


_MAJORITY = Yardstick(0.5, 0.0, has_learned=True)
"""Of a network that takes too long: a digit is known that has the majority."""


def yardstick_of(network: Network) -> Yardstick:
    """The yardstick of a network: its own threshold, or else what it answers to generated digits.

    That takes as long as reading some hundred images, once for the same weights.
    """
    if network.known_from is not None:
        return Yardstick(network.known_from, 0.0, has_learned=True)
    weights = tuple(crc32(np.ascontiguousarray(array).data) for array in network.parameters)
    known = _measured.get(network)
    if known is None or known[0] != weights:
        known = _measured[network] = weights, _measure(network)
    return known[1]


def energy(logits: FloatArray) -> FloatArray:
    """log Σ exp(z) of logits (N, 10): (N,) float64; the higher, the more of a digit."""
    logits = logits.astype(np.float64)  # in which the largest float32 can be squared
    most = logits.max(axis=1)
    sums: FloatArray = most + np.log(np.exp(logits - most[:, np.newaxis]).sum(axis=1))
    return sums


_measured: WeakKeyDictionary[Network, tuple[tuple[int, ...], Yardstick]] = WeakKeyDictionary()


@cache
def _digits() -> Split:
    # whoever only trains needs no skeletons
    from nncore.datasets.generated_digits.digits import generated  # noqa: PLC0415

    rng = np.random.default_rng(_SEED)
    return generated(rng=rng, training=_DIGITS, validation=1, test=1).training


def _measure(network: Network) -> Yardstick:
    count = min(_DIGITS, _MOST_WORK // network.work)
    if count < _FEWEST:
        return _MAJORITY
    digits = _digits().between(0, count)
    with np.errstate(over="ignore", invalid="ignore"):
        logits = network.logits(digits.images)
        energies = energy(logits)
    if not np.isfinite(energies).all():
        return Yardstick(np.inf, 1.0, has_learned=False)
    is_right = logits.argmax(axis=1) == digits.labels
    has_learned = bool(np.mean(is_right) >= LEARNED)
    spread = max(float(energies.std()), 1e-6)
    return Yardstick(float(np.quantile(energies, 1 - KEPT)), spread, has_learned)
