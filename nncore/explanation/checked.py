"""What every explanation asks of a network, an image and a digit before it begins."""

from operator import index

import numpy as np

from nncore.array_types import CLASSES, IMAGE_SIDE, ImageArray
from nncore.layers import Conv2D, Dense, Dropout, Flatten, MaxPool2D, ReLU
from nncore.network import Network
from nncore.safe_text import quoted

_PIECEWISE_LINEAR = (Conv2D, MaxPool2D, Dropout, Dense, Flatten, ReLU)
_SHAPE = (IMAGE_SIDE, IMAGE_SIDE)


def reading_layers(network: Network) -> Network:
    """The network as it reads, its parameters shared: without Dropout, which only training needs.

    Raises ValueError unless it leads from 28×28 pixels to ten digits, through layers between whose
    kinks everything is linear, and all its parameters are numbers.
    """
    others = [layer for layer in network.layers if type(layer) not in _PIECEWISE_LINEAR]
    if others:
        known = ", ".join(kind.__name__ for kind in _PIECEWISE_LINEAR)
        raise ValueError(f"only layers of {known} are explained, got {type(others[0]).__name__}")
    if network.input_shape != _SHAPE or network.output_shape != (CLASSES,):
        raise ValueError(
            f"only networks from {_SHAPE} to {(CLASSES,)} are explained, got one from "
            f"{network.input_shape} to {network.output_shape}"
        )
    if not network.is_finite:
        raise ValueError("a network whose weights are no numbers cannot be explained")
    layers = [layer for layer in network.layers if not isinstance(layer, Dropout)]
    return Network(layers, input_shape=network.input_shape)


def require_image(image: ImageArray) -> None:
    """Raise ValueError unless `image` is one (28, 28) of uint8."""
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8 or image.shape != _SHAPE:
        given = getattr(image, "dtype", type(image).__name__), getattr(image, "shape", "")
        raise ValueError("the image must be uint8 of shape (28, 28), got {} {}".format(*given))


def checked_digit(digit: int) -> int:
    """The digit as a Python int. Raises ValueError for what is none of 0 to 9."""
    try:
        number = index(digit)
    except TypeError:
        number = -1
    if not 0 <= number < CLASSES or isinstance(digit, bool):
        raise ValueError(f"a digit is 0 to {CLASSES - 1}, got {quoted(digit)}")
    return number
