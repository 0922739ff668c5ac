"""What is measured at the end of an epoch besides losses and accuracies: what a diagnosis needs.

It costs less than a hundredth of an epoch, and some milliseconds: so every run is checked.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import CLASSES, ImageArray
from nncore.network import Network
from nncore.runtime.probing import SilentUnits, sample_parts, sample_size

_SHARE = 200
"""One of so many training images is looked at, which costs a third of that share of an epoch."""

_FEWEST, _MOST = 32, 128
"""Images that are looked at: fewer say nothing about silence, and more would add little."""


MOSTLY_SILENT = 0.75
"""The share of a layer's units; in networks that learn well a fifth is much."""

DARK, LIGHT = 64, 128
"""The brightest pixel of nearly black images, and the mean pixel of white ones, 0..255."""


@dataclass(frozen=True, slots=True)
class EpochCheck:
    """A look at a network and its images at the end of an epoch.

    answers: how many of the evaluated images were taken for each digit; nothing where that is not
    known. silent: the largest share of a layer's units whose ReLU answered none of `looked_at`
    images, and silent_layer the position of that layer in the network; None where no layer was
    looked at. mean_pixel, brightest_pixel: of training images, 0..255; None where not known.
    """

    answers: tuple[int, ...] = ()
    silent: float | None = None
    silent_layer: int | None = None
    looked_at: int = 0
    mean_pixel: float | None = None
    brightest_pixel: int | None = None

    @property
    def is_mostly_silent(self) -> bool:
        """Whether most units of a layer are."""
        return self.silent is not None and self.silent >= MOSTLY_SILENT

    @property
    def is_dark(self) -> bool:
        """Whether the images are nearly black."""
        return self.brightest_pixel is not None and self.brightest_pixel < DARK

    @property
    def is_light(self) -> bool:
        """Whether the images have a white ground."""
        return self.mean_pixel is not None and self.mean_pixel >= LIGHT

    @property
    def is_unusual(self) -> bool:
        """Whether it tells of anything but answers that a run should not have."""
        return self.is_mostly_silent or self.is_dark or self.is_light


class EpochChecker:
    """Looks at networks built like `network` with a few of the images that they learn from."""

    def __init__(self, network: Network, images: ImageArray) -> None:
        count = min(max(len(images) // _SHARE, _FEWEST), _MOST, len(images))
        # from all over the split: its images may be sorted
        sample = images[:: max(len(images) // count, 1)][:count]
        self._looked_at = min(count, sample_size(network))
        self._mean_pixel, self._brightest_pixel = float(sample.mean()), int(sample.max())
        self._parts = sample_parts(network, sample[: self._looked_at])

    def look(self, silent: SilentUnits) -> Iterator[None]:
        """Look for units that are silent; yields in between, where a run can stop."""
        for place, inputs in enumerate(self._parts):
            if place:
                yield
            silent.look_at(inputs)

    def check(self, silent: SilentUnits, predictions: NDArray[np.integer]) -> EpochCheck:
        """silent: what `look` found. predictions: the digits that were read in evaluated images."""
        shares = silent.shares
        layer = max(shares, key=lambda each: shares[each], default=None)
        return EpochCheck(
            tuple(np.bincount(predictions, minlength=CLASSES).tolist()),
            None if layer is None else shares[layer],
            layer,
            self._looked_at,
            self._mean_pixel,
            self._brightest_pixel,
        )
