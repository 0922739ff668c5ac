"""The one training loop, a generator of events: whoever pulls decides on pause, stop and step.

It knows no threads, no files and no screen.
"""

from collections.abc import Generator
from math import isfinite

import numpy as np

from nncore.arrays import FloatArray
from nncore.batches import MiniBatches
from nncore.datasets.dataset import Split
from nncore.evaluation import evaluate
from nncore.events import Diverged, EpochFinished, Event, StepFinished
from nncore.inputs import require_shape
from nncore.losses import softmax_cross_entropy
from nncore.network import Network, Trace
from nncore.optimizers import Optimizer
from nncore.schedules import Schedule, constant


def train(
    network: Network,
    split: Split,
    *,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int | None,
    rng: np.random.Generator,
    validation: Split | None = None,
    schedule: Schedule = constant,
) -> Generator[Event, None, None]:
    """Train `network` in place on `split` and tell of every step and epoch as it happens.

    batch_size: examples per update; None for all of them (full-batch gradient descent).
    rng: decides the order of the examples, and nothing else does.
    schedule: the factor on the optimizer's learning rate as the run proceeds; the rate itself may
    be changed between two pulls.
    Pause by not pulling, stop by closing the generator, go on by pulling again. A loss that is
    NaN or infinite ends the run with Diverged, and the network gets back the weights of the last
    epoch whose loss was finite.

    Raises ValueError at once for epochs below 1, a batch size that is below 1 or larger than the
    data, or a network that does not take the images or does not end in ten classes.
    """
    if epochs < 1:
        raise ValueError(f"at least 1 epoch is needed, got {epochs}")
    if network.output_shape != (10,):
        raise ValueError(f"the network must end in 10 classes, got {network.output_shape}")
    require_shape(split.images, network.input_shape)
    size = len(split) if batch_size is None else batch_size
    batches = MiniBatches(split, size, rng=rng, dtype=network.dtype)
    return _run(network, batches, optimizer, epochs, validation, schedule)


def _run(
    network: Network,
    batches: MiniBatches,
    optimizer: Optimizer,
    epochs: int,
    validation: Split | None,
    schedule: Schedule,
) -> Generator[Event, None, None]:
    trace = network.trace()
    kept, kept_epoch, step = network.copy(), 0, 0
    try:
        for epoch in range(1, epochs + 1):
            tally = _Tally()
            for inputs, targets in batches:
                optimizer.factor = schedule(step / (epochs * len(batches)))
                loss, accuracy = _learn(network, trace, optimizer, inputs, targets)
                step += 1
                if not isfinite(loss):
                    break
                tally.add(loss, accuracy, len(inputs))
                yield StepFinished(step, epoch, loss, accuracy, optimizer.rate, len(inputs))
            else:
                finished, loss = _finish_epoch(network, trace, inputs, targets, validation)
            # an infinite weight can hide behind a ReLU that it keeps shut: the loss is no proof
            if not (isfinite(loss) and network.is_finite):
                network.assign(kept)
                yield Diverged(step, epoch, loss, optimizer.rate, kept_epoch)
                return
            kept.assign(network)
            kept_epoch = epoch
            yield EpochFinished(epoch, step, *tally.means, *finished)
    finally:
        # stopped between a step that overflowed and the next loss, which would have told of it
        if not network.is_finite:
            network.assign(kept)


def _learn(
    network: Network,
    trace: Trace,
    optimizer: Optimizer,
    inputs: FloatArray,
    targets: FloatArray,
) -> tuple[float, float]:
    """One step: forward, loss, backward, update. No update where the loss is not finite."""
    # a diverging run overflows on its way to infinity; the loss tells of it, not a warning
    with np.errstate(over="ignore", invalid="ignore"):
        logits = trace.forward(inputs)
        accuracy = float(np.mean(logits.argmax(axis=1) == targets.argmax(axis=1)))
        loss, gradient = softmax_cross_entropy(logits, targets)
        if isfinite(loss):
            trace.backward(gradient)
            optimizer.update(network.parameters, trace.gradients)
    return loss, accuracy


def _finish_epoch(
    network: Network,
    trace: Trace,
    inputs: FloatArray,
    targets: FloatArray,
    validation: Split | None,
) -> tuple[tuple[float | None, float | None], float]:
    """The validation figures, and a loss of the epoch's last weights."""
    with np.errstate(over="ignore", invalid="ignore"):
        if validation is None:
            return (None, None), softmax_cross_entropy(trace.forward(inputs), targets)[0]
        report = evaluate(network, validation)
    return (report.loss, report.accuracy), report.loss


class _Tally:
    """Running sums of an epoch's losses and hits, weighted by the size of each batch."""

    def __init__(self) -> None:
        self._loss = self._hits = 0.0
        self._examples = 0

    def add(self, loss: float, accuracy: float, examples: int) -> None:
        self._loss += loss * examples
        self._hits += accuracy * examples
        self._examples += examples

    @property
    def means(self) -> tuple[float, float]:
        return self._loss / self._examples, self._hits / self._examples
