"""Gradient descent as such: against the gradient, with momentum if wished.

What is common to all optimizers is in `optimizer`.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final

import numpy as np

from nncore.array_types import FloatArray
from nncore.optimizers.blocks import Block
from nncore.optimizers.optimizer import Optimizer
from nncore.runtime.denormals import flush_means, immovable_weight, updates_between_flushes

_LEAST = 2.0**-20
"""Learning rates from here to its inverse take no gradient to the ends of what floats can hold."""


class SGD(Optimizer):
    """Stochastic gradient descent; on the whole set at once, plain gradient descent.

    With momentum m:  v = m·v + g,  w = w - rate·v;  Nesterov's form steps along g + m·v.
    weight_decay: times w, it is added to g. Source: Sutskever et al., "On the importance of
    initialization and momentum", 2013, in the form that PyTorch uses. Raises ValueError for a
    momentum outside 0..1 (1 excluded), and as Optimizer does.
    """

    kind = "SGD"
    recipe_options: ClassVar = {
        "sgd": {},
        "momentum": {"momentum": 0.9},
        "nesterov": {"momentum": 0.9, "nesterov": True},
    }
    usual_rates: ClassVar = {"sgd": 0.1, "momentum": 0.01, "nesterov": 0.01}

    def __init__(
        self,
        learning_rate: float,
        momentum: float = 0.0,
        *,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay)
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum must be at least 0 and below 1, got {momentum}")
        if nesterov and momentum == 0:
            raise ValueError("Nesterov's form needs a momentum above 0, got 0")
        self.momentum: Final = float(momentum)
        self.nesterov: Final = bool(nesterov)
        self._updates_between_flushes = updates_between_flushes(self.momentum)

    @property
    def configuration(self) -> dict[str, Any]:
        return super().configuration | {"momentum": self.momentum, "nesterov": self.nesterov}

    @property
    def moment_names(self) -> tuple[str, ...]:
        return ("velocities",) if self.momentum else ()

    def step_scale(self, factor: float) -> float | None:
        if type(self) is not SGD:
            return None  # it may have an update of its own
        rate = self.learning_rate * factor
        if self.momentum or self.weight_decay or not _LEAST <= rate <= 1 / _LEAST:
            return None
        return rate

    def take_steps(self, parameters: Sequence[FloatArray], steps: Sequence[FloatArray]) -> None:
        self._counted(parameters, steps).walk(_subtract)

    def _block_update(self) -> Callable[[Block], None]:
        rate, momentum = self._scalar(self.effective_rate), self._scalar(self.momentum)

        def update(block: Block) -> None:
            direction = self._decayed(block)
            if self.momentum:
                direction = self._followed(direction, block.moments[0], momentum, block.step)
            np.multiply(direction, rate, block.step)
            np.subtract(block.parameter, block.step, block.parameter)
            if self.momentum and self._is_flush_due:
                immovable = immovable_weight(self.momentum, self.effective_rate, rate.dtype)
                flush_means(block.moments[0], block.parameter, immovable)

        return update

    def _followed(
        self, gradient: FloatArray, velocity: FloatArray, momentum: FloatArray, scratch: FloatArray
    ) -> FloatArray:
        """Take the gradient into the velocity; return the direction to go."""
        if not self.nesterov:
            np.multiply(velocity, momentum, velocity)
            return np.add(velocity, gradient, velocity)
        # what is kept is m·v, a pass less:  m·v = m·(m·v + g)
        np.add(velocity, gradient, velocity)
        np.multiply(velocity, momentum, velocity)
        return np.add(velocity, gradient, scratch)


def _subtract(block: Block) -> None:
    np.subtract(block.parameter, block.gradient, block.parameter)
