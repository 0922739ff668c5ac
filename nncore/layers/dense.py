"""A dense layer: every output looks at every input."""

from collections.abc import Mapping
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike

from nncore.array_types import FloatArray
from nncore.layers.activations import ReLU
from nncore.layers.flatten import Flatten
from nncore.layers.initializers import Initializer, draw_weights, he_normal
from nncore.layers.layer import LayerCache, Shape
from nncore.layers.registered_layer import (
    MOST_NUMBERS,
    MOST_OUTPUTS,
    BuildContext,
    OnnxNode,
    Option,
    RegisteredLayer,
)
from nncore.safe_text import quoted

MOST_UNITS = 4096
"""Of a dense layer in a recipe."""


class Dense(RegisteredLayer):
    """Every output is a weighted sum of all inputs plus a bias: outputs = inputs · weights + bias.

    weights: (inputs, outputs). bias: (outputs,), zero at first. What is not flat is flattened.
    Raises ValueError for sizes below 1.
    """

    kind = "Dense"
    options: ClassVar = {"inputs": Option(most=MOST_NUMBERS), "outputs": Option(most=MOST_OUTPUTS)}
    flattens = True

    def __init__(
        self,
        inputs: int,
        outputs: int,
        *,
        rng: np.random.Generator,
        initializer: Initializer = he_normal,
        dtype: DTypeLike = np.float32,
    ) -> None:
        if inputs < 1 or outputs < 1:
            given = f"{quoted(inputs)}, {quoted(outputs)}"
            raise ValueError(f"Dense needs at least 1 input and 1 output, got {given}")
        self.weights = draw_weights(initializer, inputs, outputs, rng=rng, dtype=dtype)
        self.bias: FloatArray = np.zeros(outputs, dtype)

    @property
    def inputs(self) -> int:
        """The number of inputs."""
        return int(self.weights.shape[0])

    @property
    def outputs(self) -> int:
        """The number of outputs."""
        return int(self.weights.shape[1])

    @property
    def parameters(self) -> dict[str, FloatArray]:
        return {"weights": self.weights, "bias": self.bias}

    @property
    def configuration(self) -> dict[str, Any]:
        return {"inputs": self.inputs, "outputs": self.outputs}

    @property
    def label(self) -> str:
        return str(self.outputs)

    def output_shape(self, input_shape: Shape) -> Shape:
        if prod(input_shape) != self.inputs:
            raise ValueError(
                f"Dense({self.inputs}, {self.outputs}) needs {self.inputs} inputs, "
                f"got the shape {input_shape} with {prod(input_shape)}"
            )
        return (self.outputs,)

    def forward(self, inputs: FloatArray, cache: LayerCache | None = None) -> FloatArray:
        flat = inputs.reshape(len(inputs), -1)
        if cache is None:
            outputs: FloatArray = flat @ self.weights
        else:
            cache.inputs = inputs
            outputs = cache.buffer("outputs", (len(flat), self.outputs), self.weights.dtype)
            np.matmul(flat, self.weights, out=outputs)
        outputs += self.bias
        return outputs

    def backward(
        self, cache: LayerCache, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        # outputs = x·W + b  =>  dL/dW = xᵀ·g    dL/db = Σ g over the batch    dL/dx = g·Wᵀ
        flat = cache.inputs.reshape(len(cache.inputs), -1)
        if cache.gradients:
            np.matmul(flat.T, output_gradient, out=cache.gradients["weights"])
            # BLAS adds up several times as fast as NumPy's sum
            ones = cache.buffer("ones", (len(flat),), self.weights.dtype, fill=1)
            np.matmul(ones, output_gradient, out=cache.gradients["bias"])
        if not to_inputs:
            return None
        gradient = cache.buffer("input_gradient", flat.shape, self.weights.dtype)
        np.matmul(output_gradient, self.weights.T, out=gradient)
        return gradient.reshape(cache.inputs.shape)

    @classmethod
    def weights_shape(cls, options: Mapping[str, Any]) -> Shape:
        return (options["inputs"], options["outputs"])

    @classmethod
    def from_word(cls, word: int | str, context: BuildContext) -> list[RegisteredLayer] | None:
        if type(word) is not int or not 1 <= word <= MOST_UNITS:
            return None
        shape, rng, initializer = context
        dense = cls(prod(shape), word, rng=rng, initializer=initializer)
        return [Flatten(), dense, ReLU()] if len(shape) == 3 else [dense, ReLU()]

    @property
    def word(self) -> int:
        return self.outputs

    @property
    def onnx(self) -> OnnxNode:
        return OnnxNode("Gemm", {"transB": 1})

    @property
    def torch(self) -> tuple[str, ...]:
        return (f"nn.Linear({self.inputs}, {self.outputs})",)
