"""Dropout: in training some of the numbers are left out at random, so that none is relied on."""

import re
from typing import Any, ClassVar

import numpy as np

from nncore.array_types import FloatArray
from nncore.layers.layer import LayerCache, Shape
from nncore.layers.registered_layer import BuildContext, Option, RegisteredLayer
from nncore.safe_text import quoted

_WORD = re.compile(r"dropout ([0-9]?\.[0-9]{1,6}|0)")


class Dropout(RegisteredLayer):
    """In training each number is dropped (made 0) with probability `rate`, the others scaled up.

    The scale 1 / (1 - rate) keeps the expected sum, so that reading drops nothing and needs no
    change. Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from
    overfitting", 2014. Raises ValueError for a rate outside 0..1 (1 excluded).
    """

    kind = "Dropout"
    options: ClassVar = {"rate": Option((int, float))}
    example = "“dropout 0.3”"

    def __init__(self, rate: float) -> None:
        if not 0 <= rate < 1:
            raise ValueError(f"Dropout needs a rate of at least 0 and below 1, got {quoted(rate)}")
        self.rate = float(rate)

    @property
    def is_stochastic(self) -> bool:
        return True

    @property
    def configuration(self) -> dict[str, Any]:
        return {"rate": self.rate}

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def forward(self, inputs: FloatArray, cache: LayerCache | None = None) -> FloatArray:
        if cache is None:
            return inputs
        factors = self._drawn(cache, inputs)
        cache.outputs = np.multiply(inputs, factors, out=cache.like("outputs", inputs))
        return cache.outputs

    def backward(
        self, cache: LayerCache, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        # outputs = factors · inputs  =>  dL/dx = factors · g
        if not to_inputs:
            return None
        factors = cache.buffer("factors", cache.outputs.shape, cache.outputs.dtype)
        gradient = cache.like("input_gradient", cache.outputs)
        return np.multiply(output_gradient, factors, out=gradient)

    @classmethod
    def from_word(cls, word: int | str, context: BuildContext) -> list[RegisteredLayer] | None:  # noqa: ARG003
        found = _WORD.fullmatch(word) if isinstance(word, str) else None
        return [cls(float(found[1]))] if found and float(found[1]) < 1 else None

    @property
    def word(self) -> str:
        # not ":g", which spells a small rate with an exponent
        return "dropout " + (f"{self.rate:.6f}".rstrip("0") if self.rate else "0")

    @property
    def onnx(self) -> None:
        return None

    @property
    def torch(self) -> tuple[str, ...]:
        return (f"nn.Dropout({self.rate})",)

    def _drawn(self, cache: LayerCache, like: FloatArray) -> FloatArray:
        """0 where a number is dropped, 1 / (1 - rate) where it is kept."""
        if cache.rng is None:
            raise ValueError("Dropout draws at random in training: make the trace with an rng")
        factors = cache.buffer("factors", like.shape, like.dtype)
        cache.rng.random(out=factors, dtype=factors.dtype)
        np.copyto(factors, factors >= self.rate)
        factors *= 1 / (1 - self.rate)
        return factors
