"""A temperature for a network's probabilities, so that of those said to be 90 % right, 90 % are.

Dividing all logits by one number changes no answer, only how sure each is. Source: C. Guo et al.,
"On calibration of modern neural networks", 2017.
"""

import numpy as np

from nncore.array_types import FloatArray, LabelArray
from nncore.datasets.dataset import Split
from nncore.layers import Dense
from nncore.losses import cross_entropy
from nncore.network import Network

BINS = 15
"""Of confidence, in which an expected calibration error is counted."""

_LEAST, _MOST, _TRIED = 0.25, 4.0, 97


def find_temperature(network: Network, validation: Split) -> float:
    """The temperature at which the validation split's mean loss is least, from 0.25 to 4."""
    logits = network.logits(validation.images).astype(np.float64)
    tried = np.geomspace(_LEAST, _MOST, _TRIED)
    losses = [float(cross_entropy(logits / each, validation.labels).mean()) for each in tried]
    return float(tried[int(np.argmin(losses))])


def cool(network: Network, temperature: float) -> None:
    """Divide the network's logits by the temperature, in the weights of its last layer.

    Raises ValueError for a temperature that is not above 0, and where the last layer is not dense.
    """
    if not temperature > 0:
        raise ValueError(f"a temperature must be above 0, got {temperature}")
    last = network.layers[-1]
    if not isinstance(last, Dense):
        raise ValueError(f"a temperature goes into a dense layer, {network} ends in {last.label}")
    for array in last.parameters.values():
        array /= array.dtype.type(temperature)
    network.known_from = None


def calibration_error(probabilities: FloatArray, labels: LabelArray) -> float:
    """The expected calibration error: the mean distance, over BINS of equal width, between how sure
    the answers are and how many of them are right, each bin counting by its size.

    probabilities: (N, 10). labels: (N,).
    """
    sure = probabilities.max(axis=1)
    is_right = probabilities.argmax(axis=1) == labels
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    sums = [np.bincount(bins, weights=each, minlength=BINS) for each in (sure, is_right)]
    return float(np.abs(sums[0] - sums[1]).sum() / len(labels))
