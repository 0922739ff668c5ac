"""Max-pooling: of each small square of a picture, only the largest number goes on.

Its gradient goes to the first maximum alone: on blank paper ties are the rule, and sharing or
multiplying the gradient there would break every exact explanation.
"""

import re
from collections.abc import Sequence
from operator import index
from typing import Any, ClassVar

import numpy as np

from nncore.array_types import IMAGE_SIDE, FloatArray
from nncore.layers.layer import LayerCache, Shape
from nncore.layers.memory_layout import as_pictures, as_rows
from nncore.layers.registered_layer import (
    WIDEST,
    BuildContext,
    OnnxNode,
    Option,
    RegisteredLayer,
)
from nncore.safe_text import quoted

_WORD = re.compile(r"pool(?: ([0-9]{1,3}))?")


class MaxPool2D(RegisteredLayer):
    """The maximum of each square of `size` x `size` places, squares side by side.

    Takes (N, rows, columns, channels), or (N, rows, columns) for one channel; rows and columns
    that fill no square are left out.
    Raises ValueError for a size below 2.
    """

    kind = "MaxPool2D"
    options: ClassVar = {"size": Option(most=WIDEST)}
    example = "“pool”"
    takes_pictures = True

    def __init__(self, size: int = 2) -> None:
        if size < 2:
            raise ValueError(f"MaxPool2D needs a size of 2 or more, got {quoted(size)}")
        self.size = index(size)

    @property
    def configuration(self) -> dict[str, Any]:
        return {"size": self.size}

    @property
    def label(self) -> str:
        return "pool" if self.size == 2 else f"pool {self.size}"

    def output_shape(self, input_shape: Shape) -> Shape:
        shape = (*input_shape, 1) if len(input_shape) == 2 else input_shape
        if len(shape) != 3 or min(shape[:2]) < self.size:
            raise ValueError(
                f"MaxPool2D({self.size}) needs the shape (rows, columns, channels) with at least "
                f"{self.size} rows and columns, got {input_shape}"
            )
        rows, columns, channels = shape
        return (rows // self.size, columns // self.size, channels)

    def forward(self, inputs: FloatArray, cache: LayerCache | None = None) -> FloatArray:
        cache = cache or LayerCache()
        cache.inputs = inputs
        along_columns, along_rows = self._maxima(cache)
        _largest(self._column_parts(as_rows(inputs)), out=along_columns)
        _largest(self._row_parts(along_columns), out=along_rows)
        return as_pictures(along_rows)

    def backward(
        self, cache: LayerCache, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        # dL/dx = g at the first maximum of each square, row by row, and 0 elsewhere: first to the
        # uppermost row that holds the maximum, then to its leftmost column
        if not to_inputs:
            return None
        inputs = as_rows(cache.inputs)
        along_columns, along_rows = self._maxima(cache)
        halfway = cache.like("halfway", along_columns)
        _share(
            as_rows(output_gradient),
            self._row_parts(along_columns),
            along_rows,
            out=self._row_parts(halfway),
        )
        result = cache.buffer("input_gradient", inputs.shape, inputs.dtype)
        if inputs.shape[0] % self.size or inputs.shape[2] % self.size:
            result.fill(0)
        rows = len(halfway)
        _share(
            halfway,
            self._column_parts(inputs[:rows]),
            along_columns,
            out=self._column_parts(result[:rows]),
        )
        # one channel may have come without its axis
        return as_pictures(result).reshape(cache.inputs.shape)

    @classmethod
    def from_word(cls, word: int | str, context: BuildContext) -> list[RegisteredLayer] | None:  # noqa: ARG003
        found = _WORD.fullmatch(word) if isinstance(word, str) else None
        size = int(found[1] or 2) if found else 0
        return [cls(size)] if 2 <= size <= IMAGE_SIDE else None

    @property
    def word(self) -> str:
        return self.label

    @property
    def onnx(self) -> OnnxNode:
        sides = [self.size, self.size]
        return OnnxNode("MaxPool", {"kernel_shape": sides, "strides": sides})

    @property
    def torch(self) -> tuple[str, ...]:
        return (f"nn.MaxPool2d({self.size})",)

    def _maxima(self, cache: LayerCache) -> tuple[FloatArray, FloatArray]:
        """Memory for the maxima along columns (rows, channels, columns / size, N), then of all."""
        rows, channels, columns, count = as_rows(cache.inputs).shape
        height, width = rows // self.size, columns // self.size
        dtype = cache.inputs.dtype
        return (
            cache.buffer("along_columns", (height * self.size, channels, width, count), dtype),
            cache.buffer("along_rows", (height, channels, width, count), dtype),
        )

    def _column_parts(self, rows: FloatArray) -> list[FloatArray]:
        """The first columns of all squares, the second ones, and so on."""
        used = slice(rows.shape[2] // self.size * self.size)
        height = len(rows) // self.size * self.size
        return [rows[:height, :, used][:, :, part :: self.size] for part in range(self.size)]

    def _row_parts(self, rows: FloatArray) -> list[FloatArray]:
        return [rows[part :: self.size] for part in range(self.size)]


def _largest(parts: Sequence[FloatArray], *, out: FloatArray) -> None:
    np.maximum(parts[0], parts[1], out=out)
    for part in parts[2:]:
        np.maximum(out, part, out=out)


def _share(
    gradient: FloatArray, parts: Sequence[FloatArray], maxima: FloatArray, *, out: list[FloatArray]
) -> None:
    """Hand each number of `gradient` to the first of the parts that holds the maximum."""
    rest = gradient
    for part, share in zip(parts[:-1], out[:-1], strict=True):
        np.multiply(rest, part == maxima, out=share)
        rest = np.subtract(rest, share, out=out[-1])
