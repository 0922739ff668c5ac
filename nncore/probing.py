"""A look into a network while it learns: how large its weights, gradients and updates are.

Taken now and then, when somebody asks; the loop knows nothing of who looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from threading import Event

import numpy as np

from nncore.arrays import FloatArray, ImageArray
from nncore.inputs import network_inputs
from nncore.layers import ReLU
from nncore.network import Network

_MULTIPLICATIONS = 200_000_000
"""What reading the sample may take: some 20 milliseconds with kernels, a few without."""

_FEWEST_IMAGES, _MOST_IMAGES = 16, 512


@dataclass(frozen=True, slots=True)
class LayerFigures:
    """One layer with weights at one step; sizes are root mean squares over its weights.

    layer: its position in the network. label: as in the network's name, "128" or "5×5×20".
    gradient: of the loss by the weights. update: what the step changed. silent: the share of the
    ReLUs behind it that answered none of the images looked at; None where there are none.
    """

    layer: int
    label: str
    weights: float
    gradient: float
    update: float
    silent: float | None

    @property
    def ratio(self) -> float:
        """The update's size by the weights'; about 0.001 in a network that learns well."""
        return self.update / self.weights if self.weights else 0.0


class Probe:
    """Asks a run for a look at its next step. May be asked from any thread."""

    def __init__(self) -> None:
        self._wish = Event()

    def ask(self) -> None:
        """Wish for a look."""
        self._wish.set()

    @property
    def is_asked(self) -> bool:
        """Whether a look is wished for."""
        return self._wish.is_set()

    def answer(self) -> None:
        """The look was taken."""
        self._wish.clear()


def layer_figures(
    network: Network,
    gradients: Sequence[FloatArray],
    before: Sequence[FloatArray],
    images: ImageArray,
) -> tuple[LayerFigures, ...]:
    """The figures of every layer with weights, right after an update.

    gradients: those that the update followed. before: the parameters before it; both in the order
    of `network.parameters`. images: (N, 28, 28) uint8 to look for silent units with; as many of
    them as take a few milliseconds are read.
    """
    silent = _silent_shares(network, images[: _sample_size(network)])
    figures, place = [], 0
    for position, layer in enumerate(network.layers):
        names = [*layer.parameters]
        if "weights" in names:
            at = place + names.index("weights")
            weights = layer.parameters["weights"]
            figures.append(
                LayerFigures(
                    position,
                    layer.label,
                    _size(weights),
                    _size(gradients[at]),
                    _size(weights - before[at]),
                    silent.get(position),
                )
            )
        place += len(names)
    return tuple(figures)


def first_weights(network: Network) -> FloatArray:
    """A copy of the weights of the first layer that has any; empty where none has."""
    all_weights = (layer.parameters.get("weights") for layer in network.layers)
    first = next((weights for weights in all_weights if weights is not None), None)
    return np.empty(0, np.float32) if first is None else first.copy()


def _silent_shares(network: Network, images: ImageArray) -> dict[int, float]:
    """By the position of a layer with weights: the share of units that its ReLU keeps at zero."""
    shares: dict[int, float] = {}
    activations = network_inputs(images, network.input_shape, network.dtype)
    weighted = None
    for position, layer in enumerate(network.layers):
        activations = layer.forward(activations)
        if "weights" in layer.parameters:
            weighted = position
        elif isinstance(layer, ReLU) and weighted is not None:
            # of a picture's channel, which is one unit, all places
            speaks = (activations > 0).any(axis=tuple(range(activations.ndim - 1)))
            shares[weighted] = 1.0 - float(speaks.mean())
    return shares


def _sample_size(network: Network) -> int:
    return max(_FEWEST_IMAGES, min(_MOST_IMAGES, _MULTIPLICATIONS // network.multiplications))


def _size(array: FloatArray) -> float:
    """The root of the mean square; inf where it is too large for a float."""
    with np.errstate(over="ignore", invalid="ignore"):
        return sqrt(float(np.mean(np.square(array, dtype=np.float64))))
