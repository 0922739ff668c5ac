"""The training loop, a generator of events: the caller may pause, stop and single-step it."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

import numpy as np

from nncore.array_types import CLASSES
from nncore.augmentation import Augmentation
from nncore.batches import MiniBatches
from nncore.datasets.dataset import Split
from nncore.datasets.exposure import KEPT, LEARNED, OutlierExposure, threshold_keeping
from nncore.evaluation import chunk_size, evaluate_in_chunks, join_chunks
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
from nncore.loop_state import LoopState
from nncore.network import Network
from nncore.optimizers import Optimizer
from nncore.runtime.allocation import keep_freed_blocks
from nncore.runtime.epoch_check import EpochCheck, EpochChecker
from nncore.runtime.probing import SilentUnits
from nncore.safe_text import quoted
from nncore.schedules import Schedule, constant
from nncore.train_step import TrainStep
from nncore.training_handle import StepCancelledError, TrainingHandle

_EVALUATED_AT_ONCE = 256
"""Images evaluated between two pulls, at most; also in all, if there is no validation split."""


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
    exposure: OutlierExposure | None = None,
    handle: TrainingHandle | None = None,
) -> Generator[Event, None, None]:
    """Train `network` in place on `split`, and yield an event for every step and epoch.

    Pause by not pulling, stop by closing the generator, go on by pulling again.

    batch_size: examples per update; None for all of them (full-batch gradient descent).
    rng: decides the order of the examples, their augmentation and dropout; nothing else is random.
    validation: images that are not learned from, evaluated after each epoch.
    schedule: the factor on the optimizer's learning rate as the run proceeds; the rate itself may
    be changed between two pulls.
    augmentation: how far each image may be changed each time that it is learned from. The next
    batches are changed in a thread of their own, unless Dropout draws from `rng` in between.
    patience: stop after so many epochs in a row without a smaller validation loss, and give the
    network back the weights of the best epoch.
    exposure: images that are no digits, shown beside the digits of each batch with the same target
    for each class. Steps, losses and accuracies count the digits alone. At the end of an epoch the
    network gets a threshold, `known_from`, from which on it takes an image for a digit.
    handle: follows the run and steers it. With that of a run that was interrupted (and its
    network, optimizer and rng) the run goes on where that one stood.

    A loss that is NaN or infinite ends the run with Diverged, and so does an epoch whose mean loss
    is ten times the first one and that leaves a network which only guesses. The network gets back
    the weights of the last good epoch, and the optimizer forgets the gradients that led away.

    From the first pull to the end BLAS has one thread or two, for the whole process, as the run's
    steps are worth it: see `runtime.batch_pass`.

    Raises ValueError at once for epochs or patience below 1, patience without a validation split,
    a batch size that is below 1, larger than the data or too small for a non-digit, or a network
    that does not take the images or does not end in ten classes.
    """
    if epochs < 1:
        raise ValueError(f"at least 1 epoch is needed, got {quoted(epochs)}")
    if patience is not None and (patience < 1 or validation is None):
        raise ValueError(
            f"early stopping needs a patience of 1 epoch or more and a validation split, "
            f"got {patience} and {'none' if validation is None else 'one'}"
        )
    if network.output_shape != (CLASSES,):
        raise ValueError(f"the network must end in {CLASSES} classes, got {network.output_shape}")
    require_shape(split.images, network.input_shape)
    batches = MiniBatches(
        split,
        len(split) if batch_size is None else batch_size,
        rng=rng,
        dtype=network.dtype,
        augmentation=augmentation,
        shares_rng=network.is_stochastic,
        exposure=exposure,
    )
    keep_freed_blocks()
    handle = handle or TrainingHandle()
    evaluated = validation or split.between(0, min(len(split), _EVALUATED_AT_ONCE))
    checker = EpochChecker(network, split.images)
    plan = _LoopSettings(
        epochs, schedule, patience, evaluated, validation is not None, exposure, checker
    )
    train_step = TrainStep(
        network, optimizer, rng, handle, sample=evaluated.images, batches=batches
    )
    return _epochs(train_step, batches, plan, handle.progress)


@dataclass(frozen=True)
class _LoopSettings:
    """The settings of a run that the loop itself follows.

    evaluated: what is read after each epoch: the validation split or, where there is none, a few
    training images, which tell whether the run has diverged.
    """

    epochs: int
    schedule: Schedule
    patience: int | None
    evaluated: Split
    is_validated: bool
    exposure: OutlierExposure | None
    checker: EpochChecker


def _epochs(
    train_step: TrainStep, batches: MiniBatches, plan: _LoopSettings, progress: LoopState
) -> Generator[Event, None, None]:
    """The loop: epoch after epoch learn from every batch, evaluate, and tell of both."""
    network, optimizer = train_step.network, train_step.optimizer
    if progress.kept is None:
        progress.keep(network)
    with train_step.at_work():
        try:
            while progress.epoch < plan.epochs and not progress.has_exhausted(plan.patience):
                step_loss = yield from _steps(train_step, batches, plan, progress)
                read = _Evaluation(step_loss, 0.0)
                if isfinite(step_loss):
                    reader = train_step.network_as_trained
                    read = yield from _evaluation(reader, plan, progress)
                loss, mean = read.loss, progress.mean
                # an infinite weight can hide behind a ReLU that it keeps shut: the loss is no proof
                if not (isfinite(loss) and network.is_finite):
                    yield _diverged(train_step, loss, progress, len(batches))
                    return
                if progress.has_blown_up(loss):
                    yield _diverged(train_step, mean.loss, progress, len(batches))
                    return
                network.known_from = read.known_from
                progress.end_epoch(network)
                if plan.patience is not None:
                    progress.keep_if_best(network, loss)
                validated = plan.is_validated
                yield EpochFinished(
                    progress.epoch,
                    progress.step,
                    mean.loss,
                    mean.accuracy,
                    loss if validated else None,
                    read.accuracy if validated else None,
                    read.refusal,
                    read.check,
                )
            if progress.best is not None and progress.has_exhausted(plan.patience):
                network.copy_parameters_from(progress.best)
                yield StoppedEarly(progress.epoch, progress.best_epoch, progress.best_loss)
        finally:
            # closed right after a step that overflowed: no loss has told of it yet
            if not network.is_finite:
                progress.roll_back(network, optimizer, steps_per_epoch=len(batches))


def _steps(
    train_step: TrainStep, batches: MiniBatches, plan: _LoopSettings, progress: LoopState
) -> Generator[Event, None, float]:
    """The rest of an epoch, up to a step whose loss is not finite; returns the last loss.

    Where a step is cancelled, the epoch is entered anew at the same batch, as by a resumed run.
    """
    optimizer, epoch = train_step.optimizer, progress.epoch + 1
    loss, steps = 0.0, plan.epochs * len(batches)
    progress.begin_epoch()
    yield from _rate_changed_events(optimizer, progress)
    while progress.position.batch < len(batches):
        try:
            with closing(batches.epoch(progress.position)) as batches_left:
                for batch in batches_left:
                    factor = plan.schedule(progress.step / steps)
                    examples = len(batch.positions)
                    loss, accuracy = train_step.run(batch, factor)
                    progress.end_step(loss, accuracy, examples)
                    if not isfinite(loss):
                        return loss
                    if progress.predictions is not None:
                        progress.predictions.training.note_batch(
                            batch.positions, train_step.answers
                        )
                    rate = optimizer.effective_rate
                    yield StepFinished(progress.step, epoch, loss, accuracy, rate, examples)
                    if train_step.look is not None:
                        yield LayersProbed(progress.step, *train_step.look)
                    yield from _rate_changed_events(optimizer, progress)
        except StepCancelledError:
            yield StepCancelled(progress.step + 1)
            yield from _rate_changed_events(optimizer, progress)
    return loss


class _Evaluation(NamedTuple):
    """What was read at the end of an epoch.

    known_from: the largest probability from which on an image is taken for a digit; None where the
    run shows no non-digits, or the network has hardly learned. refusal: which fraction of the
    validation's non-digits is refused by it; 0 where nothing can be.
    """

    loss: float
    accuracy: float
    check: EpochCheck | None = None
    known_from: float | None = None
    refusal: float | None = None


def _evaluation(
    network: Network, plan: _LoopSettings, progress: LoopState
) -> Generator[Event, None, _Evaluation]:
    """Evaluate the weights as they stand, in chunks between which a run can stop."""
    chunks, done, total = [], 0, len(plan.evaluated)
    if plan.exposure is not None:
        total += len(plan.exposure.validation)
    silent = SilentUnits(network)
    for _ in plan.checker.look(silent):
        yield ValidationAdvanced(progress.epoch + 1, progress.step, 0, total)
    for chunk in evaluate_in_chunks(network, plan.evaluated, most_images=_EVALUATED_AT_ONCE):
        if plan.is_validated and progress.predictions is not None:
            positions = slice(done, done + len(chunk))
            progress.predictions.validation.note(
                positions,
                chunk.predictions,
                chunk.confidences,
                chunk.losses,
                chunk.log_probabilities,
            )
        chunks.append(chunk)
        done += len(chunk)
        if done < total:
            yield ValidationAdvanced(progress.epoch + 1, progress.step, done, total)
    whole = join_chunks(chunks)
    check = plan.checker.check(silent, whole.predictions)
    read = _Evaluation(whole.loss, whole.accuracy, check)
    if plan.exposure is None:
        return read
    others, size = [], min(_EVALUATED_AT_ONCE, chunk_size(network))
    for start in range(0, len(plan.exposure.validation), size):
        part = plan.exposure.validation[start : start + size]
        others.append(network.predict(part).max(axis=1))
        done += len(part)
        if done < total:
            yield ValidationAdvanced(progress.epoch + 1, progress.step, done, total)
    if whole.accuracy < LEARNED or not isfinite(whole.loss):
        return read._replace(refusal=0.0)
    known_from = threshold_keeping(KEPT, whole.confidences)
    refusal = float(np.mean(np.concatenate(others) < known_from))
    return read._replace(known_from=known_from, refusal=refusal)


def _rate_changed_events(optimizer: Optimizer, progress: LoopState) -> Generator[Event, None, None]:
    """Report a learning rate that the caller changed, perhaps again while it is being reported."""
    while (told := progress.rate) != optimizer.learning_rate:
        progress.rate = optimizer.learning_rate
        if told is not None:
            yield RateChanged(progress.step + 1, told, progress.rate)


def _diverged(
    train_step: TrainStep, loss: float, progress: LoopState, steps_per_epoch: int
) -> Diverged:
    """Go back to the last weights that were good; returns the event that tells of it."""
    last_step, epoch = progress.step, progress.epoch + 1
    progress.roll_back(train_step.network, train_step.optimizer, steps_per_epoch=steps_per_epoch)
    return Diverged(
        last_step, epoch, loss, train_step.optimizer.effective_rate, progress.kept_epoch
    )
