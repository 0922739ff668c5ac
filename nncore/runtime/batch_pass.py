"""A batch there and back: forward, loss and backward, in parts where that is faster.

Dense networks take a batch whole; where their products are large, BLAS shares each between two
threads. Pictures are shared out, half of the batch to each of two threads, and large batches are
walked in parts that stay near the processor; the gradients of the parts add up, in an order that
never changes.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import partial
from math import ceil, isfinite
from typing import Any, NamedTuple

import numpy as np

from nncore.array_types import CLASSES, FloatArray, ImageArray
from nncore.inputs import normalise
from nncore.losses import loss_and_gradient
from nncore.network import Network, Trace
from nncore.runtime.thread_pair import ThreadPair
from nncore.runtime.threads import blas_limited_to, keep_blas_threads, usable_threads

SHARED_PRODUCT = 10_000_000
"""Multiplications in the largest layer's product from which on BLAS gets two threads. With 128
units one is as fast for 32 and 64 images (3 and 6 million), and two are faster for 128 (13)."""

SHARED_PICTURES = 150_000_000
"""Multiplications that reading a batch takes from which on either thread gets half of its pictures:
with less to do they are in each other's way in the interpreter. The LeNet-like is slower so (33
million), the preset "reader" takes a tenth less time (570 million)."""

MOST_THREADS = 2
"""That share a step: what more of them would gain has not been measured."""

WHOLE = 1024
"""Images that are learned from at one go, at the most."""


def threads_for(network: Network, batch_size: int) -> int:
    """How many threads a step gets here: 2 where it is large and there are cores enough, else 1."""
    if usable_threads() < 2:
        return 1
    if batch_size > WHOLE:
        return 1 if network.is_stochastic else MOST_THREADS
    if _has_pictures(network):
        return MOST_THREADS if network.multiplications * batch_size >= SHARED_PRODUCT else 1
    largest = max((array.size for array in network.parameters), default=0)
    return MOST_THREADS if largest * batch_size >= SHARED_PRODUCT else 1


class BatchPass:
    """Takes batches forward through a network and the loss back; one at a time.

    batch_size: of the largest batch. threads: 1, or 2 to share the work: the last bits depend on
    it, and not on whether there are two cores. rng, before_layer: as for Network.trace;
    `before_layer` may be called in two threads at once.
    gradients: after `run`, the mean loss's derivatives, in the order of the network's parameters,
    times the `scale` that was asked for.
    logits: (N, 10), of the last batch before its update.
    """

    def __init__(
        self,
        network: Network,
        *,
        rng: np.random.Generator,
        before_layer: Callable[[], None],
        batch_size: int,
        threads: int,
    ) -> None:
        is_large = batch_size > WHOLE
        self._part_size = network.images_at_once if is_large else None
        is_heavy = network.multiplications * batch_size >= SHARED_PICTURES
        is_halved = (
            threads > 1 and is_heavy and _has_pictures(network) and not network.is_stochastic
        )
        self._is_parted = is_large or is_halved
        # Dropout draws in the order of the images: there the parts follow each other
        is_shared = self._is_parted and threads > 1 and not network.is_stochastic
        self._pair = ThreadPair(is_concurrent=usable_threads() > 1)
        self._blas_threads = 1 if self._is_parted else threads
        self.keep_threads = partial(keep_blas_threads, self._blas_threads)
        """Have BLAS work as this run needs it, if another one in this process worked since."""
        self._walkers = [
            _Walker(network.trace(rng=rng, before_layer=before_layer))
            for _ in range(2 if is_shared else 1)
        ]
        arrays = self._walkers[0].trace.gradients
        self.gradients = [np.empty_like(each) for each in arrays] if self._is_parted else arrays
        self.logits: FloatArray = np.empty((0, CLASSES), network.dtype)

    @contextmanager
    def at_work(self) -> Generator[None, None, None]:
        """Have the threads that `run` needs; until the end, for the whole process."""
        with blas_limited_to(self._blas_threads), self._pair:
            yield

    def run(self, images: ImageArray, targets: FloatArray, scale: float = 1.0) -> float:
        """The mean loss of a batch in nats; where it is not finite, the gradients mean nothing.

        images: (N, *input_shape) uint8. targets: (N, 10), one-hot.
        """
        self.keep_threads()
        count = len(images)
        self.logits = np.empty((count, CLASSES), targets.dtype)  # a new one: the last may be noted
        batch = _Batch(images, targets, self.logits, scale)
        if not self._is_parted:
            return self._walkers[0].walk(batch, [slice(0, count)])
        size = self._part_size or max(1, ceil(count / 2))
        parts = [slice(start, start + size) for start in range(0, count, size)]
        if len(self._walkers) == 1:
            losses = [self._walkers[0].walk(batch, parts)]
        else:
            losses = self._walked_by_both(batch, parts)
        return self._added_up(losses)

    def _walked_by_both(self, batch: "_Batch", parts: list[slice]) -> list[float]:
        losses = [0.0, 0.0]

        def walk(number: int) -> None:
            losses[number] = self._walkers[number].walk(batch, parts[number::2])

        self._pair.run(partial(walk, 0), partial(walk, 1))
        return losses[: len(parts)]

    def _added_up(self, losses: list[float]) -> float:
        totals = [walker.gradients for walker in self._walkers[: len(losses)]]
        for result, first, last in zip(self.gradients, totals[0], totals[-1], strict=True):
            if len(losses) > 1:
                np.add(first, last, out=result)
            else:
                np.copyto(result, first)
        return sum(losses)


class _Batch(NamedTuple):
    images: ImageArray
    targets: FloatArray
    logits: FloatArray
    scale: float


class _Walker:
    """Takes parts of a batch there and back, one after the other.

    gradients: those of all the parts that were walked last.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.gradients = trace.gradients
        self._totals: list[FloatArray] = []
        self._inputs: FloatArray = np.empty(0, np.float32)

    def walk(self, batch: _Batch, parts: Sequence[slice]) -> float:
        """The loss of these parts, by the size of the batch."""
        loss = 0.0
        for number, part in enumerate(parts):
            loss += self._walk_one(batch, part)
            if len(parts) > 1:
                self._add(is_first=number == 0)
        self.gradients = self._totals if len(parts) > 1 else self.trace.gradients
        return loss

    def _walk_one(self, batch: _Batch, part: slice) -> float:
        targets, examples = batch.targets[part], len(batch.images)
        inputs = self._normalised(batch.images[part], targets.dtype)
        logits = self.trace.forward(inputs)
        batch.logits[part] = logits
        loss, gradient = loss_and_gradient(logits, targets, examples, batch.scale)
        if isfinite(loss):
            self.trace.backward(gradient)
        return loss

    def _normalised(self, images: ImageArray, dtype: np.dtype[Any]) -> FloatArray:
        if len(self._inputs) < len(images):
            self._inputs = np.empty(images.shape, dtype)
        return normalise(images, self._inputs[: len(images)])

    def _add(self, *, is_first: bool) -> None:
        if not self._totals:
            self._totals = [np.empty_like(array) for array in self.trace.gradients]
        for total, gradient in zip(self._totals, self.trace.gradients, strict=True):
            if is_first:
                np.copyto(total, gradient)
            else:
                np.add(total, gradient, out=total)


def _has_pictures(network: Network) -> bool:
    return any(array.ndim > 2 for array in network.parameters)
