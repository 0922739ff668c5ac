"""Gradient descent: how the weights follow the gradient downhill.

An optimizer owns what it remembers of past gradients; parameters are updated in place. The
learning rate is a plain attribute that may be changed between two updates.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from math import isfinite, sqrt

import numpy as np

from nncore.arrays import FloatArray


class Optimizer(ABC):
    """Updates parameters from gradients. `learning_rate` says how far each step goes.

    Raises ValueError for a learning rate that is not a positive finite number.
    """

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate
        self.factor = 1.0
        """Set by whoever follows a schedule; the user's learning rate stays as chosen."""

    @property
    def learning_rate(self) -> float:
        """How far each update goes along the gradient."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        if not (isfinite(rate) and rate > 0):
            raise ValueError(f"the learning rate must be a positive finite number, got {rate}")
        self._learning_rate = float(rate)

    @property
    def rate(self) -> float:
        """The rate of the next update: `learning_rate` times the schedule's factor."""
        return self._learning_rate * self.factor

    @abstractmethod
    def update(self, parameters: Sequence[FloatArray], gradients: Sequence[FloatArray]) -> None:
        """Move each parameter a step, in place. The same parameters must come at each call."""


class SGD(Optimizer):
    """Stochastic gradient descent; on the whole set at once, plain gradient descent.

    With momentum m:  v = m·v + g,  w = w - rate·v;  Nesterov's form steps along g + m·v.
    Source: Sutskever et al., "On the importance of initialization and momentum", 2013, in the
    form that PyTorch uses. Raises ValueError for a momentum outside 0..1 (1 excluded).
    """

    def __init__(
        self, learning_rate: float, momentum: float = 0.0, *, nesterov: bool = False
    ) -> None:
        super().__init__(learning_rate)
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum must be at least 0 and below 1, got {momentum}")
        if nesterov and momentum == 0:
            raise ValueError("Nesterov's form needs a momentum above 0, got 0")
        self.momentum = momentum
        self.nesterov = nesterov
        self._velocities: list[FloatArray] = []
        self._scratch: list[FloatArray] = []

    def update(self, parameters: Sequence[FloatArray], gradients: Sequence[FloatArray]) -> None:
        if not self._scratch:
            self._scratch = [np.empty_like(array) for array in parameters]
            self._velocities = [np.zeros_like(array) for array in parameters]
        for slot, (parameter, gradient) in enumerate(zip(parameters, gradients, strict=True)):
            scratch = self._scratch[slot]
            direction = self._direction(gradient, self._velocities[slot], scratch)
            np.multiply(direction, self.rate, out=scratch)
            parameter -= scratch

    def _direction(
        self, gradient: FloatArray, velocity: FloatArray, scratch: FloatArray
    ) -> FloatArray:
        if self.momentum == 0:
            return gradient
        velocity *= self.momentum
        velocity += gradient
        if not self.nesterov:
            return velocity
        np.multiply(velocity, self.momentum, out=scratch)
        return np.add(scratch, gradient, out=scratch)


class Adam(Optimizer):
    """Gradient descent whose step is scaled, weight by weight, by the gradient's recent size.

    m and v are running means of g and g²; w = w - rate · m̂ / (√v̂ + ε), the hats correcting for
    the start at zero. Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2015.
    Raises ValueError for betas outside 0..1 (1 excluded) or an epsilon that is not positive.
    """

    def __init__(
        self,
        learning_rate: float = 1e-3,
        *,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        super().__init__(learning_rate)
        if not (0 <= beta1 < 1 and 0 <= beta2 < 1):
            raise ValueError(f"betas must be at least 0 and below 1, got {beta1} and {beta2}")
        if not epsilon > 0:
            raise ValueError(f"epsilon must be positive, got {epsilon}")
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.updates = 0
        self._means: list[FloatArray] = []
        self._squares: list[FloatArray] = []
        self._scratch: list[FloatArray] = []

    def update(self, parameters: Sequence[FloatArray], gradients: Sequence[FloatArray]) -> None:
        if not self._scratch:
            self._scratch = [np.empty_like(array) for array in parameters]
            self._means = [np.zeros_like(array) for array in parameters]
            self._squares = [np.zeros_like(array) for array in parameters]
        self.updates += 1
        for slot, (parameter, gradient) in enumerate(zip(parameters, gradients, strict=True)):
            self._update_one(slot, parameter, gradient)

    def _update_one(self, slot: int, parameter: FloatArray, gradient: FloatArray) -> None:
        mean, square, scratch = self._means[slot], self._squares[slot], self._scratch[slot]
        # mean += (1 - β1)·(g - mean)    square = β2·square + (1 - β2)·g²
        np.subtract(gradient, mean, out=scratch)
        scratch *= 1 - self.beta1
        mean += scratch
        np.multiply(gradient, gradient, out=scratch)
        scratch *= 1 - self.beta2
        square *= self.beta2
        square += scratch
        # the two corrections are scalars: rate·√c2/c1 · mean / (√square + ε·√c2)
        correction = sqrt(1 - self.beta2**self.updates)
        np.sqrt(square, out=scratch)
        scratch += self.epsilon * correction
        np.divide(mean, scratch, out=scratch)
        scratch *= self.rate * correction / (1 - self.beta1**self.updates)
        parameter -= scratch
