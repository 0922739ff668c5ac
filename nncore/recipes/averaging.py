"""The mean of a network's weights along its way: where each of them wavers, the mean lies between.

Source: P. Izmailov et al., "Averaging weights leads to wider optima and better generalization",
2018. Beginning the mean with the network that a run set out from keeps what that one knew:
M. Wortsman et al., "Robust fine-tuning of zero-shot models", 2022.
"""

import numpy as np

from nncore.array_types import FloatArray
from nncore.network import Network


class WeightAverage:
    """The mean of the networks that were added, each counting alike.

    network: the first of them; all must be built alike. count: how many were added, the first too.
    """

    def __init__(self, network: Network) -> None:
        self._first = network.copy()
        self._sums: list[FloatArray] = [
            array.astype(np.float64) for array in self._first.parameters
        ]
        self.count = 1

    def add(self, network: Network) -> None:
        """Take the weights as they are now. Raises ValueError for a network built otherwise."""
        given = network.parameters
        if [array.shape for array in given] != [array.shape for array in self._sums]:
            raise ValueError(f"cannot average {network} and {self._first}: they are built unlike")
        for total, array in zip(self._sums, given, strict=True):
            total += array
        self.count += 1

    def network(self) -> Network:
        """A network with the mean weights; it has no threshold yet."""
        averaged = self._first.copy()
        averaged.known_from = None
        for array, total in zip(averaged.parameters, self._sums, strict=True):
            array[...] = total / self.count
        return averaged
