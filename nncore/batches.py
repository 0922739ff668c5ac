"""Mini-batches: every example once an epoch, in an order shuffled by a seeded generator.

Indices are shuffled, not data; each batch is gathered, changed as augmentation says, and
normalised into reused memory. Changing images takes as long as learning from them: so the next
batches are made in a thread beside, with the same chance as if each were made when it is asked for.
"""

from collections.abc import Generator, Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from itertools import cycle
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nncore.arrays import FloatArray
from nncore.augmentation import Augmentation
from nncore.datasets.dataset import Split
from nncore.inputs import normalise
from nncore.losses import one_hot
from nncore.progress import Place
from nncore.quoting import quoted
from nncore.runtime.prefetch import BUFFERS, look_ahead

LARGEST_AHEAD = 1024
"""Images in a batch that is made ahead, at the most: larger ones would take too much memory."""


def looks_ahead(
    augmentation: Augmentation | None, batch_size: int | None, images: int, *, shares_rng: bool
) -> bool:
    """Whether batches are made in a thread beside, which then has a core of its own to work on.

    batch_size: None for all of the `images`. shares_rng: see MiniBatches.
    """
    size = batch_size or images
    is_varied = augmentation is not None and not augmentation.is_nothing
    return is_varied and size < images and size <= LARGEST_AHEAD and not shares_rng


class _Buffer:
    """Memory for one batch."""

    def __init__(self, split: Split, size: int, classes: int, dtype: DTypeLike) -> None:
        self.pixels = np.empty((size, *split.images.shape[1:]), np.uint8)
        self.inputs = np.empty(self.pixels.shape, dtype)
        self.targets = np.empty((size, classes), dtype)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A batch, where its images stand in the split, and how its making left the generator."""

    inputs: FloatArray
    targets: FloatArray
    positions: NDArray[np.int64]
    rng_state: dict[str, Any]


class MiniBatches:
    """Passes over a split, `batch_size` examples at a time, the last batch taking the rest.

    Iterating is one epoch: it yields inputs (n, 28, 28) in 0..1 and one-hot targets (n, 10),
    valid until the next batch. With the whole split in one batch there is nothing to shuffle.
    rng: decides the order, and then how each batch is augmented. Whoever else draws from it between
    two batches must say so: `shares_rng`. Then no batch is made before it is asked for.
    A batch that nothing was learned from can be given back: then it is as if it had never been
    asked for, for whoever goes on from there later; or it is taken again.
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
        shares_rng: bool = False,
    ) -> None:
        if not 1 <= batch_size <= len(split):
            raise ValueError(
                f"the batch size must be 1 to {len(split)}, the size of the data, "
                f"got {quoted(batch_size)}"
            )
        self._split = split
        self._size = batch_size
        self._rng = rng
        is_varied = augmentation is not None and not augmentation.is_nothing
        self._augmentation = augmentation if is_varied else None
        self.positions: slice | NDArray[np.int64] = slice(0)
        """Where in the split the images of the current batch stand."""
        self._all_targets = one_hot(split.labels, dtype=dtype)
        self._is_whole = batch_size == len(split)
        self._stands_still = self._is_whole and self._augmentation is None
        self._is_ahead = looks_ahead(augmentation, batch_size, len(split), shares_rng=shares_rng)
        self._before: dict[str, Any] = {}
        self._after: dict[str, Any] = {}
        """How the generator stood before the current batch, and after it."""
        classes = self._all_targets.shape[1]
        count = BUFFERS if self._is_ahead else 1
        self._buffers = [_Buffer(split, batch_size, classes, dtype) for _ in range(count)]
        if self._stands_still:
            normalise(split.images, self._buffers[0].inputs)

    def __len__(self) -> int:
        return ceil(len(self._split) / self._size)

    def __iter__(self) -> Iterator[tuple[FloatArray, FloatArray]]:
        return self.epoch(Place())

    def epoch(self, place: Place) -> Generator[tuple[FloatArray, FloatArray], None, None]:
        """The batches of an epoch that are not done at `place`, which is kept up to date."""
        order = self._order(place)
        if self._stands_still:
            if not place.batch:
                place.batch, self.positions = 1, slice(None)
                self._before = self._after = self._rng_state
                yield self._buffers[0].inputs, self._all_targets
            return
        parts = [
            order[position * self._size : (position + 1) * self._size]
            for position in range(place.batch, len(self))
        ]
        before = self._rng_state
        with closing(self._prepared(parts)) as batches:
            for batch in batches:
                place.batch += 1
                self.positions = batch.positions
                self._before, self._after = before, batch.rng_state
                if self._is_ahead:
                    self._rng.bit_generator.state = batch.rng_state
                yield batch.inputs, batch.targets
                before = self._rng_state

    def give_back(self, place: Place) -> None:
        """Stand before the current batch again."""
        place.batch -= 1
        self._rng.bit_generator.state = self._before

    def take_again(self, place: Place) -> None:
        """Stand behind the current batch, which was given back; its arrays are valid still."""
        place.batch += 1
        self._rng.bit_generator.state = self._after

    @property
    def _rng_state(self) -> dict[str, Any]:
        """How the generator stands now."""
        return dict(self._rng.bit_generator.state)

    def _order(self, place: Place) -> NDArray[np.int64]:
        if self._is_whole:
            return np.arange(len(self._split))
        if place.shuffled_from is None:
            place.shuffled_from = self._rng_state
            return self._rng.permutation(len(self._split))
        # an epoch that was interrupted: its order again, while the generator stays where it is
        again = type(self._rng.bit_generator)()
        again.state = place.shuffled_from
        return np.random.Generator(again).permutation(len(self._split))

    def _prepared(self, parts: list[NDArray[np.int64]]) -> Generator[_Prepared, None, None]:
        """The batches of these images; made ahead, they draw from a copy of the generator."""
        if not self._is_ahead:
            return self._gathered(parts, self._rng)
        return look_ahead(self._gathered(parts, deepcopy(self._rng)))

    def _gathered(
        self, parts: list[NDArray[np.int64]], rng: np.random.Generator
    ) -> Generator[_Prepared, None, None]:
        for indices, buffer in zip(parts, cycle(self._buffers), strict=False):
            count = len(indices)
            pixels, inputs = buffer.pixels[:count], buffer.inputs[:count]
            targets = buffer.targets[:count]
            # mode="clip" lets take write straight into the buffer; the indices are in range
            np.take(self._split.images, indices, axis=0, out=pixels, mode="clip")
            np.take(self._all_targets, indices, axis=0, out=targets, mode="clip")
            if self._augmentation is not None:
                pixels = self._augmentation(pixels, rng=rng)
            rng_state = dict(rng.bit_generator.state)
            yield _Prepared(normalise(pixels, inputs), targets, indices, rng_state)
