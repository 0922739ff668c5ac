"""Adam and AdamW: steps that fit the size of each weight's recent gradients.

What is common to all optimizers is in `optimizer`.
"""

from collections.abc import Callable
from math import inf, sqrt
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import FloatArray
from nncore.optimizers.blocks import Block
from nncore.optimizers.optimizer import Optimizer
from nncore.runtime.denormals import (
    flush_means,
    flush_squares,
    immovable_weight,
    updates_between_flushes,
)


class Adam(Optimizer):
    """Gradient descent whose step is scaled, weight by weight, by the gradient's recent size.

    m and v are running means of g and g²; w = w - rate · m̂ / (√v̂ + ε), the hats correcting for
    the start at zero. weight_decay: times w, it is added to g.
    Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2015. Raises ValueError
    for betas outside 0..1 (1 excluded), an epsilon that is not positive, and as Optimizer does.
    """

    kind = "Adam"
    recipe_options: ClassVar = {"adam": {}}
    usual_rates: ClassVar = {"adam": 1e-3}

    def __init__(
        self,
        learning_rate: float = 1e-3,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay)
        if not (0 <= beta1 < 1 and 0 <= beta2 < 1):
            raise ValueError(f"betas must be at least 0 and below 1, got {beta1} and {beta2}")
        if not 0 < epsilon < inf:
            raise ValueError(f"epsilon must be positive and finite, got {epsilon}")
        self.beta1: Final = float(beta1)
        self.beta2: Final = float(beta2)
        self.epsilon: Final = float(epsilon)
        self._updates_between_flushes = updates_between_flushes(self.beta1, self.beta2)

    @property
    def configuration(self) -> dict[str, Any]:
        betas = {"beta1": self.beta1, "beta2": self.beta2}
        return super().configuration | betas | {"epsilon": self.epsilon}

    @property
    def moment_names(self) -> tuple[str, ...]:
        return ("means", "squares")

    def _is_possible(self, name: str, moment: NDArray[Any]) -> bool:
        is_square = name.startswith("squares.")
        return super()._is_possible(name, moment) and not (is_square and (moment < 0).any())

    def _block_update(self) -> Callable[[Block], None]:
        # Kept are mean = m / (1 - β1) and square = v / (1 - β2), to which g and g² are added as
        # they are. All factors then come to two numbers a step:
        #   m̂ = c·mean, √v̂ = r·√square  =>  rate · m̂ / (√v̂ + ε) = rate·c/r · mean / (√square + ε/r)
        c = (1 - self.beta1) / (1 - self.beta1**self.updates)
        r = sqrt((1 - self.beta2) / (1 - self.beta2**self.updates))
        rate, epsilon = self._scalar(self.effective_rate * c / r), self._scalar(self.epsilon / r)
        beta1, beta2 = self._scalar(self.beta1), self._scalar(self.beta2)

        def update(block: Block) -> None:
            gradient = self._decayed(block)
            (mean, square), step = block.moments, block.step
            np.multiply(mean, beta1, mean)
            np.add(mean, gradient, mean)
            np.multiply(gradient, gradient, step)
            np.multiply(square, beta2, square)
            np.add(square, step, square)
            np.sqrt(square, step)
            np.add(step, epsilon, step)
            np.divide(mean, step, step)
            np.multiply(step, rate, step)
            np.subtract(block.parameter, step, block.parameter)
            if self._is_flush_due:
                self._flush(block)

        return update

    def _flush(self, block: Block) -> None:
        mean, square = block.moments
        longest_step = self.effective_rate / self.epsilon
        immovable = immovable_weight(self.beta1, longest_step, mean.dtype)
        flush_means(mean, block.parameter, immovable)
        flush_squares(square, self.epsilon)


class AdamW(Adam):
    """Adam that takes the weight decay apart from the gradient, which its scaling would distort.

    w = w - rate · weight_decay · w before each step of Adam. Source: Loshchilov and Hutter,
    "Decoupled weight decay regularization", 2019, in the form that PyTorch uses: the decay follows
    the rate. Raises ValueError as Adam does.
    """

    kind = "AdamW"
    recipe_options: ClassVar = {"adamw": {}}
    usual_rates: ClassVar = {"adamw": 1e-3}

    def __init__(
        self,
        learning_rate: float = 1e-3,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 1e-2,
    ) -> None:
        super().__init__(
            learning_rate, beta1=beta1, beta2=beta2, epsilon=epsilon, weight_decay=weight_decay
        )

    def _decayed(self, block: Block) -> FloatArray:
        if self.weight_decay:
            np.multiply(
                block.parameter, 1 - self.effective_rate * self.weight_decay, block.parameter
            )
        return block.gradient
