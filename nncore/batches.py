"""Mini-batches: every example once an epoch, in an order shuffled by a seeded generator.

Indices are shuffled, not data; each batch is gathered and augmented into reused memory.
Augmenting images takes as long as learning from them: so the next batches are made in a thread of
their own, several small ones at once, with the same random numbers as if each were made when it is
asked for.
"""

from collections.abc import Generator, Iterator
from contextlib import closing
from copy import deepcopy
from itertools import pairwise
from math import ceil
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nncore.array_types import CLASSES, FloatArray, ImageArray
from nncore.augmentation import Augmentation
from nncore.datasets.dataset import Split
from nncore.datasets.exposure import OutlierExposure, non_digits_beside
from nncore.loop_state import BatchPosition
from nncore.losses import one_hot
from nncore.runtime.prefetch import prefetch
from nncore.safe_text import quoted

LARGEST_PREFETCHED = 1024
"""Images in a batch that is made ahead, at the most: larger ones would take too much memory."""

MADE_AT_ONCE = 512
"""Images augmented together, at the most, where a batch has fewer. Between two calls of NumPy the
thread that makes batches keeps the interpreter from the one that learns: eight batches of 64 at
once need an eighth of these calls, and the preset "quick" takes a seventh less time."""


def is_prefetched(
    augmentation: Augmentation | None, batch_size: int | None, images: int, *, shares_rng: bool
) -> bool:
    """Whether batches are made in a thread of their own, which then needs a core to work on.

    batch_size: None for all of the `images`. shares_rng: see MiniBatches.
    """
    size = batch_size or images
    is_varied = augmentation is not None and not augmentation.is_nothing
    return is_varied and size < images and size <= LARGEST_PREFETCHED and not shares_rng


def require_batch(batch_size: int, images: int, non_digit_share: float) -> None:
    """Raise ValueError for a batch size below 1 or above the `images` there are, or one for which
    the share of non-digits, unless it is 0, brings none.
    """
    if not 1 <= batch_size <= images:
        raise ValueError(
            f"the batch size must be 1 to {images}, the size of the data, got {quoted(batch_size)}"
        )
    if non_digit_share and non_digits_beside(batch_size, non_digit_share) == 0:
        raise ValueError(
            f"{non_digit_share:g} non-digits for each digit bring none to a batch of {batch_size}: "
            "take a larger share, or larger batches"
        )


class Batch(NamedTuple):
    """What a step learns from; the arrays are valid until the next batch is asked for.

    images: (n + m, 28, 28) uint8, n digits and behind them m non-digits. targets: (n + m, 10),
    one-hot for digits, the same everywhere for non-digits. positions: (n,), where the digits stand
    in the split. rng_before, rng_after: the random generator's states as the batch was made.
    """

    images: ImageArray
    targets: FloatArray
    positions: NDArray[np.int64]
    rng_before: dict[str, Any]
    rng_after: dict[str, Any]


class MiniBatches:
    """Passes over a split, `batch_size` examples at a time, the last batch taking the rest.

    Iterating is one epoch. With the whole split in one batch there is nothing to shuffle.
    exposure: non-digits that come behind the digits of each batch. width: how many images a whole
    batch has in all.
    rng: decides the order, and then how each batch is augmented. If something else draws from it
    between two batches, `shares_rng` must say so: then each is made when it is asked for.
    Raises ValueError as `require_batch`.
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
        exposure: OutlierExposure | None = None,
    ) -> None:
        require_batch(batch_size, len(split), 0.0 if exposure is None else exposure.share)
        self._count = len(split)
        self.size = batch_size
        self._exposure = exposure
        self.width = batch_size + self._beside(batch_size)
        self._rng = rng
        is_varied = augmentation is not None and not augmentation.is_nothing
        self._augmentation = augmentation if is_varied else None
        self._shares_rng = shares_rng
        # else `take` would copy all of them for each batch, as of images that were transposed
        self._all_images = np.ascontiguousarray(split.images)
        self._all_targets = one_hot(split.labels, dtype=dtype)
        if exposure is not None:
            self._all_images = np.concatenate([split.images, exposure.images])
            even = np.full((len(exposure.images), CLASSES), 1 / CLASSES, dtype)
            self._all_targets = np.concatenate([self._all_targets, even])
        self._is_whole = batch_size == len(split)
        self._is_as_it_lies = self._is_whole and exposure is None
        self.is_prefetched = is_prefetched(
            augmentation, batch_size, len(split), shares_rng=shares_rng
        )
        self._made_at_once = max(1, MADE_AT_ONCE // batch_size) if self.is_prefetched else 1
        size = 0 if self._is_as_it_lies else self.width * self._made_at_once
        self._images = np.empty((size, *split.images.shape[1:]), np.uint8)
        self._targets = np.empty((size, *self._all_targets.shape[1:]), self._all_targets.dtype)

    def __len__(self) -> int:
        return ceil(self._count / self.size)

    def __iter__(self) -> Iterator[Batch]:
        return self.epoch(BatchPosition())

    def epoch(self, position: BatchPosition) -> Generator[Batch, None, None]:
        """The batches of an epoch from `position` on; the caller counts `position.batch` up.

        If this generator is closed before the caller counted a batch, `rng` is set back to where
        it was before that batch: entered anew at `position`, the epoch begins with the same one.
        """
        order = self._order(position)
        with closing(self._prepared(order, position.batch)) as batches:
            for number, batch in enumerate(batches, start=position.batch):
                if self.is_prefetched:
                    self._rng.bit_generator.state = batch.rng_after
                try:
                    yield batch
                except GeneratorExit:
                    if position.batch <= number:
                        self._rng.bit_generator.state = batch.rng_before
                    raise

    def _order(self, position: BatchPosition) -> NDArray[np.int64]:
        """The rows of all batches, one after the other; whoever is no digit stands behind them."""
        if self._is_as_it_lies:
            return np.arange(self._count)
        if position.shuffled_from is None:
            position.shuffled_from = _state(self._rng)
            return self._shuffled(self._rng)
        # an epoch that was interrupted: its order again, while the generator stays where it is
        again = type(self._rng.bit_generator)()
        again.state = position.shuffled_from
        return self._shuffled(np.random.Generator(again))

    def _shuffled(self, rng: np.random.Generator) -> NDArray[np.int64]:
        digits = np.arange(self._count) if self._is_whole else rng.permutation(self._count)
        if self._exposure is None:
            return digits
        parts = [digits[at : at + self.size] for at in range(0, self._count, self.size)]
        wanted = [self._beside(len(part)) for part in parts]
        there = len(self._exposure.images)
        passes = [rng.permutation(there) for _ in range(ceil(sum(wanted) / there))]
        others = self._count + np.concatenate([np.empty(0, np.int64), *passes])
        ends = np.cumsum(wanted)
        behind = [others[end - count : end] for end, count in zip(ends, wanted, strict=True)]
        return np.concatenate([each for pair in zip(parts, behind, strict=True) for each in pair])

    def _beside(self, digits: int) -> int:
        """How many non-digits a batch of so many digits has."""
        return 0 if self._exposure is None else self._exposure.beside(digits)

    def _rows(self, order: NDArray[np.int64], number: int) -> NDArray[np.int64]:
        return order[number * self.width : (number + 1) * self.width]

    def _prepared(self, order: NDArray[np.int64], first: int) -> Generator[Batch, None, None]:
        """The batches from the `first` on."""
        return self._ahead(order, first) if self.is_prefetched else self._in_time(order, first)

    def _in_time(self, order: NDArray[np.int64], first: int) -> Generator[Batch, None, None]:
        """Each batch is made when it is asked for."""
        rng_before = rng_after = _state(self._rng)
        for number in range(first, len(self)):
            if self._shares_rng:
                rng_before = rng_after = _state(self._rng)
            rows = self._rows(order, number)
            images, targets = self._gathered(rows)
            if self._augmentation is not None:
                images = self._augmentation(images, rng=self._rng)
                rng_before, rng_after = rng_after, _state(self._rng)
            yield Batch(images, targets, self._digits_of(rows), rng_before, rng_after)

    def _ahead(self, order: NDArray[np.int64], first: int) -> Generator[Batch, None, None]:
        """Batches are made in a thread of their own; they draw from a copy of the generator."""
        with closing(prefetch(self._several(order, first, deepcopy(self._rng)))) as made:
            for batches in made:
                yield from batches

    def _several(
        self, order: NDArray[np.int64], first: int, rng: np.random.Generator
    ) -> Iterator[list[Batch]]:
        """The batches, as many at a time as are made at once."""
        assert self._augmentation is not None
        rng_after, end, at_once = _state(rng), first, 1
        while end < len(self):
            begin, end = end, min(end + at_once, len(self))
            at_once = min(2 * at_once, self._made_at_once)  # the first one is waited for
            rows = [self._rows(order, each) for each in range(begin, end)]
            drawn, states = [], [rng_after]
            for of_batch in rows:
                drawn.append(self._augmentation.draw(len(of_batch), rng=rng))
                states.append(_state(rng))
            rng_after = states[-1]
            images, targets = self._gathered(order[begin * self.width : end * self.width])
            images, targets = self._augmentation.apply(images, drawn), targets.copy()
            starts = range(0, len(images), self.width)
            parts = [slice(start, start + self.width) for start in starts]
            yield [
                Batch(images[part], targets[part], self._digits_of(of_batch), before, after)
                for part, of_batch, (before, after) in zip(
                    parts, rows, pairwise(states), strict=True
                )
            ]

    def _digits_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The positions in the split of the digits among a batch's rows."""
        return rows if self._exposure is None else rows[rows < self._count]

    def _gathered(self, rows: NDArray[np.int64]) -> tuple[ImageArray, FloatArray]:
        """The images and targets in these rows, in memory that is used again."""
        images, targets = self._all_images, self._all_targets
        if self._is_as_it_lies:
            return images, targets
        count = len(rows)
        # mode="clip" lets take write straight into the buffer; the rows are in range
        images = images.take(rows, axis=0, out=self._images[:count], mode="clip")
        return images, targets.take(rows, axis=0, out=self._targets[:count], mode="clip")


def _state(rng: np.random.Generator) -> dict[str, Any]:
    return dict(rng.bit_generator.state)
