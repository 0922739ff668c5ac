"""Mini-batches: every example once an epoch, in an order shuffled by a seeded generator.

Indices are shuffled, not data; each batch is gathered and normalised into reused memory.
"""

from collections.abc import Iterator
from math import ceil

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nncore.arrays import FloatArray
from nncore.datasets.dataset import Split
from nncore.inputs import normalise
from nncore.losses import one_hot


class MiniBatches:
    """Passes over a split, `batch_size` examples at a time, the last batch taking the rest.

    Iterating is one epoch: it yields inputs (n, 28, 28) in 0..1 and one-hot targets (n, 10),
    valid until the next batch. With the whole split in one batch there is nothing to shuffle.
    Raises ValueError for a batch size below 1 or larger than the split.
    """

    def __init__(
        self, split: Split, batch_size: int, *, rng: np.random.Generator, dtype: DTypeLike
    ) -> None:
        if not 1 <= batch_size <= len(split):
            raise ValueError(
                f"the batch size must be 1 to {len(split)}, the size of the data, got {batch_size}"
            )
        self._split = split
        self._size = batch_size
        self._rng = rng
        self._targets = one_hot(split.labels, dtype=dtype)
        self._pixels = np.empty((batch_size, *split.images.shape[1:]), np.uint8)
        self._inputs = np.empty(self._pixels.shape, dtype)
        self._is_whole = batch_size == len(split)
        if self._is_whole:
            normalise(split.images, self._inputs)

    def __len__(self) -> int:
        return ceil(len(self._split) / self._size)

    def __iter__(self) -> Iterator[tuple[FloatArray, FloatArray]]:
        if self._is_whole:
            yield self._inputs, self._targets
            return
        order = self._rng.permutation(len(self._split))
        for start in range(0, len(order), self._size):
            yield self._gather(order[start : start + self._size])

    def _gather(self, indices: NDArray[np.int64]) -> tuple[FloatArray, FloatArray]:
        count = len(indices)
        # mode="clip" lets take write straight into the buffer; the indices are in range
        np.take(self._split.images, indices, axis=0, out=self._pixels[:count], mode="clip")
        return normalise(self._pixels[:count], self._inputs[:count]), self._targets[indices]
