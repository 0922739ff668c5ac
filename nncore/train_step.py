"""One training step: forward, loss, backward, update.

It knows neither epochs nor the order of the images; those are the loop's.
"""

from contextlib import suppress
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from nncore.arrays import FloatArray, ImageArray
from nncore.losses import softmax_cross_entropy
from nncore.network import Network
from nncore.optimizers import Optimizer
from nncore.runtime.cancellation import Cancellation, Cancelled
from nncore.runtime.probing import LayerFigures, Probe, first_weights, layer_figures


class Learner:
    """Takes steps with one network and one optimizer.

    look: what a probe saw in the last step, if one was asked for. sample: (N, 28, 28) images that
    a probe looks with. cancellation: asks for a step to be cancelled.
    """

    def __init__(
        self,
        network: Network,
        optimizer: Optimizer,
        rng: np.random.Generator,
        probe: Probe | None,
        sample: ImageArray,
        cancellation: Cancellation | None,
    ) -> None:
        self.network = network
        self.optimizer = optimizer
        self.look: tuple[tuple[LayerFigures, ...], FloatArray] | None = None
        self._probe = probe
        self._sample = sample
        self._parameters = network.parameters
        check = None if cancellation is None else cancellation.check
        self._trace = network.trace(rng=rng, before_layer=check)

    def learn(self, inputs: FloatArray, targets: FloatArray) -> tuple[float, float] | None:
        """The loss and the accuracy before the update; no update where the loss is not finite.

        None where the step was left: the parameters and the optimizer are as they were.
        """
        # a diverging run overflows on its way to infinity; the loss tells of it, not a warning
        with suppress(Cancelled), np.errstate(over="ignore", invalid="ignore"):
            logits = self._trace.forward(inputs)
            self._predicted = logits.argmax(axis=1)
            hits = self._predicted == targets.argmax(axis=1)
            self._sums = np.empty(len(logits), logits.dtype)
            loss, self._gradient = softmax_cross_entropy(logits, targets, sums=self._sums)
            if isfinite(loss):
                self._update()
            return loss, int(np.count_nonzero(hits)) / len(inputs)
        return None

    @property
    def predictions(self) -> tuple[NDArray[np.intp], FloatArray]:
        """What the last step's forward pass took its images for, and with what probability."""
        return self._predicted, 1 / self._sums

    def _update(self) -> None:
        probed = self._probe is not None and self._probe.is_asked
        before = [array.copy() for array in self._parameters] if probed else []
        self._trace.backward(self._gradient)
        self.optimizer.update(self._parameters, self._trace.gradients)
        self.look = self._looked(before) if probed else None

    def _looked(self, before: list[FloatArray]) -> tuple[tuple[LayerFigures, ...], FloatArray]:
        assert self._probe is not None
        self._probe.answer()
        figures = layer_figures(self.network, self._trace.gradients, before, self._sample)
        return figures, first_weights(self.network)
