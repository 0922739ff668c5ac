"""What a layer is: a forward pass and, right below it, the backward pass that belongs to it.

The convention: a layer holds parameters and nothing else. `forward(inputs)` computes outputs;
given a LayerCache it also notes there what `backward` will need. `backward(cache, gradient)` takes
the loss's derivative with respect to the outputs, leaves the derivatives with respect to the
parameters in `cache.gradients` if there is room for them, and returns the derivative with respect
to the inputs.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from math import prod
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nncore.array_types import FloatArray


class LayerCache:
    """The inputs and outputs of a layer's last forward pass, its gradients, and its scratch space.

    inputs, outputs: the arrays of the last forward pass, batch first.
    gradients: by parameter name, the loss's derivative, of the parameter's shape; none at all where
    nobody asks for them.
    rng: for layers that draw at random in training; None where nothing was given.
    """

    inputs: FloatArray
    outputs: FloatArray

    def __init__(
        self,
        parameters: Iterable[tuple[str, FloatArray]] = (),
        *,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.gradients = {name: np.zeros(array.shape, array.dtype) for name, array in parameters}
        self.rng = rng
        self._memory: dict[str, NDArray[Any]] = {}
        self._views: dict[str, NDArray[Any]] = {}
        self._alike: dict[str, tuple[Any, NDArray[Any]]] = {}

    def buffer(
        self, name: str, shape: tuple[int, ...], dtype: DTypeLike, fill: float | None = None
    ) -> FloatArray:
        """An array of `shape`, the same memory at each call.

        Its contents are arbitrary, or `fill` as long as nobody changes them. The memory grows with
        the largest batch seen; a smaller batch gets the front of it.
        """
        view = self._views.get(name)
        if view is None or view.shape != shape or view.dtype != dtype:
            view = self._views[name] = self._front(name, prod(shape), dtype, fill).reshape(shape)
        return view

    def like(self, name: str, array: FloatArray, fill: float | None = None) -> FloatArray:
        """A buffer of the array's shape, type and order in memory.

        NumPy runs through two arrays together quickest where both lie in memory alike.
        """
        return self._in_order_of(array, name, array.dtype, fill)

    def mask_like(self, name: str, array: FloatArray) -> NDArray[np.bool_]:
        """A buffer of truth values, of the array's shape and order in memory."""
        return self._in_order_of(array, name, np.dtype(np.bool_))

    def _in_order_of(
        self, array: FloatArray, name: str, dtype: np.dtype[Any], fill: float | None = None
    ) -> NDArray[Any]:
        kind = array.shape, array.strides, dtype
        known, view = self._alike.get(name, (None, array))
        if known != kind:
            order = sorted(range(array.ndim), key=array.strides.__getitem__, reverse=True)
            buffer = self.buffer(name, tuple(array.shape[axis] for axis in order), dtype, fill)
            view = buffer.transpose(sorted(range(array.ndim), key=order.__getitem__))
            self._alike[name] = kind, view
        return view

    def _front(self, name: str, size: int, dtype: DTypeLike, fill: float | None) -> NDArray[Any]:
        memory = self._memory.get(name)
        if memory is None or memory.size < size or memory.dtype != dtype:
            memory = np.empty(size, dtype) if fill is None else np.full(size, fill, dtype)
            self._memory[name] = memory
        return memory[:size]


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

    def new_cache(
        self, *, rng: np.random.Generator | None = None, to_parameters: bool = True
    ) -> LayerCache:
        """An empty cache of this layer, for one pass at a time.

        rng: what a layer with chance in it draws from in training. to_parameters: whether it has
        room for the parameters' derivatives, so that `backward` computes them.
        """
        return LayerCache(self.parameters.items() if to_parameters else (), rng=rng)
