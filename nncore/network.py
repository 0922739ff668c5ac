"""A network: layers in a row, from images to logits, and the Trace that backpropagation needs.

Reading (`predict`) keeps no state, so it may run beside training; what a training step must
remember belongs to its Trace.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy, deepcopy
from itertools import pairwise
from math import prod

import numpy as np
from numpy.typing import DTypeLike

from nncore.array_types import IMAGE_SIDE, FloatArray, ImageArray
from nncore.inputs import network_inputs, require_shape
from nncore.layers import Layer, MaxPool2D, ReLU, Shape
from nncore.losses import softmax
from nncore.runtime.allocation import keep_freed_blocks

_CHUNK_NUMBERS = 2**20
"""What the largest layer may hold of the images read at once: so much stays near the processor."""
_WORKING_NUMBERS = 2**23
"""What a layer may need beside that while it works, 32 MB: only very wide kernels come so far."""
_CHUNK = 2048
"""The most images read at once; more would keep BLAS no busier."""
_WORK_PER_NUMBER = 20
"""Multiplications that take as long as moving a number to memory and back, at most."""


class Network:
    """Layers applied one after the other.

    input_shape: the shape of one image. Raises ValueError where there is no layer or one does
    not fit the one before it, naming both.
    """

    def __init__(
        self, layers: Sequence[Layer], *, input_shape: Shape = (IMAGE_SIDE, IMAGE_SIDE)
    ) -> None:
        self.layers = tuple(layers)
        self.input_shape = input_shape
        self.layers_in_turn = _quickest_order(self.layers)
        """As they are computed, which gives the same numbers in less time."""
        self._before_layer: Callable[[], None] = _go_on
        self.known_from: float | None = None
        """The largest probability from which on an image counts as a digit; None where nobody has
        found that out. It is saved with the network."""
        if not self.layers:
            raise ValueError("a network needs at least one layer, got none")
        shape = input_shape
        largest = working = prod(shape)
        for position, layer in enumerate(self.layers):
            try:
                working = max(working, layer.working_numbers(shape))
                shape = layer.output_shape(shape)
            except ValueError as error:
                raise ValueError(f"layer {position + 1} does not fit: {error}") from None
            largest = max(largest, prod(shape))
        self.output_shape = shape
        chunk = min(_CHUNK, _CHUNK_NUMBERS // largest, _WORKING_NUMBERS // working)
        self.images_at_once = max(1, chunk)
        """How many are best read, or learned from, together: more would leave the processor."""

    @property
    def parameters(self) -> list[FloatArray]:
        """All learned arrays, layer by layer; they are updated in place."""
        return [array for layer in self.layers for array in layer.parameters.values()]

    @property
    def parameter_count(self) -> int:
        """How many numbers are learned."""
        return sum(array.size for array in self.parameters)

    @property
    def multiplications(self) -> int:
        """How many it takes to read one image; at least 1."""
        return max(1, sum(multiplications for multiplications, _ in self._costs()))

    @property
    def work(self) -> int:
        """What it takes to read one image, in multiplications: moving numbers takes time too."""
        return sum(each + _WORK_PER_NUMBER * numbers for each, numbers in self._costs())

    @property
    def is_finite(self) -> bool:
        """Whether every parameter is a number, neither NaN nor infinite."""
        return all(bool(np.isfinite(array).all()) for array in self.parameters)

    @property
    def is_stochastic(self) -> bool:
        """Whether a layer draws random numbers in training, as Dropout does."""
        return any(layer.is_stochastic for layer in self.layers)

    @property
    def dtype(self) -> DTypeLike:
        """The type of the parameters; float32 for a network without any."""
        return next((array.dtype for array in self.parameters), np.dtype(np.float32))

    def logits(self, images: ImageArray | FloatArray) -> FloatArray:
        """The last layer's outputs, shape (N, 10), before softmax.

        images: (N, 28, 28) uint8, or floats in 0..1. Raises ValueError for anything else.
        """
        keep_freed_blocks()
        return np.concatenate([self._forward(part) for part in self._chunks(images)])

    def predict(self, images: ImageArray | FloatArray) -> FloatArray:
        """The probability of each class, shape (N, 10), rows summing to 1.

        images: (N, 28, 28) uint8, or floats in 0..1. Raises ValueError for anything else.
        """
        return softmax(self.logits(images))

    def interruptible(self, before_layer: Callable[[], None]) -> "Network":
        """This network, its parameters shared, whose reading can be left between two layers.

        before_layer: called before each layer's turn; what it raises ends the reading.
        """
        network = copy(self)
        network._before_layer = before_layer
        return network

    def trace(
        self,
        *,
        rng: np.random.Generator | None = None,
        before_layer: Callable[[], None] | None = None,
        to_parameters: bool = True,
    ) -> "Trace":
        """A forward pass that remembers what backpropagation needs, with memory of its own.

        rng: what layers with chance in them (Dropout) draw from; they raise ValueError without.
        before_layer: called before each layer's turn, both ways; what it raises ends the pass.
        to_parameters: whether `backward` is to compute `gradients`; whoever only asks for the
        inputs' derivative has it sooner without.
        """
        return Trace(
            self, rng=rng, before_layer=before_layer or _go_on, to_parameters=to_parameters
        )

    def copy(self) -> "Network":
        """A network with the same layers and a copy of the parameters."""
        return deepcopy(self)

    def copy_parameters_from(self, other: "Network") -> None:
        """Take over the parameters of a network of the same architecture, in place, and the
        threshold that was found for them.

        Raises ValueError where the shapes differ.
        """
        ours, theirs = self.parameters, other.parameters
        if [array.shape for array in ours] != [array.shape for array in theirs]:
            raise ValueError(f"cannot take over parameters: {other} is built unlike {self}")
        for mine, given in zip(ours, theirs, strict=True):
            np.copyto(mine, given)
        self.known_from = other.known_from

    def __str__(self) -> str:
        """From input to output, as in "784–128–10" or "28×28–5×5×8–pool–100–10"."""
        labels = [layer.label for layer in self.layers if layer.label]
        is_flat = bool(labels) and labels[0].isdigit()
        sizes = map(str, self.input_shape)
        return "–".join([str(prod(self.input_shape)) if is_flat else "×".join(sizes), *labels])

    def _chunks(self, images: ImageArray | FloatArray) -> Iterator[FloatArray]:
        require_shape(images, self.input_shape)
        for start in range(0, len(images), self.images_at_once):
            part = images[start : start + self.images_at_once]
            yield network_inputs(part, self.input_shape, self.dtype)

    def _forward(self, activations: FloatArray) -> FloatArray:
        for layer in self.layers_in_turn:
            self._before_layer()
            activations = layer.forward(activations)
        return activations

    def _costs(self) -> Iterator[tuple[int, int]]:
        """Multiplications and numbers that each layer takes to read one image."""
        shape = self.input_shape
        for layer in self.layers:
            numbers, shape = layer.working_numbers(shape), layer.output_shape(shape)
            yield layer.multiplications(shape), numbers


class Trace:
    """Forward passes through a network that can be pulled back, one at a time.

    It owns what the layers must remember, and reuses that memory from pass to pass: arrays that
    it returns are valid until the next call.
    """

    def __init__(
        self,
        network: Network,
        *,
        rng: np.random.Generator | None = None,
        before_layer: Callable[[], None],
        to_parameters: bool = True,
    ) -> None:
        self._before_layer = before_layer
        self._caches = [
            (layer, layer.new_cache(rng=rng, to_parameters=to_parameters))
            for layer in network.layers_in_turn
        ]
        self.gradients: list[FloatArray] = [
            gradient for _, cache in self._caches for gradient in cache.gradients.values()
        ]
        """The loss's derivatives after `backward`, in the order of `network.parameters`; none
        without `to_parameters`.
        """

    def forward(self, inputs: FloatArray) -> FloatArray:
        """The logits (N, 10) of a batch (N, *input_shape) of numbers 0..1."""
        for layer, cache in self._caches:
            self._before_layer()
            inputs = layer.forward(inputs, cache)
        return inputs

    def backward(self, gradient: FloatArray, *, to_inputs: bool = False) -> FloatArray | None:
        """Backpropagate the loss's derivative with respect to the logits; fill `gradients`.

        Returns the derivative with respect to the inputs if `to_inputs`, else None: it costs a
        product of matrices that training does not need.
        """
        pulled: FloatArray | None = gradient
        for position in reversed(range(len(self._caches))):
            assert pulled is not None
            self._before_layer()
            layer, cache = self._caches[position]
            pulled = layer.backward(cache, pulled, to_inputs=to_inputs or position > 0)
        return pulled


def _quickest_order(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """The largest of positive parts is the positive part of the largest: pooling goes first.

    Either way the gradient goes to the first maximum, where that is above 0: to the bit the same.
    """
    ordered = list(layers)
    for place, (layer, following) in enumerate(pairwise(layers)):
        if type(layer) is ReLU and type(following) is MaxPool2D:
            ordered[place : place + 2] = following, layer
    return tuple(ordered)


def _go_on() -> None:
    """What is called before each layer where nobody wants to interrupt."""
