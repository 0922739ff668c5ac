"""Convolution: the same small kernels looked for at every place of a picture.

It is written as products of matrices over memory laid out for them; see `layout`.
"""

from collections.abc import Iterator
from math import prod
from operator import index
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import DTypeLike

from nncore.arrays import FloatArray
from nncore.layers.cache import Record
from nncore.layers.initializers import Initializer, he_normal
from nncore.layers.layers import Layer, Shape
from nncore.layers.memory_layout import as_pictures, as_rows, laid_out
from nncore.quoting import quoted

PADDINGS = ("same", "valid")
"""A border of zeros that keeps the picture's size (at stride 1), or none."""


class Conv2D(Layer):
    """Every output is a weighted sum of a square of the picture, the same weights at each place.

    out[n, y, x, o] = b[o] + Σ_{i,j,c} W[i, j, c, o] · in[n, y·stride + i - p, x·stride + j - p, c]
    with zeros outside the picture; p = (size - 1) // 2 for padding "same", 0 for "valid". (Strictly
    a cross-correlation: like everybody, we do not flip the kernel.)

    weights: (size, size, in_channels, out_channels). bias: (out_channels,), zero at first.
    Takes (N, rows, columns, in_channels), or (N, rows, columns) for one channel.
    Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998.
    Raises ValueError for sizes below 1 or another padding.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        size: int,
        *,
        padding: str = "same",
        stride: int = 1,
        rng: np.random.Generator,
        initializer: Initializer = he_normal,
        dtype: DTypeLike = np.float32,
    ) -> None:
        if min(in_channels, out_channels, size, stride) < 1:
            numbers = map(quoted, (in_channels, out_channels, size, stride))
            given = "{}, {}, {} and stride {}".format(*numbers)
            raise ValueError(f"Conv2D needs channels, size and stride of 1 or more, got {given}")
        if padding not in PADDINGS:
            raise ValueError(f"the padding must be one of {PADDINGS}, got {padding!r:.40}")
        self.size, self.stride, self.padding = index(size), index(stride), padding
        drawn = initializer(size * size * in_channels, out_channels, rng=rng)
        self.weights: FloatArray = drawn.reshape(size, size, in_channels, out_channels)
        self.weights = np.ascontiguousarray(self.weights, dtype)
        self.bias: FloatArray = np.zeros(out_channels, dtype)

    @property
    def in_channels(self) -> int:
        """Numbers per place of the picture that comes in."""
        return int(self.weights.shape[2])

    @property
    def out_channels(self) -> int:
        """Numbers per place of the picture that goes out: how many kernels there are."""
        return int(self.weights.shape[3])

    @property
    def parameters(self) -> dict[str, FloatArray]:
        return {"weights": self.weights, "bias": self.bias}

    @property
    def configuration(self) -> dict[str, Any]:
        return {
            "in_channels": self.in_channels,
            "out_channels": self.out_channels,
            "size": self.size,
            "padding": self.padding,
            "stride": self.stride,
        }

    @property
    def label(self) -> str:
        return f"{self.size}×{self.size}×{self.out_channels}"

    def output_shape(self, input_shape: Shape) -> Shape:
        shape = (*input_shape, 1) if len(input_shape) == 2 else input_shape
        if len(shape) != 3 or shape[2] != self.in_channels:
            raise ValueError(
                f"Conv2D needs the shape (rows, columns, {self.in_channels}), got {input_shape}"
            )
        rows, columns = self._outputs(shape[0]), self._outputs(shape[1])
        if min(rows, columns) < 1:
            raise ValueError(
                f"a kernel of {self.size} x {self.size} does not fit into {input_shape}"
            )
        return (rows, columns, self.out_channels)

    def working_numbers(self, input_shape: Shape) -> int:
        shape = self.output_shape(input_shape)
        copies = (input_shape[0] + self._border) * self.size * self.in_channels * shape[1]
        return max(copies, prod(shape))

    def forward(self, inputs: FloatArray, record: Record | None = None) -> FloatArray:
        record = record or Record()
        record.inputs = inputs
        columns = self._columns(laid_out(inputs, record, "inputs"), record)
        windows = _windows(columns, self.size, self.stride)
        shape = (len(windows), self.out_channels, *columns.shape[3:])
        outputs = record.buffer("outputs", shape, self.weights.dtype)
        products = outputs.reshape(*shape[:2], -1)
        np.matmul(self._matrix.T, windows, out=products)
        products += self.bias[:, np.newaxis]
        return as_pictures(outputs)

    def backward(
        self, record: Record, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        # outputs = Wᵀ · windows + b, row by row
        #   =>  dL/dW = Σ windows · gᵀ    dL/db = Σ g over rows, columns and batch
        gradient = laid_out(output_gradient, record, "output_gradient")
        flat = gradient.reshape(*gradient.shape[:2], -1)
        windows = _windows(self._recorded_columns(record), self.size, self.stride)
        products = record.buffer("products", (len(flat), *self._matrix.shape), flat.dtype)
        np.matmul(windows, flat.transpose(0, 2, 1), out=products)
        products.sum(axis=0, out=record.gradients["weights"].reshape(self._matrix.shape))
        flat.sum(axis=(0, 2), out=record.gradients["bias"])
        if not to_inputs:
            return None
        pulled = as_pictures(self._input_gradient(record, gradient))
        return pulled.reshape(record.inputs.shape)  # one channel may have come without its axis

    def _input_gradient(self, record: Record, gradient: FloatArray) -> FloatArray:
        """dL/dx, shape (rows, channels, columns, N): each output hands back along its kernel.

        The row r of inputs took part in the outputs h with r = h·stride + i - p, with row i of the
        kernel. Spread out with rows of zeros, those outputs lie one behind the other: again one
        product per row, with the kernel's rows in reverse; then the columns are added up.
        """
        rows, channels, width, count = as_rows(record.inputs).shape
        spread = _windows(self._spread(record, gradient, rows), self.size, 1)
        # (i, j, c, o) -> (j, c, i reversed, o)
        kernel = self.weights[::-1].transpose(1, 2, 0, 3).reshape(self.size * channels, -1)
        shape = (rows, self.size, channels, *gradient.shape[2:])
        shares = record.buffer("shares", shape, gradient.dtype)
        np.matmul(kernel, spread[:rows], out=shares.reshape(rows, len(kernel), -1))
        result = record.buffer("input_gradient", (rows, channels, width, count), gradient.dtype)
        result.fill(0)
        for offset, target, source in self._spans(width):
            result[:, :, source] += shares[:, offset, :, target]
        return result

    def _spread(self, record: Record, gradient: FloatArray, rows: int) -> FloatArray:
        """The output gradient's rows where the input rows look for them, zeros between.

        Row h stands at h·stride + (size - 1) - p.
        """
        shape = (rows + self.size - 1, *gradient.shape[1:])
        spread = record.buffer("spread", shape, gradient.dtype)
        spread.fill(0)
        first = self.size - 1 - self._before
        spread[first : first + (len(gradient) - 1) * self.stride + 1 : self.stride] = gradient
        return spread

    def _columns(self, rows: FloatArray, record: Record) -> FloatArray:
        """The picture once for each column of the kernel, shifted by it, with its zeros around.

        rows: (rows, channels, columns, N). Returns (rows + border, size, channels, columns, N).
        """
        height, channels, width, count = rows.shape
        shape = (height + self._border, self.size, channels, self._outputs(width), count)
        columns = record.buffer("columns", shape, rows.dtype)
        columns[: self._before] = columns[self._before + height :] = 0
        inner = columns[self._before : self._before + height]
        for offset, target, source in self._spans(width):
            inner[:, offset, :, : target.start] = inner[:, offset, :, target.stop :] = 0
            inner[:, offset, :, target] = rows[:, :, source]
        return columns

    def _recorded_columns(self, record: Record) -> FloatArray:
        height, channels, width, count = as_rows(record.inputs).shape
        shape = (height + self._border, self.size, channels, self._outputs(width), count)
        return record.buffer("columns", shape, record.inputs.dtype)

    def _spans(self, width: int) -> Iterator[tuple[int, slice, slice]]:
        """For each column of the kernel: which output columns take which input columns."""
        for offset in range(self.size):
            shift = offset - self._before
            first = max(0, -(shift // self.stride))
            stop = max(first, min(self._outputs(width), (width - 1 - shift) // self.stride + 1))
            begin = first * self.stride + shift
            yield (
                offset,
                slice(first, stop),
                slice(begin, begin + (stop - first) * self.stride, self.stride),
            )

    def _outputs(self, length: int) -> int:
        return (length + self._border - self.size) // self.stride + 1

    @property
    def _matrix(self) -> FloatArray:
        """The weights as (size · size · in_channels, out_channels)."""
        return self.weights.reshape(-1, self.out_channels)

    @property
    def _border(self) -> int:
        """Rows of zeros above and below together."""
        return self.size - 1 if self.padding == "same" else 0

    @property
    def _before(self) -> int:
        return self._border // 2


def _windows(rows: FloatArray, size: int, stride: int) -> FloatArray:
    """`size` rows at a time, `stride` apart, each window as one matrix over the same memory.

    rows: (rows, ..., columns, N), contiguous. Returns (windows, size · ..., columns · N).
    """
    run = rows.shape[-2] * rows.shape[-1]
    lines = rows.size // (len(rows) * run)
    shape = ((len(rows) - size) // stride + 1, size * lines, run)
    row, item = rows.strides[0], rows.itemsize
    step = row * min(stride, len(rows))  # with a longer one there is a single window
    return as_strided(rows, shape, (step, run * item, item), writeable=False)
