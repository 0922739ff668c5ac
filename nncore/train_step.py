"""One training step: forward, loss, backward, update."""

from contextlib import AbstractContextManager
from math import isfinite

import numpy as np

from nncore.array_types import FloatArray, ImageArray
from nncore.batches import Batch, MiniBatches
from nncore.epoch_predictions import BatchAnswers
from nncore.losses import cross_entropy
from nncore.network import Network
from nncore.optimizers import Optimizer
from nncore.runtime.batch_pass import MOST_THREADS, BatchPass, threads_for
from nncore.runtime.probing import LayerFigures, first_weights, layer_figures
from nncore.training_handle import StepCancelledError, TrainingHandle


class TrainStep:
    """Takes steps with one network and one optimizer, within `at_work`.

    handle: its probe asks for a look into the layers, its cancellation for the end of a step, its
    progress says how many threads share the work. sample: (N, 28, 28) uint8 images that the probe
    looks with. batches: what the steps will learn from.
    answers: to the batch of the last step, before its update.
    look: what the probe saw in the last step, if it was asked for: each layer's figures, and the
    weights of the first one.
    """

    def __init__(
        self,
        network: Network,
        optimizer: Optimizer,
        rng: np.random.Generator,
        handle: TrainingHandle,
        *,
        sample: ImageArray,
        batches: MiniBatches,
    ) -> None:
        self.network = network
        self.optimizer = optimizer
        self.answers: BatchAnswers
        self.look: tuple[tuple[LayerFigures, ...], FloatArray] | None = None
        self._probe = handle.probe
        self._cancellation = handle.cancellation
        self._sample = sample
        self._parameters = network.parameters
        progress = handle.progress
        if progress.threads is None:
            progress.threads = threads_for(network, batches.width)
        progress.threads = min(progress.threads, MOST_THREADS)  # a file may say anything
        self._pass = BatchPass(
            network,
            rng=rng,
            before_layer=handle.cancellation.check,
            batch_size=batches.width,
            threads=progress.threads,
        )

    def at_work(self) -> AbstractContextManager[None]:
        """Have the processor as steps need it; until the end, for the whole process."""
        return self._pass.at_work()

    def run(self, batch: Batch, rate_factor: float = 1.0) -> tuple[float, float]:
        """Learn from a batch; returns the loss and accuracy of its digits before the update.

        There is no update where the loss is not finite. rate_factor: the schedule's, on the rate.
        Raises StepCancelledError where the step was cancelled: weights and optimizer are as before.
        """
        # a diverging run overflows on its way to infinity; the loss tells of it, not a warning
        with np.errstate(over="ignore", invalid="ignore"):
            scale = self.optimizer.step_scale(rate_factor)
            try:
                loss = self._pass.run(batch.images, batch.targets, scale or 1.0)
            except StepCancelledError:
                self._cancellation.end_step()
                raise
            digits = len(batch.positions)
            logits, targets = self._pass.logits[:digits], batch.targets[:digits]
            self.answers = BatchAnswers(targets.argmax(axis=1), logits.argmax(axis=1), logits)
            hits = self.answers.predictions == self.answers.labels
            self.optimizer.factor = rate_factor  # only now: a cancelled step leaves no trace
            if isfinite(loss):
                self._update(scale)
                if digits < len(batch.images):
                    labels = self.answers.labels.astype(np.uint8)
                    loss = float(cross_entropy(logits, labels).mean(dtype=np.float64))
        return loss, int(np.count_nonzero(hits)) / digits

    @property
    def network_as_trained(self) -> Network:
        """The network, to be read with the threads that the steps have: to the bit the same."""
        return self.network.interruptible(self._pass.keep_threads)

    def _update(self, scale: float | None) -> None:
        """scale: what the gradients come multiplied by, so that they are the steps themselves."""
        is_probed = self._probe.is_asked
        before = [array.copy() for array in self._parameters] if is_probed else []
        gradients = self._pass.gradients
        if scale is None:
            self.optimizer.update(self._parameters, gradients)
        else:
            self.optimizer.take_steps(self._parameters, gradients)
        self.look = self._looked(before, scale or 1.0) if is_probed else None

    def _looked(
        self, before: list[FloatArray], scale: float
    ) -> tuple[tuple[LayerFigures, ...], FloatArray]:
        self._probe.answer()
        gradients = [array / scale for array in self._pass.gradients]
        figures = layer_figures(self.network, gradients, before, self._sample)
        return figures, first_weights(self.network)
