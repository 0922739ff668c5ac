"""What a network answers to many frames at once: a digit, or that it knows none."""

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import FloatArray, ImageArray, LabelArray
from nncore.losses import softmax
from nncore.network import Network
from nncore.recognition.known import Yardstick, yardstick_of

REFUSED = 255
"""Stands among digits for what is not known to be one."""


def answers(
    network: Network, frames: ImageArray, *, yardstick: Yardstick | None = None
) -> LabelArray:
    """The digits that a network reads in (N, 28, 28) uint8 frames, (N,); REFUSED where
    `read_frame` would not know it, or there is no ink.

    yardstick: what the network is judged by, for who has measured it already.
    """
    if yardstick is None:
        yardstick = yardstick_of(network)
    # weights that are too large overflow; the probabilities are NaN then, which are not known
    with np.errstate(over="ignore", invalid="ignore"):
        logits = network.logits(frames)
        probabilities = softmax(logits)
    is_known = frames.any(axis=(1, 2)) & _are_known(yardstick, logits, probabilities)
    return np.where(is_known, probabilities.argmax(axis=1), REFUSED).astype(np.uint8)


def _are_known(
    yardstick: Yardstick, logits: FloatArray, probabilities: FloatArray
) -> NDArray[np.bool_]:
    if not yardstick.has_learned:
        return np.zeros(len(logits), np.bool_)
    scores = [yardstick.score(*each) for each in zip(logits, probabilities, strict=True)]
    return np.array(scores) >= 0.5
