"""How large a network from a file may be; whatever a recipe can build is far smaller, or just fits.

Files say in a few bytes what would take hours and all memory. The same bounds hold for saving, so
that what was saved can be opened. How large one layer may be stands with the layer.
"""

from math import prod
from typing import Any

from nncore.layers import RegisteredLayer, Shape
from nncore.layers.registered_layer import MOST_NUMBERS
from nncore.network import Network
from nncore.safe_text import quoted

MOST_LAYERS = 256
MOST_WORKING_NUMBERS = 2**25
"""That a layer may need at once to read one image: 128 MB."""
MOST_OF_A_LAYER = 12_000_000_000
"""Multiplications for one image in one layer, a second's: a recipe's largest kernels just fit."""
MOST_MULTIPLICATIONS = 200_000_000_000
"""For one image altogether."""

_MOST_AXES = 8


def require_bounded_shape(shape: Shape) -> None:
    """Raise ValueError for an image that is larger than any that is read."""
    if len(shape) > _MOST_AXES:
        raise ValueError(f"an input shape has at most {_MOST_AXES} sizes, got {len(shape)}")
    if not all(type(size) is int and size >= 1 for size in shape):
        raise ValueError(f"an input shape has sizes of 1 and more, got {quoted(shape, 80)}")
    if prod(shape) > MOST_NUMBERS:
        raise ValueError(
            f"an image has at most {MOST_NUMBERS} numbers, got the shape {quoted(shape, 80)}"
        )


def require_bounded_count(layers: int) -> None:
    """Raise ValueError for more layers than a network may have."""
    if layers > MOST_LAYERS:
        raise ValueError(f"a network has at most {MOST_LAYERS} layers, got {layers}")


def require_bounded_options(layer: type[RegisteredLayer], options: dict[str, Any]) -> None:
    """Raise ValueError for a layer that is larger in itself than any that is read."""
    for name, value in options.items():
        most = layer.options[name].most
        if most is not None and value > most:
            raise ValueError(f"{name} of {layer.kind} is at most {most}, got {quoted(value, 40)}")


def require_bounded_work(network: Network) -> None:
    """Raise ValueError for a network that takes too long, or too much memory, for one image."""
    shape, total = network.input_shape, 0
    for position, layer in enumerate(network.layers):
        working, shape = layer.working_numbers(shape), layer.output_shape(shape)
        each = layer.multiplications(shape)
        total += each
        for most, given, what in (
            (MOST_NUMBERS, prod(shape), "makes a picture of {} numbers"),
            (MOST_WORKING_NUMBERS, working, "needs {} numbers at once"),
            (MOST_OF_A_LAYER, each, "takes {} multiplications for one image"),
        ):
            if given > most:
                words = what.format(given)
                raise ValueError(f"layer {position + 1} {words}, at most {most} are read")
    if total > MOST_MULTIPLICATIONS:
        raise ValueError(
            f"a network takes at most {MOST_MULTIPLICATIONS} multiplications for one image, "
            f"got {total}"
        )
