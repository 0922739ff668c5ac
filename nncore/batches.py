"""Mini-batches: every example once an epoch, in an order shuffled by a seeded generator.

Indices are shuffled, not data; each batch is gathered, changed as augmentation says, and
normalised into reused memory.
"""

from collections.abc import Iterator
from math import ceil

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nncore.arrays import FloatArray
from nncore.augmentation import Augmentation
from nncore.datasets.dataset import Split
from nncore.inputs import normalise
from nncore.losses import one_hot
from nncore.progress import Place


class MiniBatches:
    """Passes over a split, `batch_size` examples at a time, the last batch taking the rest.

    Iterating is one epoch: it yields inputs (n, 28, 28) in 0..1 and one-hot targets (n, 10),
    valid until the next batch. With the whole split in one batch there is nothing to shuffle.
    rng: decides the order, and then how each batch is augmented.
    Raises ValueError for a batch size below 1 or larger than the split.
    """

    def __init__(
        self,
        split: Split,
        batch_size: int,
        *,
        rng: np.random.Generator,
        dtype: DTypeLike,
        augmentation: Augmentation | None = None,
    ) -> None:
        if not 1 <= batch_size <= len(split):
            raise ValueError(
                f"the batch size must be 1 to {len(split)}, the size of the data, got {batch_size}"
            )
        self._split = split
        self._size = batch_size
        self._rng = rng
        is_varied = augmentation is not None and not augmentation.is_nothing
        self._augmentation = augmentation if is_varied else None
        self.positions: slice | NDArray[np.int64] = slice(0)
        """Where in the split the images of the current batch stand."""
        self._all_targets = one_hot(split.labels, dtype=dtype)
        self._pixels = np.empty((batch_size, *split.images.shape[1:]), np.uint8)
        self._inputs = np.empty(self._pixels.shape, dtype)
        self._targets = np.empty((batch_size, self._all_targets.shape[1]), dtype)
        self._is_whole = batch_size == len(split)
        self._stands_still = self._is_whole and self._augmentation is None
        if self._stands_still:
            normalise(split.images, self._inputs)

    def __len__(self) -> int:
        return ceil(len(self._split) / self._size)

    def __iter__(self) -> Iterator[tuple[FloatArray, FloatArray]]:
        return self.epoch(Place())

    def epoch(self, place: Place) -> Iterator[tuple[FloatArray, FloatArray]]:
        """The batches of an epoch that are not done at `place`, which is kept up to date."""
        order = self._order(place)
        for position in range(place.batch, len(self)):
            place.batch = position + 1
            yield self._gather(order[position * self._size : (position + 1) * self._size])

    def _order(self, place: Place) -> NDArray[np.int64]:
        if self._is_whole:
            return np.arange(len(self._split))
        if place.shuffled_from is None:
            place.shuffled_from = dict(self._rng.bit_generator.state)
            return self._rng.permutation(len(self._split))
        # an epoch that was interrupted: its order again, while the generator stays where it is
        again = type(self._rng.bit_generator)()
        again.state = place.shuffled_from
        return np.random.Generator(again).permutation(len(self._split))

    def _gather(self, indices: NDArray[np.int64]) -> tuple[FloatArray, FloatArray]:
        self.positions = slice(None) if self._stands_still else indices
        if self._stands_still:
            return self._inputs, self._all_targets
        count = len(indices)
        pixels, inputs = self._pixels[:count], self._inputs[:count]
        targets = self._targets[:count]
        # mode="clip" lets take write straight into the buffer; the indices are in range
        np.take(self._split.images, indices, axis=0, out=pixels, mode="clip")
        np.take(self._all_targets, indices, axis=0, out=targets, mode="clip")
        if self._augmentation is not None:
            pixels = self._augmentation(pixels, rng=self._rng)
        return normalise(pixels, inputs), targets
