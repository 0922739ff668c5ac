"""What each pixel adds to a network's preference for one digit over another, exactly.

Between the kinks of its ReLUs and the choices of its pools a network is linear: there an output is
the sum of gradient × input over the pixels, and of gradient × bias over the biases.
"""

from dataclasses import dataclass

import numpy as np

from nncore.array_types import FloatArray, ImageArray
from nncore.explanation.checked import checked_digit, reading_layers, require_image
from nncore.inputs import network_inputs
from nncore.network import Network


@dataclass(frozen=True, eq=False)
class Contributions:
    """How the gap between two logits splits up: gap = pixels.sum() + biases, but for rounding.

    pixels: (28, 28), above 0 where the pixel speaks for the digit, below 0 where it speaks against
    it. A pixel without ink adds exactly 0, whatever its absence means to a reader: it is its value
    times a slope. biases: what all the biases add together. gap: in nats, as logits are.
    """

    pixels: FloatArray
    biases: float
    gap: float


def contributions(network: Network, image: ImageArray, digit: int, against: int) -> Contributions:
    """Split logit[digit] - logit[against] for an image (28, 28) uint8 into what makes it up.

    With g the gap's derivative by x: gap = Σ g·x over the pixels + Σ g·b over the biases. A tie in
    a pool goes to its first maximum, as in training, so that nothing is counted twice.
    Source: gradient × input, Shrikumar et al., "Not just a black box", 2016.
    Raises ValueError for another image, for what is no digit or twice the same, and for a network
    that is not piecewise linear, has weights that are no numbers, or does not lead from 28×28
    pixels to ten digits.
    """
    require_image(image)
    digit, against = checked_digit(digit), checked_digit(against)
    if digit == against:
        raise ValueError(f"two different digits are needed, got {digit} twice")
    network = reading_layers(network)
    inputs = network_inputs(image[np.newaxis], network.input_shape, network.dtype)
    trace = network.trace()
    logits = trace.forward(inputs)
    gap = float(logits[0, digit]) - float(logits[0, against])
    direction = np.zeros_like(logits)
    direction[0, digit], direction[0, against] = 1, -1
    slope = trace.backward(direction, to_inputs=True)
    assert slope is not None
    return Contributions(slope[0] * inputs[0], _of_biases(network, trace.gradients), gap)


def _of_biases(network: Network, gradients: list[FloatArray]) -> float:
    """Summed up from the layers, not taken from what the pixels leave over."""
    names = (name for layer in network.layers for name in layer.parameters)
    named = zip(names, network.parameters, gradients, strict=True)
    return sum(float(np.vdot(slope, bias)) for name, bias, slope in named if name == "bias")
