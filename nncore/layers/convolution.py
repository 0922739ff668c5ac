"""Convolution: the same small kernels looked for at every place of a picture.

It is written as products of matrices over memory laid out for them; see `memory_layout`.
"""

import re
from collections.abc import Iterator, Mapping
from math import prod
from operator import index
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike

from nncore.array_types import FloatArray
from nncore.layers.activations import ReLU
from nncore.layers.initializers import Initializer, draw_weights, he_normal
from nncore.layers.layer import LayerCache, Shape
from nncore.layers.memory_layout import as_pictures, as_rows, laid_out, row_windows
from nncore.layers.registered_layer import (
    MOST_OUTPUTS,
    WIDEST,
    BuildContext,
    OnnxNode,
    Option,
    RegisteredLayer,
)
from nncore.safe_text import quoted

PADDINGS = ("same", "valid")
"""A border of zeros that keeps the picture's size (at stride 1), or none."""

MOST_CHANNELS = 256
"""Of a convolution in a recipe."""
WIDEST_KERNEL = 15
"""In a recipe."""

_WORD = re.compile(r"([0-9]{1,3})[x×]([0-9]{1,3})[x×]([0-9]{1,4})( same| valid)?")


class Conv2D(RegisteredLayer):
    """Every output is a weighted sum of a square of the picture, the same weights at each place.

    out[n, y, x, o] = b[o] + Σ_{i,j,c} W[i, j, c, o] · in[n, y·stride + i - p, x·stride + j - p, c]
    with zeros outside the picture; p = (size - 1) // 2 for padding "same", 0 for "valid". (Strictly
    a cross-correlation: like everybody, we do not flip the kernel.)

    weights: (size, size, in_channels, out_channels). bias: (out_channels,), zero at first.
    Takes (N, rows, columns, in_channels), or (N, rows, columns) for one channel.
    Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998.
    Raises ValueError for sizes below 1 or another padding.
    """

    kind = "Conv2D"
    options: ClassVar = {
        "in_channels": Option(most=MOST_OUTPUTS),
        "out_channels": Option(most=MOST_OUTPUTS),
        "size": Option(most=WIDEST),
        "padding": Option((str,)),
        "stride": Option(most=WIDEST),
    }
    example = "“5x5x16” (kernels of 5 x 5 pixels, 16 of them)"
    takes_pictures = True

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
        inputs = size * size * in_channels
        drawn = draw_weights(initializer, inputs, out_channels, rng=rng, dtype=dtype)
        self.weights = drawn.reshape(size, size, in_channels, out_channels)
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
            raise ValueError(f"a kernel of {self.size}x{self.size} does not fit into {input_shape}")
        return (rows, columns, self.out_channels)

    def working_numbers(self, input_shape: Shape) -> int:
        shape = self.output_shape(input_shape)
        copies = (input_shape[0] + self._border) * self.size * self.in_channels * shape[1]
        return max(copies, prod(shape))

    def forward(self, inputs: FloatArray, cache: LayerCache | None = None) -> FloatArray:
        cache = cache or LayerCache()
        cache.inputs = inputs
        columns = self._columns(laid_out(inputs, cache, "inputs"), cache)
        windows = row_windows(columns, self.size, self.stride)
        shape = (len(windows), self.out_channels, *columns.shape[3:])
        outputs = cache.buffer("outputs", shape, self.weights.dtype)
        products = outputs.reshape(*shape[:2], -1)
        np.matmul(self._matrix.T, windows, out=products)
        products += self.bias[:, np.newaxis]
        return as_pictures(outputs)

    def backward(
        self, cache: LayerCache, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        # outputs = Wᵀ · windows + b, row by row
        #   =>  dL/dW = Σ windows · gᵀ    dL/db = Σ g over rows, columns and batch
        gradient = laid_out(output_gradient, cache, "output_gradient")
        flat = gradient.reshape(*gradient.shape[:2], -1)
        windows = row_windows(self._cached_columns(cache), self.size, self.stride)
        products = cache.buffer("products", (len(flat), *self._matrix.shape), flat.dtype)
        np.matmul(windows, flat.transpose(0, 2, 1), out=products)
        products.sum(axis=0, out=cache.gradients["weights"].reshape(self._matrix.shape))
        flat.sum(axis=(0, 2), out=cache.gradients["bias"])
        if not to_inputs:
            return None
        pulled = as_pictures(self._input_gradient(cache, gradient))
        return pulled.reshape(cache.inputs.shape)  # one channel may have come without its axis

    @classmethod
    def weights_shape(cls, options: Mapping[str, Any]) -> Shape:
        return tuple(options[name] for name in ("size", "size", "in_channels", "out_channels"))

    @classmethod
    def from_word(cls, word: int | str, context: BuildContext) -> list[RegisteredLayer] | None:
        found = _WORD.fullmatch(word) if isinstance(word, str) else None
        if found is None:
            return None
        rows, columns, channels = map(int, found.group(1, 2, 3))
        if rows != columns or not (1 <= rows <= WIDEST_KERNEL and 1 <= channels <= MOST_CHANNELS):
            return None
        shape, rng, initializer = context
        convolution = cls(
            shape[2] if len(shape) == 3 else 1,
            channels,
            rows,
            padding=(found[4] or "same").strip(),
            rng=rng,
            initializer=initializer,
        )
        return [convolution, ReLU()]

    @property
    def word(self) -> str:
        size, channels = self.size, self.out_channels
        return f"{size}x{size}x{channels}" + (" valid" if self.padding == "valid" else "")

    @property
    def onnx(self) -> OnnxNode:
        before, after = self._before, self._border - self._before
        pads, strides = [before, before, after, after], [self.stride, self.stride]
        return OnnxNode("Conv", {"pads": pads, "strides": strides})

    @property
    def torch(self) -> tuple[str, ...]:
        before, after = self._before, self._border - self._before
        options = f", padding={before}" if before == after != 0 else ""
        options += f", stride={self.stride}" if self.stride > 1 else ""
        module = f"nn.Conv2d({self.in_channels}, {self.out_channels}, {self.size}{options})"
        if before == after:
            return (module,)
        # PyTorch's own padding is the same on both sides, or else refuses strides
        return (f"nn.ZeroPad2d(({before}, {after}, {before}, {after}))", module)

    def weights_spread(self, picture: Shape) -> Shape:  # noqa: ARG002 - the kernel's own
        return (self.size, self.size, self.in_channels)

    def _input_gradient(self, cache: LayerCache, gradient: FloatArray) -> FloatArray:
        """dL/dx, shape (rows, channels, columns, N): each output hands back along its kernel.

        The row r of inputs took part in the outputs h with r = h·stride + i - p, with row i of the
        kernel. Spread out with rows of zeros, those outputs lie one behind the other: again one
        product per row, with the kernel's rows in reverse; then the columns are added up.
        """
        rows, channels, width, count = as_rows(cache.inputs).shape
        spread = row_windows(self._spread(cache, gradient, rows), self.size, 1)
        # (i, j, c, o) -> (j, c, i reversed, o)
        kernel = self.weights[::-1].transpose(1, 2, 0, 3).reshape(self.size * channels, -1)
        shape = (rows, self.size, channels, *gradient.shape[2:])
        shares = cache.buffer("shares", shape, gradient.dtype)
        np.matmul(kernel, spread[:rows], out=shares.reshape(rows, len(kernel), -1))
        result = cache.buffer("input_gradient", (rows, channels, width, count), gradient.dtype)
        result.fill(0)
        for offset, target, source in self._spans(width):
            result[:, :, source] += shares[:, offset, :, target]
        return result

    def _spread(self, cache: LayerCache, gradient: FloatArray, rows: int) -> FloatArray:
        """The output gradient's rows where the input rows look for them, zeros between.

        Row h stands at h·stride + (size - 1) - p.
        """
        shape = (rows + self.size - 1, *gradient.shape[1:])
        spread = cache.buffer("spread", shape, gradient.dtype)
        spread.fill(0)
        first = self.size - 1 - self._before
        spread[first : first + (len(gradient) - 1) * self.stride + 1 : self.stride] = gradient
        return spread

    def _columns(self, rows: FloatArray, cache: LayerCache) -> FloatArray:
        """The picture once for each column of the kernel, shifted by it, with its zeros around.

        rows: (rows, channels, columns, N). Returns (rows + border, size, channels, columns, N).
        """
        height, channels, width, count = rows.shape
        shape = (height + self._border, self.size, channels, self._outputs(width), count)
        columns = cache.buffer("columns", shape, rows.dtype)
        columns[: self._before] = columns[self._before + height :] = 0
        inner = columns[self._before : self._before + height]
        for offset, target, source in self._spans(width):
            inner[:, offset, :, : target.start] = inner[:, offset, :, target.stop :] = 0
            inner[:, offset, :, target] = rows[:, :, source]
        return columns

    def _cached_columns(self, cache: LayerCache) -> FloatArray:
        height, channels, width, count = as_rows(cache.inputs).shape
        shape = (height + self._border, self.size, channels, self._outputs(width), count)
        return cache.buffer("columns", shape, cache.inputs.dtype)

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
