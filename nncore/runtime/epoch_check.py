"""What is measured at the end of an epoch besides losses and accuracies: what a diagnosis needs.

It costs less than a hundredth of an epoch, so that every run is checked.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import CLASSES, ImageArray
from nncore.network import Network
from nncore.runtime.probing import silent_shares

_SHARE = 200
"""One of so many training images is looked at, which costs a third of that share of an epoch."""

_FEWEST, _MOST = 32, 256
"""Images that are looked at: fewer say nothing about silence, and more would add little."""


@dataclass(frozen=True, slots=True)
class EpochCheck:
    """A look at a network and its images at the end of an epoch.

    answers: how many of the evaluated images were taken for each digit. silent: by layer with a
    ReLU, from the input on, its label and the share of its units that answered none of `looked_at`
    images; nothing where it was not looked at. mean_pixel, brightest_pixel: of training images,
    0..255; None where they are not known.
    """

    answers: tuple[int, ...]
    silent: tuple[tuple[str, float], ...] = ()
    looked_at: int = 0
    mean_pixel: float | None = None
    brightest_pixel: int | None = None


class EpochChecker:
    """Looks at a network with a few of the images that it learns from."""

    def __init__(self, images: ImageArray) -> None:
        count = min(max(len(images) // _SHARE, _FEWEST), _MOST, len(images))
        # from all over the split: its images may be sorted
        self._images = images[:: max(len(images) // count, 1)][:count]
        self._mean_pixel = float(self._images.mean())
        self._brightest_pixel = int(self._images.max())

    def check(self, network: Network, predictions: NDArray[np.integer]) -> EpochCheck:
        """predictions: the digits that the network took the evaluated images for."""
        shares = silent_shares(network, self._images)
        silent = tuple((network.layers[place].label, share) for place, share in shares.items())
        answers = np.bincount(predictions, minlength=CLASSES)
        return EpochCheck(
            tuple(answers.tolist()),
            silent,
            len(self._images),
            self._mean_pixel,
            self._brightest_pixel,
        )
