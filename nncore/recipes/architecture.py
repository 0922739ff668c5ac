"""Hidden layers as people write them: "128, 64", or "5x5x16, pool, 5x5x32, pool, dropout 0.3, 128".

It turns words into layers, and tells what they cost before any memory is taken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple, TypeAlias

import numpy as np

from nncore.arrays import CLASSES, IMAGE_SIDE
from nncore.layers.convolution import Conv2D
from nncore.layers.initializers import Initializer
from nncore.layers.layers import Dense, Dropout, Flatten, Layer, ReLU, Shape
from nncore.layers.pooling import MaxPool2D
from nncore.quoting import quoted

Hidden: TypeAlias = tuple[int | str, ...]
"""Hidden layers in the order of the network: a number is the units of a dense layer, the rest are
words as "5x5x16", "5x5x16 valid", "pool", "pool 3" and "dropout 0.3". JSON can hold them."""

MOST_PARTS = 16
MOST_UNITS = 4096
MOST_CHANNELS = 256
WIDEST_KERNEL = 15
"""The widest kernel."""

_KERNELS = re.compile(r"([0-9]{1,3})[x×]([0-9]{1,3})[x×]([0-9]{1,4})( same| valid)?")
_POOL = re.compile(r"pool(?: ([0-9]{1,3}))?")
_DROPOUT = re.compile(r"dropout ([0-9]?\.[0-9]{1,6}|0)")

_INPUT: Shape = (IMAGE_SIDE, IMAGE_SIDE)
_EXPECTED = (
    f"hidden layers are units from 1 to {MOST_UNITS} as in “128, 64”, after any of “5x5x16” "
    "(kernels of 5 x 5 pixels, 16 of them), “pool” and “dropout 0.3”"
)


class Costs(NamedTuple):
    """What a layer learns, and how many multiplications it takes to read one image."""

    parameters: int
    multiplications: int


@dataclass(frozen=True)
class _Units:
    units: int

    def output_shape(self, shape: Shape) -> Shape:  # noqa: ARG002 - whatever comes is flattened
        return (self.units,)

    def costs(self, shape: Shape) -> Costs:
        weights = prod(shape) * self.units
        return Costs(weights + self.units, weights)


@dataclass(frozen=True)
class _Kernels:
    size: int
    channels: int
    padding: str

    def output_shape(self, shape: Shape) -> Shape:
        rows, columns, _ = _as_picture(shape)
        lost = 0 if self.padding == "same" else self.size - 1
        if min(rows, columns) - lost < 1:
            raise ValueError(f"a kernel of {self.size}x{self.size} does not fit into {shape}")
        return (rows - lost, columns - lost, self.channels)

    def costs(self, shape: Shape) -> Costs:
        rows, columns, channels = self.output_shape(shape)
        weights = self.size**2 * _as_picture(shape)[2] * channels
        return Costs(weights + channels, weights * rows * columns)


@dataclass(frozen=True)
class _Pool:
    size: int

    def output_shape(self, shape: Shape) -> Shape:
        return MaxPool2D(self.size).output_shape(_as_picture(shape))

    def costs(self, shape: Shape) -> Costs:  # noqa: ARG002 - it learns and multiplies nothing
        return Costs(0, 0)


@dataclass(frozen=True)
class _Drop:
    rate: float

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def costs(self, shape: Shape) -> Costs:  # noqa: ARG002 - as pooling
        return Costs(0, 0)


_Part: TypeAlias = _Units | _Kernels | _Pool | _Drop
"""One hidden layer that is not built yet."""


def parse_hidden(text: str) -> Hidden:
    """Read hidden layers as people write them; empty for none.

    Raises ValueError for what cannot be read or does not fit together, saying what is expected.
    """
    words = [word.strip() for word in text.split(",")] if text.strip() else []
    return checked_hidden(
        [int(word) if re.fullmatch("[0-9]{1,9}", word) else word for word in words]
    )


def checked_hidden(hidden: Sequence[int | str]) -> Hidden:
    """The same hidden layers in their one spelling. Raises ValueError as `parse_hidden`."""
    if len(hidden) > MOST_PARTS:
        raise ValueError(f"at most {MOST_PARTS} hidden layers, got {len(hidden)}")
    checked = tuple(_spelled(_part(word)) for word in hidden)
    _costs(checked)  # raises where one layer does not fit the one before it
    return checked


def network_costs(hidden: Hidden) -> Costs:
    """What a network with these hidden layers costs altogether."""
    each = _costs(hidden)
    return Costs(sum(cost.parameters for cost in each), sum(cost.multiplications for cost in each))


def build_layers(
    hidden: Hidden, *, rng: np.random.Generator, initializer: Initializer
) -> list[Layer]:
    """The layers of a network from 28 x 28 pixels to ten logits, weights drawn from `rng`."""
    shape: Shape = _INPUT
    built: list[Layer] = []
    for part in _parts(hidden):
        layers = _layers(part, shape, rng=rng, initializer=initializer)
        if isinstance(part, _Pool) and built and isinstance(built[-1], ReLU):
            # the largest of the positive parts is the positive part of the largest: pooling
            # first gives the same numbers, and leaves ReLU a quarter of the work
            layers.append(built.pop())
        built += layers
        shape = part.output_shape(shape)
    return built[:-1]  # the logits have no ReLU


def _layers(
    part: _Part, shape: Shape, *, rng: np.random.Generator, initializer: Initializer
) -> list[Layer]:
    """The layers of one part; `shape` is that of its inputs."""
    match part:
        case _Units(units):
            dense = Dense(prod(shape), units, rng=rng, initializer=initializer)
            return [Flatten(), dense, ReLU()] if len(shape) == 3 else [dense, ReLU()]
        case _Kernels(size, channels, padding):
            in_channels = _as_picture(shape)[2]
            convolution = Conv2D(
                in_channels, channels, size, padding=padding, rng=rng, initializer=initializer
            )
            return [convolution, ReLU()]
        case _Pool(size):
            return [MaxPool2D(size)]
        case _Drop(rate):
            return [Dropout(rate)]


def _parts(hidden: Hidden) -> list[_Part]:
    return [*map(_part, hidden), _Units(CLASSES)]


def _costs(hidden: Hidden) -> list[Costs]:
    shape: Shape = _INPUT
    costs = []
    for part in _parts(hidden):
        costs.append(part.costs(shape))
        shape = part.output_shape(shape)
    return costs


def _part(word: int | str) -> _Part:
    part = _Units(word) if type(word) is int else _worded(str(word))
    match part:
        case _Units(units) if 1 <= units <= MOST_UNITS:
            return part
        case _Kernels(size, channels) if (
            1 <= size <= WIDEST_KERNEL and 1 <= channels <= MOST_CHANNELS
        ):
            return part
        case _Pool(size) if 2 <= size <= IMAGE_SIDE:
            return part
        case _Drop(rate) if 0 <= rate < 1:
            return part
    raise ValueError(f"{_EXPECTED}; got “{quoted(word, 40)}”")


def _worded(word: str) -> _Part | None:
    if found := _KERNELS.fullmatch(word):
        rows, columns, channels = map(int, found.group(1, 2, 3))
        padding = (found.group(4) or "same").strip()
        return _Kernels(rows, channels, padding) if rows == columns else None
    if found := _POOL.fullmatch(word):
        return _Pool(int(found.group(1) or 2))
    if found := _DROPOUT.fullmatch(word):
        return _Drop(float(found.group(1)))
    return None


def _spelled(part: _Part) -> int | str:
    match part:
        case _Units(units):
            return units
        case _Kernels(size, channels, padding):
            return f"{size}x{size}x{channels}" + (" valid" if padding == "valid" else "")
        case _Pool(size):
            return "pool" if size == 2 else f"pool {size}"
        case _Drop(rate):
            # not ":g", which spells a small rate with an exponent
            return "dropout " + (f"{rate:.6f}".rstrip("0") if rate else "0")


def _as_picture(shape: Shape) -> Shape:
    """Rows, columns and channels. Raises ValueError for what is flat already."""
    if len(shape) == 1:
        raise ValueError(f"kernels and pooling must come before dense layers; {_EXPECTED}")
    return (*shape, 1) if len(shape) == 2 else shape
