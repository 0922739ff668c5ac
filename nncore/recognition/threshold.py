"""Finds the threshold of a network that saw non-digits in training."""

import numpy as np

from nncore.array_types import FloatArray, ImageArray
from nncore.datasets.dataset import Split
from nncore.datasets.exposure import LEARNED, threshold_keeping
from nncore.datasets.generated_digits.digits import generated
from nncore.network import Network

KEPT = 0.99
"""The share of validation digits that is known."""

KEPT_DRAWN = 0.975
"""The share of generated digits; somewhat more than the 97 % asked of drawings by people."""

_DRAWN, _SEED = 2_000, 23


def find_threshold(network: Network, validation: Split) -> float | None:
    """The largest probability from which on an image is best taken for a digit.

    It keeps KEPT of the validation digits, and KEPT_DRAWN of generated digits that nobody learned
    from: whichever asks for less. None for a network that has hardly learned to read them.
    """
    probabilities = network.predict(validation.images)
    if np.mean(probabilities.argmax(axis=1) == validation.labels) < LEARNED:
        return None
    drawn = generated(
        rng=np.random.default_rng(_SEED), training=_DRAWN, validation=1, test=1
    ).training
    return min(
        threshold_keeping(KEPT, probabilities.max(axis=1)),
        threshold_keeping(KEPT_DRAWN, largest_probabilities(network, drawn.images)),
    )


def largest_probabilities(network: Network, images: ImageArray) -> FloatArray:
    """How sure the network is of each image (N, 28, 28): (N,)."""
    sure: FloatArray = network.predict(images).max(axis=1)
    return sure
