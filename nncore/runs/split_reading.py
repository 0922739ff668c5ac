"""The test split is read after an epoch, part by part, so that whoever pulls need not wait.

Only what was predicted is kept: no figure of it is told while the run goes on, and nothing may be
chosen by it.
"""

from collections.abc import Iterator

import numpy as np

from nncore.datasets.dataset import Split
from nncore.network import Network
from nncore.parts import part_size
from nncore.predictions import Predictions


def read_split(network: Network, split: Split, predictions: Predictions) -> Iterator[int]:
    """Fill `predictions` part by part; yields how many images are read, while there are more."""
    size = part_size(network)
    for start in range(0, len(split), size):
        stop = min(start + size, len(split))
        with np.errstate(over="ignore", invalid="ignore"):
            probabilities = network.predict(split.images[start:stop])
        labels = probabilities.argmax(axis=1)
        predictions.note(slice(start, stop), labels, probabilities.max(axis=1))
        if stop < len(split):
            yield stop
