"""What one layer must remember between its forward and its backward pass.

A cache belongs to whoever pulls the pass back, never to the layer: so predictions may run
beside a training run. Its arrays are reused from step to step: the loop allocates no floats of a
layer's size.
"""

from collections.abc import Iterable
from math import prod

import numpy as np
from numpy.typing import DTypeLike

from nncore.array_types import FloatArray


class LayerCache:
    """The inputs and outputs of a layer's last forward pass, its gradients, and its scratch space.

    inputs, outputs: the arrays of the last forward pass, batch first.
    gradients: by parameter name, the loss's derivative, of the parameter's shape.
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
        self._memory: dict[str, FloatArray] = {}
        self._views: dict[str, FloatArray] = {}
        self._alike: dict[str, FloatArray] = {}

    def buffer(self, name: str, shape: tuple[int, ...], dtype: DTypeLike) -> FloatArray:
        """An array of `shape` with arbitrary contents, the same memory at each call.

        The memory grows with the largest batch seen; a smaller batch gets the front of it.
        """
        view = self._views.get(name)
        if view is None or view.shape != shape or view.dtype != dtype:
            view = self._views[name] = self._front(name, prod(shape), dtype).reshape(shape)
        return view

    def like(self, name: str, array: FloatArray) -> FloatArray:
        """A buffer of the array's shape, type and order in memory.

        NumPy runs through two arrays together quickest where both lie in memory alike.
        """
        view = self._alike.get(name)
        kind = array.shape, array.strides, array.dtype
        if view is None or (view.shape, view.strides, view.dtype) != kind:
            order = sorted(range(array.ndim), key=array.strides.__getitem__, reverse=True)
            buffer = self.buffer(name, tuple(array.shape[axis] for axis in order), array.dtype)
            view = buffer.transpose(sorted(range(array.ndim), key=order.__getitem__))
            self._alike[name] = view
        return view

    def _front(self, name: str, size: int, dtype: DTypeLike) -> FloatArray:
        memory = self._memory.get(name)
        if memory is None or memory.size < size or memory.dtype != dtype:
            memory = self._memory[name] = np.empty(size, dtype)
        return memory[:size]
