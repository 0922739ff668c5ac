"""One training step: forward, loss, backward, update."""

from math import isfinite

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import FloatArray, ImageArray
from nncore.losses import softmax_cross_entropy
from nncore.network import Network
from nncore.optimizers import Optimizer
from nncore.runtime.probing import LayerFigures, first_weights, layer_figures
from nncore.training_handle import TrainingHandle


class TrainStep:
    """Takes steps with one network and one optimizer.

    supervisor: its probe asks for a look into the layers, its cancellation for the end of a step.
    sample: (N, 28, 28) uint8 images that the probe looks with.
    look: what the probe saw in the last step, if it was asked for: each layer's figures, and the
    weights of the first one.
    """

    def __init__(
        self,
        network: Network,
        optimizer: Optimizer,
        rng: np.random.Generator,
        handle: TrainingHandle,
        sample: ImageArray,
    ) -> None:
        self.network = network
        self.optimizer = optimizer
        self.look: tuple[tuple[LayerFigures, ...], FloatArray] | None = None
        self._probe = handle.probe
        self._sample = sample
        self._parameters = network.parameters
        self._trace = network.trace(rng=rng, before_layer=handle.cancellation.check)

    def run(
        self, inputs: FloatArray, targets: FloatArray, rate_factor: float = 1.0
    ) -> tuple[float, float]:
        """Learn from a batch; returns its loss and accuracy before the update.

        There is no update where the loss is not finite. rate_factor: the schedule's, on the rate.
        Raises StepCancelledError where the step was cancelled: weights and optimizer are as before.
        """
        # a diverging run overflows on its way to infinity; the loss tells of it, not a warning
        with np.errstate(over="ignore", invalid="ignore"):
            logits = self._trace.forward(inputs)
            self._predicted = logits.argmax(axis=1)
            hits = self._predicted == targets.argmax(axis=1)
            self._sums = np.empty(len(logits), logits.dtype)
            loss, gradient = softmax_cross_entropy(logits, targets, sums=self._sums)
            if isfinite(loss):
                self._trace.backward(gradient)
            self.optimizer.factor = rate_factor  # only now: a cancelled step leaves no trace
            if isfinite(loss):
                self._update()
        return loss, int(np.count_nonzero(hits)) / len(inputs)

    @property
    def predictions(self) -> tuple[NDArray[np.intp], FloatArray]:
        """The labels that the last step predicted before its update, and their probabilities."""
        # the greatest probability is 1 / Σ exp(z − max z)
        return self._predicted, 1 / self._sums

    def _update(self) -> None:
        is_probed = self._probe.is_asked
        before = [array.copy() for array in self._parameters] if is_probed else []
        self.optimizer.update(self._parameters, self._trace.gradients)
        self.look = self._looked(before) if is_probed else None

    def _looked(self, before: list[FloatArray]) -> tuple[tuple[LayerFigures, ...], FloatArray]:
        self._probe.answer()
        figures = layer_figures(self.network, self._trace.gradients, before, self._sample)
        return figures, first_weights(self.network)
