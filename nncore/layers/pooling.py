"""Max-pooling: of each small square of a picture, only the largest number goes on.

Its gradient goes to the first maximum alone: on blank paper ties are the rule, and sharing or
multiplying the gradient there would break every exact explanation.
"""

import re
from collections.abc import Iterator, Sequence
from operator import index
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import IMAGE_SIDE, FloatArray
from nncore.layers.layer import LayerCache, Shape
from nncore.layers.memory_layout import as_columns, as_pictures, blocks
from nncore.layers.registered_layer import (
    WIDEST,
    BuildContext,
    OnnxNode,
    Option,
    RegisteredLayer,
)
from nncore.safe_text import quoted

_Part: TypeAlias = tuple[slice, ...]

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
        columns = as_columns(inputs)
        along_columns, along_rows = self._maxima(cache)
        for read, halved, written in self._blocks(columns):
            maxima = along_columns[halved]
            _largest(self._column_parts(columns[read]), out=maxima)
            _largest(self._row_parts(maxima), out=along_rows[written])
        return as_pictures(along_rows)

    def backward(
        self, cache: LayerCache, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        # dL/dx = g at the first maximum of each square, row by row, and 0 elsewhere: first to the
        # uppermost row that holds the maximum, then to its leftmost column
        if not to_inputs:
            return None
        inputs, gradient = as_columns(cache.inputs), as_columns(output_gradient)
        along_columns, along_rows = self._maxima(cache)
        result = cache.like("input_gradient", inputs)
        if inputs.shape[0] % self.size or inputs.shape[1] % self.size:
            result.fill(0)
        for read, halved, written in self._blocks(inputs):
            maxima, largest = along_columns[halved], along_rows[written]
            halfway = cache.like("halfway", maxima)
            is_first = cache.mask_like("is_first_row", largest)
            shares = self._row_parts(halfway)
            _share(gradient[written], self._row_parts(maxima), largest, is_first, out=shares)
            is_first = cache.mask_like("is_first_column", maxima)
            shares = self._column_parts(result[read])
            _share(halfway, self._column_parts(inputs[read]), maxima, is_first, out=shares)
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
        """Memory for the maxima along columns (columns / size, rows, channels, N), then of all.

        It lies as the inputs do.
        """
        columns = as_columns(cache.inputs)
        width, height = (length // self.size * self.size for length in columns.shape[:2])
        used = columns[:width, :height]
        along_columns = cache.like("along_columns", self._column_parts(used)[0])
        return along_columns, cache.like("along_rows", self._row_parts(along_columns)[0])

    def _blocks(self, columns: FloatArray) -> Iterator[tuple[_Part, _Part, _Part]]:
        """Parts of the inputs, of the maxima along columns and of all, to work on at a time.

        They are cut where they lie one behind the other in memory: between columns, or rows.
        """
        size, axis = self.size, int(columns.strides[1] > columns.strides[0])
        squares = [length // size for length in columns.shape[:2]]
        numbers = columns[:, :1] if axis else columns[:1]
        for part in blocks(squares[axis], size * numbers.size):
            large = slice(part.start * size, part.stop * size)
            if axis:
                yield (slice(squares[0] * size), large), (slice(None), large), (slice(None), part)
            else:
                yield (large, slice(squares[1] * size)), (part,), (part,)

    def _column_parts(self, columns: FloatArray) -> list[FloatArray]:
        """The first columns of the squares, the second ones, and so on."""
        return [columns[part :: self.size] for part in range(self.size)]

    def _row_parts(self, columns: FloatArray) -> list[FloatArray]:
        return [columns[:, part :: self.size] for part in range(self.size)]


def _largest(parts: Sequence[FloatArray], *, out: FloatArray) -> None:
    np.maximum(parts[0], parts[1], out=out)
    for part in parts[2:]:
        np.maximum(out, part, out=out)


def _share(
    gradient: FloatArray,
    parts: Sequence[FloatArray],
    maxima: FloatArray,
    is_first: NDArray[np.bool_],
    *,
    out: Sequence[FloatArray],
) -> None:
    """Hand each number of `gradient` to the first of the parts that holds the maximum."""
    rest = gradient
    for part, share in zip(parts[:-1], out[:-1], strict=True):
        np.equal(part, maxima, out=is_first)
        np.multiply(rest, is_first, out=share)
        rest = np.subtract(rest, share, out=out[-1])
