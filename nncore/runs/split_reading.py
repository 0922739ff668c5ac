"""The test split is read after an epoch, part by part, so that whoever pulls need not wait.

Only what was predicted is kept: no figure of it is told while the run goes on, and nothing may be
chosen by it.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from nncore.arrays import FloatArray, LabelArray
from nncore.datasets.dataset import Split
from nncore.network import Network
from nncore.parts import part_size
from nncore.predictions import Predictions

_READERS = 2
"""Threads that read: the one that else makes batches has nothing to do meanwhile."""


_MOST_IMAGES = 512
"""In one part: small ones share out evenly, and stay near the processor."""


def read_split(network: Network, split: Split, predictions: Predictions) -> Iterator[int]:
    """Fill `predictions` part by part; yields how many images are read, while there are more."""
    size = min(part_size(network), _MOST_IMAGES)
    places = [slice(start, min(start + size, len(split))) for start in range(0, len(split), size)]
    with ThreadPoolExecutor(_READERS, thread_name_prefix="reader") as readers:
        ahead: deque[tuple[slice, Future[tuple[LabelArray, FloatArray]]]] = deque()
        try:
            for place in places:
                ahead.append((place, readers.submit(_read, network, split, place)))
                if len(ahead) > _READERS:
                    yield _noted(predictions, *ahead.popleft())
            while len(ahead) > 1:
                yield _noted(predictions, *ahead.popleft())
            _noted(predictions, *ahead.popleft())
        finally:
            for _, future in ahead:
                future.cancel()


def _noted(
    predictions: Predictions, place: slice, reading: Future[tuple[LabelArray, FloatArray]]
) -> int:
    predictions.note(place, *reading.result())
    return int(place.stop)


def _read(network: Network, split: Split, place: slice) -> tuple[LabelArray, FloatArray]:
    with np.errstate(over="ignore", invalid="ignore"):
        probabilities = network.predict(split.images[place])
    return probabilities.argmax(axis=1).astype(np.uint8), probabilities.max(axis=1)
