"""First weights of a layer, drawn at random so that its units start out different.

Every initializer takes the layer's fan-in and fan-out and returns (inputs, outputs) weights.
"""

from math import sqrt
from typing import Protocol

import numpy as np
from numpy.typing import DTypeLike

from nncore.array_types import FloatArray


class Initializer(Protocol):
    """Draws the weights of a layer with `inputs` inputs and `outputs` outputs."""

    def __call__(self, inputs: int, outputs: int, *, rng: np.random.Generator) -> FloatArray:
        """Return weights of shape (inputs, outputs), float64."""
        ...


def he_normal(inputs: int, outputs: int, *, rng: np.random.Generator) -> FloatArray:
    """Normal with variance 2 / inputs, which keeps the size of activations through ReLU layers.

    Source: He et al., "Delving Deep into Rectifiers", 2015.
    """
    return rng.normal(0.0, sqrt(2.0 / inputs), (inputs, outputs))


def glorot_uniform(inputs: int, outputs: int, *, rng: np.random.Generator) -> FloatArray:
    """Uniform with variance 2 / (inputs + outputs), a compromise of forward and backward pass.

    Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", 2010.
    """
    limit = sqrt(6.0 / (inputs + outputs))
    return rng.uniform(-limit, limit, (inputs, outputs))


def centred_uniform(inputs: int, outputs: int, *, rng: np.random.Generator) -> FloatArray:
    """Uniform in -0.5..0.5 whatever the size: how many first networks are written by hand.

    Kept so that the seed preset can show what a better choice is worth.
    """
    return rng.uniform(-0.5, 0.5, (inputs, outputs))


def draw_weights(
    initializer: Initializer,
    inputs: int,
    outputs: int,
    *,
    rng: np.random.Generator,
    dtype: DTypeLike,
) -> FloatArray:
    """What the initializer draws, in memory of its own; what is `unallocated` stays so."""
    drawn = initializer(inputs, outputs, rng=rng)
    return drawn.astype(dtype, copy=drawn.flags.writeable)


def unallocated(inputs: int, outputs: int, *, rng: np.random.Generator) -> FloatArray:  # noqa: ARG001
    """Zeros that share one number's memory: for layers of which only the sizes are asked.

    They cannot be trained, being read-only.
    """
    return np.broadcast_to(np.float32(0), (inputs, outputs))


INITIALIZERS: dict[str, Initializer] = {
    "he": he_normal,
    "glorot": glorot_uniform,
    "uniform": centred_uniform,
}
"""The initializers by the names that recipes and the command line use."""
