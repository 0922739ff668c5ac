"""What a layer is: a forward pass and, right below it, the backward pass that belongs to it.

The convention: a layer holds parameters and nothing else. `forward(inputs)` computes outputs;
given a LayerCache it also notes there what `backward` will need. `backward(cache, gradient)` takes
the loss's derivative with respect to the outputs, leaves the derivatives with respect to the
parameters in `cache.gradients`, and returns the derivative with respect to the inputs.
"""

from abc import ABC, abstractmethod
from math import prod
from typing import Any

import numpy as np

from nncore.array_types import FloatArray
from nncore.layers.cache import LayerCache

Shape = tuple[int, ...]
"""The shape of one example, without the batch."""


class Layer(ABC):
    """One step of a network. Batches come first: arrays are (N, *shape)."""

    @property
    def parameters(self) -> dict[str, FloatArray]:
        """The learned arrays by name; they are updated in place."""
        return {}

    @property
    def configuration(self) -> dict[str, Any]:
        """The keyword arguments that build this layer again, as JSON can hold them."""
        return {}

    @property
    def label(self) -> str:
        """The layer in a network's short name; empty for layers that go without saying."""
        return ""

    @property
    def is_stochastic(self) -> bool:
        """Whether it draws random numbers in training."""
        return False

    @abstractmethod
    def output_shape(self, input_shape: Shape) -> Shape:
        """The shape of one output. Raises ValueError where `input_shape` does not fit."""

    def working_numbers(self, input_shape: Shape) -> int:
        """How many numbers reading one example takes at once."""
        return prod(self.output_shape(input_shape))

    def multiplications(self, output_shape: Shape) -> int:
        """How many it takes to compute one output."""
        weights = self.parameters.get("weights")
        # each number is a sum over its share of the weights
        return 0 if weights is None else weights.size // weights.shape[-1] * prod(output_shape)

    @abstractmethod
    def forward(self, inputs: FloatArray, cache: LayerCache | None = None) -> FloatArray:
        """The outputs for a batch; with `cache`, noting what `backward` needs."""

    @abstractmethod
    def backward(
        self, cache: LayerCache, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        """Backpropagate through the forward pass that `cache` remembers.

        Without `to_inputs` the derivative of the inputs is not computed, and None returned:
        the first layer of a network in training has nobody to hand it to.
        """

    def new_cache(self, *, rng: np.random.Generator | None = None) -> LayerCache:
        """An empty cache of this layer, for one pass at a time.

        rng: what a layer with chance in it draws from in training.
        """
        return LayerCache(self.parameters.items(), rng=rng)
