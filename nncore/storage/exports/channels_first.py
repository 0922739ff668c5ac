"""A network as other libraries lay it out: channels before rows and columns, each flattening told.

It is what their formats have in common.
"""

from collections.abc import Iterable, Iterator
from math import prod
from typing import NamedTuple

from nncore.array_types import FloatArray
from nncore.layers import Flatten, RegisteredLayer, Shape
from nncore.network import Network
from nncore.storage.network_description import registered_layers


class Step(NamedTuple):
    """One layer, and the picture that it takes.

    picture: rows, columns and channels; of what is flat, those that it had before.
    """

    layer: RegisteredLayer
    picture: Shape

    @property
    def weights(self) -> FloatArray:
        """The layer's weights, shape (outputs, channels, size, size) or (outputs, inputs).

        Inputs that were a picture are counted channel by channel, as it is flattened elsewhere.
        """
        ours = self.layer.parameters["weights"]
        turned = ours.reshape(*self._spread, -1).transpose(3, 2, 0, 1)
        return turned.reshape(self.weights_shape)

    @property
    def weights_shape(self) -> Shape:
        """The shape of `weights`."""
        *inputs, outputs = self.layer.parameters["weights"].shape
        return (outputs, inputs[2], *inputs[:2]) if len(inputs) == 3 else (outputs, *inputs)

    def our_weights(self, weights: FloatArray) -> FloatArray:
        """Back from `weights` to the layer's own order."""
        rows, columns, channels = self._spread
        turned = weights.reshape(-1, channels, rows, columns).transpose(2, 3, 1, 0)
        return turned.reshape(self.layer.parameters["weights"].shape)

    @property
    def _spread(self) -> Shape:
        return self.layer.weights_spread(self.picture)


def channels_first(network: Network) -> list[Step]:
    """The layers of `network`, with a Flatten before each Dense that flattens by itself.

    Raises ValueError for layers of a foreign kind, for inputs that are no pictures, and for a
    network that ends in a picture.
    """
    return list(_steps(registered_layers(network, "exported"), network))


def require_finite(network: Network) -> None:
    """Raise ValueError for weights that are not finite, of which nobody could make use."""
    if not network.is_finite:
        raise ValueError("only finite weights can be exported, got NaN or infinity")


def _steps(layers: Iterable[RegisteredLayer], network: Network) -> Iterator[Step]:
    shape, picture = network.input_shape, _as_picture(network.input_shape)
    for layer in layers:
        if layer.flattens and len(shape) > 1:
            yield Step(Flatten(), picture)
        yield Step(layer, picture)
        shape = layer.output_shape(shape)
        if layer.flattens or len(shape) > 1:
            picture = _as_picture(shape)
    rows, columns, channels = picture
    # numbers of a picture that no Dense layer has mixed would come out in another order
    if len(shape) != 1 or (rows * columns > 1 and channels > 1):
        raise ValueError(f"a network that ends in a Dense layer can be exported, got {network}")


def _as_picture(shape: Shape) -> Shape:
    """Rows, columns and channels; a row of numbers is one place with so many channels."""
    match shape:
        case (_,):
            return (1, 1, prod(shape))
        case (rows, columns):
            return (rows, columns, 1)
        case (_, _, _):
            return shape
    raise ValueError(f"inputs of rows, columns and channels can be exported, got {shape}")
