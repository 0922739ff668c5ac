"""A look into a network while it learns: how large its weights, gradients and updates are.

Taken in a training step, when somebody asks for it with a Probe.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf, nan, sqrt
from threading import Event

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import FloatArray, ImageArray, LabelArray
from nncore.inputs import network_inputs
from nncore.layers import Dense, ReLU
from nncore.losses import one_hot, softmax_cross_entropy
from nncore.network import Network

_WORK = 600_000_000
"""What reading the sample may cost: some 15 milliseconds, in multiplications."""

_FEWEST_IMAGES, _MOST_IMAGES = 16, 512
"""Fewer say nothing about silence, and more would add little."""

_PART, _PART_WORK = 64, 150_000_000
"""Images read at once, and what they may cost: wide kernels put out much, and between two parts a
run can be stopped.
"""

_PIECE = 2**15
"""Numbers measured at once, which stay near the processor."""


@dataclass(frozen=True, slots=True)
class LayerFigures:
    """One layer with weights at one step; sizes are root mean squares over its weights.

    layer: its position in the network. label: as in the network's name, "128" or "5×5×20".
    gradient: of the loss by the weights. update: what the step changed. Both are NaN where there
    was no step. silent: the share of its units whose ReLU answered none of the images looked at
    (a kernel is one unit, which answers where it finds anything anywhere); None where there is no
    ReLU, or the network is too slow to look. looked_at: how many images that were.
    leanings: of each unit the digits that it speaks most for and most against, if this is the
    first layer and leads straight to the outputs.
    """

    layer: int
    label: str
    weights: float
    gradient: float
    update: float
    silent: float | None
    looked_at: int = 0
    leanings: tuple[tuple[int, int], ...] = ()

    @property
    def ratio(self) -> float:
        """The update's size by the weights'; about 0.001 in a network that learns well."""
        if self.weights:
            return self.update / self.weights
        return inf if self.update else 0.0


class Probe:
    """Asks a run for a look into its layers at the next step. From any thread."""

    def __init__(self) -> None:
        self._is_asked = Event()

    def ask(self) -> None:
        """Ask for a look."""
        self._is_asked.set()

    @property
    def is_asked(self) -> bool:
        """Whether a look was asked for and not taken yet."""
        return self._is_asked.is_set()

    def answer(self) -> None:
        """Called by the loop when the look was taken."""
        self._is_asked.clear()


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
    sample = images[: sample_size(network)]
    silent = silent_shares(network, sample)
    # an array of a layer is found again by which it is: equal ones would be mistaken
    places = {id(array): place for place, array in enumerate(network.parameters)}
    figures = []
    for resting in resting_figures(network):
        weights = network.layers[resting.layer].parameters["weights"]
        place = places[id(weights)]
        figures.append(
            replace(
                resting,
                gradient=_size(gradients[place]),
                update=_size(weights, minus=before[place]),
                silent=silent.get(resting.layer),
                looked_at=len(sample),
            )
        )
    return tuple(figures)


def resting_figures(network: Network) -> tuple[LayerFigures, ...]:
    """The figures of a network that takes no step: those of its weights alone."""
    figures = [
        LayerFigures(position, layer.label, _size(layer.parameters["weights"]), nan, nan, None)
        for position, layer in enumerate(network.layers)
        if "weights" in layer.parameters
    ]
    if figures:
        figures[0] = replace(figures[0], leanings=_leanings(network))
    return tuple(figures)


def figures_on(
    network: Network, images: ImageArray, labels: LabelArray
) -> tuple[LayerFigures, ...]:
    """The figures of a network at rest, with what a few images of (N, 28, 28) uint8 tell of it.

    Which units answer none of them, and the gradient of their loss; the updates are NaN. As many
    images are read as take some 50 milliseconds; none, where few would take longer.
    """
    resting, count = resting_figures(network), sample_size(network)
    if not count or not len(images):
        return resting
    images, labels = images[:count], labels[:count]
    silent, gradients = silent_shares(network, images), _gradients(network, images, labels)
    return tuple(
        replace(
            each,
            silent=silent.get(each.layer),
            looked_at=len(images),
            gradient=gradients[each.layer],
        )
        for each in resting
    )


def _gradients(network: Network, images: ImageArray, labels: LabelArray) -> dict[int, float]:
    """By the position of a layer with weights: the size of the gradient of the mean loss."""
    trace = network.trace(rng=np.random.default_rng(0))
    with np.errstate(over="ignore", invalid="ignore"):  # the weights may be of any size
        logits = trace.forward(network_inputs(images, network.input_shape, network.dtype))
        _, gradient = softmax_cross_entropy(logits, one_hot(labels))
        trace.backward(gradient)
    places = {id(array): place for place, array in enumerate(network.parameters)}
    return {
        position: _size(trace.gradients[places[id(layer.parameters["weights"])]])
        for position, layer in enumerate(network.layers)
        if "weights" in layer.parameters
    }


def first_weights(network: Network) -> FloatArray:
    """A copy of the weights of the first layer that has any; empty where none has."""
    all_weights = (layer.parameters.get("weights") for layer in network.layers)
    first = next((weights for weights in all_weights if weights is not None), None)
    return np.empty(0, np.float32) if first is None else first.copy()


def _leanings(network: Network) -> tuple[tuple[int, int], ...]:
    dense = [layer for layer in network.layers if isinstance(layer, Dense)]
    weighted = [layer for layer in network.layers if layer.parameters]
    if len(dense) != 2 or len(weighted) != 2:
        return ()
    outgoing = dense[1].weights  # (units, digits)
    most, least = outgoing.argmax(axis=1).tolist(), outgoing.argmin(axis=1).tolist()
    return tuple(zip(most, least, strict=True))


def sample_parts(network: Network, images: ImageArray) -> list[FloatArray]:
    """The images, as the network takes them, in parts that it reads in a moment each."""
    size = min(_PART, max(1, _PART_WORK // max(1, network.work)))
    starts = range(0, len(images), size)
    parts = (images[start : start + size] for start in starts)
    return [network_inputs(part, network.input_shape, network.dtype) for part in parts]


def silent_shares(network: Network, images: ImageArray) -> dict[int, float]:
    """By the position of a layer with weights: the share of units that its ReLU keeps at zero for
    all of the images.
    """
    silent = SilentUnits(network)
    for part in sample_parts(network, images):
        silent.look_at(part)
    return silent.shares


class SilentUnits:
    """Which units of a network answered none of the images that it was looked at with."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._silent: dict[int, NDArray[np.bool_]] = {}

    def look_at(self, inputs: FloatArray) -> None:
        """Read a few more images, one of the `sample_parts`."""
        # weights that are about to diverge overflow on the way
        with np.errstate(over="ignore", invalid="ignore"):
            for position, units in _silent_units(self._network, inputs):
                self._silent[position] = units & self._silent.get(position, True)

    @property
    def shares(self) -> dict[int, float]:
        """By the position of a layer with weights, 0..1."""
        return {position: float(units.mean()) for position, units in self._silent.items()}


def _silent_units(
    network: Network, activations: FloatArray
) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """Each position of a layer with weights and a ReLU: which of its units answer no image."""
    position, units = 0, 0  # of the last layer with weights that has met no ReLU yet
    relus = [place for place, layer in enumerate(network.layers) if isinstance(layer, ReLU)]
    for place, layer in enumerate(network.layers[: max(relus, default=-1) + 1]):
        activations = layer.forward(activations)
        if "weights" in layer.parameters:
            position, units = place, layer.parameters["weights"].shape[-1]
        elif isinstance(layer, ReLU) and units:
            # all places of a picture's channel are one unit; what is no number is no silence
            quiet = activations == 0
            if quiet.shape[-1] != units:  # flattened, channels varying fastest
                quiet = quiet.reshape(-1, units)
            yield position, quiet.all(axis=tuple(range(quiet.ndim - 1)))
            units = 0


def sample_size(network: Network) -> int:
    """How many images can be read in some milliseconds: none rather than too few."""
    affordable = _WORK // max(1, network.work)
    return min(affordable, _MOST_IMAGES) if affordable >= _FEWEST_IMAGES else 0


def _size(array: FloatArray, minus: FloatArray | None = None) -> float:
    """The root of the mean square; inf where it is too large for a float, NaN for no numbers."""
    flat, total = array.reshape(-1), 0.0
    taken = None if minus is None else minus.reshape(-1)
    with np.errstate(over="ignore", invalid="ignore"):
        # piece by piece: the largest layers have 16 million numbers, which doubled would be felt
        for start in range(0, flat.size, _PIECE):
            piece = flat[start : start + _PIECE].astype(np.float64)
            if taken is not None:
                piece -= taken[start : start + _PIECE]
            total += float(np.vdot(piece, piece))
    return sqrt(total / flat.size)
