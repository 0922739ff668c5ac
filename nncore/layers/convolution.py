"""Convolution: the same small kernels looked for at every place of a picture.

It is written as products of matrices over memory laid out for them; see `memory_layout`.
"""

import re
from collections.abc import Mapping
from math import prod
from operator import index
from types import ModuleType
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike

from nncore.array_types import FloatArray
from nncore.layers import direct_convolution, winograd
from nncore.layers.activations import ReLU
from nncore.layers.initializers import Initializer, draw_weights, he_normal
from nncore.layers.kernel_geometry import KernelGeometry
from nncore.layers.layer import LayerCache, Shape
from nncore.layers.memory_layout import as_columns, as_pictures
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
        rows, columns = self._geometry.outputs(shape[0]), self._geometry.outputs(shape[1])
        if min(rows, columns) < 1:
            raise ValueError(f"a kernel of {self.size}x{self.size} does not fit into {input_shape}")
        return (rows, columns, self.out_channels)

    def working_numbers(self, input_shape: Shape) -> int:
        shape = self.output_shape(input_shape)
        rows, columns = input_shape[:2]
        # Winograd's way keeps less
        kept = direct_convolution.working_numbers(self._geometry, (rows, columns, self.in_channels))
        return max(kept, prod(shape))

    def forward(self, inputs: FloatArray, cache: LayerCache | None = None) -> FloatArray:
        cache = cache or LayerCache()
        cache.inputs = inputs
        columns, geometry = as_columns(inputs), self._geometry
        way = _quicker_way(geometry, columns)
        return as_pictures(way.forward(geometry, self.weights, self.bias, columns, cache))

    def backward(
        self, cache: LayerCache, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        columns, geometry = as_columns(cache.inputs), self._geometry
        gradient = as_columns(output_gradient)
        pulled = _quicker_way(geometry, columns).backward(
            geometry, self.weights, columns, gradient, cache, to_inputs=to_inputs
        )
        if pulled is None:
            return None
        # one channel may have come without its axis
        return as_pictures(pulled).reshape(cache.inputs.shape)

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

    @property
    def _geometry(self) -> KernelGeometry:
        return KernelGeometry(self.size, self.stride, self._border)

    @property
    def _border(self) -> int:
        """Rows of zeros above and below together."""
        return self.size - 1 if self.padding == "same" else 0

    @property
    def _before(self) -> int:
        return self._border // 2


def _quicker_way(geometry: KernelGeometry, columns: FloatArray) -> ModuleType:
    """What takes less time for inputs (columns, rows, channels, N)."""
    width, _, channels, count = columns.shape
    is_worth_it = winograd.is_worth_it(geometry, width, channels, count)
    return winograd if is_worth_it else direct_convolution
