"""Flattening: pictures become rows of numbers, as dense layers take them."""

from math import prod

import numpy as np

from nncore.array_types import FloatArray
from nncore.layers.layer import LayerCache, Shape
from nncore.layers.registered_layer import OnnxNode, RegisteredLayer


class Flatten(RegisteredLayer):
    """Each example's numbers in one row, channels varying fastest: (N, ...) becomes (N, numbers).

    Convolutions lay their batches out otherwise in memory; this is where they come into line.
    """

    kind = "Flatten"

    def output_shape(self, input_shape: Shape) -> Shape:
        return (prod(input_shape),)

    def forward(self, inputs: FloatArray, cache: LayerCache | None = None) -> FloatArray:
        if cache is None:
            return inputs.reshape(len(inputs), -1)
        cache.inputs = inputs
        outputs = cache.buffer("outputs", inputs.shape, inputs.dtype)
        np.copyto(outputs, inputs)
        return outputs.reshape(len(inputs), -1)

    def backward(
        self, cache: LayerCache, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        # the same numbers, back in the shape and the order in memory that they came in
        if not to_inputs:
            return None
        gradient = cache.like("input_gradient", cache.inputs)
        np.copyto(gradient, output_gradient.reshape(gradient.shape))
        return gradient

    @property
    def onnx(self) -> OnnxNode:
        return OnnxNode("Flatten", {"axis": 1})

    @property
    def torch(self) -> tuple[str, ...]:
        return ("nn.Flatten()",)
