"""Hidden layers as people write them: "128, 64", or "5x5x16, pool, 5x5x32, pool, dropout 0.3, 128".

It turns words into layers, and tells what they cost before any memory is taken. What a word means
stands with the layer that it builds, see `RegisteredLayer.from_word`.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from math import prod
from typing import NamedTuple, TypeAlias

import numpy as np

from nncore.array_types import CLASSES, IMAGE_SIDE
from nncore.layers import LAYERS, Dropout, MaxPool2D, RegisteredLayer, ReLU, Shape
from nncore.layers.dense import MOST_UNITS
from nncore.layers.initializers import Initializer, unallocated
from nncore.layers.registered_layer import BuildContext
from nncore.safe_text import quoted

Hidden: TypeAlias = tuple[int | str, ...]
"""Hidden layers in the order of the network: a number is the units of a dense layer, the rest are
words as "5x5x16", "5x5x16 valid", "pool", "pool 3" and "dropout 0.3". JSON can hold them."""

MOST_PARTS = 16

_INPUT: Shape = (IMAGE_SIDE, IMAGE_SIDE)


def _expected() -> str:
    *examples, last = [layer.example for layer in LAYERS.values() if layer.example]
    return (
        f"hidden layers are units from 1 to {MOST_UNITS} as in “128, 64”, after any of "
        f"{', '.join(examples)} and {last}"
    )


_EXPECTED = _expected()


class Costs(NamedTuple):
    """What a network learns, and how many multiplications it takes to read one image."""

    parameters: int
    multiplications: int


@lru_cache(maxsize=64)  # a form asks with every key that is pressed
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
    # layers that go without saying have no word; the last one makes the logits
    return tuple(layer.word for layer in sketched_layers(hidden) if layer.word)[:-1]


@lru_cache(maxsize=64)
def network_costs(hidden: Hidden) -> Costs:
    """What a network with these hidden layers costs altogether."""
    shape, parameters, multiplications = _INPUT, 0, 0
    for layer in sketched_layers(hidden):
        shape = layer.output_shape(shape)
        parameters += sum(array.size for array in layer.parameters.values())
        multiplications += layer.multiplications(shape)
    return Costs(parameters, multiplications)


@lru_cache(maxsize=64)
def numbers_in_pictures(hidden: Hidden) -> int:
    """How many numbers the kernels of a network with these hidden layers make of one image."""
    shape, numbers = _INPUT, 0
    for layer in sketched_layers(hidden):
        shape = layer.output_shape(shape)
        numbers += prod(shape) if len(shape) > 1 and layer.parameters else 0
    return numbers


def strongest_dropout(hidden: Hidden) -> float:
    """The largest share of numbers that one of these layers leaves out; 0 where none does."""
    return max(
        (layer.rate for layer in sketched_layers(hidden) if isinstance(layer, Dropout)), default=0
    )


def layer_label(hidden: Hidden, position: int) -> str:
    """Which of the layers with weights stands at that position of the network, as in "2 (128)".

    Empty where none does.
    """
    layers = sketched_layers(hidden)[: position + 1]
    if position >= len(layers):
        return ""
    number = sum(bool(layer.parameters) for layer in layers)
    return f"{number} ({layers[position].label})"


def build_layers(
    hidden: Sequence[int | str], *, rng: np.random.Generator, initializer: Initializer
) -> list[RegisteredLayer]:
    """The layers of a network from 28 x 28 pixels to ten logits, weights drawn from `rng`.

    Raises ValueError for a word that means no layer, and for layers that do not fit together.
    """
    shape: Shape = _INPUT
    built: list[RegisteredLayer] = []
    for word in (*hidden, CLASSES):
        layers = _layers(word, BuildContext(shape, rng, initializer))
        for layer in layers:
            shape = layer.output_shape(shape)
        if isinstance(layers[0], MaxPool2D) and built and isinstance(built[-1], ReLU):
            # the largest of the positive parts is the positive part of the largest: pooling
            # first gives the same numbers, and leaves ReLU a quarter of the work
            layers.append(built.pop())
        built += layers
    return built[:-1]  # the logits have no ReLU


def sketched_layers(hidden: Sequence[int | str]) -> list[RegisteredLayer]:
    """The layers of a network, with weights that take no memory and are not drawn."""
    return build_layers(hidden, rng=np.random.default_rng(0), initializer=unallocated)


def _layers(word: int | str, context: BuildContext) -> list[RegisteredLayer]:
    """The layers that one word stands for."""
    for kind in LAYERS.values():
        layers = kind.from_word(word, context)
        if layers is not None:
            if kind.takes_pictures and len(context.input_shape) == 1:
                words = "kernels and pooling must come before dense layers"
                raise ValueError(f"{words}; {_EXPECTED}")
            return layers
    raise ValueError(f"{_EXPECTED}; got “{quoted(word, 40)}”")
