"""Layers: each knows its forward pass and, right below it, how to pull a gradient back.

The convention: a layer holds parameters and nothing else. `forward(inputs)` computes outputs;
given a Record it also notes there what `backward` will need. `backward(record, gradient)` takes
the loss's derivative by the outputs, leaves the derivatives by the parameters in
`record.gradients`, and returns the derivative by the inputs.
"""

from abc import ABC, abstractmethod
from math import prod
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from nncore.arrays import FloatArray
from nncore.layers.cache import Record
from nncore.layers.initializers import Initializer, he_normal
from nncore.quoting import quoted

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
    def draws(self) -> bool:
        """Whether it draws at random in training."""
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
    def forward(self, inputs: FloatArray, record: Record | None = None) -> FloatArray:
        """The outputs for a batch; with `record`, noting what `backward` needs."""

    @abstractmethod
    def backward(
        self, record: Record, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        """Pull the gradient of the loss back through the recorded pass.

        Without `to_inputs` the derivative by the inputs is not computed, and None returned:
        the first layer of a network in training has nobody to hand it to.
        """

    def new_record(self, *, rng: np.random.Generator | None = None) -> Record:
        """An empty record of this layer, for one pass at a time.

        rng: what a layer with chance in it draws from in training.
        """
        return Record(self.parameters.items(), rng=rng)


class Dense(Layer):
    """Every output is a weighted sum of all inputs plus a bias: outputs = inputs · weights + bias.

    weights: (inputs, outputs). bias: (outputs,), zero at first. What is not flat is flattened.
    Raises ValueError for sizes below 1.
    """

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
        self.weights: FloatArray = initializer(inputs, outputs, rng=rng).astype(dtype)
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

    def forward(self, inputs: FloatArray, record: Record | None = None) -> FloatArray:
        flat = inputs.reshape(len(inputs), -1)
        if record is None:
            outputs: FloatArray = flat @ self.weights
        else:
            record.inputs = inputs
            outputs = record.buffer("outputs", (len(flat), self.outputs), self.weights.dtype)
            np.matmul(flat, self.weights, out=outputs)
        outputs += self.bias
        return outputs

    def backward(
        self, record: Record, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        # outputs = x·W + b  =>  dL/dW = xᵀ·g    dL/db = Σ g over the batch    dL/dx = g·Wᵀ
        flat = record.inputs.reshape(len(record.inputs), -1)
        np.matmul(flat.T, output_gradient, out=record.gradients["weights"])
        output_gradient.sum(axis=0, out=record.gradients["bias"])
        if not to_inputs:
            return None
        gradient = record.buffer("input_gradient", flat.shape, self.weights.dtype)
        np.matmul(output_gradient, self.weights.T, out=gradient)
        return gradient.reshape(record.inputs.shape)


class ReLU(Layer):
    """The positive part: outputs = max(inputs, 0). At 0 its derivative is taken as 0."""

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def forward(self, inputs: FloatArray, record: Record | None = None) -> FloatArray:
        if record is None:
            return np.maximum(inputs, 0)
        record.outputs = record.like("outputs", inputs)
        return np.maximum(inputs, 0, out=record.outputs)

    def backward(
        self, record: Record, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        # dL/dx = g where x > 0, which is where the output is above 0; else 0
        if not to_inputs:
            return None
        gradient = record.like("input_gradient", record.outputs)
        return np.multiply(output_gradient, record.outputs > 0, out=gradient)


class Flatten(Layer):
    """Each example's numbers in one row, channels varying fastest: (N, ...) becomes (N, numbers).

    Convolutions lay their batches out otherwise in memory; this is where they come into line.
    """

    def output_shape(self, input_shape: Shape) -> Shape:
        return (prod(input_shape),)

    def forward(self, inputs: FloatArray, record: Record | None = None) -> FloatArray:
        if record is None:
            return inputs.reshape(len(inputs), -1)
        record.inputs = inputs
        outputs = record.buffer("outputs", inputs.shape, inputs.dtype)
        np.copyto(outputs, inputs)
        return outputs.reshape(len(inputs), -1)

    def backward(
        self, record: Record, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        # the same numbers, back in the shape and the order in memory that they came in
        if not to_inputs:
            return None
        gradient = record.like("input_gradient", record.inputs)
        np.copyto(gradient, output_gradient.reshape(gradient.shape))
        return gradient


class Dropout(Layer):
    """In training each number is dropped (made 0) with probability `rate`, the others scaled up.

    The scale 1 / (1 - rate) keeps the expected sum, so that reading drops nothing and needs no
    change. Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from
    overfitting", 2014. Raises ValueError for a rate outside 0..1 (1 excluded).
    """

    def __init__(self, rate: float) -> None:
        if not 0 <= rate < 1:
            raise ValueError(f"Dropout needs a rate of at least 0 and below 1, got {quoted(rate)}")
        self.rate = float(rate)

    @property
    def draws(self) -> bool:
        return True

    @property
    def configuration(self) -> dict[str, Any]:
        return {"rate": self.rate}

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def forward(self, inputs: FloatArray, record: Record | None = None) -> FloatArray:
        if record is None:
            return inputs
        factors = self._drawn(record, inputs)
        record.outputs = np.multiply(inputs, factors, out=record.like("outputs", inputs))
        return record.outputs

    def backward(
        self, record: Record, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        # outputs = factors · inputs  =>  dL/dx = factors · g
        if not to_inputs:
            return None
        factors = record.buffer("factors", record.outputs.shape, record.outputs.dtype)
        gradient = record.like("input_gradient", record.outputs)
        return np.multiply(output_gradient, factors, out=gradient)

    def _drawn(self, record: Record, like: FloatArray) -> FloatArray:
        """0 where a number is dropped, 1 / (1 - rate) where it is kept."""
        if record.rng is None:
            raise ValueError("Dropout draws at random in training: make the trace with an rng")
        factors = record.buffer("factors", like.shape, like.dtype)
        record.rng.random(out=factors, dtype=factors.dtype)
        np.copyto(factors, factors >= self.rate)
        factors *= 1 / (1 - self.rate)
        return factors
