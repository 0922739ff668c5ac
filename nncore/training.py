"""The one training loop, a generator of events: whoever pulls decides on pause, stop and step.

It knows no threads, no files and no screen.
"""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from math import isfinite

import numpy as np

from nncore.augmentation import Augmentation
from nncore.batches import MiniBatches
from nncore.datasets.dataset import Split
from nncore.evaluation import evaluate_in_chunks, join_chunks
from nncore.events import (
    Diverged,
    EpochFinished,
    Event,
    LayersProbed,
    RateChanged,
    StepCancelled,
    StepFinished,
    StoppedEarly,
    ValidationAdvanced,
)
from nncore.inputs import require_shape
from nncore.network import Network
from nncore.optimizers import Optimizer
from nncore.progress import Progress
from nncore.quoting import quoted
from nncore.runtime.allocation import keep_freed_blocks
from nncore.runtime.cancellation import Cancellation
from nncore.runtime.probing import Probe
from nncore.schedules import Schedule, constant
from nncore.train_step import Learner

_PART = 256
"""Images judged between two pulls, at most; and at all, where there is no validation split."""


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
    augmentation: Augmentation | None = None,
    patience: int | None = None,
    progress: Progress | None = None,
    probe: Probe | None = None,
    cancellation: Cancellation | None = None,
) -> Generator[Event, None, None]:
    """Train `network` in place on `split` and tell of every step and epoch as it happens.

    batch_size: examples per update; None for all of them (full-batch gradient descent).
    rng: decides the order of the examples, their augmentation and dropout, and nothing else does.
    schedule: the factor on the optimizer's learning rate as the run proceeds; the rate itself may
    be changed between two pulls.
    augmentation: how far each image may be changed each time that it is learned from. The next
    batch is changed in a thread beside while this one is learned from, unless Dropout draws from
    `rng` in between; leave BLAS one core less than there are (OPENBLAS_NUM_THREADS) for that.
    patience: stop after so many epochs in a row without a smaller validation loss, and give the
    network back the weights of the best epoch.
    progress: where the run stands; kept up to date between two pulls. With that of an earlier run
    (and its network, optimizer and rng) the run goes on where that one was.
    probe: asks now and then for a look into the layers, which LayersProbed then tells.
    cancellation: asks for the step under way to end between two layers, before it has learned
    anything, which StepCancelled then tells.
    Pause by not pulling, stop by closing the generator, go on by pulling again. A loss that is
    NaN or infinite ends the run with Diverged, and so does an epoch whose mean loss is ten times
    the first one and that leaves a network which only guesses. The network gets back the weights
    of the last good epoch, and the optimizer forgets the gradients that led away from them.

    Raises ValueError at once for epochs or patience below 1, patience without a validation split,
    a batch size that is below 1 or larger than the data, or a network that does not take the
    images or does not end in ten classes.
    """
    if epochs < 1:
        raise ValueError(f"at least 1 epoch is needed, got {quoted(epochs)}")
    if patience is not None and (patience < 1 or validation is None):
        raise ValueError(
            f"early stopping needs a patience of 1 epoch or more and a validation split, "
            f"got {patience} and {'none' if validation is None else 'one'}"
        )
    if network.output_shape != (10,):
        raise ValueError(f"the network must end in 10 classes, got {network.output_shape}")
    require_shape(split.images, network.input_shape)
    size = len(split) if batch_size is None else batch_size
    batches = MiniBatches(
        split,
        size,
        rng=rng,
        dtype=network.dtype,
        augmentation=augmentation,
        shares_rng=network.draws,
    )
    keep_freed_blocks()
    judge = validation or split.between(0, min(len(split), _PART))
    plan = _Plan(epochs, schedule, patience, judge, is_validated=validation is not None)
    learner = Learner(network, optimizer, rng, probe, judge.images, cancellation)
    return _run(learner, batches, plan, progress or Progress())


@dataclass(frozen=True)
class _Plan:
    """How a run goes on from epoch to epoch, and who judges it at the end of each."""

    epochs: int
    schedule: Schedule
    patience: int | None
    judge: Split
    is_validated: bool


def _run(
    learner: Learner, batches: MiniBatches, plan: _Plan, progress: Progress
) -> Generator[Event, None, None]:
    network = learner.network
    if progress.kept is None:
        progress.keep(network)
    try:
        while progress.epoch < plan.epochs and not progress.is_out_of(plan.patience):
            loss = yield from _learned(learner, batches, plan, progress)
            if isfinite(loss):
                loss, accuracy = yield from _judged(network, plan, progress)
            # an infinite weight can hide behind a ReLU that it keeps shut: the loss is no proof
            if not (isfinite(loss) and network.is_finite):
                yield _given_up(learner, loss, progress, steps=len(batches))
                return
            means = progress.tally.means
            if progress.has_blown_up(loss):
                yield _given_up(learner, means[0], progress, steps=len(batches))
                return
            progress.end_epoch()
            progress.keep(network)
            if plan.patience is not None:
                progress.compare(network, loss)
            validated = (loss, accuracy) if plan.is_validated else (None, None)
            yield EpochFinished(progress.epoch, progress.step, *means, *validated)
        if progress.best is not None and progress.is_out_of(plan.patience):
            network.assign(progress.best)
            yield StoppedEarly(progress.epoch, progress.best_epoch, progress.best_loss)
    finally:
        # stopped between a step that overflowed and the next loss, which would have told of it
        if not network.is_finite:
            progress.go_back(network, steps=len(batches))
            learner.optimizer.forget()


def _learned(
    learner: Learner, batches: MiniBatches, plan: _Plan, progress: Progress
) -> Generator[Event, None, float]:
    """Every batch of an epoch, up to one whose loss is not finite; returns the last loss."""
    optimizer, steps, loss = learner.optimizer, plan.epochs * len(batches), 0.0
    progress.begin_epoch()
    yield from _told(optimizer, progress)
    with closing(batches.epoch(progress.place)) as images:
        for inputs, targets in images:
            before, optimizer.factor = optimizer.factor, plan.schedule(progress.step / steps)
            while (learned := learner.learn(inputs, targets)) is None:
                factor, optimizer.factor = optimizer.factor, before
                batches.give_back(progress.place)
                yield StepCancelled(progress.step + 1)
                yield from _told(optimizer, progress)
                batches.take_again(progress.place)
                optimizer.factor = factor
            loss, accuracy = learned
            progress.step += 1
            if not isfinite(loss):
                break
            if progress.step == 1:
                progress.first_loss = loss
            progress.tally.add(loss, accuracy, len(inputs))
            if progress.predictions is not None:
                progress.predictions.training.note(batches.positions, *learner.predictions)
            epoch = progress.epoch + 1
            yield StepFinished(progress.step, epoch, loss, accuracy, optimizer.rate, len(inputs))
            if learner.look is not None:
                yield LayersProbed(progress.step, *learner.look)
            yield from _told(optimizer, progress)
    return loss


def _told(optimizer: Optimizer, progress: Progress) -> Generator[Event, None, None]:
    """Tell of a learning rate that was set to another since it was last told of."""
    while (told := progress.rate) != optimizer.learning_rate:
        progress.rate = optimizer.learning_rate
        if told is not None:
            yield RateChanged(progress.step + 1, told, progress.rate)


def _given_up(learner: Learner, loss: float, progress: Progress, *, steps: int) -> Diverged:
    """Go back to the last weights that were good; steps: how many an epoch has."""
    step, epoch = progress.step, progress.epoch + 1
    progress.go_back(learner.network, steps=steps)
    learner.optimizer.forget()
    return Diverged(step, epoch, loss, learner.optimizer.rate, progress.kept_epoch)


def _judged(
    network: Network, plan: _Plan, progress: Progress
) -> Generator[Event, None, tuple[float, float]]:
    """Loss and accuracy of the weights as they stand, in parts between which a run can stop."""
    split, chunks, done = plan.judge, [], 0
    for chunk in evaluate_in_chunks(network, split, most_images=_PART):
        if plan.is_validated and progress.predictions is not None:
            progress.predictions.validation.note(
                slice(done, done + len(chunk)), chunk.predictions, chunk.confidences
            )
        chunks.append(chunk)
        done += len(chunk)
        if done < len(split):
            yield ValidationAdvanced(progress.epoch + 1, progress.step, done, len(split))
    judged = join_chunks(chunks)
    return judged.loss, judged.accuracy
