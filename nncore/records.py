"""What one layer must remember between its forward and its backward pass.

A record belongs to whoever pulls the pass back, never to the layer: so predictions may run
beside a training run. Its arrays are reused from step to step; nothing is allocated in the loop.
"""

from collections.abc import Iterable
from math import prod

import numpy as np
from numpy.typing import DTypeLike

from nncore.arrays import FloatArray


class Record:
    """The inputs and outputs of a layer's last forward pass, its gradients, and its scratch space.

    inputs, outputs: the arrays of the last forward pass, batch first.
    gradients: by parameter name, the loss's derivative, of the parameter's shape.
    """

    inputs: FloatArray
    outputs: FloatArray

    def __init__(self, parameters: Iterable[tuple[str, FloatArray]] = ()) -> None:
        self.gradients = {name: np.zeros_like(array) for name, array in parameters}
        self._buffers: dict[str, FloatArray] = {}

    def buffer(self, name: str, shape: tuple[int, ...], dtype: DTypeLike) -> FloatArray:
        """An array of `shape` with arbitrary contents, the same memory at each call.

        The memory grows with the largest batch seen; a smaller batch gets the front of it.
        """
        size = prod(shape)
        memory = self._buffers.get(name)
        if memory is None or memory.size < size or memory.dtype != dtype:
            memory = self._buffers[name] = np.empty(size, dtype)
        return memory[:size].reshape(shape)
