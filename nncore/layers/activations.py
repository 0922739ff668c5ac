"""Activations: what each number becomes by itself, so that layers in a row are more than one."""

import numpy as np

from nncore.array_types import FloatArray
from nncore.layers.layer import LayerCache, Shape
from nncore.layers.registered_layer import OnnxNode, RegisteredLayer


class ReLU(RegisteredLayer):
    """The positive part: outputs = max(inputs, 0). At 0 its derivative is taken as 0."""

    kind = "ReLU"

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def forward(self, inputs: FloatArray, cache: LayerCache | None = None) -> FloatArray:
        # NumPy is four times as fast with zeros as with the number 0; a slab of them is enough
        slowest = max(range(inputs.ndim), key=inputs.strides.__getitem__)
        slab = inputs[(slice(None),) * slowest + (slice(0, 1),)]
        if cache is None:
            return np.maximum(inputs, np.zeros_like(slab))
        zeros = cache.like("zeros", slab, fill=0)
        cache.outputs = cache.like("outputs", inputs)
        return np.maximum(inputs, zeros, out=cache.outputs)

    def backward(
        self, cache: LayerCache, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        # dL/dx = g where x > 0, which is where the output is above 0; else 0
        if not to_inputs:
            return None
        gradient = cache.like("input_gradient", cache.outputs)
        is_on = cache.mask_like("is_on", cache.outputs)
        np.greater(cache.outputs, 0, out=is_on)
        return np.multiply(output_gradient, is_on, out=gradient)

    @property
    def onnx(self) -> OnnxNode:
        return OnnxNode("Relu", {})

    @property
    def torch(self) -> tuple[str, ...]:
        return ("nn.ReLU()",)
