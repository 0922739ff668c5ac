"""The test split is read at the end of an epoch, part by part, so that whoever pulls need not wait.

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
from nncore.predictions import Predictions
from nncore.runtime.chunks import part_size

_READERS = 2
"""Threads that read: the one that else makes batches has nothing to do meanwhile."""

_MOST_IMAGES = 512
"""In one part: small ones share out evenly, and stay near the processor."""


class TestReading:
    """Begins to read at once, in threads of its own, while `network` stays as it is.

    predictions: what is known so far.
    """

    def __init__(self, network: Network, split: Split) -> None:
        self.predictions = Predictions(len(split))
        self._network, self._split = network, split
        size = min(part_size(network), _MOST_IMAGES)
        starts = range(0, len(split), size)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="reader")
        self._parts: deque[tuple[slice, Future[tuple[LabelArray, FloatArray]]]] = deque()
        for place in (slice(start, min(start + size, len(split))) for start in starts):
            self._parts.append((place, self._readers.submit(self._read, place)))

    def advance(self) -> Iterator[int]:
        """Fill `predictions`; yields how many images are read, while there are more."""
        while self._parts:
            place, reading = self._parts.popleft()
            self.predictions.note(place, *reading.result())
            if self._parts:
                yield int(place.stop)

    def close(self) -> None:
        """Read no further; nobody looks at the network any more when this returns."""
        self._parts.clear()
        self._readers.shutdown(cancel_futures=True)

    def _read(self, place: slice) -> tuple[LabelArray, FloatArray]:
        with np.errstate(over="ignore", invalid="ignore"):
            probabilities = self._network.predict(self._split.images[place])
        return probabilities.argmax(axis=1).astype(np.uint8), probabilities.max(axis=1)
